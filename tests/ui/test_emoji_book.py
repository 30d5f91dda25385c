"""Emoji are found by group, by words in two languages, and by the beginning of a short code."""

import pytest
from PySide6.QtCore import QLocale

from desktop.ui.emoji import is_emoji_only
from desktop.ui.emoji_book import (
    GROUPS,
    MOST_COMPLETED,
    MOST_FOUND,
    all_emoji,
    complete,
    find_by_text,
    find_emoji_of,
    search,
)


def test_every_emoji_is_one_in_a_message_too() -> None:
    assert [emoji.text for emoji in all_emoji() if not is_emoji_only(emoji.text)] == []


def test_groups_share_out_everything_once() -> None:
    shared = [emoji for group in GROUPS for emoji in find_emoji_of(group)]

    assert len(shared) == len(all_emoji()) > 1_800
    assert len({emoji.text for emoji in shared}) == len(shared)
    assert all(emoji.name and emoji.codes for emoji in shared)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("baguette", "🥖"),
        ("Bagu", "🥖"),
        ("french bread", "🥖"),
        ("brot", "🍞"),
        ("fahrrad", "🚲"),
        ("party pop", "🎉"),
        ("thumbs up", "👍"),
    ],
)
def test_words_find_in_both_languages(query: str, expected: str) -> None:
    assert expected in [emoji.text for emoji in search(query)[:8]]


@pytest.mark.parametrize("query", ["", "  ", ":", "qqqq", "bread qqqq"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    assert search(query) == []


def test_search_has_an_end() -> None:
    assert len(search("f")) == MOST_FOUND


@pytest.mark.parametrize(
    ("beginning", "code", "text"),
    [
        ("smi", "smile", "😄"),
        ("tada", "tada", "🎉"),
        ("Hear", "heart", "❤️"),
        ("baguette", "baguette_bread", "🥖"),
    ],
)
def test_beginning_of_a_short_code_completes(beginning: str, code: str, text: str) -> None:
    found = [each for each, _ in complete(beginning)]
    texts = [emoji.text for _, emoji in complete(beginning)]

    assert len(found) <= MOST_COMPLETED
    assert text in texts
    assert any(each.startswith(code[:3]) for each in found)


def test_nothing_completes_nonsense() -> None:
    assert complete("qqqq") == []


def test_known_characters_come_back_in_order() -> None:
    assert [emoji.text for emoji in find_by_text(["🥖", "x", "👍"])] == ["🥖", "👍"]


def test_name_follows_the_language() -> None:
    [bread] = find_by_text(["🍞"])
    assert bread.shown_name == "bread"
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        assert bread.shown_name == bread.name_de == "Brot"
    finally:
        QLocale.setDefault(before)
