"""Argon2id on next to no memory, for tests in which a password is only one of the things that open.

What it costs is said by the tests of the two modules that set it, and every test that starts a
whole program pays it. The stand-in is the library's own function of everything that it is given:
another word, salt or setting still makes another key.
"""

from typing import Final

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_SHARE: Final = 2048
"""Of 64 MiB it leaves the 32 KiB that four lanes need at least."""

_LEAST_KIB_PER_LANE: Final = 8


class QuickArgon2id:
    """Stands in for the library's class of the same name."""

    def __init__(
        self,
        *,
        salt: bytes,
        length: int,
        iterations: int,
        lanes: int,
        memory_cost: int,
        ad: bytes | None = None,
        secret: bytes | None = None,
    ) -> None:
        self._quick = Argon2id(
            salt=salt,
            length=length,
            iterations=iterations,
            lanes=lanes,
            memory_cost=max(_LEAST_KIB_PER_LANE * lanes, memory_cost // _SHARE),
            ad=ad,
            secret=secret,
        )

    def derive(self, key_material: bytes) -> bytes:
        return self._quick.derive(key_material)

    def derive_phc_encoded(self, key_material: bytes) -> str:
        return self._quick.derive_phc_encoded(key_material)

    @staticmethod
    def verify_phc_encoded(key_material: bytes, phc: str) -> None:
        Argon2id.verify_phc_encoded(key_material, phc)


def stretch_quickly(patch: pytest.MonkeyPatch) -> None:
    """Put the stand-in where the app and the relay have the library's class."""
    for module in ("desktop.crypto.primitives", "server.services.passwords"):
        patch.setattr(f"{module}.Argon2id", QuickArgon2id)


@pytest.fixture
def quick_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch passwords quickly while a test runs."""
    stretch_quickly(monkeypatch)
