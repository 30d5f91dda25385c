"""The conversation list: order by activity, exact moves, and what each row says."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester

from desktop.core.records import ContactId, DeliveryState, Draft, MessageKind, Trust
from desktop.ui.models.conversation_list_model import (
    PRESENCE_ROLE,
    PREVIEW_ROLE,
    RECORD_ROLE,
    TIME_ROLE,
    TYPING_ROLE,
    ConversationListModel,
)
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger


@pytest.fixture
def model(qtmodeltester: ModelTester) -> ConversationListModel:
    model = ConversationListModel(lambda: NOON_MS)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    return model


@pytest.fixture
def messenger() -> FakeMessenger:
    messenger = FakeMessenger()
    for place, name in enumerate(("bob", "carol", "dora")):
        contact = messenger.add_contact(name)
        messenger.add_message(contact, f"from {name}", at_ms=NOON_MS - 10 * place, is_told=False)
    return messenger


def fill(model: ConversationListModel, messenger: FakeMessenger) -> None:
    model.set_conversations([messenger.conversation(c) for c in reversed(messenger._contacts)])


def names(model: ConversationListModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def spoken(model: ConversationListModel, row: int) -> str:
    text: str = model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
    return text


def test_newest_activity_stands_first(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    fill(model, messenger)

    assert names(model) == ["bob", "carol", "dora"]


@pytest.mark.parametrize(
    ("later_ms", "expected"), [(5, ["dora", "bob", "carol"]), (-5, ["bob", "dora", "carol"])]
)
def test_row_moves_to_its_place(
    model: ConversationListModel, messenger: FakeMessenger, later_ms: int, expected: list[str]
) -> None:
    fill(model, messenger)
    moves: list[int] = []
    model.rowsMoved.connect(lambda *_: moves.append(1))
    dora = next(c for c, record in messenger._contacts.items() if record.username == "dora")

    messenger.add_message(dora, "again", at_ms=NOON_MS + later_ms, is_told=False)
    model.put(messenger.conversation(dora))

    assert names(model) == expected
    assert moves == [1]


def test_row_moves_down_when_its_newest_message_is_older(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    fill(model, messenger)
    bob = next(iter(messenger._contacts))
    messenger._messages[bob].clear()

    model.put(messenger.conversation(bob))

    assert names(model) == ["carol", "dora", "bob"]
    assert model.index(2).data(PREVIEW_ROLE) == ""
    assert model.index(2).data(TIME_ROLE) == ""
    assert spoken(model, 2) == "bob, no messages yet"


def test_new_contact_is_inserted(model: ConversationListModel, messenger: FakeMessenger) -> None:
    fill(model, messenger)
    erin = messenger.add_contact("erin")
    messenger.add_message(erin, "hello", at_ms=NOON_MS + 1, is_told=False)

    model.put(messenger.conversation(erin))

    assert names(model)[0] == "erin"


def test_row_says_name_presence_unread_and_last_message(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    bob = next(iter(messenger._contacts))
    messenger.add_message(bob, "first", is_unread=True, is_told=False)
    messenger.add_message(bob, "see you", at_ms=NOON_MS, is_unread=True, is_told=False)
    fill(model, messenger)

    model.set_presence(bob, PresenceState.ONLINE)

    assert spoken(model, 0) == "bob, online, 2 unread, last message 12:00: see you"
    assert spoken(model, 1) == "carol, last message 11:59: from carol"
    assert model.unread_total() == 2


def test_row_says_what_was_not_sent_yet(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    bob = next(iter(messenger._contacts))
    messenger.drafts[bob] = Draft(text="I found\nthe album", cursor=0)
    fill(model, messenger)

    assert "not sent yet: I found the album" in spoken(model, 0)


def test_unconfirmed_name_is_not_said(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    stranger = messenger.add_contact("mallory", is_name_confirmed=False)
    model.set_conversations([messenger.conversation(stranger)])

    assert names(model) == ["New contact"]
    assert "mallory" not in spoken(model, 0)


def test_presence_is_unknown_without_connection_and_comes_back(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    fill(model, messenger)
    bob = next(iter(messenger._contacts))
    model.set_presence(bob, PresenceState.ONLINE)

    model.set_connected(is_connected=False)
    assert model.index(0).data(PRESENCE_ROLE) is PresenceState.UNKNOWN

    model.set_connected(is_connected=True)
    assert model.index(0).data(PRESENCE_ROLE) is PresenceState.ONLINE


def test_presence_known_before_the_row_is_kept(model: ConversationListModel) -> None:
    messenger = FakeMessenger()
    bob = messenger.add_contact("bob")
    model.set_presence(bob, PresenceState.RECENTLY)

    model.put(messenger.conversation(bob))

    assert model.index(0).data(PRESENCE_ROLE) is PresenceState.RECENTLY
    assert spoken(model, 0) == "bob, last seen recently, no messages yet"


def test_preview_is_one_line(model: ConversationListModel, messenger: FakeMessenger) -> None:
    bob = next(iter(messenger._contacts))
    messenger.add_message(bob, "one\n\n  two", is_own=True, state=DeliveryState.SENT, is_told=False)
    fill(model, messenger)

    assert model.index(0).data(PREVIEW_ROLE) == "one two"


def test_rows_are_written_anew_for_a_new_day(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    model.refresh_rows()
    fill(model, messenger)
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))

    model.refresh_rows()

    assert changed == [(0, 2)]


def test_roles_without_row_answer_nothing(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    fill(model, messenger)

    assert model.data(QModelIndex()) is None
    assert model.index(0).data(Qt.ItemDataRole.DecorationRole) is None
    assert model.index(0).data(RECORD_ROLE).contact.username == "bob"
    assert model.find_record(messenger.add_contact("erin")) is None


def test_removed_conversation_is_gone(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    fill(model, messenger)
    count, first = model.rowCount(), model.records()[0].contact.id

    model.remove(first)
    model.remove(first)

    assert model.rowCount() == count - 1
    assert model.find_record(first) is None


def test_typing_is_a_role_and_spoken(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    fill(model, messenger)
    contact = model.records()[0].contact.id

    model.set_typing(contact, is_typing=True)
    assert model.index(0).data(TYPING_ROLE) is True
    assert model.is_typing(contact)
    assert spoken(model, 0).endswith(", typing")

    model.set_typing(contact, is_typing=False)
    model.set_typing(ContactId(99), is_typing=True)
    assert model.index(0).data(TYPING_ROLE) is False


def test_trust_is_spoken_after_the_name(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    contact = messenger.add_contact("mira", trust=Trust.VERIFIED)

    model.put(messenger.conversation(contact))

    assert spoken(model, model.find_row(contact) or 0).startswith("mira, verified, ")


def test_notice_is_previewed_with_the_name(
    model: ConversationListModel, messenger: FakeMessenger
) -> None:
    contact = messenger.add_contact("mira")
    messenger.add_message(contact, "", kind=MessageKind.KEY_CHANGED)

    model.put(messenger.conversation(contact))

    row = model.find_row(contact) or 0
    assert model.index(row).data(PREVIEW_ROLE) == "mira has a new security key"
