"""Deleting asks first and says where the messages stay."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.buttons import Button
from desktop.ui.dialogs.delete_messages_dialog import DeleteMessagesDialog
from desktop.ui.theme import Theme


def open_dialog(theme: Theme, window: QWidget) -> tuple[DeleteMessagesDialog, list[bool]]:
    dialog = DeleteMessagesDialog(theme, 2, "bob", window)
    told: list[bool] = []
    dialog.delete_requested.connect(lambda: told.append(True))
    dialog.open()
    return dialog, told


def button(dialog: DeleteMessagesDialog, name: str) -> Button:
    return next(each for each in dialog.findChildren(Button) if each.text() == name)


def test_nothing_is_deleted_without_the_button(theme: Theme, window: QWidget) -> None:
    dialog, told = open_dialog(theme, window)
    assert not dialog.grab().isNull()
    assert not isinstance(window.focusWidget(), Button)

    button(dialog, "Cancel").click()

    assert told == []
    assert dialog.isHidden()


def test_button_deletes(theme: Theme, window: QWidget) -> None:
    dialog, told = open_dialog(theme, window)

    button(dialog, "Delete here").click()

    assert told == [True]
    assert dialog.isHidden()


@pytest.mark.parametrize(("count", "words"), [(1, "It disappears"), (2, "They disappear")])
def test_one_message_is_spoken_of_as_one(
    theme: Theme, window: QWidget, *, count: int, words: str
) -> None:
    dialog = DeleteMessagesDialog(theme, count, "bob", window)

    assert any(label.text().startswith(words) for label in dialog.findChildren(QLabel))
