"""Writing messages: what is refused before anything is stored, and how changes are told."""

import pytest

from desktop.core.conversations import check_text, text_size_bytes
from desktop.errors import MessageEmpty, MessageTooLong
from protocol import limits


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u3000"])
def test_text_without_a_visible_character_is_refused(text: str) -> None:
    with pytest.raises(MessageEmpty):
        check_text(text)


def test_limit_is_counted_in_utf8_bytes() -> None:
    fits = "é" * (limits.MAX_TEXT_BYTES // 2)
    assert check_text(fits).text == fits
    assert text_size_bytes(fits) == limits.MAX_TEXT_BYTES
    with pytest.raises(MessageTooLong) as caught:
        check_text(fits + "x")
    assert caught.value.size_bytes == limits.MAX_TEXT_BYTES + 1


def test_size_is_that_of_the_normalised_text() -> None:
    decomposed = "e\u0301" * 3
    assert text_size_bytes(decomposed) == 6


def test_lone_surrogate_of_a_broken_clipboard_is_replaced() -> None:
    assert check_text("a\ud800b").text == "a?b"
