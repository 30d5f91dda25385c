"""Buttons in another colour than the accent."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.buttons import ButtonKind
from desktop.ui.theme import Theme
from desktop.ui.tone_button import ToneButton, build_danger_button


@pytest.mark.parametrize("kind", ButtonKind)
def test_words_or_ground_have_the_tone(theme: Theme, qtbot: QtBot, kind: ButtonKind) -> None:
    button = ToneButton(theme, "Block", role="danger", kind=kind)
    qtbot.addWidget(button)

    ground, outline, words = button._colors()

    tone = theme.tokens.danger
    assert (ground if kind is ButtonKind.PRIMARY else words) == tone
    assert (outline is not None) is (kind is ButtonKind.SECOND)
    assert button.accessibleName() == "Block"
    assert not button.grab().isNull()


def test_tone_can_change(theme: Theme, qtbot: QtBot) -> None:
    button = ToneButton(theme, "Verify", role="warning", kind=ButtonKind.PRIMARY)
    qtbot.addWidget(button)

    button.set_tone("danger", "danger_ground", "danger")

    assert button._colors() == (theme.tokens.danger, None, theme.tokens.danger_ground)


def test_disabled_button_has_no_tone(theme: Theme, qtbot: QtBot) -> None:
    button = ToneButton(theme, "Block", role="danger")
    qtbot.addWidget(button)

    button.setEnabled(False)

    assert button._colors()[2] == theme.tokens.secondary


def test_danger_is_filled_with_its_red(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    button = build_danger_button(theme, "Delete", "trash-2", holder)

    assert button._colors() == (theme.tokens.danger, None, theme.tokens.raised)
    assert button.accessibleName() == "Delete"
