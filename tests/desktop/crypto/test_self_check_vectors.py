"""The recorded vectors are what their recorder makes."""

from desktop.crypto import self_check_vectors
from tests.helpers.record_self_check import KNOWN, record


def test_the_recorder_makes_the_same_names_and_fixed_values() -> None:
    """What draws no randomness of the libraries is equal, the rest has the same width."""
    recorded = {name: value for name, value in vars(self_check_vectors).items() if name.isupper()}
    again = record()
    assert sorted(recorded) == sorted(again)
    for name in (*KNOWN, "PICKLE_KEY", "KEM_SEED", "RECIPIENT_ACCOUNT", "CONTENT"):
        assert recorded[name] == again[name]
    for name in ("ENVELOPE", "SENDER_CHAIN", "SENDER_PRIMES", "SEAL_PRIMES", "FALLBACK_KEY"):
        assert len(recorded[name]) == len(again[name])
