"""Paints what stands between the bubbles: an icon, a few words, perhaps what can be done."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop.core.records import MessageKind
from desktop.ui.measures import Px
from desktop.ui.models.message_list_model import ShownMessage
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

LINE_HEIGHT = Px(16)
_ICON = Px(14)
_GAP = Px(8)
_ACTION_GAP = Px(12)
_ICONS = {
    MessageKind.GAP: "circle-alert",
    MessageKind.FIRST_FAILED: "circle-alert",
    MessageKind.KEY_CHANGED: "key-round",
    MessageKind.RESTORED: "archive-restore",
    MessageKind.FORKED: "copy",
    MessageKind.KEYS_RENEWED: "key-round",
    MessageKind.KEYS_WITHHELD: "triangle-alert",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticePlaces:
    """A measured notice, in the coordinates of its view.

    Attributes:
        icon: Where the icon stands.
        text: The words, elided if there is too little room.
        words: Where they stand.
        action: Where the words of the action stand, empty without one.
        whole: Around all of it.
    """

    icon: QRectF
    text: str
    words: QRectF
    action: QRectF
    whole: QRectF


def action_text(kind: MessageKind) -> str:
    """Return what can be done about a notice, empty if nothing."""
    if kind is MessageKind.FIRST_FAILED:
        return QCoreApplication.translate("Message", "Ask to send again")
    return ""


def measure_notice(
    shown: ShownMessage, line: QRectF, *, margin: float, is_mirrored: bool
) -> NoticePlaces:
    """Measure a notice in the middle of its line.

    Args:
        shown: The message that is a notice.
        line: The line of the pane in which it stands.
        margin: What stays free at both ends.
        is_mirrored: True in a window written from right to left.
    """
    action = action_text(shown.record.kind)
    action_width = TypeStyle.CAPTION_STRONG.metrics.horizontalAdvance(action)
    taken = _ICON + _GAP + (action_width + _ACTION_GAP if action else 0)
    room = line.width() - 2 * margin - taken
    metrics = TypeStyle.CAPTION.metrics
    text = metrics.elidedText(shown.notice, Qt.TextElideMode.ElideRight, room)
    text_width = metrics.horizontalAdvance(text)
    width = taken + text_width
    left = line.left() + (line.width() - width) / 2
    whole = QRectF(round(left), line.top(), width, LINE_HEIGHT)

    def place(start: float, size: float) -> QRectF:
        x = whole.right() - start - size if is_mirrored else whole.left() + start
        return QRectF(x, whole.top(), size, LINE_HEIGHT)

    icon = place(0, _ICON)
    icon = QRectF(round(icon.left()), icon.top() + (LINE_HEIGHT - _ICON) / 2, _ICON, _ICON)
    return NoticePlaces(
        icon=icon,
        text=text,
        words=place(_ICON + _GAP, text_width),
        action=place(width - action_width, action_width) if action else QRectF(),
        whole=whole,
    )


def paint_notice(
    painter: QPainter, theme: Theme, shown: ShownMessage, places: NoticePlaces
) -> None:
    """Paint a measured notice."""
    tokens = theme.tokens
    theme.icons.draw(painter, places.icon, _ICONS[shown.record.kind], tokens.secondary)
    side = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
    painter.setFont(TypeStyle.CAPTION.font)
    painter.setPen(QColor(tokens.secondary))
    painter.drawText(places.words.adjusted(-1, 0, 1, 0), side, places.text)
    if not places.action.isNull():
        painter.setFont(TypeStyle.CAPTION_STRONG.font)
        painter.setPen(QColor(tokens.accent))
        painter.drawText(places.action.adjusted(-1, 0, 1, 0), side, action_text(shown.record.kind))
