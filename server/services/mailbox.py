"""Taking sealed envelopes in and forgetting them once their device has them (P8)."""

import functools
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from protocol import messages
from protocol.ids import AccountId, DeviceAddress, EnvelopeId
from protocol.messages import SendResult, SendVerdict
from server.config import Clock
from server.metrics import Event, Metrics
from server.rate_limits import RateLimit, in_ms
from server.services.delivery import Delivery
from server.services.mailbox_writes import MAX_BYTES, MailboxWrites
from server.services.mailboxes import NO_ID, Arrival, Mailbox, Mailboxes, find_refusal
from server.services.peers import ConnectionNumber
from server.store import delivery_key_rows, envelope_rows
from server.store.engine import StoreUnavailable
from server.store.envelope_ids import first_id_at
from server.store.envelope_rows import MailboxState
from server.store.writer import Outcome, Writer

_log = logging.getLogger(__name__)

RETRY_AFTER_MS: Final = 1_000
"""When to repeat what the store could not take, or what an earlier refusal held up."""

FULL_RETRY_AFTER_MS: Final = 60_000
"""When to try a full mailbox again: only its device can empty it."""

_RETRY_AFTER_MS: Final = {
    SendVerdict.FULL: FULL_RETRY_AFTER_MS,
    SendVerdict.RETRY: RETRY_AFTER_MS,
}

_MAY_BE_HELD: Final = frozenset({SendVerdict.FULL, SendVerdict.RETRY})
"""Verdicts for which a repeat of what is held is accepted all the same: it takes no room."""

_READ_AT_ONCE: Final = 256
"""Mailboxes after which those of later sends wait for the next read, so that other writes have
their turn: a flood of sends to nobody holds up no commit for long."""

_EXPIRE_STEP: Final = 1_000
"""Envelopes removed in one transaction, so that no send waits long behind it."""

_CLOCK_JUMP_MS: Final = 3_600_000
"""A clock that is corrected by more than this did not just drift."""


@dataclass(slots=True, eq=False)
class _Send:
    """A send or request whose items are judged or wait to be; `mailboxes.Sent`.

    Attributes:
        refused: Mailboxes of which something of the same frame was refused.
        results: One for each item, as far as decided.
        left: How many are undecided.
        then: Called once with the results.
        arrivals: Its items until they are judged.
        has_new: Whether one of them was stored anew.
    """

    refused: set[DeviceAddress]
    results: list[SendResult]
    left: int
    then: Callable[[list[SendResult]], None]
    arrivals: Sequence[Arrival] = ()
    has_new: bool = False

    def decide(
        self, place: int, verdict: SendVerdict, one: EnvelopeId = NO_ID, *, is_new: bool = False
    ) -> None:
        """Note what became of one item; the last one answers the send."""
        self.results[place] = SendResult(
            verdict=verdict, id=one, retry_after_ms=_RETRY_AFTER_MS.get(verdict, 0)
        )
        self.left -= 1
        self.has_new |= is_new
        if self.left == 0:
            self.then(self.results)


_UNREAD: Final = Mailbox()
"""Stands for one that is not worth reading; nobody's, so that it admits nothing."""

_UNDECIDED: Final = SendResult(verdict=SendVerdict.RETRY)


class MailboxService:
    """Judges what is sent, passes it on, and answers what is committed or acknowledged.

    An envelope for a device that is signed in and has nothing waiting is pushed at once. Its
    sender is told `accepted` once the row is committed, or once the device acknowledged it, which
    it does only after its own commit.
    """

    def __init__(
        self,
        *,
        writer: Writer,
        mailboxes: Mailboxes,
        held_for_ms: int,
        sends: RateLimit,
        per_mailbox: RateLimit,
        requests: RateLimit,
        delivery: Delivery,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        """Connect the parts; `requests` is what each account may ask of others."""
        self._writer = writer
        self._mailboxes = mailboxes
        self._held_for_ms = held_for_ms
        self._sends = sends
        self._per_mailbox = per_mailbox
        self._requests = requests
        self._delivery = delivery
        self._clock = clock
        self._metrics = metrics
        self._writes = MailboxWrites(
            writer=writer,
            mailboxes=mailboxes,
            delivery=delivery,
            per_mailbox=per_mailbox,
            metrics=metrics,
        )
        self._waiting: list[_Send] = []
        self._waiting_bytes = 0
        self._held_up: set[DeviceAddress] = set()
        self._is_reading = False
        self._trusted_lead_ms = self._lead_ms()

    def send(
        self,
        request: messages.Send,
        *,
        sender_connection: ConnectionNumber,
        refused: set[DeviceAddress],
        answer: Callable[[messages.SendResults], None],
    ) -> None:
        """Submit envelopes and answer once what became of each is durable.

        Args:
            request: The envelopes.
            sender_connection: Whose budget they count against; goes no further than that.
            refused: Mailboxes of which something of the same frame was refused so far.
            answer: Called on the loop with the answer.
        """
        items = request.items

        def then(results: list[SendResult]) -> None:
            answer(messages.SendResults(request=request.request, results=results))

        send = _Send(refused, [_UNDECIDED] * len(items), len(items), then)
        send.arrivals = [
            Arrival(
                DeviceAddress(AccountId(item.account), item.device),
                item.envelope,
                hashlib.sha256(item.delivery_key).digest(),
                item.transient,
                not self._sends.take(sender_connection),
                send,
                place,
            )
            for place, item in enumerate(items)
        ]
        self._submit(send)

    def ask(
        self,
        request: messages.Ask,
        *,
        asker: AccountId,
        refused: set[DeviceAddress],
        answer: Callable[[messages.SendResults], None],
    ) -> None:
        """Submit one envelope without a delivery key, for somebody signed in.

        Args:
            request: The envelope.
            asker: Whose budget it counts against; goes no further than that.
            refused: Mailboxes of which something of the same frame was refused so far.
            answer: Called on the loop with the answer.
        """
        is_within_budget = self._requests.take(asker)

        def then(results: list[SendResult]) -> None:
            (result,) = results
            # What can be waited out is free; a mailbox that is none costs one of the day's.
            is_free = result.verdict in _MAY_BE_HELD or (
                result.verdict is SendVerdict.ACCEPTED and not send.has_new
            )
            if is_within_budget and is_free:
                self._requests.give_back(asker)
            elif not is_within_budget and result.verdict is SendVerdict.RETRY:
                retry_after_ms = in_ms(self._requests.retry_after_s(asker))
                result = SendResult(
                    verdict=SendVerdict.RETRY,
                    retry_after_ms=max(RETRY_AFTER_MS, retry_after_ms),
                )
            answer(messages.SendResults(request=request.request, results=[result]))

        send = _Send(refused, [_UNDECIDED], 1, then)
        address = DeviceAddress(AccountId(request.account), request.device)
        send.arrivals = [
            Arrival(address, request.envelope, None, False, not is_within_budget, send, 0)
        ]
        self._submit(send)

    def acknowledge(self, address: DeviceAddress, ids: Sequence[int]) -> None:
        """Forget envelopes that a signed-in device holds durably.

        Nothing is answered. If it fails, the envelopes come again and are acknowledged again. More
        ids than the device was given are not looked at: each would cost a statement.
        """
        session = self._delivery.find(address)
        if session is not None:
            ids = ids[: session.owed]
            session.owed -= len(ids)
        self._writes.acknowledge(address, [EnvelopeId(one) for one in ids])

    def sweep(self) -> None:
        """Forget the budgets of mailboxes that are full again."""
        self._per_mailbox.sweep()

    async def expire(self) -> None:
        """Remove what was held for too long, unless the clock cannot be trusted.

        A clock that jumped since the last look, or since the start, gets until the next look to be
        set right: whoever sets it ten years ahead by mistake must not empty every mailbox (FT-10).
        """
        now_ms, lead_ms = self._clock.now_ms(), self._lead_ms()
        jumped_ms = abs(lead_ms - self._trusted_lead_ms)
        self._trusted_lead_ms = lead_ms
        if jumped_ms > _CLOCK_JUMP_MS:
            _log.warning("clock_jumped by_s=%d", jumped_ms // 1000)
            return
        below = first_id_at(now_ms - self._held_for_ms)
        removed = _EXPIRE_STEP
        while removed == _EXPIRE_STEP:
            removed = await self._writer.submit(
                "expire",
                functools.partial(envelope_rows.expire, below=below, at_most=_EXPIRE_STEP),
            )
            if removed:
                # Until they are read again mailboxes seem fuller than they are, not emptier.
                self._mailboxes.forget()
            self._metrics.count(Event.ENVELOPE_EXPIRED, removed)

    async def close(self) -> None:
        """Write what is held back; nobody is connected any more."""
        await self._writes.close()

    def _lead_ms(self) -> int:
        """Return Unix time minus monotonic time: it changes only when the clock is set."""
        return self._clock.now_ms() - int(self._clock.monotonic_s() * 1000)

    # --- mailboxes that must be read first -------------------------------------------------------

    def _submit(self, send: _Send) -> None:
        """Judge a send, or let it wait until its mailboxes are read.

        A send to a mailbox that an earlier one waits with waits too, so that they keep their order.
        """
        if self._try(send, {}):
            return
        if self._waiting_bytes < MAX_BYTES and self._writer.has_room(len(self._waiting) + 1):
            self._wait(send)
            self._read()
        else:
            self._refuse_all(send)

    def _try(self, send: _Send, nobodies: Mapping[DeviceAddress, Mailbox]) -> bool:
        """Judge the items of a send, all of them or none."""
        mailboxes: list[Mailbox] = []
        for arrival in send.arrivals:
            address = arrival.address
            mailbox = self._mailboxes.find(address) or nobodies.get(address)
            if mailbox is None and arrival.is_free_to_refuse:
                mailbox = _UNREAD
            if mailbox is None or address in self._held_up:
                return False
            mailboxes.append(mailbox)
        arrivals, send.arrivals = send.arrivals, ()
        for arrival, mailbox in zip(arrivals, mailboxes, strict=True):
            self._judge(arrival, mailbox, send.refused)
        return True

    def _wait(self, send: _Send) -> None:
        self._waiting.append(send)
        self._waiting_bytes += sum(len(arrival.envelope) for arrival in send.arrivals)
        self._held_up.update(arrival.address for arrival in send.arrivals)

    def _read(self) -> None:
        """Read the mailboxes of the sends that wait, all at once, behind every write so far."""
        if self._is_reading or not self._waiting:
            return
        self._is_reading = True
        addresses: set[DeviceAddress] = set()
        for send in self._waiting:
            if len(addresses) >= _READ_AT_ONCE:
                break
            addresses.update(
                arrival.address
                for arrival in send.arrivals
                if not arrival.is_free_to_refuse and self._mailboxes.find(arrival.address) is None
            )
        self._mailboxes.begin_reading(addresses)
        run = functools.partial(envelope_rows.load_mailboxes, addresses=addresses)
        try:
            self._writer.enqueue("read_mailboxes", run, self._on_read)
        except StoreUnavailable as error:
            self._on_read(Outcome(error=error))

    def _on_read(self, outcome: Outcome[dict[DeviceAddress, MailboxState]]) -> None:
        self._is_reading = False
        waiting, self._waiting = self._waiting, []
        self._waiting_bytes = 0
        self._held_up = set()
        if outcome.value is None:
            for send in waiting:
                self._refuse_all(send)
            return
        read = {
            address: self._mailboxes.fill(address, state)
            for address, state in outcome.value.items()
        }
        nobodies = {
            address: mailbox
            for address, mailbox in read.items()
            if mailbox is not None and not mailbox.key
        }
        for send in waiting:
            if not self._try(send, nobodies):
                self._wait(send)
        self._read()

    # --- judging ---------------------------------------------------------------------------------

    def _judge(self, arrival: Arrival, mailbox: Mailbox, refused: set[DeviceAddress]) -> None:
        """Take an envelope in, pass it on, or refuse it."""
        arrival.size = len(arrival.envelope)
        if arrival.key_hash is not None:
            arrival.key = delivery_key_rows.find_matching(
                mailbox.keys, arrival.key_hash, now_ms=self._clock.now_ms()
            )
        key = arrival.key
        verdict = find_refusal(
            arrival,
            mailbox,
            key,
            self._mailboxes.limits,
            is_held_up=arrival.address in refused,
        )
        if arrival.is_transient and verdict in {None, SendVerdict.FULL}:
            # An invite's key opens the mailbox for messages alone; like FULL it is not told.
            if mailbox.count == 0 and key is not None and not key.is_limited:
                self._delivery.pass_on(arrival.address, arrival.envelope)
            arrival.sent.decide(arrival.place, SendVerdict.ACCEPTED)
            return
        if verdict is None and not self._writes.has_room:
            self._refuse(arrival, SendVerdict.RETRY, refused)
            return
        if verdict is None and not self._per_mailbox.take(arrival.address):
            verdict = SendVerdict.RETRY
        if verdict is None:
            self._writes.take_in(arrival, mailbox)
            return
        is_spent = key is not None and key.is_spent
        may_ask = key is not None or arrival.key_hash is None
        if may_ask and (verdict in _MAY_BE_HELD or is_spent) and self._writes.has_room:
            refused.add(arrival.address)
            self._writes.look_up(arrival, mailbox, verdict)
        else:
            self._refuse(arrival, verdict, refused)

    def _refuse_all(self, send: _Send) -> None:
        arrivals, send.arrivals = send.arrivals, ()
        for arrival in arrivals:
            self._refuse(arrival, SendVerdict.RETRY, send.refused)

    def _refuse(self, arrival: Arrival, verdict: SendVerdict, refused: set[DeviceAddress]) -> None:
        refused.add(arrival.address)
        self._metrics.count_refusal(Event.ENVELOPE_REFUSED, verdict)
        arrival.sent.decide(arrival.place, verdict)
