"""What was looked for is marked where it stands, counted as Qt counts."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.core.search_words import split_query
from desktop.ui.delegates.search_marks import draw_marks, utf16_marks
from desktop.ui.text_blocks import lay_out
from desktop.ui.tokens import DARK, LIGHT, Tokens
from desktop.ui.typography import TypeStyle

pytestmark = pytest.mark.usefixtures("theme")


def drawn(text: str, query: str, tokens: Tokens, *, is_current: bool, width: int = 400) -> QImage:
    """Draw a text on the bare window."""
    lines = lay_out(text, TypeStyle.MESSAGE, width, is_mirrored=False)
    image = QImage(width, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(tokens.window))
    painter = QPainter(image)
    marks = utf16_marks(text, split_query(query))
    strong = marks if is_current else ()
    ranges = draw_marks(painter, lines, QPointF(), tokens, marks=marks, strong=strong)
    painter.setPen(QColor(tokens.text))
    lines.draw(painter, QPointF(), ranges)
    painter.end()
    return image


def columns(image: QImage, color: str) -> list[int]:
    """Return the columns that hold a colour."""
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).name().upper() == color for y in range(image.height()))
    ]


def test_emoji_count_twice() -> None:
    assert utf16_marks("🙄🙄 ferry", split_query("ferry")) == [(5, 5)]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("is_current", [False, True])
def test_only_the_word_has_the_ground(tokens: Tokens, is_current: bool) -> None:
    color = tokens.search_current if is_current else tokens.search_hit

    found = columns(drawn("the small ferry", "ferry", tokens, is_current=is_current), color)

    before = TypeStyle.MESSAGE.metrics.horizontalAdvance("the small ")
    assert found
    assert before - 2 <= found[0] <= before + 2
    assert columns(drawn("the small ferry", "bus", tokens, is_current=is_current), color) == []


def test_a_word_that_is_broken_is_marked_in_both_lines() -> None:
    image = drawn("x" * 60, "x" * 60, LIGHT, is_current=False, width=300)
    rows = [
        y
        for y in range(image.height())
        if any(
            image.pixelColor(x, y).name().upper() == LIGHT.search_hit for x in range(image.width())
        )
    ]

    assert rows[0] < 21 <= rows[-1]


def test_right_to_left_words_are_marked() -> None:
    image = drawn("متى العبّارة؟", "العبارة", LIGHT, is_current=True)

    assert columns(image, LIGHT.search_current)
