"""The randomness that we draw ourselves: body keys, seal secrets, ids, seeds, nonces.

It always comes in as an argument. What the libraries draw (RSA keys, OAEP, PSS, ML-KEM, Olm) stays
theirs.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable

from desktop.errors import RandomSourceFailed

Random = Callable[[int], bytes]
"""Gives that many random bytes, or raises."""

_COMPARED_FROM_BYTES = 12
"""Shorter draws may repeat by chance; the shortest that we never want twice is a GCM nonce."""

_REMEMBERED_DRAWS = 4_096
"""How many draws back a repeat is noticed: some minutes of the busiest use, 0.5 MB."""


class CheckedRandom:
    """A source that refuses to go on when the one beneath it fails or repeats itself.

    A snapshot of a virtual machine or a broken system generator would otherwise encrypt two things
    under one key. Draws are remembered as hashes only.

    Source: docs/protocol/body.md, section 7.
    """

    def __init__(self, source: Random) -> None:
        self._source = source
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def __call__(self, size: int) -> bytes:
        """Return `size` random bytes.

        Args:
            size: At least 1.

        Raises:
            RandomSourceFailed: the source raised, gave another number of bytes, or gave bytes that
                it gave before.
        """
        try:
            drawn = self._source(size)
        except Exception as error:
            raise RandomSourceFailed from error
        if len(drawn) != size:
            raise RandomSourceFailed
        if size >= _COMPARED_FROM_BYTES:
            self._remember(hashlib.sha256(drawn).digest())
        return drawn

    def _remember(self, digest: bytes) -> None:
        if digest in self._seen:
            raise RandomSourceFailed
        self._seen[digest] = None
        if len(self._seen) > _REMEMBERED_DRAWS:
            self._seen.popitem(last=False)
