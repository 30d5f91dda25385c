"""Requests about people reach the messenger, and their answers the window."""

from collections.abc import Callable

import pytest

from desktop.core.records import ContactId, ConversationRecord, InviteFound, Relation, Trust
from desktop.errors import RelayUnreachable, TryLater, UnknownPerson, VerificationNeeded
from desktop.ui.people_bridge import PeopleBridge
from protocol.ids import AccountId, Username
from tests.helpers.fake_messenger import CODE, DIGITS, INVITE
from tests.ui.conftest import Desk

Request = Callable[[PeopleBridge, ContactId], object]

REQUESTS: dict[str, Request] = {
    "accept": lambda people, contact: people.accept(contact),
    "block": lambda people, contact: people.block(contact, hide_presence=True),
    "unblock": lambda people, contact: people.unblock(contact),
    "delete_request": lambda people, contact: people.delete_request(contact),
    "ask_again": lambda people, contact: people.ask_again(contact),
    "request_repair": lambda people, contact: people.request_repair(contact),
    "rename_contact": lambda people, contact: people.rename(contact, "Mira"),
    "set_muted": lambda people, contact: people.set_muted(contact, is_muted=True),
    "delete_chat": lambda people, contact: people.delete_chat(contact),
    "accept_new_key": lambda people, contact: people.accept_new_key(contact),
}


def heard(signal: object) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))  # type: ignore[attr-defined]
    return calls


@pytest.mark.parametrize("name", REQUESTS)
def test_request_reaches_the_messenger(desk: Desk, name: str) -> None:
    contact = desk.messenger.add_contact("bob", relation=Relation.REQUEST)
    failed = heard(desk.bridge.people.request_failed)

    REQUESTS[name](desk.bridge.people, contact)
    desk.settle()

    asked = desk.messenger.called(name)
    assert [call[0] for call in asked] == [contact]
    assert failed == []


def test_hello_begins_a_conversation_with_a_text(desk: Desk) -> None:
    said = heard(desk.bridge.people.hello_said)

    desk.bridge.people.say_hello("echo", "Hello!")
    desk.settle()

    [(conversation,)] = said
    assert isinstance(conversation, ConversationRecord)
    assert desk.messenger.called("start_chat") == [("echo",)]
    assert desk.messenger.called("send_text") == [(conversation.contact.id, "Hello!")]


def test_hello_to_nobody_is_told(desk: Desk) -> None:
    desk.messenger.faults["start_chat"] = UnknownPerson()
    failed = heard(desk.bridge.people.request_failed)

    desk.bridge.people.say_hello("echo", "Hello!")
    desk.settle()

    assert len(failed) == 1
    assert desk.messenger.called("send_text") == []


@pytest.mark.parametrize("name", REQUESTS)
def test_failed_request_is_told(desk: Desk, name: str) -> None:
    contact = desk.messenger.add_contact("bob")
    desk.messenger.faults[name] = TryLater(1_800)
    failed = heard(desk.bridge.people.request_failed)

    REQUESTS[name](desk.bridge.people, contact)
    desk.settle()

    assert len(failed) == 1


def test_block_says_when_it_is_done(desk: Desk) -> None:
    contact = desk.messenger.add_contact("bob")
    blocked = heard(desk.bridge.people.blocked)

    desk.bridge.people.block(contact, hide_presence=False)
    desk.settle()

    assert blocked == [(contact,)]
    assert desk.messenger.called("block") == [(contact, False)]


def test_number_and_code_are_answered(desk: Desk) -> None:
    people = desk.bridge.people
    contact = desk.messenger.add_contact("bob")
    loaded, checked = heard(people.number_loaded), heard(people.code_checked)

    people.load_safety_number(contact)
    people.check_code(contact, CODE)
    desk.settle()
    people.check_code(contact, b"another")
    desk.settle()

    assert loaded[0][0] == contact
    assert getattr(loaded[0][1], "digits", "") == DIGITS
    assert checked == [(contact, True), (contact, False)]


def test_mark_is_set_and_taken_back(desk: Desk) -> None:
    contact = desk.messenger.add_contact("bob")

    desk.bridge.people.mark_verified(contact, is_verified=True)
    desk.settle()
    assert desk.messenger.conversation(contact).contact.trust is Trust.VERIFIED

    desk.bridge.people.mark_verified(contact, is_verified=False)
    desk.settle()
    assert desk.messenger.conversation(contact).contact.trust is Trust.UNVERIFIED


@pytest.mark.parametrize("name", ["load_safety_number", "mark_verified", "check_code"])
def test_failure_about_trust_names_the_contact(desk: Desk, name: str) -> None:
    people = desk.bridge.people
    contact = desk.messenger.add_contact("bob")
    desk.messenger.faults[name] = RelayUnreachable()
    failed = heard(people.trust_failed)

    people.load_safety_number(contact)
    people.mark_verified(contact, is_verified=True)
    people.check_code(contact, b"code")
    desk.settle()

    assert [call[0] for call in failed] == [contact]


def test_verified_contact_has_no_accept(desk: Desk) -> None:
    contact = desk.messenger.add_contact("bob", trust=Trust.VERIFIED_CHANGED)
    failed = heard(desk.bridge.people.request_failed)

    desk.bridge.people.accept_new_key(contact)
    desk.settle()

    assert getattr(failed[0][0], "code", "") == "verification-needed"
    assert VerificationNeeded.__name__


def test_invites_are_made_read_and_opened(desk: Desk) -> None:
    people = desk.bridge.people
    found = InviteFound(
        username=Username("sam.w"),
        account=AccountId(bytes(32)),
        relay_address="wss://chat.example",
        is_other_relay=False,
    )
    desk.messenger.invites[INVITE] = found
    made, read = heard(people.invite_made), heard(people.invite_read)
    opened, refused = heard(people.invite_opened), heard(people.invite_refused)

    people.create_invite()
    people.read_invite(INVITE)
    people.read_invite("securechat:x")
    desk.settle()
    people.open_invite(INVITE)
    desk.settle()

    assert made == [(INVITE,)]
    assert read == [(INVITE, found)]
    assert [call[0] for call in refused] == ["securechat:x"]
    assert len(opened) == 1


def test_failed_invite_is_told(desk: Desk) -> None:
    desk.messenger.faults["create_invite"] = RelayUnreachable()
    failed = heard(desk.bridge.people.invite_failed)

    desk.bridge.people.create_invite()
    desk.settle()

    assert len(failed) == 1


def test_typing_is_noted_at_once(desk: Desk) -> None:
    contact = desk.messenger.add_contact("bob")

    desk.bridge.people.note_typing(contact)

    assert desk.messenger.called("note_typing") == [(contact,)]
