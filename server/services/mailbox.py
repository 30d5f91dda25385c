"""Taking sealed envelopes in and forgetting them once their device has them (P8)."""

import functools
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
        delivery: Delivery,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._writer = writer
        self._mailboxes = mailboxes
        self._held_for_ms = held_for_ms
        self._sends = sends
        self._per_mailbox = per_mailbox
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
        try:
            self._writer.enqueue(
                "send",
                functools.partial(self._append, arrivals, refused),
                functools.partial(self._on_appended, request, arrivals, refused, answer),
            )
        except StoreUnavailable as error:
            self._on_appended(request, arrivals, refused, answer, Outcome(error=error))

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
        )

    def _expire(self, below: EnvelopeId, connection: Transaction) -> int:
        removed = envelope_rows.expire(connection, below=below, at_most=_EXPIRE_STEP)
        if removed:
            self._mailboxes.forget()
        return removed

    # --- on the loop -----------------------------------------------------------------------------

    def _arrival(self, item: messages.SendItem, connection: ConnectionNumber) -> Arrival:
        address = DeviceAddress(account=AccountId(item.account), device=item.device)
        is_over_budget = not self._sends.take(connection)
        if not is_over_budget and not item.transient:
            # Taken now and given back if nothing new was stored, so that a burst cannot overrun it.
            is_over_budget = not self._per_mailbox.take(address)
        return Arrival(
            address=address,
            msg_id=message_id(item.envelope),
            envelope=item.envelope,
            is_transient=item.transient,
            is_over_budget=is_over_budget,
        )

    def _on_appended(
        self,
        request: messages.Send,
        arrivals: list[Arrival],
        refused: set[DeviceAddress],
        answer: Callable[[messages.SendResults], None],
        outcome: Outcome[list[Placed]],
    ) -> None:
        placed = outcome.value
        if placed is None:
            placed = [Placed(verdict=SendVerdict.RETRY)] * len(arrivals)
            refused.update(arrival.address for arrival in arrivals)
        for arrival, place in zip(arrivals, placed, strict=True):
            self._follow_up(arrival, place)
        answer(
            messages.SendResults(
                request=request.request, results=[_result(place) for place in placed]
            )
        )

    def _follow_up(self, arrival: Arrival, place: Placed) -> None:
        is_stored = place.is_new and not arrival.is_transient
        if not arrival.is_transient and not arrival.is_over_budget and not is_stored:
            self._per_mailbox.give_back(arrival.address)
        if place.verdict is not SendVerdict.ACCEPTED:
            self._metrics.count(Event.ENVELOPE_REFUSED)
        elif is_stored:
            self._metrics.count(Event.ENVELOPE_ACCEPTED)
            self._delivery.on_stored(arrival.address, place.id, arrival.envelope)
        elif place.is_new:
            self._delivery.pass_on(arrival.address, arrival.envelope)
        elif not arrival.is_transient:
            self._metrics.count(Event.ENVELOPE_REPEATED)


def _result(place: Placed) -> SendResult:
    retry_after_ms = {
        SendVerdict.FULL: FULL_RETRY_AFTER_MS,
        SendVerdict.RETRY: RETRY_AFTER_MS,
    }.get(place.verdict, 0)
    return SendResult(verdict=place.verdict, id=place.id, retry_after_ms=retry_after_ms)
