"""The recovery code: what is drawn, how people type it, and which slips are found."""

import os
import pickle
import random as chance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto.recovery_code import GROUP_CHARS, GROUPS, RecoveryCode
from desktop.errors import CodeMistyped
from tests.helpers.seeded_random import SeededRandom

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE = RecoveryCode.generate(SeededRandom("recovery"))
TEXT = "".join(CODE.groups)


def replaced(text: str, *changes: tuple[int, int]) -> str:
    """Change characters: place, and how far along the alphabet."""
    chars = list(text)
    for place, step in changes:
        chars[place] = ALPHABET[(ALPHABET.index(chars[place]) + step) % 32]
    return "".join(chars)


def test_code_has_six_groups_of_five_without_look_alikes() -> None:
    assert len(CODE.groups) == GROUPS == 6
    assert {len(group) for group in CODE.groups} == {GROUP_CHARS} == {5}
    assert set(TEXT) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


def test_every_random_bit_reaches_the_secret() -> None:
    def drawn(number: int) -> bytes:
        value = number << 6
        return RecoveryCode.generate(lambda size: value.to_bytes(size, "big")).key_material

    assert len({drawn(1 << bit) for bit in range(130)} | {drawn(0)}) == 131
    assert len(CODE.key_material) == 26


def test_code_shows_copies_and_compares_nothing() -> None:
    assert TEXT[:5] not in repr(CODE)
    with pytest.raises(TypeError):
        pickle.dumps(CODE)
    with pytest.raises(TypeError):
        assert CODE == CODE  # noqa: PLR0124 - that it raises is the point


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(CODE.groups),
        "-".join(CODE.groups).lower(),
        TEXT,
        "\n".join(CODE.groups) + "\n",
        TEXT.replace("0", "O").replace("1", "l"),
        TEXT.replace("1", "I").replace("V", "u"),
        "".join(chr(ord(char) + 0xFEE0) for char in TEXT),
    ],
)
def test_code_is_read_as_people_type_it(typed: str) -> None:
    assert RecoveryCode.parse(typed).groups == CODE.groups


@given(
    seed=st.binary(min_size=17, max_size=17),
    slips=st.dictionaries(st.integers(0, 29), st.integers(1, 31), min_size=1, max_size=2),
)
def test_one_or_two_wrong_characters_are_found(seed: bytes, slips: dict[int, int]) -> None:
    text = "".join(RecoveryCode.generate(lambda _size: seed).groups)

    with pytest.raises(CodeMistyped) as caught:
        RecoveryCode.parse(replaced(text, *slips.items()))

    assert caught.value.groups == tuple(sorted({place // 5 + 1 for place in slips}))
    assert caught.value.missing == 0


@given(slips=st.dictionaries(st.integers(0, 29), st.integers(1, 31), min_size=3, max_size=4))
def test_three_or_four_wrong_characters_never_pass(slips: dict[int, int]) -> None:
    with pytest.raises(CodeMistyped):
        RecoveryCode.parse(replaced(TEXT, *slips.items()))


def test_two_neighbours_in_the_wrong_order_are_found() -> None:
    place = next(place for place in range(10, 14) if TEXT[place] != TEXT[place + 1])
    swapped = TEXT[:place] + TEXT[place + 1] + TEXT[place] + TEXT[place + 2 :]

    with pytest.raises(CodeMistyped) as caught:
        RecoveryCode.parse(swapped)

    assert caught.value.groups == (3,)


@pytest.mark.parametrize("texts", [1_000, pytest.param(50_000, marks=pytest.mark.long)])
def test_chance_passes_about_one_code_in_a_million(texts: int) -> None:
    """Twenty bits of check: of some thousand random texts none passes."""
    dice = chance.Random(7)
    passed = 0
    for _ in range(texts):
        try:
            RecoveryCode.parse("".join(dice.choices(ALPHABET, k=30)))
            passed += 1
        except CodeMistyped:
            pass
    assert passed == 0


@pytest.mark.parametrize(
    ("typed", "groups", "missing"),
    [
        ("", (), 30),
        (TEXT[:-2], (), 2),
        (TEXT + "7", (), -1),
        (" ".join([*CODE.groups[:3], CODE.groups[3][:4], *CODE.groups[4:]]), (4,), 1),
        (" ".join([CODE.groups[0] + "7", *CODE.groups[1:]]), (1,), -1),
        (" ".join([*CODE.groups[:5], "ab!de"]), (6,), 0),
    ],
)
def test_what_is_missing_or_strange_is_said(
    typed: str, groups: tuple[int, ...], missing: int
) -> None:
    with pytest.raises(CodeMistyped) as caught:
        RecoveryCode.parse(typed)

    assert (caught.value.groups, caught.value.missing) == (groups, missing)


def test_drawn_codes_differ() -> None:
    assert len({RecoveryCode.generate(os.urandom).groups for _ in range(50)}) == 50
