"""A text in parts: drawn as one, every place found again, whatever the parts are."""

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTextCharFormat

from desktop.ui.text_blocks import MOST_LETTERS, TextBlocks, TextRange, lay_out
from desktop.ui.typography import TypeStyle

pytestmark = pytest.mark.usefixtures("theme")

STYLE = TypeStyle.MESSAGE
WIDTH = 536.0


def blocks(text: str, *, is_mirrored: bool = False, width: float = WIDTH) -> TextBlocks:
    return lay_out(text, STYLE, width, is_mirrored=is_mirrored)


def picture(text: TextBlocks, ranges: list[TextRange], clip: QRectF | None = None) -> QImage:
    image = QImage(600, 200, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setPen(QColor("#000000"))
    text.draw(painter, QPointF(10, 10), ranges, clip)
    painter.end()
    return image


@pytest.mark.parametrize(
    "text",
    ["", "hi", "one\ntwo\r\nthree", "word " * 3_000, "x" * 9_000, "a\n" * 5_000, "שלום 🙂 " * 900],
)
def test_text_comes_back_as_it_was(text: str) -> None:
    laid_out = blocks(text)

    assert laid_out.text(0, laid_out.length) == text
    assert laid_out.height >= STYLE.line_px


def test_lines_are_counted_over_all_parts() -> None:
    assert blocks("a\n" * 3_000 + "b").line_count == 3_001
    assert blocks("a\n" * 3_000 + "b").height == 3_001 * STYLE.line_px


def test_only_lines_without_room_count_as_wrapped() -> None:
    assert not blocks("one\ntwo\n\nthree").is_wrapped
    assert not blocks("a\n" * 5_000).is_wrapped
    assert blocks("word " * 60).is_wrapped


@pytest.mark.parametrize("text", ["word " * 2_500, "x" * (2 * MOST_LETTERS + 5), "🙂 " * 4_000])
def test_place_under_a_letter_is_that_letter(text: str) -> None:
    laid_out = blocks(text)
    units = text.encode("utf-16-le")

    for place in range(0, laid_out.length - 2, 997):
        letter = units[2 * place : 2 * place + 2]
        if letter == b" \x00" or 0xDC <= letter[1] < 0xE0:
            continue
        [box] = laid_out.boxes(place, 2 if 0xD8 <= letter[1] < 0xDC else 1)
        assert laid_out.letter_at(box.center()) == place
        assert laid_out.place_at(QPointF(box.left() + 0.5, box.center().y())) == place


def test_point_beside_the_text_is_no_letter_but_has_a_nearest_place() -> None:
    laid_out = blocks("hello\nyou")

    assert laid_out.letter_at(QPointF(500, 5)) is None
    assert laid_out.letter_at(QPointF(5, -5)) is None
    assert laid_out.letter_at(QPointF(5, 500)) is None
    assert laid_out.place_at(QPointF(500, 5)) == 5
    assert laid_out.place_at(QPointF(500, 500)) == 9
    assert laid_out.place_at(QPointF(-5, -5)) == 0


@pytest.mark.parametrize(
    ("text", "place", "word"), [("see you soon", 5, "you"), ("see you", 7, "you"), ("x", 0, "x")]
)
def test_word_around_a_place(text: str, place: int, word: str) -> None:
    laid_out = blocks(text)

    start, end = laid_out.word_at(place)

    assert laid_out.text(start, end) == word


def test_boxes_of_a_part_stand_in_each_of_its_lines() -> None:
    boxes = blocks("one\ntwo").boxes(2, 4)

    assert len(boxes) == 2
    assert boxes[0].top() < boxes[1].top()
    mirrored = blocks("שלום", is_mirrored=True)
    mirrored.align_right(300)
    [box] = mirrored.boxes(0, 4)
    assert box.right() == pytest.approx(300, abs=1)


def test_ranges_are_drawn_in_their_colours() -> None:
    look = QTextCharFormat()
    look.setBackground(QColor("#FF0000"))
    text = blocks("hello you")

    plain = picture(text, [])
    marked = picture(text, [TextRange(6, 3, look)])

    [box] = text.boxes(6, 3)
    inside = box.translated(10, 10).toRect()
    assert marked.pixelColor(inside.left() + 1, inside.top() + 1).name() == "#ff0000"
    assert plain.pixelColor(inside.left() + 1, inside.top() + 1).name() != "#ff0000"
    assert marked.copy(0, 0, inside.left() - 2, 200) == plain.copy(0, 0, inside.left() - 2, 200)


def test_nothing_is_drawn_far_from_what_is_seen() -> None:
    empty = QImage(600, 200, QImage.Format.Format_ARGB32)
    empty.fill(Qt.GlobalColor.white)

    assert picture(blocks("hello"), [], QRectF(0, 150, 600, 50)) == empty
    assert picture(blocks("hello"), []) != empty
