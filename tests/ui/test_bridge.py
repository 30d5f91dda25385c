"""The bridge: news become signals, requests become tasks, errors become words."""

import logging
from typing import get_args

import pytest

from desktop.core.events import (
    CatchUpProgressed,
    ConversationRemoved,
    Event,
    MessageRemoved,
    NoticeRaised,
    TypingChanged,
)
from desktop.core.records import (
    AccountNotice,
    ConnectionState,
    ContactId,
    DeliveryState,
    KeyringState,
    NameChecked,
    ProfileState,
)
from desktop.errors import (
    CodeNeeded,
    CodeRefused,
    KeyringLocked,
    NameTaken,
    RegistrationClosed,
    RelayUnreachable,
    SignInFailed,
    WrongPassphrase,
)
from desktop.ui.bridge import AccountRequest
from desktop.ui.error_texts import ErrorText
from protocol.errors import ErrorCode, InvalidForm, Refused
from protocol.messages import PresenceState, RegistrationRule
from tests.helpers.fake_messenger import OWN_NAME, RELAY
from tests.ui.conftest import Desk


def account(*, is_new: bool = True) -> AccountRequest:
    return AccountRequest(
        is_new=is_new, relay_address=RELAY, name="alice", password="correct horse"
    )


def heard(signal: object) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))  # type: ignore[attr-defined]
    return calls


def test_answers_come_as_signals(desk: Desk) -> None:
    found = heard(desk.bridge.profile_found)
    keyring = heard(desk.bridge.keyring_found)
    desk.messenger.profile_state = ProfileState.VAULT

    desk.bridge.find_profile()
    desk.bridge.find_keyring()
    desk.settle()

    assert found == [(ProfileState.VAULT,)]
    assert keyring == [(KeyringState.AVAILABLE,)]
    assert desk.tasks == ["ui: find profile", "ui: find keyring"]


def test_every_event_becomes_its_signal(desk: Desk) -> None:
    bridge = desk.bridge
    added, changed = heard(bridge.message_added), heard(bridge.message_changed)
    rows, presence = heard(bridge.conversation_changed), heard(bridge.presence_changed)
    connection = heard(bridge.connection_changed)
    removed, typing = heard(bridge.conversation_removed), heard(bridge.typing_changed)
    caught_up, notices = heard(bridge.catch_up_progressed), heard(bridge.notice_raised)
    lines = heard(bridge.message_removed)
    contact = desk.messenger.add_contact("bob")

    message = desk.messenger.add_message(contact, "hi", is_own=True, state=DeliveryState.WAITING)
    moved = desk.messenger.change_message(message, DeliveryState.SENT)
    desk.messenger.set_presence(contact, PresenceState.ONLINE)
    desk.messenger.connect(ConnectionState.ONLINE)
    desk.messenger.tell(MessageRemoved(message=message))
    desk.messenger.tell(ConversationRemoved(contact=contact))
    desk.messenger.tell(TypingChanged(contact=contact, is_typing=True))
    progress = CatchUpProgressed(done=7, share=0.5, reached_ms=1_800_000_000_000)
    desk.messenger.tell(progress)
    desk.messenger.tell(NoticeRaised(notice=AccountNotice.CLOCKS_DIFFER, count=3))

    assert added == [(message,)]
    assert changed == [(moved, message.position)]
    assert lines == [(message,)]
    assert len(rows) == 2
    assert presence == [(contact, PresenceState.ONLINE)]
    assert len(connection) == 1
    assert removed == [(contact,)]
    assert typing == [(contact, True)]
    assert caught_up == [(progress,)]
    assert notices == [(AccountNotice.CLOCKS_DIFFER, 3)]


def test_no_event_is_left_out(desk: Desk) -> None:
    assert set(desk.bridge._tell) == set(get_args(Event))


def test_nothing_is_heard_after_stop(desk: Desk) -> None:
    connection = heard(desk.bridge.connection_changed)

    desk.bridge.stop()
    desk.messenger.connect()

    assert connection == []


def test_same_request_twice_at_a_time_is_one(desk: Desk) -> None:
    open_gate = desk.gate("create_account")

    desk.bridge.make_account(account())
    desk.settle()
    desk.bridge.make_account(account())
    desk.settle()
    assert len(desk.messenger.called("create_account")) == 1

    open_gate()
    desk.settle()
    desk.bridge.make_account(account())
    desk.settle()
    assert len(desk.messenger.called("create_account")) == 2


def test_whoever_hears_the_answer_may_ask_again(desk: Desk) -> None:
    contact = desk.messenger.add_contact("bob")
    texts = ["two"]
    desk.bridge.text_sent.connect(
        lambda *_: desk.bridge.send_text(contact, texts.pop()) if texts else None
    )

    desk.bridge.send_text(contact, "one")
    desk.settle()

    assert [call[1] for call in desk.messenger.called("send_text")] == ["one", "two"]


def test_read_marks_are_never_left_out(desk: Desk) -> None:
    contact = desk.messenger.add_contact("bob")
    open_gate = desk.gate("mark_read")

    desk.bridge.mark_read(contact)
    desk.settle()
    desk.bridge.mark_read(contact)
    open_gate()
    desk.settle()

    assert len(desk.messenger.called("mark_read")) == 2


@pytest.mark.parametrize(
    ("method", "error", "signal", "code"),
    [
        ("create_account", NameTaken(), "name_refused", "name-taken"),
        ("create_account", KeyringLocked(), "keyring_failed", "keyring-locked"),
        ("create_account", RelayUnreachable(), "account_failed", "relay-unreachable"),
        ("create_account", CodeNeeded(), "code_refused", "code-needed"),
        ("create_account", CodeRefused(), "code_refused", "code-refused"),
        ("create_account", RegistrationClosed(), "account_failed", "registration-closed"),
        (
            "create_account",
            Refused(ErrorCode.REGISTRATION_CLOSED),
            "account_failed",
            "refused-registration_closed",
        ),
        ("sign_in", SignInFailed(), "account_failed", "sign-in-failed"),
    ],
)
def test_failed_account_is_told_by_the_signal_that_helps(
    desk: Desk, method: str, error: Exception, signal: str, code: str
) -> None:
    calls = heard(getattr(desk.bridge, signal))
    desk.messenger.faults[method] = error

    desk.bridge.make_account(account(is_new=method == "create_account"))
    desk.settle()

    [values] = calls
    text = values[-1]
    assert isinstance(text, ErrorText)
    assert text.code == code


def test_account_that_is_there_is_told_with_its_steps(desk: Desk) -> None:
    steps, opened = heard(desk.bridge.account_progressed), heard(desk.bridge.profile_opened)

    desk.bridge.make_account(account())
    desk.settle()

    assert steps == [("keys",), ("saving",), ("server",)]
    assert len(opened) == 1


def test_wrong_passphrase_is_told_apart(desk: Desk) -> None:
    refused, failed = heard(desk.bridge.passphrase_refused), heard(desk.bridge.open_failed)
    desk.messenger.faults["open_profile"] = WrongPassphrase()

    desk.bridge.open_profile("wrong")
    desk.settle()

    assert len(refused) == 1
    assert failed == []


def test_names_are_told_free_taken_ill_formed_or_not_known(desk: Desk) -> None:
    bridge = desk.bridge
    checked, refused = heard(bridge.name_checked), heard(bridge.name_refused)
    failed = heard(bridge.name_check_failed)
    desk.messenger.people["bob"] = PresenceState.ONLINE

    bridge.check_name(RELAY, "bob")
    bridge.check_name(RELAY, "carol")
    desk.settle()
    desk.messenger.faults["check_name"] = InvalidForm("username")
    bridge.check_name(RELAY, "x")
    desk.settle()
    desk.messenger.faults["check_name"] = RelayUnreachable()
    bridge.check_name(RELAY, "dora")
    desk.settle()

    answers = [
        (name, NameChecked(is_taken=is_taken, registration=RegistrationRule.OPEN))
        for name, is_taken in (("bob", True), ("carol", False))
    ]
    assert checked == answers
    assert [values[0] for values in refused] == ["x"]
    assert [values[0] for values in failed] == ["dora"]


def test_look_up_tells_person_nobody_oneself_and_failure(desk: Desk) -> None:
    bridge = desk.bridge
    found, missing = heard(bridge.person_found), heard(bridge.person_missing)
    failed = heard(bridge.look_up_failed)
    desk.messenger.people["bob"] = PresenceState.ONLINE

    bridge.look_up("bob")
    bridge.look_up("nobody")
    bridge.look_up(OWN_NAME)
    desk.settle()
    desk.messenger.faults["look_up"] = RelayUnreachable()
    bridge.look_up("bob")
    desk.settle()

    assert [values[0] for values in found] == ["bob"]
    assert [values[0] for values in missing] == ["nobody"]
    assert [values[0] for values in failed] == [OWN_NAME, "bob"]


@pytest.mark.parametrize(
    ("ask", "method", "signal"),
    [
        (lambda bridge: bridge.find_profile(), "find_profile_state", "open_failed"),
        (lambda bridge: bridge.find_keyring(), "find_keyring_state", "keyring_failed"),
        (lambda bridge: bridge.open_profile(), "open_profile", "open_failed"),
        (lambda bridge: bridge.load_chats(), "load_conversations", "request_failed"),
        (lambda bridge: bridge.load_messages(ContactId(1)), "load_messages", "load_failed"),
        (lambda bridge: bridge.start_chat("bob"), "start_chat", "chat_failed"),
        (lambda bridge: bridge.send_text(ContactId(1), "hi"), "send_text", "send_failed"),
        (lambda bridge: bridge.retry(1), "retry", "request_failed"),
        (lambda bridge: bridge.mark_read(ContactId(1)), "mark_read", "request_failed"),
        (lambda bridge: bridge.look_up("bob"), "look_up", "look_up_failed"),
    ],
)
def test_fault_of_our_own_becomes_words_and_ends_there(
    desk: Desk, caplog: pytest.LogCaptureFixture, ask: object, method: str, signal: str
) -> None:
    calls = heard(getattr(desk.bridge, signal))
    desk.messenger.faults[method] = ZeroDivisionError("text of somebody")

    with caplog.at_level(logging.ERROR):
        ask(desk.bridge)  # type: ignore[operator]
        desk.settle()

    text = calls[0][-1]
    assert isinstance(text, ErrorText)
    assert text.code == "zero-division-error"
    assert "text of somebody" not in caplog.text


def test_lost_answers_do_not_block_the_next_try(desk: Desk) -> None:
    failed, found = heard(desk.bridge.look_up_failed), heard(desk.bridge.person_found)
    desk.messenger.people["bob"] = PresenceState.ONLINE
    desk.messenger.faults["look_up"] = RelayUnreachable()

    desk.bridge.look_up("bob")
    desk.settle()
    desk.bridge.look_up("bob")
    desk.settle()

    assert len(failed) == 1
    assert len(found) == 1


def test_passwords_are_not_in_the_request_as_text() -> None:
    assert "horse" not in repr(account())


def test_reconnect_reaches_the_messenger(desk: Desk) -> None:
    desk.bridge.reconnect_now()

    assert desk.messenger.called("reconnect_now") == [()]
