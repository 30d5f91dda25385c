"""What happens to a person without being asked: messages, states, troubles, failing requests."""

import asyncio
import inspect
from collections.abc import Callable
from random import Random

from desktop import errors
from desktop.core.events import CatchUpProgressed, NoticeRaised, TypingChanged
from desktop.core.records import (
    AccountNotice,
    ConnectionState,
    ConnectionTrouble,
    ContactId,
    DeliveryState,
    FailureReason,
    KeyringState,
    LockKind,
    LockRecord,
    MessageKind,
    MessageTimes,
    ProfileState,
    RecoveryState,
    Relation,
    Trust,
)
from desktop.core.rescue_records import RescueRecord
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import FakeMessenger

NAMES = ("bob", "carol", "erin", "ivo", "noor", "li.wei")
TEXTS = (
    "hello",
    "Is it quiet where you are?",
    "https://trains.example/harbour and http://а.example",
    "☕",
    "🥖🎉📷",
    "קפה בשש ליד הנמל?",
    "وصلت الصور، شكراً جزيلاً! 📷 at noon",
    "明日は駅で会いましょう 🚉",
    "`code` and a\nsecond line",
    "again and again. " * 80,
    "w" * 400,
)
_MOST_ADDED = 120
_LONGEST_PAUSE_MS = 30 * 60 * 60 * 1000
_FAULTS = (
    errors.RelayUnreachable,
    errors.ConnectionLost,
    errors.RequestTimedOut,
    errors.SignInFailed,
    errors.NameTaken,
    errors.UnknownPerson,
    errors.DiskFull,
    errors.DatabaseUnreadable,
    errors.KeyringLocked,
    errors.KeyringMissing,
    errors.WrongPassphrase,
    errors.VerificationNeeded,
    errors.SendingStopped,
    errors.NotAcceptedYet,
    lambda: errors.RelayKeyChanged(bytes(32)),
    lambda: errors.RelayUntrusted(is_pinned=True),
    lambda: errors.TryLater(30.0),
)
"""What a messenger may raise; any of them from any call."""


class News:
    """Tells a window things in any order.

    Attributes:
        messenger: Tells them.
        held: Requests that wait for an answer, by name.
    """

    def __init__(self, messenger: FakeMessenger, random: Random) -> None:
        """Begin with what the messenger knows, and some people who can be found."""
        self.messenger = messenger
        self._random = random
        self.held: dict[str, asyncio.Event] = {}
        self._requests = sorted(
            name
            for name, method in inspect.getmembers(FakeMessenger, inspect.iscoroutinefunction)
            if not name.startswith("_")
        )
        for name in ("erin", "zoe", "bob"):
            messenger.people[name] = random.choice([*PresenceState])

    def meet_some(self) -> None:
        """Let some people have written before, or nobody."""
        for name in NAMES[: self._random.choice([0, 0, 1, 3, len(NAMES)])]:
            self._meet(name)

    def choose_profile(self, *, is_first_run: bool) -> ProfileState:
        """Return what the next start finds, and set everything that belongs to it."""
        random, messenger = self._random, self.messenger
        if is_first_run:
            return ProfileState.EMPTY
        state: ProfileState = random.choices(
            [*ProfileState], [6 if s is ProfileState.KEYRING else 2 for s in ProfileState]
        )[0]
        messenger.keyring_state = random.choice([*KeyringState])
        messenger.lock_record = LockRecord(
            kind=random.choice([*LockKind]), recovery=random.choice([*RecoveryState])
        )
        messenger.rescue = RescueRecord(
            copy_made_ms=random.choice([None, messenger.now_ms]), can_salvage=random.random() < 0.7
        )
        if random.random() < 0.15:
            messenger.faults["open_profile"] = errors.DatabaseUnreadable()
        return state

    def happen(self) -> str:
        """Let one thing happen and return its name."""
        act = self._random.choice(self._choices())
        act()
        return act.__name__

    def answer_all(self) -> None:
        """Let every held request go on."""
        for name, event in self.held.items():
            event.set()
            self.messenger.gates.pop(name, None)
        self.held.clear()

    def _choices(self) -> list[Callable[[], None]]:
        return [
            *(self.message_comes, self.message_comes, self.many_come, self.own_state_changes),
            *(self.own_state_changes, self.presence_changes, self.connection_changes),
            *(self.catching_up, self.somebody_types, self.stranger_asks, self.person_changes),
            *(self.account_notice, self.request_will_fail, self.request_is_held, self.time_passes),
            *(self.times_are_known, self.line_comes),
        ]

    # ── each of them ──────────────────────────────────────────────────────────────────────────

    def _meet(self, name: str, relation: Relation = Relation.ACCEPTED) -> ContactId:
        contact = self.messenger.add_contact(
            name,
            relation=relation,
            trust=self._random.choice([*Trust]),
            is_name_confirmed=self._random.random() < 0.9,
        )
        for _ in range(self._random.choice([0, 1, 3, 12, 60])):
            self._add(contact, is_told=False)
        return contact

    def _add(self, contact: ContactId, *, is_told: bool) -> None:
        is_own = self._random.random() < 0.4
        state = self._random.choice(
            [DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ]
        )
        self.messenger.now_ms += self._random.choice([0, 1_000, 400_000])
        self.messenger.add_message(
            contact,
            self._random.choice(TEXTS),
            is_own=is_own,
            state=state if is_own else None,
            is_unread=not is_own and self._random.random() < 0.5,
            is_told=is_told,
        )

    def _somebody(self) -> ContactId:
        known = [*self.messenger._contacts]
        return self._random.choice(known) if known else self._meet("bob")

    def message_comes(self) -> None:
        self._add(self._somebody(), is_told=True)

    def many_come(self) -> None:
        contact = self._somebody()
        for _ in range(self._random.randint(5, _MOST_ADDED)):
            self._add(contact, is_told=True)

    def line_comes(self) -> None:
        kind = self._random.choice([*MessageKind])
        self.messenger.add_message(
            self._somebody(), "" if kind is not MessageKind.TEXT else "x", kind=kind, count=3
        )

    def own_state_changes(self) -> None:
        contact = self._somebody()
        own = [message for message in self.messenger._messages[contact] if message.is_own]
        if own:
            state = self._random.choice(
                [
                    DeliveryState.SENT,
                    DeliveryState.DELIVERED,
                    DeliveryState.READ,
                    DeliveryState.FAILED,
                ]
            )
            is_failed = state is DeliveryState.FAILED
            reason = self._random.choice([*FailureReason]) if is_failed else FailureReason.NONE
            self.messenger.change_message(self._random.choice(own), state, reason)

    def presence_changes(self) -> None:
        self.messenger.set_presence(self._somebody(), self._random.choice([*PresenceState]))

    def connection_changes(self) -> None:
        state = self._random.choice([*ConnectionState])
        has_trouble = state in {ConnectionState.OFFLINE, ConnectionState.REFUSED}
        trouble = (
            self._random.choice([*ConnectionTrouble]) if has_trouble else ConnectionTrouble.NONE
        )
        self.messenger.connect(state, trouble)

    def catching_up(self) -> None:
        self.messenger.connect(ConnectionState.CATCHING_UP)
        done = self._random.choice([5, 25, 12_345])
        self.messenger.tell(
            CatchUpProgressed(
                done=done, share=self._random.random(), reached_ms=self.messenger.now_ms
            )
        )

    def somebody_types(self) -> None:
        is_typing = self._random.random() < 0.7
        self.messenger.tell(TypingChanged(contact=self._somebody(), is_typing=is_typing))

    def stranger_asks(self) -> None:
        if len(self.messenger._contacts) < 3 * len(NAMES):
            number = len(self.messenger._contacts)
            contact = self._meet(f"stranger{number}", Relation.REQUEST)
            self.messenger.add_message(contact, self._random.choice(TEXTS), is_unread=True)

    def person_changes(self) -> None:
        self.messenger.change_contact(
            self._somebody(),
            trust=self._random.choice([*Trust]),
            relation=self._random.choice([*Relation]),
            own_name=self._random.choice(["", "Robert Builder 👷", "بوب", "w" * 60]),
        )

    def account_notice(self) -> None:
        self.messenger.tell(NoticeRaised(notice=self._random.choice([*AccountNotice]), count=2))

    def request_will_fail(self) -> None:
        self.messenger.faults[self._random.choice(self._requests)] = self._random.choice(_FAULTS)()

    def request_is_held(self) -> None:
        name = self._random.choice(self._requests)
        self.held[name] = self.messenger.gates[name] = asyncio.Event()

    def time_passes(self) -> None:
        self.messenger.now_ms += self._random.randint(0, _LONGEST_PAUSE_MS)

    def times_are_known(self) -> None:
        for message in self.messenger._messages[self._somebody()]:
            at = message.shown_at_ms
            self.messenger.times[message.position.row] = MessageTimes(sent_ms=at, local_ms=at)
