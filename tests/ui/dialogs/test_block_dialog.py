"""The dialog before a block."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.ui.buttons import Button
from desktop.ui.dialogs.block_dialog import BlockDialog
from desktop.ui.labels import TextLabel
from desktop.ui.theme import Theme
from protocol.messages import PresenceRule


def open_dialog(theme: Theme, window: QWidget, rule: PresenceRule) -> BlockDialog:
    dialog = BlockDialog(theme, "Ivo", rule, window)
    dialog.open()
    return dialog


def press(dialog: BlockDialog, name: str) -> None:
    buttons = {button.accessibleName(): button for button in dialog.findChildren(Button)}
    buttons[name].click()


def test_with_presence_for_everybody_the_dialog_says_so_and_offers_the_change(
    theme: Theme, window: QWidget
) -> None:
    dialog = open_dialog(theme, window, PresenceRule.EVERYBODY)
    asked: list[bool] = []
    dialog.block_requested.connect(asked.append)

    texts = " ".join(label.text() for label in dialog.findChildren(TextLabel))
    assert "That includes Ivo, blocked or not" in texts
    assert not dialog.hide_presence.isChecked()
    dialog.hide_presence.click()
    assert not window.grab().isNull()
    press(dialog, "Block Ivo")

    assert asked == [True]


def test_without_the_change_presence_stays(theme: Theme, window: QWidget) -> None:
    dialog = open_dialog(theme, window, PresenceRule.EVERYBODY)
    asked: list[bool] = []
    dialog.block_requested.connect(asked.append)

    press(dialog, "Block Ivo")

    assert asked == [False]


@pytest.mark.parametrize("rule", [PresenceRule.CONTACTS, PresenceRule.NOBODY])
def test_with_hidden_presence_there_is_nothing_to_offer(
    theme: Theme, window: QWidget, rule: PresenceRule
) -> None:
    dialog = open_dialog(theme, window, rule)

    assert dialog.hide_presence.isHidden()


def test_cancel_blocks_nobody(theme: Theme, window: QWidget) -> None:
    dialog = open_dialog(theme, window, PresenceRule.EVERYBODY)
    asked: list[bool] = []
    dialog.block_requested.connect(asked.append)

    press(dialog, "Cancel")

    assert asked == []
    assert dialog.isHidden()
