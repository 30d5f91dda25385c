"""Each test proves its chains itself, whatever an earlier one has proven."""

import pytest

from protocol.proofs.chain import _verified_chain


@pytest.fixture(autouse=True)
def unproven_chains() -> None:
    """Forget every chain that was proven before the test."""
    _verified_chain.cache_clear()
