"""Folding, queries and marks."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import search_words
from desktop.core.search_words import (
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_WORDS,
    SearchWord,
    find_marks,
    fold_text,
    split_query,
)


def found(text: str, query: str) -> list[str]:
    """Return what of a text is marked for a query."""
    return [text[start:end] for start, end in find_marks(text, split_query(query))]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ferry, FERRY!", "ferry ferry"),
        ("Éte e\u0301te", "ete ete"),
        ("Straße", "strasse"),
        ("ﬁne Ｗｉｄｅ", "fine wide"),
        ("مُحَمَّد أحمد", "محمد احمد"),
        ("שָׁלוֹם", "שלום"),
        ("が", "が"),
        ("हिन्दी", "हिन्दी"),
        ("a\x00b", "a b"),
        ("👋 🥖", ""),
    ],
)
def test_case_accents_and_signs_make_no_difference(text: str, folded: str) -> None:
    assert fold_text(text).split() == folded.split()


@pytest.mark.parametrize("text", ["東京駅", "タワー", "ที่นี่", "ភាសា", "你好"])
def test_scripts_without_spaces_are_split_into_characters(text: str) -> None:
    tokens = fold_text(text).split()

    assert len(tokens) > 1
    assert "".join(tokens) == text


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("If we miss the 9:05 ferry there is nothing", "ferry", ["ferry"]),
        ("“Ferryman” is a better title", "ferr", ["Ferryman"]),
        ("the ferry takes bicycles", "bicycles FERRY", ["ferry", "bicycles"]),
        ("don't", "don't", ["don't"]),
        ("do not", "don't", []),
        ("東京タワーが見える", "京タワ", ["京タワ"]),
        ("東京", "京東", []),
        ("ÉTÉ e\u0301te\u0301 ete", "été", ["ÉTÉ", "e\u0301te\u0301", "ete"]),
        ("Straße", "strass", ["Straße"]),
        ("한국어는", "한국", ["한국어는"]),
        ("👋 hello 👋", "hello", ["hello"]),
    ],
)
def test_every_word_is_marked_where_it_stands(text: str, query: str, marked: list[str]) -> None:
    assert found(text, query) == marked


def test_only_the_last_word_may_go_on() -> None:
    first, last = split_query("fer sat")

    assert not first.is_prefix
    assert last.is_prefix
    assert found("ferry saturday", "fer sat") == ["saturday"]


@pytest.mark.parametrize("query", ["a", "7", "京"])
def test_one_character_is_no_prefix(query: str) -> None:
    assert split_query(query) == (SearchWord(tokens=(query,)),)


@pytest.mark.parametrize("query", ["", "  ", '"', "*", "- ^ ( ) : +", "👋"])
def test_a_query_without_a_word_asks_for_nothing(query: str) -> None:
    assert split_query(query) == ()
    assert find_marks("anything", split_query(query)) == ()


def test_operators_are_words() -> None:
    assert [word.tokens for word in split_query('NEAR("a" OR b*) AND who:c1')] == [
        ("near", "a"),
        ("or",),
        ("b",),
        ("and",),
        ("who", "c1"),
    ]


def test_a_pasted_book_is_cut() -> None:
    words = split_query("word " * 10_000)

    assert len(words) == MAX_QUERY_WORDS
    assert split_query("x" * 10_000)[0].tokens == ("x" * MAX_QUERY_CHARACTERS,)


@given(st.text(), st.text())
def test_marks_are_in_order_inside_the_text_and_apart(text: str, query: str) -> None:
    marks = find_marks(text, split_query(query))

    ends = [0, *(end for _, end in marks)]
    assert all(start < end for start, end in marks)
    assert all(end <= start for end, (start, _) in zip(ends, marks, strict=False))
    assert ends[-1] <= len(text)


@given(st.text())
def test_marks_see_the_words_of_the_index(text: str) -> None:
    """What the index finds is marked: both fold in the same way."""
    for token in fold_text(text).split()[:5]:
        assert find_marks(text, (SearchWord(tokens=(token,)),))


@given(st.text(alphabet=string.printable))
def test_folded_words_hold_no_syntax(query: str) -> None:
    for word in split_query(query):
        assert all(token.isalnum() for token in word.tokens)


def test_every_character_there_is_leaves_little_in_memory() -> None:
    """Anybody may write them all, in a few dozen messages."""
    for first in range(0x10000, 0x30000, 0x4000):
        fold_text("".join(map(chr, range(first, first + 0x4000))))
        assert len(search_words._FOLDED) <= search_words.MOST_FOLDED
    assert fold_text("Ärger ﬁnden") == "arger finden"
