"""What went in and out of a relay, in the order in which its clients saw it, and what is wrong.

The clients behind it are lean: a sender submits in order and submits again, in the same order and
the same bytes, whatever was not accepted; a device shows each message the first time it comes,
keeps it, and acknowledges it afterwards. What the relay owes them is checked event by event, so
that a history of a hundred thousand is read in a second.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple


class Note(NamedTuple):
    """One message.

    Attributes:
        sender: Who submits it.
        mailbox: Whose it is.
        number: Its place among those of this sender to this mailbox, from 0.
    """

    sender: str
    mailbox: str
    number: int

    def __str__(self) -> str:
        return f"{self.sender}'s {self.number} to {self.mailbox}"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A sender gave a message to its socket, for the first time or again."""

    note: Note


@dataclass(frozen=True, slots=True)
class Accepted:
    """The relay answered that it has a message, under this id."""

    note: Note
    id: int


@dataclass(frozen=True, slots=True)
class SigningIn:
    """A device gave its sign-in to its socket."""

    mailbox: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The sign-in was answered with where the mailbox stands."""

    mailbox: str
    newest_issued: int
    newest_acknowledged: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """A device got a message on the connection that it signed in on last."""

    note: Note
    id: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A device had not had this message before: it is kept and on the screen."""

    note: Note


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A device gave the acknowledgement of an id to its socket."""

    mailbox: str
    id: int


Event = Submitted | Accepted | SigningIn | SignedIn | Delivered | Shown | Acknowledged

MOST_TOLD: Final = 50
"""Faults that are told one by one; the first ones tell more than thousands that follow."""


def find_relay_faults(
    events: Sequence[Event], *, may_writes_fail: bool = False, may_frames_double: bool = False
) -> list[str]:
    """Return a sentence for each promise that a history shows broken.

    Args:
        events: In the order in which they happened to the clients, up to a moment at which every
            sender had its answers and every device was told that nothing is held any more.
        may_writes_fail: Whether the store was made to refuse writes: then an acknowledgement may
            have had no effect although a later one had.
        may_frames_double: Whether something in between submits messages again by itself: then one
            that was acknowledged meanwhile may get a second id.
    """
    checker = _Checker(may_writes_fail=may_writes_fail, may_frames_double=may_frames_double)
    for event in events:
        checker.take(event)
    return checker.finish()[:MOST_TOLD]


class _Mailbox:
    """What is known of one mailbox up to an event.

    Attributes:
        by_id: Which message has an id.
        highest: The highest id that was told, in whatever way.
        highest_accepted: The highest id that was told in an answer.
        floor: The highest of those, and of what any sign-in called issued, before this sign-in.
        acknowledged: The highest that any sign-in called acknowledged.
        told: Ids whose acknowledgement was given to the socket.
        forgotten: Ids that the relay knows to be acknowledged.
        last_delivered: Id of the last delivery on the current connection.
    """

    def __init__(self) -> None:
        self.by_id: dict[int, Note] = {}
        self.highest = 0
        self.highest_accepted = 0
        self.floor = 0
        self.acknowledged = 0
        self.told: set[int] = set()
        self.forgotten: set[int] = set()
        self.last_delivered = 0


class _Checker:
    def __init__(self, *, may_writes_fail: bool, may_frames_double: bool) -> None:
        self._may_writes_fail = may_writes_fail
        self._may_frames_double = may_frames_double
        self._faults: list[str] = []
        self._mailboxes: defaultdict[str, _Mailbox] = defaultdict(_Mailbox)
        self._submissions: Counter[Note] = Counter()
        self._floor: dict[Note, int] = {}  # no id made for a first submission may be below it
        self._ids: defaultdict[Note, set[int]] = defaultdict(set)
        self._accepted: dict[Note, int] = {}
        self._shown: Counter[Note] = Counter()
        self._last_shown: dict[tuple[str, str], int] = {}

    def take(self, event: Event) -> None:
        match event:
            case Submitted(note):
                self._take_submission(note)
            case Accepted(note, one):
                self._take_acceptance(note, one)
            case SigningIn(mailbox):
                self._mailboxes[mailbox].floor = self._mailboxes[mailbox].highest
            case SignedIn(mailbox, newest_issued, newest_acknowledged):
                self._take_sign_in(mailbox, newest_issued, newest_acknowledged)
            case Delivered(note, one):
                self._take_delivery(note, one)
            case Shown(note):
                self._take_display(note)
            case Acknowledged(mailbox, one):
                self._mailboxes[mailbox].told.add(one)

    def finish(self) -> list[str]:
        """Return all faults, with those that only the end shows."""
        for note in self._accepted:
            if not self._shown[note]:
                self._faults.append(f"{note} was accepted and is not shown")
        return self._faults

    def _take_submission(self, note: Note) -> None:
        self._submissions[note] += 1
        if self._submissions[note] == 1:
            self._floor[note] = self._mailboxes[note.mailbox].highest_accepted

    def _take_acceptance(self, note: Note, one: int) -> None:
        mailbox = self._mailboxes[note.mailbox]
        if not self._submissions[note]:
            self._faults.append(f"{note} was accepted and never submitted")
        self._take_id(note, one)
        self._accepted[note] = one
        mailbox.highest_accepted = max(mailbox.highest_accepted, one)

    def _take_id(self, note: Note, one: int) -> None:
        """Check an id that the relay told for a message."""
        mailbox = self._mailboxes[note.mailbox]
        other = mailbox.by_id.setdefault(one, note)
        if other != note:
            self._faults.append(f"{note} has the id {one} of {other}")
        if one <= self._floor.get(note, 0):
            self._faults.append(f"{note} has the id {one}, below what was accepted before it")
        self._ids[note].add(one)
        mailbox.highest = max(mailbox.highest, one)
        if not self._may_frames_double and len(self._ids[note]) > self._submissions[note]:
            self._faults.append(
                f"{note} was submitted {self._submissions[note]} times"
                f" and has {len(self._ids[note])} ids"
            )

    def _take_sign_in(self, name: str, issued: int, acknowledged: int) -> None:
        mailbox = self._mailboxes[name]
        mailbox.last_delivered = 0
        # An app takes either for a relay that was put back to an earlier state.
        if issued < mailbox.floor:
            self._faults.append(
                f"{name} signs in and is told {issued} as the newest id, after {mailbox.floor}"
            )
        if acknowledged < mailbox.acknowledged:
            self._faults.append(
                f"{name} signs in and is told {acknowledged} as acknowledged,"
                f" after {mailbox.acknowledged}"
            )
        if acknowledged > max(mailbox.told, default=0):
            self._faults.append(f"{name} never acknowledged {acknowledged}")
        mailbox.highest = max(mailbox.highest, issued)
        mailbox.acknowledged = max(mailbox.acknowledged, acknowledged)
        if not self._may_writes_fail:
            # Acknowledgements are given in order of id and written in the order in which they come.
            mailbox.forgotten |= {one for one in mailbox.told if one <= acknowledged}

    def _take_delivery(self, note: Note, one: int) -> None:
        mailbox = self._mailboxes[note.mailbox]
        if not self._submissions[note]:
            self._faults.append(f"{note} was delivered and never submitted")
        if one <= mailbox.last_delivered:
            self._faults.append(
                f"{note} was delivered as {one} after {mailbox.last_delivered} on one connection"
            )
        if one in mailbox.forgotten:
            self._faults.append(f"{note} comes again as {one}, which was acknowledged")
        mailbox.last_delivered = max(mailbox.last_delivered, one)
        self._take_id(note, one)

    def _take_display(self, note: Note) -> None:
        self._shown[note] += 1
        if self._shown[note] > 1:
            self._faults.append(f"{note} is shown {self._shown[note]} times")
            return
        stream = note.sender, note.mailbox
        last = self._last_shown.get(stream, -1)
        if note.number < last:
            self._faults.append(f"{note} is shown after {last}")
        self._last_shown[stream] = max(last, note.number)
