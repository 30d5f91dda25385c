"""Token buckets: how often somebody may do something, forgotten once a bucket is full again."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from server.config import Budget, Clock

MAX_BUCKETS: Final = 100_000
"""Most buckets of one limit, about 20 MB; beyond it the fullest are forgotten first."""


_MOST_MS: Final = 2**32 - 1


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at_s: float


class RateLimit:
    """One budget for each key.

    A key that never took anything has no bucket; `sweep` drops those that are full again.

    Attributes:
        is_held: While it is set, nobody gets anything, whatever is in the buckets.
    """

    def __init__(self, budget: Budget, clock: Clock, *, max_buckets: int = MAX_BUCKETS) -> None:
        self.is_held = False
        self._budget = budget
        self._clock = clock
        self._max_buckets = max_buckets
        self._buckets: dict[Hashable, _Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: Hashable, amount: float = 1) -> bool:
        """Take tokens if there are enough; otherwise take none and return False."""
        bucket = self._refilled(key)
        if self.is_held or bucket.tokens < amount:
            return False
        bucket.tokens -= amount
        return True

    def give_back(self, key: Hashable, amount: float = 1) -> None:
        """Return tokens that were taken for something that did not happen."""
        bucket = self._refilled(key)
        bucket.tokens = min(self._budget.burst, bucket.tokens + amount)

    def has(self, key: Hashable, amount: float = 1) -> bool:
        """Tell whether `take` would succeed; takes nothing."""
        bucket = self._buckets.get(key)
        return (self._budget.burst if bucket is None else self._refilled(key).tokens) >= amount

    def retry_after_s(self, key: Hashable, amount: float = 1) -> float:
        """Return the seconds after which `take` can succeed, 0 if it can now."""
        if self.has(key, amount):
            return 0.0
        return (amount - self._refilled(key).tokens) / self._budget.per_s

    def forget(self, key: Hashable) -> None:
        """Drop a key that can never come again."""
        self._buckets.pop(key, None)

    def sweep(self) -> None:
        """Forget the buckets that are full again."""
        for key in [
            key for key in self._buckets if self._refilled(key).tokens >= self._budget.burst
        ]:
            del self._buckets[key]

    def _refilled(self, key: Hashable) -> _Bucket:
        now_s = self._clock.monotonic_s()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._max_buckets:
                self._make_room()
            bucket = self._buckets[key] = _Bucket(self._budget.burst, now_s)
            return bucket
        gained = (now_s - bucket.filled_at_s) * self._budget.per_s
        bucket.tokens = min(self._budget.burst, bucket.tokens + gained)
        bucket.filled_at_s = now_s
        return bucket

    def _make_room(self) -> None:
        self.sweep()
        if len(self._buckets) < self._max_buckets:
            return
        by_tokens = sorted(self._buckets, key=lambda key: self._buckets[key].tokens, reverse=True)
        for key in by_tokens[: self._max_buckets // 10 + 1]:
            del self._buckets[key]


def in_ms(seconds: float) -> int:
    """Return seconds as the milliseconds of an answer, at most as many as its field can hold."""
    return int(min(seconds * 1000, _MOST_MS))
