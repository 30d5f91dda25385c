"""The list of shortcuts shows the table."""

from PySide6.QtWidgets import QWidget

from desktop.ui.actions import ACTIONS
from desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from desktop.ui.key_cap import KeyCap
from desktop.ui.labels import TextLabel
from desktop.ui.theme import Theme


def test_every_action_with_keys_is_listed(theme: Theme, window: QWidget) -> None:
    dialog = ShortcutsDialog(theme, window)
    dialog.open()

    named = {label.accessibleName() for label in dialog.findChildren(TextLabel)}
    wanted = {
        f"{action.title()}: {action.key_text}"
        for action in ACTIONS
        if action.keys and not action.key.startswith("chat-")
    }
    assert wanted <= named
    assert "A chat by its place in the list: Ctrl+1 … 9" in named
    assert len(dialog.findChildren(KeyCap)) == len(wanted) + 1
