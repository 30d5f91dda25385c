"""The colours have the contrast that reading needs."""

import pytest
from PySide6.QtGui import QColor

from desktop.ui.tokens import (
    AVATAR_GROUNDS,
    AVATAR_TEXT,
    DARK,
    LIGHT,
    OUTLINE_USES,
    TEXT_USES,
    Tokens,
)

TEXT_ON_GROUND = [(text, ground) for ground, texts in TEXT_USES.items() for text in texts]
OUTLINE_ON_GROUND = [(line, ground) for ground, lines in OUTLINE_USES.items() for line in lines]


def luminance(color: QColor) -> float:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(value) for value in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast(tokens.color(text), tokens.color(ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("outline", "ground"), OUTLINE_ON_GROUND)
def test_outlines_of_controls_can_be_seen(tokens: Tokens, outline: str, ground: str) -> None:
    assert contrast(tokens.color(outline), tokens.color(ground)) >= 3


@pytest.mark.parametrize("ground", AVATAR_GROUNDS)
def test_initials_can_be_read(ground: str) -> None:
    assert contrast(QColor(AVATAR_TEXT), QColor(ground)) >= 4.5


def test_pictures_find_every_colour_by_name() -> None:
    names = LIGHT.by_name()

    assert names["bubble-own"] == "#DBE6FF"
    assert set(names) == set(DARK.by_name())
    assert all(QColor(value).isValid() for value in names.values())
