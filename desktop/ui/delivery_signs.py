"""The signs of an own message's state, drawn by ourselves: clock, ticks, two discs, ring."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF

from desktop.core.records import DeliveryState
from desktop.ui.measures import PxSize, zoom_percent

SIGN_SIZE = PxSize(18, 12)
"""Every sign stands at the end of a box of this size, so that times stay in one column."""

_STROKE = 1.5
_CENTER = QPointF(12, 6)
_CLOCK_RADIUS = 5.0
_FAILED_RADIUS = 5.2
_TICK = (QPointF(7.2, 6.6), QPointF(10.2, 9.6), QPointF(16.9, 2.4))
_TICK_CUT = (QPointF(8.7, 8.1), QPointF(10.2, 9.6), QPointF(16.9, 2.4))
"""The second tick, cut where it passes the first."""
_TICK_GAP = QPointF(-7, 0)
_DISC_RADIUS = 5.5
_DISC_GAP = 1.5
_FRONT_DISC = QPointF(12.5, 6)
_BACK_DISC = QPointF(5.5, 6)
_DISC_TICK = (QPointF(9.9, 6.2), QPointF(11.8, 8.1), QPointF(15.2, 4.2))


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
    painter.scale(zoom_percent() / 100, zoom_percent() / 100)
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
    elif state is DeliveryState.READ:
        painter.fillPath(_read_path(), QColor(color))
    elif state is DeliveryState.FAILED:
        painter.drawEllipse(_CENTER, _FAILED_RADIUS, _FAILED_RADIUS)
        painter.drawLine(QPointF(12, 3.5), QPointF(12, 6.4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawEllipse(QRectF(11.1, 7.9, 1.8, 1.8))
    painter.restore()


def _read_path() -> QPainterPath:
    """Return two discs; the front one has its tick and a gap to the other cut out."""
    back, front, gap = QPainterPath(), QPainterPath(), QPainterPath()
    back.addEllipse(_BACK_DISC, _DISC_RADIUS, _DISC_RADIUS)
    front.addEllipse(_FRONT_DISC, _DISC_RADIUS, _DISC_RADIUS)
    gap.addEllipse(_FRONT_DISC, _DISC_RADIUS + _DISC_GAP, _DISC_RADIUS + _DISC_GAP)
    line = QPainterPath(_DISC_TICK[0])
    for point in _DISC_TICK[1:]:
        line.lineTo(point)
    stroker = QPainterPathStroker()
    stroker.setWidth(_STROKE)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return back.subtracted(gap).united(front.subtracted(stroker.createStroke(line)))
