"""Envelopes on their way into the database, or past it: pushed, held back, written, answered."""

import asyncio
import contextlib
import functools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from protocol.ids import DeviceAddress, EnvelopeId, message_id
from protocol.messages import SendVerdict
from server.metrics import Event, Metrics
from server.rate_limits import RateLimit
from server.services.delivery import Delivery, Session
from server.services.mailboxes import NO_ID, Arrival, Mailbox, Mailboxes, Stage
from server.store import envelope_rows
from server.store.engine import StoreUnavailable, Transaction, driver_of
from server.store.envelope_rows import MailboxWork, Place, Taken, Written
from server.store.writer import Outcome, Writer

HOLD_BACK_S: Final = 0.1
"""How long the row of a pushed envelope waits for its receipt, which makes it needless. A device
at hand needs 1 to 40 ms, and the relay as much at full load, when a needless row costs most;
`accepted` for one that does not answer comes this much later, which nobody sees."""

GATHER_S: Final = 0.02
"""How long deletions gather: nobody waits for them, and they go along with any other write."""

RAISE_S: Final = 1.0
"""How long the newest acknowledged ids gather if nothing else is written."""

MAX_BYTES: Final = 64 * 1024 * 1024
"""Most bytes of envelopes on their way, about as many as the writer's rows are when they are small.
Beyond it senders are told to retry, so that a slow disk fills no memory."""

_TIMER_STEP_S: Final = 0.001
"""Timers of the loop come up to this much early."""


@dataclass(slots=True, eq=False)
class _Gathered:
    """What goes into one write.

    Attributes:
        new: Envelopes whose rows are written.
        lookups: Refused ones that may be held already, with the verdict if they are not.
        takes: Receipts for what is not known here: address, number of the mailbox, ids.
        deletes: Envelopes known here that their device has.
        raised: Mailboxes whose newest acknowledged id rises, by number.
        lease: Up to where ids are to be leased, None for no change.
    """

    new: list[tuple[Arrival, Mailbox]] = field(default_factory=list)
    lookups: list[tuple[Arrival, Mailbox, SendVerdict]] = field(default_factory=list)
    takes: list[tuple[DeviceAddress, int, list[EnvelopeId]]] = field(default_factory=list)
    deletes: list[Place] = field(default_factory=list)
    raised: dict[int, Mailbox] = field(default_factory=dict)
    lease: EnvelopeId | None = None

    def __bool__(self) -> bool:
        return bool(
            self.new
            or self.lookups
            or self.takes
            or self.deletes
            or self.raised
            or self.lease is not None
        )

    def build_work(self) -> MailboxWork:
        """Return it as the store takes it."""
        return MailboxWork(
            rows=[
                (
                    arrival.id,
                    mailbox.key,
                    message_id(arrival.envelope),
                    arrival.envelope,
                    int(arrival.key_hash is None),
                )
                for arrival, mailbox in self.new
            ],
            uses={
                arrival.id: arrival.key.key
                for arrival, _mailbox in self.new
                if arrival.key is not None and arrival.key.is_limited
            },
            lookups=[
                (mailbox.key, message_id(arrival.envelope))
                for arrival, mailbox, _verdict in self.lookups
            ],
            deletes=self.deletes,
            takes=[(mailbox, ids) for _address, mailbox, ids in self.takes],
            raises={key: mailbox.raised for key, mailbox in self.raised.items()},
            lease=self.lease,
        )


class MailboxWrites:
    """Knows every envelope that is neither refused nor safely held."""

    def __init__(
        self,
        *,
        writer: Writer,
        mailboxes: Mailboxes,
        delivery: Delivery,
        per_mailbox: RateLimit,
        metrics: Metrics,
    ) -> None:
        """Connect the parts; `per_mailbox` gets back what was taken for no new envelope."""
        self._writer = writer
        self._mailboxes = mailboxes
        self._ids = mailboxes.ids
        self._delivery = delivery
        self._per_mailbox = per_mailbox
        self._metrics = metrics
        self._loop = asyncio.get_running_loop()
        self._held_back: deque[tuple[float, Arrival, Mailbox]] = deque()
        self._hold_timer: asyncio.TimerHandle | None = None
        self._delete_timer: asyncio.TimerHandle | None = None
        self._raise_timer: asyncio.TimerHandle | None = None
        self._gathered = _Gathered()
        self._bytes = 0
        mailboxes.before_drop(self._write_held_back)
        writer.gather_from(self._gather)

    @property
    def has_room(self) -> bool:
        """Whether one more envelope can be taken in."""
        rows = len(self._held_back) + len(self._gathered.new) + 1
        return self._bytes < MAX_BYTES and self._writer.has_room(rows)

    # --- taking in -------------------------------------------------------------------------------

    def take_in(self, arrival: Arrival, mailbox: Mailbox) -> None:
        """Give an envelope its id and push it, if nothing stands before it; else write it.

        Only what is pushed can be held back, and only unlimited keys admit without a count that
        must be kept.
        """
        ids = self._ids
        arrival.id = ids.next()
        arrival.mark = hash(arrival.envelope)
        session = self._delivery.find(arrival.address)
        if session is not mailbox.session:
            mailbox.turn_to(session)
        may_push = self._may_push(arrival) and arrival.mark not in mailbox.marks
        if arrival.key is not None and arrival.key.is_limited:
            arrival.key.used += 1
        is_next = session is not None and session.is_live and mailbox.unpushed == 0
        mailbox.add(arrival)
        self._bytes += arrival.size
        if may_push and is_next:
            assert session is not None
            self._push(arrival, session)
            self._hold_back(arrival, mailbox)
        else:
            mailbox.unpushed += 1
            # One by one in order of id, so that a reader who saw an id missed none below.
            self._write_held_back(mailbox)
            self._write(arrival, mailbox)
        if ids.needs_lease():
            self._gathered.lease = ids.ask_lease()
            self._writer.hand_over_soon()

    def look_up(self, arrival: Arrival, mailbox: Mailbox, verdict: SendVerdict) -> None:
        """Answer a refused envelope: `accepted` if it is held already, else the verdict."""
        self._bytes += arrival.size
        self._gathered.lookups.append((arrival, mailbox, verdict))
        self._writer.hand_over_soon()

    def _may_push(self, arrival: Arrival) -> bool:
        """Whether an envelope may be pushed before its commit."""
        is_limited = arrival.key is not None and arrival.key.is_limited
        return arrival.id <= self._ids.leased and not is_limited

    def _push(self, arrival: Arrival, session: Session) -> None:
        arrival.session = session
        self._delivery.deliver(session, arrival.id, arrival.envelope)

    def _hold_back(self, arrival: Arrival, mailbox: Mailbox) -> None:
        arrival.stage = Stage.HELD_BACK
        mailbox.held_back += 1
        self._held_back.append((self._loop.time() + HOLD_BACK_S, arrival, mailbox))
        if self._hold_timer is None:
            self._hold_timer = self._loop.call_later(HOLD_BACK_S, self._on_hold_timer)

    def _on_hold_timer(self) -> None:
        self._hold_timer = None
        until_s = self._loop.time() + _TIMER_STEP_S
        held_back = self._held_back
        while held_back:
            due_s, arrival, mailbox = held_back[0]
            if arrival.stage is Stage.HELD_BACK:
                if due_s > until_s:
                    self._hold_timer = self._loop.call_at(due_s, self._on_hold_timer)
                    return
                mailbox.held_back -= 1
                self._write(arrival, mailbox)
            held_back.popleft()

    def _write_held_back(self, mailbox: Mailbox) -> None:
        if mailbox.held_back:
            mailbox.held_back = 0
            for arrival in mailbox.unacknowledged.values():
                if arrival.stage is Stage.HELD_BACK:
                    self._write(arrival, mailbox)

    def _write(self, arrival: Arrival, mailbox: Mailbox) -> None:
        arrival.stage = Stage.WRITING
        self._gathered.new.append((arrival, mailbox))
        self._writer.hand_over_soon()

    # --- receipts --------------------------------------------------------------------------------

    def acknowledge(self, address: DeviceAddress, ids: Sequence[EnvelopeId]) -> None:
        """Forget what a device holds durably; a row that was not written yet never is."""
        mailbox = self._mailboxes.find_any(address)
        unknown: list[EnvelopeId] = []
        for one in ids:
            arrival = None if mailbox is None else mailbox.unacknowledged.get(one)
            if mailbox is None or arrival is None:
                unknown.append(one)
            else:
                self._acknowledge(arrival, mailbox)
        if unknown:
            self._take(address, mailbox, unknown)

    def _acknowledge(self, arrival: Arrival, mailbox: Mailbox) -> None:
        stage = arrival.stage
        arrival.stage = Stage.ACKNOWLEDGED
        mailbox.remove(arrival)
        if stage is Stage.HELD_BACK:
            mailbox.held_back -= 1
            self._settle(arrival, mailbox)
        else:
            self._gathered.deletes.append((arrival.id, mailbox.key))
            self._delete_later()
        if stage is not Stage.HELD:
            self._accept(arrival)
        mailbox.raised = max(mailbox.raised, arrival.id)
        self._gathered.raised[mailbox.key] = mailbox
        if self._raise_timer is None:
            self._raise_timer = self._loop.call_later(RAISE_S, self._on_raise_timer)

    def _take(self, address: DeviceAddress, mailbox: Mailbox | None, ids: list[EnvelopeId]) -> None:
        session = self._delivery.find(address)
        key = mailbox.key if mailbox is not None else 0 if session is None else session.mailbox
        if not self._writer.has_room(len(ids)):
            self._metrics.count(Event.WRITE_FAILED)
        elif key:
            self._gathered.takes.append((address, key, ids))
            self._delete_later()

    def _delete_later(self) -> None:
        if self._delete_timer is None:
            self._delete_timer = self._loop.call_later(GATHER_S, self._on_delete_timer)

    def _on_delete_timer(self) -> None:
        self._delete_timer = None
        self._writer.hand_over_soon()

    def _on_raise_timer(self) -> None:
        self._raise_timer = None
        self._writer.hand_over_soon()

    # --- writing ---------------------------------------------------------------------------------

    def _gather(self) -> None:
        gathered = self._gathered
        if not gathered:
            return
        self._gathered = _Gathered()
        work = gathered.build_work()
        self._writer.enqueue_rows(
            "send" if gathered.new else "acknowledge",
            functools.partial(envelope_rows.write, work=work),
            functools.partial(self._on_written, gathered, work),
            rows=work.size,
        )

    def _on_written(
        self, gathered: _Gathered, work: MailboxWork, outcome: Outcome[Written]
    ) -> None:
        written = outcome.value
        if written is None:
            self._on_failed(gathered)
            return
        if work.lease is not None:
            self._ids.note_lease(work.lease)
        for key, mailbox in gathered.raised.items():
            if mailbox.raised == work.raises[key]:
                mailbox.raised = NO_ID
        for arrival, mailbox in gathered.new:
            self._on_new_written(arrival, mailbox, written.repeats.get(arrival.id))
        for arrival, mailbox in gathered.new:
            if mailbox.unpushed:
                self._push_waiting(arrival.address, mailbox)
        for (arrival, _mailbox, verdict), found in zip(
            gathered.lookups, written.found, strict=True
        ):
            self._on_looked_up(arrival, verdict, found)
        for (address, _key, _ids), taken in zip(gathered.takes, written.taken, strict=True):
            self._on_taken(address, taken)

    def _on_new_written(
        self, arrival: Arrival, mailbox: Mailbox, repeated: EnvelopeId | None
    ) -> None:
        self._settle(arrival, mailbox)
        if arrival.stage is Stage.ACKNOWLEDGED:
            return  # its receipt overtook the commit and answered its sender
        if repeated is None:
            self._on_stored(arrival, mailbox)
        else:
            self._on_repeated(arrival, mailbox, repeated)

    def _on_stored(self, arrival: Arrival, mailbox: Mailbox) -> None:
        session = self._delivery.find(arrival.address)
        if session is None or session is not arrival.session:
            session = self._delivery.on_stored(arrival.address, arrival.id, arrival.envelope)
            arrival.session = session
        arrival.stage = Stage.HELD
        arrival.envelope = b""
        if session is None:
            mailbox.let_go(arrival)
        self._accept(arrival)

    def _on_repeated(self, arrival: Arrival, mailbox: Mailbox, held: EnvelopeId) -> None:
        mailbox.remove(arrival)
        if arrival.key is not None and arrival.key.is_limited:
            arrival.key.used -= 1
        self._on_not_held(arrival)
        self._metrics.count(Event.ENVELOPE_REPEATED)
        arrival.sent.decide(arrival.place, SendVerdict.ACCEPTED, held)

    def _on_looked_up(self, arrival: Arrival, verdict: SendVerdict, found: EnvelopeId) -> None:
        self._bytes -= arrival.size
        if found:
            self._metrics.count(Event.ENVELOPE_REPEATED)
            arrival.sent.decide(arrival.place, SendVerdict.ACCEPTED, found)
        else:
            self._refuse(arrival, verdict)

    def _on_taken(self, address: DeviceAddress, taken: Taken) -> None:
        mailbox = self._mailboxes.find_any(address)
        if mailbox is not None:
            mailbox.count -= taken.count
            mailbox.size_bytes -= taken.size_bytes
            mailbox.requests -= taken.requests

    def _push_waiting(self, address: DeviceAddress, mailbox: Mailbox) -> None:
        """Push what waited behind others, as far as it may be pushed before its commit."""
        session = self._delivery.find(address)
        if session is None or not session.is_live or session is not mailbox.session:
            return
        for arrival in mailbox.unacknowledged.values():
            if arrival.stage is not Stage.WRITING or arrival.session is session:
                continue
            if not self._may_push(arrival):
                return
            mailbox.unpushed -= 1
            if arrival.id > session.newest_pushed:
                self._push(arrival, session)
            arrival.session = session

    def _on_failed(self, gathered: _Gathered) -> None:
        """Answer "retry"; what was pushed already may come again, under another id."""
        for arrival, mailbox in gathered.new:
            self._settle(arrival, mailbox)
            if arrival.stage is not Stage.ACKNOWLEDGED:
                mailbox.remove(arrival)
                self._on_not_held(arrival)
                self._refuse(arrival, SendVerdict.RETRY)
        for arrival, _mailbox, _verdict in gathered.lookups:
            self._bytes -= arrival.size
            self._refuse(arrival, SendVerdict.RETRY)
        self._gathered.raised |= gathered.raised
        if gathered.lease is not None:
            self._ids.note_lease(None)
        self._mailboxes.forget()

    def _on_not_held(self, arrival: Arrival) -> None:
        """Note that an id stands for no row; its device may know it all the same."""
        if arrival.session is None:
            self._per_mailbox.give_back(arrival.address)
        # Pushed, or told as the newest at a sign-in.
        if arrival.session is not None or arrival.id <= self._ids.leased:
            self._mailboxes.floor = max(self._mailboxes.floor, arrival.id)

    # --- what became of an envelope --------------------------------------------------------------

    def _settle(self, arrival: Arrival, mailbox: Mailbox) -> None:
        """Count an envelope no more among those on their way."""
        mailbox.pending -= 1
        self._bytes -= arrival.size
        if arrival.session is None or arrival.session is not mailbox.session:
            mailbox.unpushed -= 1

    def _accept(self, arrival: Arrival) -> None:
        self._metrics.count(Event.ENVELOPE_ACCEPTED)
        arrival.sent.decide(arrival.place, SendVerdict.ACCEPTED, arrival.id, is_new=True)

    def _refuse(self, arrival: Arrival, verdict: SendVerdict) -> None:
        self._metrics.count_refusal(Event.ENVELOPE_REFUSED, verdict)
        arrival.sent.decide(arrival.place, verdict)

    async def close(self) -> None:
        """Write what is held back, and then that no other id was told to anybody.

        Nobody may be connected any more. If it fails, the lease stays, which is safe.
        """
        for _due_s, arrival, mailbox in self._held_back:
            if arrival.stage is Stage.HELD_BACK:
                mailbox.held_back -= 1
                self._write(arrival, mailbox)
        self._held_back.clear()
        for timer in (self._hold_timer, self._delete_timer, self._raise_timer):
            if timer is not None:
                timer.cancel()
        with contextlib.suppress(StoreUnavailable):
            # After its answer every earlier write is answered, and `floor` knows what failed.
            await self._writer.submit("settle", lambda _connection: None)
            await self._writer.submit("end_lease", self._end_lease)

    def _end_lease(self, connection: Transaction) -> None:
        envelope_rows.lease(driver_of(connection), self._mailboxes.floor)
