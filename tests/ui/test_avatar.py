"""Avatars: initials by grapheme, colours by contact."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.ui.avatar import build_initials, draw_avatar, draw_presence_dot, pick_ground
from desktop.ui.theme import Theme
from desktop.ui.tokens import AVATAR_GROUNDS
from protocol.ids import AccountId


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bob", "B"),
        ("mira.sandoval", "MS"),
        ("Ana Maria Beltrán", "AM"),
        ("ميرا الحسن", "ما"),
        ("👩‍👧 family", "👩‍👧F"),
        ("é́cole", "É́"),
        ("", ""),
        ("..", ""),
    ],
)
def test_initials_are_graphemes_of_two_words(name: str, expected: str) -> None:
    assert build_initials(name) == expected


def test_ground_is_the_same_each_time_and_spread() -> None:
    grounds = [pick_ground(AccountId(number.to_bytes(32, "big"))) for number in range(200)]

    assert grounds == [pick_ground(AccountId(number.to_bytes(32, "big"))) for number in range(200)]
    assert set(grounds) == set(AVATAR_GROUNDS)


@pytest.mark.parametrize("is_right_to_left", [False, True])
def test_dot_stands_at_the_end_side(theme: Theme, is_right_to_left: bool) -> None:
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    box = QRectF(4, 4, 40, 40)
    draw_avatar(painter, box, ground="#B3261E", name="", icons=theme.icons)
    draw_presence_dot(
        painter, box, color="#00FF00", ground="#FFFFFF", is_right_to_left=is_right_to_left
    )
    painter.end()

    green = [x for x in range(48) for y in range(48) if image.pixelColor(x, y) == QColor("#00FF00")]
    assert green
    assert (max(green) < 24) is is_right_to_left
