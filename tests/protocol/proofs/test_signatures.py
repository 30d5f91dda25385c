"""The two signature schemes against published vectors."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from protocol.errors import InvalidProof
from protocol.proofs.signatures import (
    verify_ed25519,
    verify_pss,
)
from tests.helpers import wycheproof


@pytest.mark.parametrize("bits", [2048, 3072])
def test_wycheproof_pss(bits: int) -> None:
    """CR-01."""
    count = 0
    for group, case in wycheproof.cases(f"rsa_pss_{bits}_sha256_mgf1_32_test.json"):
        numbers = group["publicKey"]
        key = RSAPublicNumbers(
            int(numbers["publicExponent"], 16), int(numbers["modulus"], 16)
        ).public_key()
        signature, message = bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
        assert _holds(partial(verify_pss, key, signature, message)) == _is_valid(case)
        count += 1
    assert count == 108


def test_wycheproof_ed25519() -> None:
    """CR-01."""
    count = 0
    for group, case in wycheproof.cases("ed25519_test.json"):
        key = bytes.fromhex(group["publicKey"]["pk"])
        signature, message = bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
        assert _holds(partial(verify_ed25519, key, signature, message)) == _is_valid(case)
        count += 1
    assert count == 151


def _is_valid(case: dict[str, Any]) -> bool:
    return bool(case["result"] == "valid")


def _holds(verify: Callable[[], None]) -> bool:
    try:
        verify()
    except InvalidProof:
        return False
    return True
