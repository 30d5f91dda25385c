"""Counters of what happened and gauges of what is, without a name, address or id of anybody."""

import enum
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from typing import Final

PREFIX: Final = "securechat_relay_"

COMMIT_BUCKETS_S: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""From a fast disk to the time after which a foreign lock is given up."""


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

    __hash__ = str.__hash__  # an enumeration's own is slow, and everything that happens is counted


class Histogram:
    """How often something took how long."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """Count one value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def lines(self, name: str) -> list[str]:
        """Return it as Prometheus reads it, each bucket with all that is below it."""
        lines = [f"# TYPE {name} histogram"]
        total = 0
        for bound, count in zip((*self._bounds, "+Inf"), self._counts, strict=True):
            total += count
            lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
        return [*lines, f"{name}_sum {self._sum:.6f}", f"{name}_count {total}"]


class Metrics:
    """Plain counters; only the event loop's thread touches them.

    Attributes:
        commits: How long transactions of the writer took, in seconds.
    """

    def __init__(self) -> None:
        self.commits = Histogram(COMMIT_BUCKETS_S)
        self._counts: Counter[Event] = Counter()
        self._reasons: Counter[tuple[Event, str]] = Counter()

    def count(self, event: Event, amount: int = 1) -> None:
        """Add to a counter."""
        self._counts[event] += amount

    def count_refusal(self, event: Event, reason: enum.IntEnum) -> None:
        """Add one to a counter that tells why, by one of the reasons of the wire."""
        self._counts[event] += 1
        self._reasons[event, reason.name.lower()] += 1

    def __str__(self) -> str:
        """Return what happened at all as key=value, sorted."""
        return " ".join(f"{name}={count}" for name, count in self.snapshot().items() if count)

    def snapshot(self) -> dict[str, int]:
        """Return every counter by name, sorted, also those at 0."""
        return {event.value: self._counts[event] for event in sorted(Event)}

    def render(self, gauges: Mapping[str, float]) -> str:
        """Return everything in the text form of Prometheus.

        Args:
            gauges: What is at this moment, by name; a name may end in labels in braces.
        """
        lines = []
        for event in sorted(Event):
            name = f"{PREFIX}{event.value}_total"
            lines.append(f"# TYPE {name} counter")
            known = {why: n for (of, why), n in sorted(self._reasons.items()) if of is event}
            lines += [f'{name}{{reason="{why}"}} {count}' for why, count in known.items()]
            if not known:
                lines.append(f"{name} {self._counts[event]}")
        lines += self.commits.lines(f"{PREFIX}commit_seconds")
        typed = set()
        for gauge, value in gauges.items():
            name = f"{PREFIX}{gauge}"
            if (plain := name.partition("{")[0]) not in typed:
                typed.add(plain)
                lines.append(f"# TYPE {plain} gauge")
            lines.append(f"{name} {value}")
        return "\n".join(lines) + "\n"
