"""Direction of foreign text and its isolation."""

import pytest

from desktop.ui.text_direction import is_right_to_left, isolate, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", False),
        ("שלום", True),
        ("مرحبا", True),
        ("12:30 שלום", True),
        ("🙂 hello שלום", False),
        ("", False),
        ("123 !?", False),
    ],
)
def test_first_strong_letter_decides(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected


def test_foreign_name_cannot_turn_the_sentence_around_it() -> None:
    assert isolate("a\u202eb\u2069c") == "\u2068abc\u2069"


def test_preview_is_short_and_one_line() -> None:
    assert one_line("one\n\ttwo\u202e three") == "one two three"
    assert len(one_line("x " * 5_000)) == 200
