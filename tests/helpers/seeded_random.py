"""A source of randomness for tests that gives the same bytes in every run."""

import hashlib


class SeededRandom:
    """Deterministic stand-in for the system's generator."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._count = 0

    def __call__(self, size: int) -> bytes:
        self._count += 1
        return hashlib.shake_256(self._seed + self._count.to_bytes(8, "big")).digest(size)
