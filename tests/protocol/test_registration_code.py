"""Registration codes as people write them: one shown form, many typed ones, slips refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import limits
from protocol.errors import InvalidForm
from protocol.registration_code import parse_code, write_code

CODES = st.binary(min_size=limits.REGISTRATION_CODE_BYTES, max_size=limits.REGISTRATION_CODE_BYTES)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE = bytes(range(16))
SHOWN = "0004-1061-050R-3GG2-8A1C-60T3-GF5E"


def test_code_is_shown_in_seven_groups() -> None:
    assert write_code(CODE) == SHOWN
    assert parse_code(SHOWN) == CODE


@given(code=CODES)
def test_code_is_read_as_it_was_shown(code: bytes) -> None:
    assert parse_code(write_code(code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        SHOWN.lower(),
        SHOWN.replace("-", ""),
        f"  {SHOWN.replace('-', ' ')}\n",
        SHOWN.replace("-", "\u2013"),
        SHOWN.replace("0", "o"),
        SHOWN.replace("1", "l"),
        "".join(chr(ord(char) + 0xFEE0) if char != "-" else char for char in SHOWN),
    ],
)
def test_code_is_read_as_people_type(typed: str) -> None:
    assert parse_code(typed) == CODE


def test_look_alike_of_v_is_read() -> None:
    code = parse_code("VVVV-VVVV-VVVV-VVVV-VVVV-VVVV-VVVV".replace("V", "0"))
    assert code == bytes(16)
    text = write_code(b"\xff" * 16)
    assert parse_code(text.replace("V", "u")) == b"\xff" * 16


@pytest.mark.parametrize(
    "typed", ["", SHOWN[:-1], SHOWN + "0", SHOWN.replace("C", "é"), SHOWN.replace("C", "*")]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(InvalidForm, match="registration code"):
        parse_code(typed)


@given(code=CODES, place=st.integers(0, 27), wrong=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(code: bytes, place: int, wrong: str) -> None:
    chars = list(write_code(code).replace("-", ""))
    if chars[place] == wrong:
        return
    chars[place] = wrong
    with pytest.raises(InvalidForm):
        parse_code("".join(chars))


@given(code=CODES, place=st.integers(0, 26))
def test_two_exchanged_neighbours_are_noticed(code: bytes, place: int) -> None:
    chars = list(write_code(code).replace("-", ""))
    if chars[place] == chars[place + 1]:
        return
    chars[place : place + 2] = chars[place + 1], chars[place]
    with pytest.raises(InvalidForm):
        parse_code("".join(chars))


def test_value_of_more_than_sixteen_bytes_is_refused() -> None:
    """A code whose check holds, but whose first character says more than three bits."""
    value = 1 << 128
    number = value << 10 | value % 1021
    chars = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(28)))
    with pytest.raises(InvalidForm):
        parse_code(chars)
