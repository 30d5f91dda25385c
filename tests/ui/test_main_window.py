"""The window leads from the profile's state to the right page, and never ends the app itself."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import InviteFound, ProfileState
from desktop.errors import (
    DatabaseTooNew,
    DatabaseUnreadable,
    KeyringLocked,
    RelayKeyChanged,
    StorageError,
    WrongPassphrase,
)
from desktop.ui.buttons import Button
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.error_texts import describe
from desktop.ui.main_window import MainWindow
from desktop.ui.tokens import DEFAULT_WINDOW
from desktop.ui.views.welcome_page import Way
from protocol.ids import AccountId, Username
from tests.helpers.fake_messenger import INVITE, OWN_NAME
from tests.ui.conftest import Desk


def page(window: MainWindow) -> QWidget | None:
    return window._pages.currentWidget()


def test_nothing_is_asked_before_the_window_is_up(desk: Desk, qtbot: QtBot) -> None:
    window = MainWindow(desk.theme, desk.preferences)
    qtbot.addWidget(window)
    window.furnish(desk.bridge, desk.profiles, default_relay="")
    desk.settle()
    assert desk.messenger.calls == []

    window.show()
    desk.settle()
    window.hide()
    window.show()
    desk.settle()
    assert desk.messenger.called("find_profile_state") == [()]


def test_first_run_leads_to_the_cards_and_then_to_the_shell(desk: Desk) -> None:
    window = desk.open_window(state=ProfileState.EMPTY)
    onboarding = window._onboarding
    assert onboarding is not None
    assert page(window) is onboarding
    assert window.windowTitle() == "SecureChat"

    onboarding.welcome.name.set_text("lena.o")
    onboarding.welcome._continue.click()
    desk.settle()
    onboarding.choose_password.password.set_text("teapot river")
    onboarding.choose_password._create.click()
    desk.settle()

    assert page(window) is window.shell
    assert window.windowTitle() == "SecureChat – lena.o"
    assert window._onboarding is None


def test_keyring_profile_opens_by_itself(desk: Desk) -> None:
    window = desk.open_window(state=ProfileState.KEYRING)

    assert desk.messenger.called("open_profile") == [(None,)]
    assert page(window) is window.shell
    assert window.windowTitle() == f"SecureChat – {OWN_NAME}"


def test_vault_asks_for_the_passphrase_until_it_opens(desk: Desk) -> None:
    window = desk.open_window(state=ProfileState.VAULT)
    vault = window.access._locked
    assert vault is not None
    assert page(window) is vault
    desk.messenger.faults["open_profile"] = WrongPassphrase()

    vault.field.set_text("wrong one")
    vault._unlock.click()
    desk.settle()
    assert page(window) is vault
    assert "not the right passphrase" in vault.field.edit.accessibleDescription()

    vault.field.set_text("right one")
    vault._unlock.click()
    desk.settle()
    assert page(window) is window.shell
    assert desk.messenger.called("open_profile") == [("wrong one",), ("right one",)]


@pytest.mark.parametrize(
    "error", [DatabaseUnreadable(), DatabaseTooNew(), KeyringLocked(), StorageError()]
)
def test_profile_that_does_not_open_is_never_replaced_by_an_empty_one(
    desk: Desk, error: Exception
) -> None:
    desk.messenger.faults["open_profile"] = error
    window = desk.open_window(state=ProfileState.KEYRING)
    cannot = window._cannot_open
    assert cannot is not None
    assert page(window) is cannot
    assert window._onboarding is None

    cannot.retry_requested.emit()
    desk.settle()

    assert page(window) is window.shell


def test_damaged_profile_is_said_before_it_is_opened(desk: Desk) -> None:
    window = desk.open_window(state=ProfileState.UNREADABLE)

    assert window._cannot_open is not None
    assert page(window) is window._cannot_open
    assert desk.messenger.called("open_profile") == []


def test_folder_that_cannot_be_read_is_said(desk: Desk) -> None:
    desk.messenger.faults["find_profile_state"] = StorageError()

    window = desk.open_window()

    assert window._cannot_open is not None


def test_unfinished_account_begins_again(desk: Desk) -> None:
    window = desk.open_window(state=ProfileState.UNREADABLE)

    desk.bridge.profile_unfinished.emit()

    assert page(window) is window._onboarding


def test_closing_hides_and_asks_the_app_to_end(desk: Desk, qtbot: QtBot) -> None:
    window = desk.open_window()

    with qtbot.waitSignal(window.close_requested):
        window.close()

    assert not window.isVisible()


def test_quit_of_every_page_closes_the_window(desk: Desk, qtbot: QtBot) -> None:
    window = desk.open_window(state=ProfileState.EMPTY)
    assert window._onboarding is not None
    with qtbot.waitSignal(window.close_requested):
        window._onboarding.quit_requested.emit()

    window.show()
    desk.bridge.open_failed.emit(describe(StorageError()))
    assert window._cannot_open is not None
    with qtbot.waitSignal(window.close_requested):
        window._cannot_open.quit_requested.emit()


def test_deleted_account_leads_back_to_first_run(desk: Desk) -> None:
    window = desk.open_window()
    desk.bridge.account.delete_account("secret")
    desk.settle()

    assert page(window) is window._onboarding
    assert window.windowTitle() == "SecureChat"


def test_look_and_enter_follow_the_preferences(desk: Desk) -> None:
    window = desk.open_window()

    desk.preferences.change(theme="dark", enter_sends=False)

    assert desk.theme.choice == "dark"
    assert not window.shell.conversation.composer.editor.enter_sends


def press(window: MainWindow, name: str) -> None:
    buttons = {
        button.accessibleName(): button
        for dialog in window.findChildren(FormDialog)
        for button in dialog.findChildren(Button)
    }
    buttons[name].click()


@pytest.mark.parametrize("is_agreed", [True, False])
def test_password_waits_for_the_person_when_the_server_changed(
    desk: Desk, *, is_agreed: bool
) -> None:
    """AU-17: nothing is asked of the server between the question and the answer."""
    window = desk.open_window()
    refused: list[str] = []
    desk.bridge.account.password_refused.connect(lambda error: refused.append(error.code))
    desk.messenger.faults["change_password"] = RelayKeyChanged(b"k" * 32)

    desk.bridge.account.change_password("old password", "new password")
    desk.settle()
    assert len(desk.messenger.called("change_password")) == 1
    press(window, "Continue" if is_agreed else "Cancel")
    desk.settle()

    if is_agreed:
        assert desk.messenger.called("accept_relay_key") == [(b"k" * 32,)]
        assert len(desk.messenger.called("change_password")) == 2
        assert refused == []
    else:
        assert desk.messenger.called("accept_relay_key") == []
        assert len(desk.messenger.called("change_password")) == 1
        assert refused == ["relay-key-changed"]


def test_account_made_by_an_invite_begins_with_its_chat(desk: Desk) -> None:
    desk.messenger.invites[INVITE] = InviteFound(
        username=Username("bob"),
        account=AccountId(bytes(32)),
        relay_address="wss://chat.example",
        is_other_relay=False,
    )
    window = desk.open_window(state=ProfileState.EMPTY)
    onboarding = window._onboarding
    assert onboarding is not None
    onboarding.welcome.choose(Way.INVITE)
    onboarding.welcome.invite.field.set_text(INVITE)
    desk.settle()
    onboarding.welcome.invite.name.set_text("lena.o")
    onboarding.welcome.invite._continue.click()
    desk.settle()
    onboarding.choose_password.password.set_text("teapot river")
    onboarding.choose_password._create.click()
    desk.settle()

    assert desk.messenger.called("open_invite") == [(INVITE,)]
    assert page(window) is window.shell
    assert window.shell.conversation.contact is not None


def test_window_comes_back_where_and_as_large_as_it_was(desk: Desk) -> None:
    window = desk.open_window()
    window.setGeometry(40, 50, 700, 560)
    desk.settle()
    window.close()

    again = desk.open_window()

    assert (again.geometry().left(), again.geometry().top()) == (40, 50)
    assert (again.width(), again.height()) == (700, 560)
    again.showMaximized()
    desk.settle()
    again.hide()
    assert desk.open_window().isMaximized()


def test_broken_place_is_the_usual_one(desk: Desk) -> None:
    desk.preferences.change(window_place="no base64!")

    assert desk.open_window().size().toTuple() == DEFAULT_WINDOW
