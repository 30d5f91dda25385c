"""The question before a password goes to a server with another identity."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.ui.buttons import Button
from desktop.ui.dialogs.server_key_dialog import ServerKeyDialog
from desktop.ui.labels import TextLabel
from desktop.ui.theme import Theme


@pytest.fixture
def dialog(theme: Theme, window: QWidget) -> ServerKeyDialog:
    dialog = ServerKeyDialog(theme, window)
    dialog.open()
    return dialog


def press(dialog: ServerKeyDialog, name: str) -> None:
    buttons = {button.accessibleName(): button for button in dialog.findChildren(Button)}
    buttons[name].click()


@pytest.mark.parametrize(("name", "is_agreed"), [("Continue", True), ("Cancel", False)])
def test_answer_is_given_once(dialog: ServerKeyDialog, name: str, *, is_agreed: bool) -> None:
    answers: list[bool] = []
    dialog.answered.connect(answers.append)

    press(dialog, name)
    dialog.close_overlay()

    assert answers == [is_agreed]


def test_closing_it_is_no_agreement(dialog: ServerKeyDialog) -> None:
    answers: list[bool] = []
    dialog.answered.connect(answers.append)

    dialog.close_overlay()

    assert answers == [False]


def test_it_says_what_happened_what_could_go_wrong_and_that_nothing_was_sent(
    dialog: ServerKeyDialog,
) -> None:
    texts = " ".join(label.text() for label in dialog.findChildren(TextLabel))

    assert "another identity than the last time" in texts
    assert "take your username away" in texts
    assert "Nothing has been sent yet" in texts
    assert not any(button.hasFocus() for button in dialog.findChildren(Button))
