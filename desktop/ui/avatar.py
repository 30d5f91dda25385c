"""Avatars: a disc in a colour of its own with up to two initials, and the dot of presence."""

import hashlib
import re

from PySide6.QtCore import QPointF, QRectF, Qt, QTextBoundaryFinder
from PySide6.QtGui import QColor, QFont, QPainter

from desktop.ui.icons import Icons
from desktop.ui.measures import Px
from desktop.ui.tokens import AVATAR_GROUNDS, AVATAR_TEXT
from desktop.ui.typography import FAMILY
from protocol.ids import AccountId

_SEPARATORS = re.compile(r"[\s._-]+")
_MAX_INITIALS = 2
_TEXT_SHARE = 0.4
_DOT = Px(8.0)
_DOT_RING = Px(2.0)


def pick_ground(account: AccountId) -> str:
    """Return the colour of an account's avatar: the same wherever the account is seen."""
    digest = hashlib.blake2b(account, digest_size=4).digest()
    return AVATAR_GROUNDS[int.from_bytes(digest, "big") % len(AVATAR_GROUNDS)]


def build_initials(name: str) -> str:
    """Return the first grapheme of the first two words of a name."""
    words = [word for word in _SEPARATORS.split(name) if word]
    return "".join(_first_grapheme(word) for word in words[:_MAX_INITIALS]).upper()


def _first_grapheme(word: str) -> str:
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, word)
    end = finder.toNextBoundary()
    # Qt counts UTF-16 units.
    units = word.encode("utf-16-le")[: 2 * end]
    return units.decode("utf-16-le", "ignore")


def draw_avatar(
    painter: QPainter, rect: QRectF, *, ground: str, name: str, icons: Icons | None = None
) -> None:
    """Draw an avatar.

    Args:
        painter: Any active painter.
        rect: Square around the disc.
        ground: Colour of the disc.
        name: Whose initials; with an empty one a person is drawn instead, if there are `icons`.
        icons: Where that person comes from.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawEllipse(rect)
    initials = build_initials(name)
    if initials:
        font = QFont(FAMILY)
        font.setPixelSize(max(8, round(rect.width() * _TEXT_SHARE)))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(AVATAR_TEXT))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials)
    elif icons is not None:
        size = round(rect.width() / 2)
        corner = rect.center() - QPointF(size / 2, size / 2)
        icons.draw(painter, QRectF(corner.x(), corner.y(), size, size), "user-round", AVATAR_TEXT)
    painter.restore()


def draw_presence_dot(
    painter: QPainter, avatar: QRectF, *, color: str, ground: str, is_right_to_left: bool
) -> None:
    """Draw the dot of somebody who is online at the foot of the avatar's end side."""
    outer = _DOT + 2 * _DOT_RING
    right = avatar.left() - 1 if is_right_to_left else avatar.right() + 1 - outer
    box = QRectF(right, avatar.bottom() + 1 - outer, outer, outer)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawEllipse(box)
    painter.setBrush(QColor(color))
    painter.drawEllipse(box.adjusted(_DOT_RING, _DOT_RING, -_DOT_RING, -_DOT_RING))
    painter.restore()
