"""Taking sealed envelopes in and forgetting them once their device has them (P8)."""

import functools
import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import Final

from protocol import messages
from protocol.ids import AccountId, DeviceAddress, EnvelopeId, message_id
from protocol.messages import SendResult, SendVerdict
from server.config import Clock
from server.metrics import Event, Metrics
from server.rate_limits import RateLimit
from server.services.delivery import Delivery
from server.services.peers import ConnectionNumber
from server.store import envelope_rows
from server.store.engine import StoreUnavailable, Transaction
from server.store.envelope_ids import first_id_at
from server.store.envelope_rows import Arrival, Mailboxes, Placed
from server.store.writer import Outcome, Writer

_log = logging.getLogger(__name__)

RETRY_AFTER_MS: Final = 1_000
"""When to repeat what the store could not take, or what an earlier refusal held up."""

FULL_RETRY_AFTER_MS: Final = 60_000
"""When to try a full mailbox again: only its device can empty it."""

_COST_NO_REQUEST: Final = frozenset({SendVerdict.FULL, SendVerdict.RETRY})
"""Verdicts that an asker may wait out; a mailbox that is none costs one of the day's requests."""

_EXPIRE_STEP: Final = 1_000
"""Envelopes removed in one transaction, so that no send waits long behind it."""


_CLOCK_JUMP_MS: Final = 3_600_000
"""A clock that is corrected by more than this did not just drift."""


class MailboxService:
    """Appends what is sent, answers only what is committed, deletes what is acknowledged."""

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
        """Connect the parts.

        Only the writer's thread asks `per_mailbox`, so that what is refused costs no mailbox
        anything; `requests` is what each account may ask of others.
        """
        self._writer = writer
        self._mailboxes = mailboxes
        self._held_for_ms = held_for_ms
        self._sends = sends
        self._per_mailbox = per_mailbox
        self._requests = requests
        self._delivery = delivery
        self._clock = clock
        self._metrics = metrics
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
        arrivals = [self._arrival(item, sender_connection) for item in request.items]

        def then(placed: list[Placed]) -> None:
            results = [_result(place) for place in placed]
            answer(messages.SendResults(request=request.request, results=results))

        self._submit("send", arrivals, refused, then)

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
        arrival = Arrival(
            address=DeviceAddress(account=AccountId(request.account), device=request.device),
            msg_id=message_id(request.envelope),
            envelope=request.envelope,
            key_hash=None,
            is_transient=False,
            is_over_budget=not is_within_budget,
        )

        def then(placed: list[Placed]) -> None:
            (place,) = placed
            is_free = place.verdict in _COST_NO_REQUEST or (
                place.verdict is SendVerdict.ACCEPTED and not place.is_new
            )
            result = _result(place)
            if is_within_budget and is_free:
                self._requests.give_back(asker)
            elif not is_within_budget and place.verdict is SendVerdict.RETRY:
                retry_after_s = self._requests.retry_after_s(asker)
                result = SendResult(
                    verdict=SendVerdict.RETRY,
                    retry_after_ms=max(RETRY_AFTER_MS, int(retry_after_s * 1000)),
                )
            answer(messages.SendResults(request=request.request, results=[result]))

        self._submit("ask", [arrival], refused, then)

    async def sweep(self) -> None:
        """Forget the budgets of mailboxes that are full again."""
        await self._writer.submit("sweep", lambda _connection: self._per_mailbox.sweep())

    def acknowledge(self, address: DeviceAddress, ids: Sequence[int]) -> None:
        """Forget envelopes that a signed-in device holds durably.

        Nothing is answered. If it fails, the envelopes come again and are acknowledged again.
        """
        named = [EnvelopeId(one) for one in ids]
        try:
            self._writer.enqueue(
                "acknowledge",
                lambda connection: envelope_rows.acknowledge(
                    connection, address, named, mailboxes=self._mailboxes
                ),
                lambda _outcome: None,
            )
        except StoreUnavailable:
            self._metrics.count(Event.WRITE_FAILED)

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
            removed = await self._writer.submit("expire", functools.partial(self._expire, below))
            self._metrics.count(Event.ENVELOPE_EXPIRED, removed)

    def _lead_ms(self) -> int:
        """Return Unix time minus monotonic time: it changes only when the clock is set."""
        return self._clock.now_ms() - int(self._clock.monotonic_s() * 1000)

    # --- in the writer's thread ------------------------------------------------------------------

    def _append(
        self, arrivals: list[Arrival], refused: set[DeviceAddress], connection: Transaction
    ) -> list[Placed]:
        return envelope_rows.append(
            connection,
            arrivals,
            mailboxes=self._mailboxes,
            refused=refused,
            allowance=self._per_mailbox,
            now_ms=self._clock.now_ms(),
        )

    def _expire(self, below: EnvelopeId, connection: Transaction) -> int:
        removed = envelope_rows.expire(connection, below=below, at_most=_EXPIRE_STEP)
        if removed:
            self._mailboxes.forget()
        return removed

    # --- on the loop -----------------------------------------------------------------------------

    def _arrival(self, item: messages.SendItem, connection: ConnectionNumber) -> Arrival:
        return Arrival(
            address=DeviceAddress(account=AccountId(item.account), device=item.device),
            msg_id=message_id(item.envelope),
            envelope=item.envelope,
            key_hash=hashlib.sha256(item.delivery_key).digest(),
            is_transient=item.transient,
            is_over_budget=not self._sends.take(connection),
        )

    def _submit(
        self,
        name: str,
        arrivals: list[Arrival],
        refused: set[DeviceAddress],
        then: Callable[[list[Placed]], None],
    ) -> None:
        on_appended = functools.partial(self._on_appended, arrivals, refused, then)
        try:
            self._writer.enqueue(
                name, functools.partial(self._append, arrivals, refused), on_appended
            )
        except StoreUnavailable as error:
            on_appended(Outcome(error=error))

    def _on_appended(
        self,
        arrivals: list[Arrival],
        refused: set[DeviceAddress],
        then: Callable[[list[Placed]], None],
        outcome: Outcome[list[Placed]],
    ) -> None:
        placed = outcome.value
        if placed is None:
            placed = [Placed(verdict=SendVerdict.RETRY)] * len(arrivals)
            refused.update(arrival.address for arrival in arrivals)
        for arrival, place in zip(arrivals, placed, strict=True):
            self._follow_up(arrival, place)
        then(placed)

    def _follow_up(self, arrival: Arrival, place: Placed) -> None:
        if place.verdict is not SendVerdict.ACCEPTED:
            self._metrics.count_refusal(Event.ENVELOPE_REFUSED, place.verdict)
        elif place.is_new and arrival.is_transient:
            self._delivery.pass_on(arrival.address, arrival.envelope)
        elif place.is_new:
            self._metrics.count(Event.ENVELOPE_ACCEPTED)
            self._delivery.on_stored(arrival.address, place.id, arrival.envelope)
        elif not arrival.is_transient:
            self._metrics.count(Event.ENVELOPE_REPEATED)


def _result(place: Placed) -> SendResult:
    retry_after_ms = {
        SendVerdict.FULL: FULL_RETRY_AFTER_MS,
        SendVerdict.RETRY: RETRY_AFTER_MS,
    }.get(place.verdict, 0)
    return SendResult(verdict=place.verdict, id=place.id, retry_after_ms=retry_after_ms)
