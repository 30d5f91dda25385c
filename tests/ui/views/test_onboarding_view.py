"""The way from nothing to an account, with every fork of it."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import InviteFound, KeyringState
from desktop.errors import (
    KeyringEntryLost,
    NameTaken,
    RegistrationClosed,
    RelayUnreachable,
    SignInFailed,
)
from desktop.ui.views.onboarding_view import OnboardingView
from desktop.ui.views.welcome_page import Way
from protocol.ids import AccountId, Username
from protocol.messages import PresenceState, RegistrationRule
from protocol.registration_code import write_code
from tests.helpers.fake_messenger import INVITE, RELAY
from tests.ui.conftest import Desk, show_active

PASSWORD = "teapot river"
PASSPHRASE = "correct horse"
CODE, OTHER_CODE = (write_code(bytes([number] * 16)) for number in (1, 2))


class FirstRun:
    """A first run and what it reached."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk = desk
        self.view = OnboardingView(desk.bridge, desk.theme, RELAY)
        self.view.resize(1180, 740)
        self.opened: list[object] = []
        desk.bridge.profile_opened.connect(self.opened.append)
        qtbot.addWidget(self.view)
        show_active(self.view)

    def is_at(self, page: QWidget) -> bool:
        return self.view.pages.currentWidget() is page

    def continue_as(self, name: str) -> None:
        self.view.welcome.name.set_text(name)
        self.view.welcome._continue.click()
        self.desk.settle()

    def choose_password(self) -> None:
        self.view.choose_password.password.set_text(PASSWORD)
        self.view.choose_password._create.click()
        self.desk.settle()

    def sign_in(self) -> None:
        self.view.welcome.choose(Way.SIGN_IN)
        self.view.welcome.old_name.set_text("lena.o")
        self.view.welcome.password.set_text(PASSWORD)
        self.view.welcome._go.click()
        self.desk.settle()

    def choose_passphrase(self) -> None:
        page = self.view.without_keyring
        page._use.click()
        page.passphrase.set_text(PASSPHRASE)
        page.repeated.set_text(PASSPHRASE)
        page._continue.click()
        self.desk.settle()


@pytest.fixture
def run(desk: Desk, qtbot: QtBot) -> FirstRun:
    return FirstRun(desk, qtbot)


def test_account_is_made_in_two_pages(run: FirstRun) -> None:
    run.continue_as("lena.o")
    assert run.is_at(run.view.choose_password)

    run.choose_password()

    assert run.desk.messenger.called("create_account") == [(RELAY, "lena.o", PASSWORD, None)]
    assert len(run.opened) == 1


def test_keyring_is_not_touched_before_it_is_needed(run: FirstRun) -> None:
    run.desk.settle()

    assert run.desk.messenger.called("find_keyring_state") == []


def test_progress_is_said(run: FirstRun) -> None:
    open_gate = run.desk.gate("create_account")
    run.continue_as("lena.o")
    run.choose_password()

    assert run.is_at(run.view.busy)
    assert run.view.busy._title.text() == "Creating your account"
    assert run.view.busy._words.text() == "Telling the server your name…"
    open_gate()


def test_sign_in_takes_one_page(run: FirstRun) -> None:
    run.sign_in()

    assert run.desk.messenger.called("sign_in") == [(RELAY, "lena.o", PASSWORD, None)]
    assert len(run.opened) == 1


def test_names_are_checked_at_the_relay(run: FirstRun) -> None:
    run.desk.messenger.people["bob"] = PresenceState.UNKNOWN
    welcome = run.view.welcome

    welcome.name.set_text("bob")
    welcome.name._pause.timeout.emit()
    run.desk.settle()
    assert welcome.name._frame.has_fault

    welcome.name.set_text("bobby")
    welcome.name._pause.timeout.emit()
    run.desk.settle()
    assert welcome.name._mark.word.text() == "free"

    run.desk.messenger.faults["check_name"] = RelayUnreachable()
    welcome.name.set_text("carol")
    welcome.name._pause.timeout.emit()
    run.desk.settle()
    assert welcome.name.edit.accessibleDescription() == "The server cannot be reached."


@pytest.mark.parametrize("state", [KeyringState.MISSING, KeyringState.LOCKED])
def test_without_keyring_the_passphrase_is_offered_never_taken(
    run: FirstRun, state: KeyringState
) -> None:
    run.desk.messenger.keyring_state = state
    run.continue_as("lena.o")
    assert run.is_at(run.view.without_keyring)
    assert run.desk.messenger.called("create_account") == []

    run.choose_passphrase()
    assert run.is_at(run.view.choose_password)
    run.choose_password()

    assert run.desk.messenger.called("create_account") == [(RELAY, "lena.o", PASSWORD, PASSPHRASE)]


def test_keyring_that_was_opened_meanwhile_is_used(run: FirstRun) -> None:
    run.desk.messenger.keyring_state = KeyringState.LOCKED
    run.continue_as("lena.o")

    run.desk.messenger.keyring_state = KeyringState.AVAILABLE
    run.view.without_keyring._retry.click()
    run.desk.settle()

    assert run.is_at(run.view.choose_password)


def test_wait_for_the_desktops_prompt_is_said(run: FirstRun) -> None:
    open_gate = run.desk.gate("find_keyring_state")
    run.continue_as("lena.o")
    assert run.view.welcome._notice.isHidden()

    run.view._patience.timeout.emit()
    assert "unlock its keyring" in run.view.welcome._notice.accessibleName()

    open_gate()
    run.desk.settle()
    assert run.is_at(run.view.choose_password)


def test_sign_in_with_a_passphrase_keeps_the_password(run: FirstRun) -> None:
    run.desk.messenger.keyring_state = KeyringState.MISSING
    run.sign_in()
    assert run.is_at(run.view.without_keyring)

    run.choose_passphrase()

    assert run.desk.messenger.called("sign_in") == [(RELAY, "lena.o", PASSWORD, PASSPHRASE)]


def test_keyring_that_takes_no_keys_leads_to_the_passphrase(run: FirstRun) -> None:
    run.desk.messenger.faults["create_account"] = KeyringEntryLost()
    run.continue_as("lena.o")
    run.choose_password()
    assert run.is_at(run.view.without_keyring)

    run.choose_passphrase()

    assert len(run.opened) == 1
    assert run.desk.messenger.called("create_account")[-1][-1] == PASSPHRASE


def test_name_taken_meanwhile_leads_back_to_the_name(run: FirstRun) -> None:
    run.desk.messenger.faults["create_account"] = NameTaken()
    run.continue_as("lena.o")
    run.choose_password()

    assert run.is_at(run.view.welcome)
    assert run.view.welcome.name._frame.has_fault

    run.continue_as("lena.p")
    assert run.is_at(run.view.choose_password)
    run.choose_password()
    assert len(run.opened) == 1


def test_lost_registration_is_repeated_with_the_same_password(run: FirstRun) -> None:
    run.desk.messenger.faults["create_account"] = RelayUnreachable()
    run.continue_as("lena.o")
    run.choose_password()
    assert run.is_at(run.view.choose_password)
    assert run.view.choose_password.password.text == PASSWORD
    assert not run.view.choose_password._notice.isHidden()

    run.view.choose_password._create.click()
    run.desk.settle()

    assert len(run.opened) == 1


def test_server_that_takes_nobody_leads_back_to_where_it_is_named(run: FirstRun) -> None:
    run.desk.messenger.faults["create_account"] = RegistrationClosed()
    run.continue_as("lena.o")
    run.choose_password()

    assert run.is_at(run.view.welcome)
    field = run.view.welcome.server.field
    assert "no new accounts" in field.edit.accessibleDescription()
    assert field.edit.hasFocus()


def test_wrong_password_leads_back_to_the_card(run: FirstRun) -> None:
    run.desk.messenger.faults["sign_in"] = SignInFailed()
    run.sign_in()

    assert run.is_at(run.view.welcome)
    assert run.view.welcome._sign_in.is_open
    assert "wrong" in run.view.welcome.password.edit.accessibleDescription()
    assert run.view.welcome.old_name.text == "lena.o"


def test_back_leads_to_the_cards_and_another_name_asks_again(run: FirstRun) -> None:
    run.continue_as("lena.o")
    run.view.choose_password._back.click()
    assert run.is_at(run.view.welcome)

    run.continue_as("lena.p")
    assert run.is_at(run.view.choose_password)
    assert run.desk.messenger.called("create_account") == []


def test_side_goes_where_there_is_no_room(run: FirstRun) -> None:
    assert run.view._side.isVisible()

    run.view.resize(700, 740)
    run.desk.settle()

    assert not run.view._side.isVisible()


def test_quit_is_offered_without_keyring(run: FirstRun, qtbot: QtBot) -> None:
    run.desk.messenger.keyring_state = KeyringState.MISSING
    run.continue_as("lena.o")

    with qtbot.waitSignal(run.view.quit_requested):
        run.view.without_keyring._quit.click()


def test_invite_leads_to_an_account_at_its_server(run: FirstRun) -> None:
    run.desk.messenger.invites[INVITE] = InviteFound(
        username=Username("bob"),
        account=AccountId(bytes(32)),
        relay_address="wss://chat.example",
        is_other_relay=False,
    )
    welcome = run.view.welcome
    welcome.choose(Way.INVITE)
    welcome.invite.field.set_text("securechat:nothing")
    run.desk.settle()
    assert "not an invite" in welcome.invite.field.edit.accessibleDescription()

    welcome.invite.field.set_text(INVITE)
    run.desk.settle()
    assert welcome.invite.inviter.name.text() == "bob"
    welcome.invite.name.set_text("lena.o")
    welcome.invite._continue.click()
    run.desk.settle()
    run.choose_password()

    assert run.desk.messenger.called("create_account") == [(INVITE, "lena.o", PASSWORD, None)]
    assert run.view.invite == INVITE


def test_name_taken_at_the_invites_server_leads_back_to_its_card(run: FirstRun) -> None:
    run.desk.messenger.invites[INVITE] = InviteFound(
        username=Username("bob"),
        account=AccountId(bytes(32)),
        relay_address="wss://chat.example",
        is_other_relay=False,
    )
    run.desk.messenger.faults["create_account"] = NameTaken()
    welcome = run.view.welcome
    welcome.choose(Way.INVITE)
    welcome.invite.field.set_text(INVITE)
    run.desk.settle()
    welcome.invite.name.set_text("lena.o")
    welcome.invite._continue.click()
    run.desk.settle()
    run.choose_password()

    assert run.is_at(welcome)
    assert welcome.invite.is_open
    assert welcome.invite.name._frame.has_fault


def test_code_is_asked_for_with_the_name_and_sent_with_the_account(run: FirstRun) -> None:
    run.desk.messenger.registration = RegistrationRule.BY_CODE
    run.desk.messenger.codes = {CODE}
    welcome = run.view.welcome
    welcome.name.set_text("lena.o")
    welcome.name._pause.timeout.emit()
    run.desk.settle()
    assert welcome.code.isVisible()

    welcome.code.set_text(CODE)
    run.continue_as("lena.o")
    run.choose_password()

    assert run.desk.messenger.called("create_account") == [(RELAY, "lena.o", PASSWORD, None, CODE)]
    assert len(run.opened) == 1


def test_server_that_was_not_asked_before_asks_for_the_code_after(run: FirstRun) -> None:
    """Whoever goes on faster than the name is looked up is led back, and loses nothing typed."""
    run.desk.messenger.registration = RegistrationRule.BY_CODE
    run.desk.messenger.codes = {CODE}
    run.continue_as("lena.o")
    run.choose_password()
    welcome = run.view.welcome
    assert run.is_at(welcome)
    assert welcome.code.edit.hasFocus()
    assert "asks for a registration code" in welcome.code.edit.accessibleDescription()

    welcome.code.set_text(OTHER_CODE)
    welcome._continue.click()
    run.desk.settle()
    assert run.view.choose_password.password.text == PASSWORD
    run.view.choose_password._create.click()
    run.desk.settle()
    assert run.is_at(welcome)
    assert "does not accept this code" in welcome.code.edit.accessibleDescription()

    welcome.code.set_text(CODE)
    welcome._continue.click()
    run.desk.settle()
    run.view.choose_password._create.click()
    run.desk.settle()
    assert len(run.opened) == 1
    assert [call[4:] for call in run.desk.messenger.called("create_account")] == [
        (),
        (OTHER_CODE,),
        (CODE,),
    ]


def test_sign_in_needs_no_code(run: FirstRun) -> None:
    run.desk.messenger.registration = RegistrationRule.BY_CODE
    run.view.welcome.code.set_asked(is_asked=True)
    run.view.welcome.code.set_text(CODE)
    run.sign_in()
    assert run.desk.messenger.called("sign_in") == [(RELAY, "lena.o", PASSWORD, None)]
    assert len(run.opened) == 1
