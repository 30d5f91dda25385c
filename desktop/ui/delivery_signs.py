"""The four signs of an own message's state, drawn by ourselves: clock, tick, two ticks, ring."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop.core.records import DeliveryState

SIGN_SIZE = QSizeF(18, 12)
"""Every sign stands at the end of a box of this size, so that times stay in one column."""

_STROKE = 1.5
_CENTER = QPointF(12, 6)
_CLOCK_RADIUS = 5.0
_FAILED_RADIUS = 5.2
_TICK = (QPointF(7.2, 6.6), QPointF(10.2, 9.6), QPointF(16.9, 2.4))
_TICK_CUT = (QPointF(8.7, 8.1), QPointF(10.2, 9.6), QPointF(16.9, 2.4))
"""The second tick, cut where it passes the first."""
_TICK_GAP = QPointF(-7, 0)


def draw_delivery_sign(
    painter: QPainter, corner: QPointF, state: DeliveryState, color: str
) -> None:
    """Draw the sign of a state; RECEIVED has none.

    Args:
        painter: Any active painter.
        corner: Upper left corner of a box of `SIGN_SIZE`. Signs are not mirrored.
        state: Of the message.
        color: Of the strokes.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(corner)
    pen = QPen(QColor(color), _STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state is DeliveryState.WAITING:
        painter.drawEllipse(_CENTER, _CLOCK_RADIUS, _CLOCK_RADIUS)
        painter.drawPolyline(QPolygonF([QPointF(12, 3.4), QPointF(12, 6.2), QPointF(13.7, 7.6)]))
    elif state is DeliveryState.SENT:
        painter.drawPolyline(QPolygonF(list(_TICK)))
    elif state is DeliveryState.DELIVERED:
        painter.drawPolyline(QPolygonF([point + _TICK_GAP for point in _TICK]))
        painter.drawPolyline(QPolygonF(list(_TICK_CUT)))
    elif state is DeliveryState.FAILED:
        painter.drawEllipse(_CENTER, _FAILED_RADIUS, _FAILED_RADIUS)
        painter.drawLine(QPointF(12, 3.5), QPointF(12, 6.4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawEllipse(QRectF(11.1, 7.9, 1.8, 1.8))
    painter.restore()
