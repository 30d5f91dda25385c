"""Sentences with a count: one has its own, the others name the number."""

from collections.abc import Callable

import pytest

from desktop.ui.counted_text import CountedText


@pytest.mark.parametrize(
    ("words", "one", "three"),
    [
        (CountedText.messages_missing, "1 message missing", "3 messages missing"),
        (CountedText.messages_waiting, "1 message waits here.", "3 messages wait here."),
        (CountedText.try_in_minutes, "Try again in a minute.", "Try again in 3 minutes."),
        (
            CountedText.characters_missing,
            "The code is not complete: 1 character is missing.",
            "The code is not complete: 3 characters are missing.",
        ),
    ],
)
def test_one_has_a_sentence_of_its_own(
    words: Callable[[CountedText, int], str], one: str, three: str
) -> None:
    assert words(CountedText(), 1) == one
    assert words(CountedText(), 3) == three


def test_long_wait_is_told_in_hours() -> None:
    assert CountedText().try_in_hours(3) == "Try again in 3 hours."
