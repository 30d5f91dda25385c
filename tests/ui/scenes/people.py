"""Who is written to in the scenes, and what about: everybody and every word is invented."""

from desktop.core.records import ContactId, DeliveryState, FailureReason, Relation, Trust
from desktop.ui.main_window import MainWindow
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger
from tests.ui.desk import Desk

_MINUTE_MS = 60_000
_DAY_MS = 24 * 60 * _MINUTE_MS

NORA = ContactId(1)
TOMASZ = ContactId(2)


def at(hour: int, minute: int = 0, *, days_ago: int = 0) -> int:
    """Return a time of the scenes' day, or of a day before, in Unix milliseconds."""
    return NOON_MS + ((hour - 12) * 60 + minute) * _MINUTE_MS - days_ago * _DAY_MS


def add_people(messenger: FakeMessenger) -> None:
    """Give the account chats of every kind; the one with Nora has every kind of message."""
    nora = messenger.add_contact("nora.berg", own_name="Nora Berg", trust=Trust.VERIFIED)
    tomasz = messenger.add_contact("tomasz.k", own_name="Tomasz Kowal")
    _add_talk_with_nora(messenger, nora)
    for hour, text in (
        (11, "The boiler man comes on Thursday at nine"),
        (11, "Can you let him in?"),
        (11, "I left the key under the blue pot"),
    ):
        messenger.add_message(
            tomasz, text, at_ms=at(hour, 41), is_unread=text[0] != "T", is_told=False
        )
    others = (
        ("henrik", "Grandad", "Your parcel has arrived, it is heavier than the dog", at(10, 12)),
        ("yuki.tanaka", "", "明日の朝、駅で会いましょう", at(9, 30)),
        ("samir.h", "Samir", "صباح الخير، هل وصلت الصور؟", at(8, 55)),
        ("wei.chen", "Wei Chen", "New timetable for the climbing hall is out", at(7, 2)),
    )
    for name, own_name, text, when in others:
        contact = messenger.add_contact(name, own_name=own_name)
        messenger.add_message(contact, text, at_ms=when, is_told=False)
    priya = messenger.add_contact("priya", own_name="Priya Nair", trust=Trust.VERIFIED)
    messenger.add_message(
        priya,
        "Shall we plant the tomatoes on Saturday?",
        is_own=True,
        at_ms=at(20, 15, days_ago=1),
        state=DeliveryState.READ,
        is_told=False,
    )
    luis = messenger.add_contact("luis-f", own_name="Luis")
    messenger.add_message(
        luis,
        "The cello is in tune again 🎻",
        is_own=True,
        at_ms=at(18, 3, days_ago=3),
        is_told=False,
    )
    messenger.change_contact(ContactId(6), is_muted=True)


def _add_talk_with_nora(messenger: FakeMessenger, nora: ContactId) -> None:
    for is_own, when, text in (
        (False, at(17, 20, days_ago=1), "Did the choir find a hall for the spring concert?"),
        (True, at(17, 26, days_ago=1), "Almost. The old brewery would take us, for a good price."),
        (True, at(17, 26, days_ago=1), "It even has a piano 🎹"),
        (False, at(9, 4), "Lovely! Then I can print the programme this week."),
        (False, at(9, 5), "First draft: https://choir.example/spring/programme"),
    ):
        messenger.add_message(
            nora,
            text,
            is_own=is_own,
            at_ms=when,
            state=DeliveryState.READ if is_own else None,
            is_told=False,
        )
    own = (
        (at(9, 31), "It looks great. Page two says 19:30, but we sing at 20:00.", "delivered"),
        (at(9, 32), "שלום לכולם", "delivered"),
        (at(9, 48), "I asked the printer, 120 copies are ready by Friday.", "sent"),
    )
    for when, text, state in own:
        messenger.add_message(
            nora, text, is_own=True, at_ms=when, state=DeliveryState(state), is_told=False
        )
    messenger.add_message(nora, "🎉", at_ms=at(11, 52), is_unread=True, is_told=False)
    messenger.add_message(
        nora,
        "Then nothing can go wrong any more. Shall we meet at the brewery on Thursday after work "
        "and look where the chairs could stand?",
        at_ms=at(11, 53),
        is_unread=True,
        is_told=False,
    )


def add_requests(messenger: FakeMessenger) -> ContactId:
    """Let two strangers ask, and return the first."""
    first = messenger.add_contact("ivana.m", relation=Relation.REQUEST)
    for text in (
        "Hello! We met at the book fair, you lent me your pen.",
        "I still have it. Here is the list you asked for: https://books.example/list",
    ):
        messenger.add_message(first, text, at_ms=at(10, 20), is_unread=True, is_told=False)
    second = messenger.add_contact("o.brandt", relation=Relation.REQUEST)
    text = "Are you the one with the bicycle?"
    messenger.add_message(second, text, at_ms=at(9), is_unread=True, is_told=False)
    return first


def at_home(desk: Desk) -> MainWindow:
    """Show the chats with none open."""
    add_people(desk.messenger)
    window = desk.open_window()
    desk.messenger.connect()
    desk.messenger.set_presence(NORA, PresenceState.ONLINE)
    desk.messenger.set_presence(ContactId(4), PresenceState.ONLINE)
    desk.messenger.set_presence(TOMASZ, PresenceState.RECENTLY)
    desk.settle()
    return window


def with_nora(desk: Desk) -> MainWindow:
    """Show the chat with Nora."""
    window = at_home(desk)
    window.shell.chats.choose(NORA)
    desk.settle()
    return window


def add_failed(messenger: FakeMessenger, contact: ContactId) -> None:
    """Let one message wait and one have failed."""
    messenger.add_message(
        contact,
        "I can bring the folding tables.",
        is_own=True,
        at_ms=at(11, 58),
        state=DeliveryState.FAILED,
        failure=FailureReason.MAILBOX_FULL,
    )
    messenger.add_message(
        contact, "On my way!", is_own=True, at_ms=at(11, 59), state=DeliveryState.WAITING
    )


def with_bob(desk: Desk) -> MainWindow:
    """Show a chat of two messages, for tests that count."""
    bob = desk.messenger.add_contact("bob")
    desk.messenger.add_message(bob, "hello", is_told=False)
    desk.messenger.add_message(bob, "hi", is_own=True, state=DeliveryState.SENT, is_told=False)
    window = desk.open_window()
    desk.messenger.set_presence(bob, PresenceState.ONLINE)
    window.shell.chats.choose(bob)
    desk.settle()
    window.shell.conversation.composer.editor.setPlainText("draft")
    return window
