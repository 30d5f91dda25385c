"""The password that brings an account back is typed twice."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.errors import CodeNeeded, CodeRefused, RelayUnreachable
from desktop.ui.dialogs.lost_account_dialog import LostAccountDialog
from desktop.ui.error_texts import describe
from desktop.ui.labels import TextLabel
from desktop.ui.theme import Theme
from protocol.registration_code import write_code


@pytest.fixture
def dialog(theme: Theme, window: QWidget) -> LostAccountDialog:
    dialog = LostAccountDialog(theme, "lena.o", window)
    dialog.open()
    return dialog


def type_in(dialog: LostAccountDialog, password: str, again: str) -> list[tuple[str, str]]:
    entered: list[tuple[str, str]] = []
    dialog.password_entered.connect(lambda password, code: entered.append((password, code)))
    dialog.password.set_text(password)
    dialog.again.set_text(again)
    dialog.again.entered.emit()
    return entered


def said(dialog: LostAccountDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(TextLabel))


def test_same_password_twice_is_taken(dialog: LostAccountDialog) -> None:
    assert "no longer knows lena.o" in said(dialog)
    assert type_in(dialog, "teapot river", "teapot river") == [("teapot river", "")]
    assert not dialog._go.isEnabled()


@pytest.mark.parametrize(
    ("password", "again", "fault"),
    [
        ("teapot", "teapot", "at least 8"),
        ("teapot river", "teapot rover", "not the same"),
    ],
)
def test_typing_error_is_noticed_here_since_the_server_cannot(
    dialog: LostAccountDialog, password: str, again: str, fault: str
) -> None:
    assert type_in(dialog, password, again) == []
    assert fault in said(dialog)


def test_failure_is_told_and_it_can_be_tried_again(dialog: LostAccountDialog) -> None:
    type_in(dialog, "teapot river", "teapot river")

    dialog.show_failure(describe(RelayUnreachable()))

    assert "cannot be reached" in said(dialog)
    assert dialog._go.isEnabled()


def test_server_may_ask_for_a_code(dialog: LostAccountDialog) -> None:
    code = write_code(bytes(16))
    assert dialog.code.isHidden()
    type_in(dialog, "teapot river", "teapot river")

    dialog.show_failure(describe(CodeNeeded()))
    assert dialog.code.isVisible()
    assert "asks for a registration code" in said(dialog)
    assert type_in(dialog, "teapot river", "teapot river") == []
    assert "not a registration code" in said(dialog)
    dialog.code.set_text(code)
    assert type_in(dialog, "teapot river", "teapot river") == [("teapot river", code)]

    dialog.show_failure(describe(CodeRefused()))
    assert "does not accept this code" in said(dialog)
