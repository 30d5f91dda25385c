"""Buttons: name, size, press, and paint in every kind and look."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.buttons import Button, ButtonKind, IconButton
from desktop.ui.theme import Theme


@pytest.mark.parametrize("kind", ButtonKind)
@pytest.mark.parametrize("is_large", [False, True])
def test_button_has_its_height_and_name(
    theme: Theme, qtbot: QtBot, kind: ButtonKind, is_large: bool
) -> None:
    button = Button(theme, "Try again", kind=kind, is_large=is_large, icon="rotate-cw")
    qtbot.addWidget(button)

    assert button.sizeHint().height() == (44 if is_large else 36)
    assert button.accessibleName() == "Try again"
    assert button.minimumSizeHint() == button.sizeHint()


@pytest.mark.parametrize("kind", ButtonKind)
def test_button_paints_every_state(theme: Theme, qtbot: QtBot, kind: ButtonKind) -> None:
    button = Button(theme, "Go", kind=kind, icon="check")
    qtbot.addWidget(button)
    button.show()
    plain = button.grab().toImage()

    theme.choose("dark")
    assert button.grab().toImage() != plain
    theme.choose("light")
    button.is_ring_shown = True
    assert button.grab().toImage() != plain
    button.is_ring_shown = False
    button.setEnabled(False)
    assert button.grab().toImage() != plain
    button.setEnabled(True)
    button.setDown(True)
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert button.grab().toImage() != plain


def test_icon_button_is_named_by_its_verb(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "square-pen", "New chat", shortcut="Ctrl+N")
    qtbot.addWidget(button)

    assert button.accessibleName() == "New chat"
    assert button.toolTip() == "New chat (Ctrl+N)"

    button.set_name("Other")
    assert button.toolTip() == "Other (Ctrl+N)"


def test_icon_button_is_pressed_and_repainted(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "eye", "Show")
    qtbot.addWidget(button)
    button.show()
    before = button.grab().toImage()

    button.set_icon("eye-off")
    assert button.grab().toImage() != before
    button.set_colors("on_accent", "accent")
    button.is_ring_shown = True
    assert button.grab().toImage() != before
    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
