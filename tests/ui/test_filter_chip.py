"""A filter says by what it filters."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.filter_chip import FilterChip
from desktop.ui.theme import Theme


def test_chip_says_what_it_filters_for(theme: Theme, qtbot: QtBot) -> None:
    chip = FilterChip(theme, "From")
    qtbot.addWidget(chip)
    assert (chip.is_active, chip.text()) == (False, "From")
    assert chip.accessibleName() == "Filter: From"

    chip.show_choice("From Mira")

    assert (chip.is_active, chip.text()) == (True, "From Mira")
    assert "From Mira" in chip.accessibleName()
    chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not chip.grab().isNull()


def test_long_names_are_cut(theme: Theme, qtbot: QtBot) -> None:
    chip = FilterChip(theme, "From")
    qtbot.addWidget(chip)

    chip.show_choice("From " + "x" * 200)

    assert chip.sizeHint().width() <= 150
