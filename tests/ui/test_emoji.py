"""Emoji: few of them alone are large, others are found inside text."""

import pytest

from desktop.ui.emoji import find_emoji, is_emoji_only


@pytest.mark.parametrize("text", ["🎉", "🎉🙌", "👩‍👩‍👧‍👦", "👍🏽", "❤️", "🇩🇪🇫🇷", "☺️👍🏽🎉", "⭐"])
def test_up_to_three_emoji_alone_are_large(text: str) -> None:
    assert is_emoji_only(text)


@pytest.mark.parametrize("text", ["", "a", "🎉 a", "🎉🎉🎉🎉", "12", "#", "©", "→", "🎉" * 40])
def test_anything_else_is_text(text: str) -> None:
    assert not is_emoji_only(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", []),
        ("nüchtern", []),
        ("good bread 🥖", [(11, 2)]),
        ("🎉a👍🏽", [(0, 2), (3, 4)]),
        ("a ❤️ b", [(2, 2)]),
        ("price: 5€", []),
    ],
)
def test_emoji_are_found_in_utf16_units(text: str, expected: list[tuple[int, int]]) -> None:
    assert list(find_emoji(text)) == expected
