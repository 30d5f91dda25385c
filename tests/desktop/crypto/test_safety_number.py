"""Safety numbers: known answers from both sides, and codes compared with their roles swapped."""

import hashlib
import hmac

import pytest

from desktop.crypto.safety_number import CODE_BYTES, build_code, code_matches, digits, fingerprint
from protocol.errors import InvalidForm
from protocol.ids import AccountId
from tests.helpers.people import Person

ONE_SPKI, ONE_ACCOUNT = b"\x30" * 422, AccountId(b"\x01" * 32)
OTHER_SPKI, OTHER_ACCOUNT = b"\x31" * 422, AccountId(b"\x02" * 32)
# Computed apart from the code: in Perl, from the page safety-number.
ONE = bytes.fromhex("a52092d11290cc0c6d998d86d6214cfd9828bfd11a3a86f30dca8b6fd30f5bc6")
OTHER = bytes.fromhex("b634199c63d720e0427bc4531055599fed1486ed0e4cf13bb6260e5f7abea7b3")
NUMBER = "415393663569369455172002295614965305717768908332657226955343"


def test_fingerprint_is_the_known_answer() -> None:
    """UI-01."""
    assert fingerprint(ONE_SPKI, ONE_ACCOUNT) == ONE
    assert fingerprint(OTHER_SPKI, OTHER_ACCOUNT) == OTHER


def test_number_is_the_known_answer_on_both_sides() -> None:
    """UI-01."""
    assert digits(ONE, OTHER) == digits(OTHER, ONE) == NUMBER


def test_fingerprint_follows_the_written_steps(alice: Person) -> None:
    spki, account = alice.identity.spki, alice.chain.account
    state = b"SecureChat/v1/safety\x00\x00" + spki + account
    for _ in range(5200):
        state = hashlib.sha512(state + spki).digest()
    assert fingerprint(spki, account) == state[:32]


def test_fingerprint_changes_with_key_and_with_account() -> None:
    both = {
        fingerprint(spki, account)
        for spki in (ONE_SPKI, OTHER_SPKI)
        for account in (ONE_ACCOUNT, OTHER_ACCOUNT)
    }
    assert len(both) == 4


def test_each_group_has_five_digits_and_the_lower_half_stands_first() -> None:
    zeros, ones = bytes(32), (b"\x00\x00\x01\x86\xa1" * 6) + b"\xff\xff"  # 100,001 each
    assert digits(ones, zeros) == "00000" * 6 + "00001" * 6
    top = b"\xff" * 30 + b"\x00\x00"
    assert digits(zeros, top) == "00000" * 6 + f"{(2**40 - 1) % 100_000:05}" * 6
    grouped = bytes(4) + b"\x07" + bytes(20) + bytes(3) + b"\x01\x00" + b"\xff\xff"
    assert digits(zeros, grouped) == "00000" * 6 + "00007" + "00000" * 4 + "00256"


def test_code_has_its_written_form() -> None:
    code = build_code(ONE, OTHER)
    assert code == b"SC1" + ONE + OTHER + bytes(8) + bytes(32)
    assert len(code) == CODE_BYTES == 107


def test_code_of_the_other_matches() -> None:
    """UI-01: with the roles swapped."""
    assert code_matches(build_code(OTHER, ONE), own=ONE, theirs=OTHER)
    assert code_matches(build_code(ONE, OTHER), own=OTHER, theirs=ONE)


def test_own_code_does_not_match() -> None:
    """UI-01: what we show ourselves proves nothing."""
    assert not code_matches(build_code(ONE, OTHER), own=ONE, theirs=OTHER)


@pytest.mark.parametrize("at", [3, 34, 35, 66])
def test_code_of_another_key_does_not_match(at: int) -> None:
    code = bytearray(build_code(OTHER, ONE))
    code[at] ^= 1
    assert code_matches(bytes(code), own=ONE, theirs=OTHER) is False


def test_log_that_a_later_version_adds_is_not_compared() -> None:
    code = build_code(OTHER, ONE)[:67] + b"\x01" * 40
    assert code_matches(code, own=ONE, theirs=OTHER)


@pytest.mark.parametrize("version", [b"SC2", b"SC0", b"sc1", b"XC1"])
def test_code_of_another_version_is_refused(version: bytes) -> None:
    """UI-01: refused, not told to be wrong."""
    code = version + build_code(OTHER, ONE)[3:]
    with pytest.raises(InvalidForm) as caught:
        code_matches(code, own=ONE, theirs=OTHER)
    assert caught.value.what == "safety code"


@pytest.mark.parametrize("code", [b"", b"SC1", build_code(OTHER, ONE)[:-1], bytes(108)])
def test_code_of_another_length_is_refused(code: bytes) -> None:
    with pytest.raises(InvalidForm) as caught:
        code_matches(code, own=ONE, theirs=OTHER)
    assert caught.value.what == "safety code"
    with pytest.raises(InvalidForm):
        code_matches(build_code(OTHER, ONE) + b"\x00", own=ONE, theirs=OTHER)


def test_codes_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return True

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert code_matches(build_code(ONE, OTHER), own=ONE, theirs=OTHER)
    assert compared == [(ONE + OTHER, OTHER + ONE)]
