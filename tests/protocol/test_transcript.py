"""The encoding: no two lists alike, exact parsing, one label per use."""

import hashlib
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import InvalidForm
from protocol.ids import AccountId
from protocol.transcript import (
    ANY_WIDTH,
    Label,
    conversation_of_pair,
    enc,
    key_id,
    labelled_hash,
    labelled_info,
    parse,
    parse_all,
    parse_form,
    read_text,
    read_uint,
    signed_bytes,
    u8,
    u32,
    u64,
)

lists = st.lists(st.binary(max_size=40), max_size=6)


def test_enc_is_length_then_bytes() -> None:
    assert enc() == b""
    assert enc(b"") == b"\0\0\0\0"
    assert enc(b"ab", b"", b"c") == b"\0\0\0\x02ab" + b"\0\0\0\0" + b"\0\0\0\x01c"


@given(lists)
def test_parse_undoes_enc(items: list[bytes]) -> None:
    encoded = enc(*items)
    assert parse_all(encoded, len(items)) == tuple(items)
    assert parse(encoded, len(items)) == tuple(items)


@given(lists, lists)
def test_two_lists_never_give_equal_bytes(one: list[bytes], other: list[bytes]) -> None:
    """CR-12, the part that looks for small counterexamples."""
    assert (enc(*one) == enc(*other)) == (one == other)


def _count_collisions(pairs: int) -> int:
    """Random pairs over few distinct bytes, so that look-alikes are common."""
    source = random.Random(12)
    collisions = 0
    for _ in range(pairs):
        one, other = (
            tuple(
                bytes(source.choices(b"\0\1\4", k=source.randrange(6)))
                for _ in range(source.randrange(4))
            )
            for _ in range(2)
        )
        collisions += enc(*one) == enc(*other) and one != other
    return collisions


def test_look_alike_lists_stay_apart() -> None:
    """CR-12, a seeded part."""
    assert _count_collisions(20_000) == 0


@pytest.mark.long
def test_a_million_look_alike_lists_stay_apart() -> None:
    """CR-12, whole."""
    assert _count_collisions(1_000_000) == 0


@given(lists.filter(bool), st.data())
def test_every_cut_is_refused(items: list[bytes], data: st.DataObject) -> None:
    """CR-12: a short list is no list."""
    encoded = enc(*items)
    cut = data.draw(st.integers(0, len(encoded) - 1))
    with pytest.raises(InvalidForm, match=r"valid encoding$"):
        parse(encoded[:cut], len(items))


@given(lists, st.binary(min_size=1, max_size=3))
def test_trailing_bytes_are_refused(items: list[bytes], tail: bytes) -> None:
    """CR-12."""
    with pytest.raises(InvalidForm, match=r"valid encoding$"):
        parse_all(enc(*items) + tail, 10)


def test_another_number_of_items_is_refused() -> None:
    encoded = enc(b"a", b"b")
    for count in (0, 1, 3):
        with pytest.raises(InvalidForm, match=r"valid encoding$"):
            parse(encoded, count)
    with pytest.raises(InvalidForm, match=r"valid encoding$"):
        parse_all(encoded, 1)
    assert parse_all(encoded, 3) == (b"a", b"b")


def test_a_length_beyond_the_data_is_refused() -> None:
    with pytest.raises(InvalidForm, match=r"valid encoding$"):
        parse_all(b"\xff\xff\xff\xffabc", 1)
    assert parse_all(b"", 0) == ()


def test_form_wants_each_exact_width() -> None:
    encoded = enc(b"ab", b"anything", b"")
    assert parse_form(encoded, "thing", (2, ANY_WIDTH, 0)) == (b"ab", b"anything", b"")
    for widths in ((1, ANY_WIDTH, 0), (3, ANY_WIDTH, 0), (2, ANY_WIDTH, 1), (2, ANY_WIDTH)):
        with pytest.raises(InvalidForm) as caught:
            parse_form(encoded, "thing", widths)
        assert caught.value.what == "thing"


def test_numbers_are_fixed_width_big_endian() -> None:
    assert (u8(255), u32(1), u64(2)) == (b"\xff", b"\0\0\0\1", b"\0\0\0\0\0\0\0\2")
    assert read_uint(u64(2**64 - 1)) == 2**64 - 1
    for encode, bits in ((u8, 8), (u32, 32), (u64, 64)):
        for value in (-1, 2**bits):
            with pytest.raises(InvalidForm, match=r"valid number$"):
                encode(value)


def test_text_must_be_utf8_in_any_normal_form() -> None:
    assert read_text("e\u0301".encode(), "name") == "e\u0301"
    for bad in (b"\xff", b"\xed\xa0\x80", b"\xc0\x80"):
        with pytest.raises(InvalidForm) as caught:
            read_text(bad, "name")
        assert caught.value.what == "name"


def test_labels_are_distinct_and_carry_the_version() -> None:
    encoded = [label.encoded for label in Label.__members__.values()]
    assert len(set(encoded)) == len(encoded)
    assert all(one.startswith(b"SecureChat/v1/") and one.isascii() for one in encoded)
    for one, other in itertools.permutations(encoded, 2):
        assert enc(one) != enc(other)


def test_label_stands_before_the_items() -> None:
    info = labelled_info(Label.SEAL_TRANSCRIPT, b"a", b"b")
    assert info == enc(b"SecureChat/v1/seal", b"a", b"b")
    assert labelled_hash(Label.SEAL_TRANSCRIPT, b"a", b"b") == hashlib.sha256(info).digest()
    assert signed_bytes(Label.CHAIN, b"m") == enc(b"SecureChat/v1/chain", b"m")


def test_conversation_is_the_same_from_both_sides() -> None:
    one, other = AccountId(b"\x01" * 32), AccountId(b"\x02" * 32)
    expected = hashlib.sha256(enc(b"SecureChat/v1/conv-1to1", one, other)).digest()
    assert conversation_of_pair(one, other) == conversation_of_pair(other, one) == expected
    assert conversation_of_pair(one, one) != expected


def test_key_id_is_the_start_of_a_hash() -> None:
    assert key_id(b"pair") == hashlib.sha256(enc(b"SecureChat/v1/kid", b"pair")).digest()[:8]


def test_worked_example() -> None:
    """The bytes in docs/protocol/transcript.md."""
    assert enc(b"hi", b"", u32(1)).hex() == "000000026869000000000000000400000001"
    assert (
        labelled_hash(Label.KEY_ID, b"").hex()
        == hashlib.sha256(bytes.fromhex("00000011") + b"SecureChat/v1/kid" + bytes(4)).hexdigest()
    )
