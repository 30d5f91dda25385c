"""What the loop knows of mailboxes: as the database has them, and with what is on its way."""

import enum
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from protocol.ids import DeviceAddress, EnvelopeId
from protocol.messages import SendVerdict
from server.services.delivery import Session
from server.store.delivery_key_rows import OpenKey
from server.store.envelope_ids import EnvelopeIds
from server.store.envelope_rows import MailboxState

NO_ID: Final = EnvelopeId(0)

MAX_KNOWN_MAILBOXES: Final = 50_000
"""Mailboxes whose state is kept in memory, about 30 MB."""


class Stage(enum.Enum):
    """Where an envelope stands on its way through the relay."""

    JUDGED = "judged"  # not promised to anybody
    HELD_BACK = "held back"  # pushed; its row waits whether the receipt overtakes it
    WRITING = "writing"  # its row is with the writer
    HELD = "held"  # committed and pushed, not acknowledged
    ACKNOWLEDGED = "acknowledged"  # its device has it


class Sent(Protocol):
    """The send that an arrival belongs to."""

    def decide(
        self, place: int, verdict: SendVerdict, one: EnvelopeId = ..., *, is_new: bool = ...
    ) -> None:
        """Note what became of one item."""
        ...


@dataclass(slots=True, eq=False)
class Arrival:
    """One item of a send, or a request.

    Attributes:
        address: Whose mailbox it is for.
        envelope: The sealed message; empty once it is committed.
        key_hash: SHA-256 of the delivery key that came with it; None for a request, which needs
            none. A request says nothing of who made it.
        is_transient: Whether it must never be stored.
        is_over_budget: Whether its sender's own budget refuses it.
        sent: Who is told what became of it.
        place: Which item of that it is.
        stage: Where it stands.
        id: Its id, once it is taken in.
        mark: Hash of the envelope within this process, to know a repeat of what is unacknowledged.
        size: Bytes of the envelope.
        key: The delivery key that admitted it.
        session: The sign-in that it was pushed to.
    """

    address: DeviceAddress
    envelope: bytes
    key_hash: bytes | None
    is_transient: bool
    is_over_budget: bool
    sent: Sent
    place: int
    stage: Stage = Stage.JUDGED
    id: EnvelopeId = NO_ID
    mark: int = 0
    size: int = 0
    key: OpenKey | None = None
    session: Session | None = None

    @property
    def is_free_to_refuse(self) -> bool:
        """Whether its mailbox need not be read: its sender sent too much, whoever it is for."""
        return self.is_over_budget and self.key_hash is not None


@dataclass(kw_only=True, slots=True, eq=False)
class Mailbox:
    """One mailbox in memory; its counts hold what is on its way too.

    Attributes:
        state: As it was read, its counts kept up to date since.
        key: Number of its device's row; 0 if there is none.
        is_known: False once it must be read again.
        pending: Envelopes that are held back or with the writer.
        held_back: Those of them that are held back.
        newest: Newest id that was made for it since the relay started.
        session: The sign-in that the following are about.
        unpushed: How many of the pending were not pushed to it: until they are, nothing
            overtakes them.
        unacknowledged: By id in order: what is pending, and what was pushed to it while live.
        marks: How many of these have each mark; a repeat has that of its original.
        raised: Newest id acknowledged that is not in the database yet, 0 for none.
    """

    key: int = 0
    is_gone: bool = False
    count: int = 0
    size_bytes: int = 0
    requests: int = 0
    keys: list[OpenKey] = field(default_factory=list)
    is_known: bool = False
    pending: int = 0
    held_back: int = 0
    newest: EnvelopeId = NO_ID
    session: Session | None = None
    unpushed: int = 0
    unacknowledged: dict[EnvelopeId, Arrival] = field(default_factory=dict)
    marks: Counter[int] = field(default_factory=Counter)
    raised: EnvelopeId = NO_ID

    @property
    def is_needed(self) -> bool:
        """Whether it knows what the database does not hold yet."""
        return self.pending != 0 or self.raised != 0

    def fill(self, state: MailboxState) -> None:
        """Take over what was read, which holds everything but what is held back: nothing is."""
        assert self.held_back == 0
        self.key = state.key
        self.is_gone = state.is_gone
        self.count = state.count
        self.size_bytes = state.size_bytes
        self.requests = state.requests
        self.keys = state.keys
        self.is_known = True
        self._keep_pending()

    def turn_to(self, session: Session | None) -> None:
        """Follow the device to another sign-in, to which nothing was pushed yet from here."""
        self.session = session
        self.unpushed = self.pending
        self._keep_pending()

    def add(self, arrival: Arrival) -> None:
        """Count an envelope that is taken in."""
        self.count += 1
        self.size_bytes += arrival.size
        self.requests += arrival.key_hash is None
        self.pending += 1
        self.newest = arrival.id
        self.unacknowledged[arrival.id] = arrival
        self.marks[arrival.mark] += 1

    def remove(self, arrival: Arrival) -> None:
        """Count an envelope no more: acknowledged, held already, or not stored."""
        self.count -= 1
        self.size_bytes -= arrival.size
        self.requests -= arrival.key_hash is None
        self.let_go(arrival)

    def let_go(self, arrival: Arrival) -> None:
        """Forget an envelope that is held and counted, but not one to wait for any more."""
        if self.unacknowledged.pop(arrival.id, None) is not None:
            self.marks[arrival.mark] -= 1
            if not self.marks[arrival.mark]:
                del self.marks[arrival.mark]

    def _keep_pending(self) -> None:
        """Forget what is held: its receipts are found in the database."""
        self.unacknowledged = {
            one: arrival
            for one, arrival in self.unacknowledged.items()
            if arrival.stage is not Stage.HELD
        }
        self.marks = Counter(arrival.mark for arrival in self.unacknowledged.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxLimits:
    """How much one mailbox holds.

    Attributes:
        envelopes: Most envelopes.
        size_bytes: Most bytes.
        requests: Most envelopes that came without a delivery key.
    """

    envelopes: int
    size_bytes: int
    requests: int = 100


class Mailboxes:
    """Mailboxes that are known, and the ids of their envelopes. Used on the loop alone.

    Whoever changes envelopes, keys or devices by another write calls `drop` or `forget` first, in
    the same turn of the loop: reading again then stands behind that write.

    Attributes:
        ids: Where envelope ids come from.
        limits: How much one mailbox holds.
        floor: Ids up to here may have been told to somebody without being held. None below is
            reported as the newest of any mailbox.
    """

    def __init__(
        self,
        *,
        ids: EnvelopeIds,
        limits: MailboxLimits,
        floor: EnvelopeId = NO_ID,
        most_known: int = MAX_KNOWN_MAILBOXES,
    ) -> None:
        self.ids = ids
        self.limits = limits
        self.floor = floor
        self._known: OrderedDict[DeviceAddress, Mailbox] = OrderedDict()
        self._most_known = most_known
        self._being_read: set[DeviceAddress] = set()
        self._write_held_back: Callable[[Mailbox], None] = lambda _mailbox: None

    def before_drop(self, write_held_back: Callable[[Mailbox], None]) -> None:
        """Have what a mailbox holds back written before it is read again."""
        self._write_held_back = write_held_back

    def find(self, address: DeviceAddress) -> Mailbox | None:
        """Return a mailbox if it is known and need not be read again."""
        mailbox = self._known.get(address)
        if mailbox is None or not mailbox.is_known:
            return None
        self._known.move_to_end(address)
        return mailbox

    def find_any(self, address: DeviceAddress) -> Mailbox | None:
        """Return a mailbox if it is in memory, also one that must be read again."""
        return self._known.get(address)

    def begin_reading(self, addresses: Iterable[DeviceAddress]) -> None:
        """Note that mailboxes are read from now on, in place of any that were before."""
        self._being_read = set(addresses)

    def fill(self, address: DeviceAddress, state: MailboxState) -> Mailbox | None:
        """Take over what was read of a mailbox, also of one that does not exist.

        Returns:
            The mailbox; None if it was dropped since `begin_reading`: it must be read again.
        """
        if address not in self._being_read:
            return None
        self._being_read.remove(address)
        mailbox = self._known.get(address)
        if mailbox is None:
            mailbox = Mailbox()
            if state.key:  # a stranger's guess must not push known ones out
                self._known[address] = mailbox
                self._make_room()
        mailbox.fill(state)
        return mailbox

    def drop(self, address: DeviceAddress) -> None:
        """Have one mailbox read again before it is used, also if it is being read just now."""
        self._being_read.discard(address)
        mailbox = self._known.get(address)
        if mailbox is not None:
            self._write_held_back(mailbox)
            mailbox.is_known = False
            if not mailbox.is_needed:
                del self._known[address]

    def forget(self) -> None:
        """Have every mailbox read again before it is used."""
        self._being_read.clear()
        for address in list(self._known):
            self.drop(address)

    def newest_issued(self, address: DeviceAddress, stored: EnvelopeId) -> EnvelopeId:
        """Return the highest id that a device may know.

        What is said here is told, too: an id that is neither stored nor leased would be unknown
        again after a crash.

        Args:
            address: Whose mailbox.
            stored: The highest one that the database knows for it.
        """
        mailbox = self._known.get(address)
        on_its_way = NO_ID if mailbox is None else min(mailbox.newest, self.ids.leased)
        return max(stored, self.floor, on_its_way)

    def _make_room(self) -> None:
        """Let the one go that was not used for longest, unless it is needed."""
        if len(self._known) <= self._most_known:
            return
        newest = next(reversed(self._known))
        for address, mailbox in self._known.items():
            if not mailbox.is_needed and address != newest:
                del self._known[address]
                return


def find_refusal(
    arrival: Arrival,
    mailbox: Mailbox,
    key: OpenKey | None,
    limits: MailboxLimits,
    *,
    is_held_up: bool,
) -> SendVerdict | None:
    """Return why a mailbox does not take an envelope, None if it does.

    A wrong, expired or spent delivery key is answered exactly like a mailbox that does not exist;
    over the budget like one that was not read.

    Args:
        arrival: The envelope.
        mailbox: Its mailbox.
        key: The open key that came with it.
        limits: How much a mailbox holds.
        is_held_up: Whether something before it in its frame was refused.
    """
    is_request = arrival.key_hash is None
    is_admitted = is_request or (key is not None and not key.is_spent)
    if arrival.is_over_budget and not is_admitted:
        return SendVerdict.RETRY
    if mailbox.is_gone:
        return SendVerdict.GONE
    if not mailbox.key or not is_admitted:
        return SendVerdict.NO_SUCH_MAILBOX
    if arrival.is_over_budget or is_held_up:
        return SendVerdict.RETRY
    if (
        mailbox.count >= limits.envelopes
        or mailbox.size_bytes + arrival.size > limits.size_bytes
        or (is_request and mailbox.requests >= limits.requests)
    ):
        return SendVerdict.FULL
    return None
