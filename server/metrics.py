"""Counters of what happened, without a name, address or id of anybody."""

import enum
from collections import Counter


class Event(enum.StrEnum):
    """What is counted."""

    CONNECTION_OPENED = "connections_opened"
    CONNECTION_REFUSED = "connections_refused"
    PEER_FAULT = "peer_faults"
    SLOW_READER = "slow_readers_dropped"
    REQUEST = "requests"
    REQUEST_REFUSED = "requests_refused"
    INTERNAL_ERROR = "internal_errors"
    SIGN_IN = "sign_ins"
    SIGN_IN_REFUSED = "sign_ins_refused"
    REGISTERED = "accounts_registered"
    ACCOUNT_ENDED = "accounts_ended"
    ENVELOPE_ACCEPTED = "envelopes_accepted"
    ENVELOPE_REPEATED = "envelopes_repeated"
    ENVELOPE_REFUSED = "envelopes_refused"
    ENVELOPE_DELIVERED = "envelopes_delivered"
    ENVELOPE_EXPIRED = "envelopes_expired"
    KEY_HANDED_OUT = "one_time_keys_handed_out"
    FALLBACK_HANDED_OUT = "fallback_keys_handed_out"
    WRITE_FAILED = "writes_failed"


class Metrics:
    """Plain counters; only the event loop's thread touches them."""

    def __init__(self) -> None:
        self._counts: Counter[Event] = Counter()

    def count(self, event: Event, amount: int = 1) -> None:
        """Add to a counter."""
        self._counts[event] += amount

    def __str__(self) -> str:
        """Return what happened at all as key=value, sorted."""
        return " ".join(f"{name}={count}" for name, count in self.snapshot().items() if count)

    def snapshot(self) -> dict[str, int]:
        """Return every counter by name, sorted, also those at 0."""
        return {event.value: self._counts[event] for event in sorted(Event)}
