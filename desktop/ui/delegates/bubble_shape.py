"""The outline of a bubble: corners towards neighbours of its group are small."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from desktop.ui.models.message_list_model import ShownMessage
from desktop.ui.tokens import RADIUS_BUBBLE, RADIUS_BUBBLE_INNER


def bubble_path(rect: QRectF, shown: ShownMessage, *, is_at_right: bool) -> QPainterPath:
    """Return the outline of a message's bubble.

    Args:
        rect: Where the bubble stands.
        shown: The message.
        is_at_right: True if its group stands at the right.
    """
    outer, inner = float(RADIUS_BUBBLE), float(RADIUS_BUBBLE_INNER)
    head = outer if shown.starts_group else inner
    foot = outer if shown.ends_group else inner
    top_left, bottom_left = (outer, outer) if is_at_right else (head, foot)
    top_right, bottom_right = (head, foot) if is_at_right else (outer, outer)
    path = QPainterPath()
    path.moveTo(rect.left() + top_left, rect.top())
    path.lineTo(rect.right() - top_right, rect.top())
    path.arcTo(_corner(rect.right() - 2 * top_right, rect.top(), top_right), 90, -90)
    path.lineTo(rect.right(), rect.bottom() - bottom_right)
    path.arcTo(
        _corner(rect.right() - 2 * bottom_right, rect.bottom() - 2 * bottom_right, bottom_right),
        0,
        -90,
    )
    path.lineTo(rect.left() + bottom_left, rect.bottom())
    path.arcTo(_corner(rect.left(), rect.bottom() - 2 * bottom_left, bottom_left), 270, -90)
    path.lineTo(rect.left(), rect.top() + top_left)
    path.arcTo(_corner(rect.left(), rect.top(), top_left), 180, -90)
    path.closeSubpath()
    return path


def _corner(left: float, top: float, radius: float) -> QRectF:
    return QRectF(left, top, 2 * radius, 2 * radius)
