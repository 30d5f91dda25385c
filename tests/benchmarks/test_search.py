"""The search benchmark asks what people ask."""

import pytest

from benchmarks.search import pick_two


@pytest.mark.parametrize(
    ("text", "words"), [("Two words", {"two", "words"}), ("same same", {"same"})]
)
def test_two_different_words_of_a_message_are_asked_for(text: str, words: set[str]) -> None:
    assert set(pick_two(text, seed=1).split()) == words
