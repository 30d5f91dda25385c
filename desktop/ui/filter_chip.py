"""A filter of a search: says what it filters by, and what by it does."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.focus import PaintedButton
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(28)
_PADDING = Px(12)
_ICON = Px(14)
_GAP = Px(6)
_MOST = Px(150)


class FilterChip(PaintedButton):
    """A round button: outlined while it filters nothing, coloured and with a cross while it does.

    Clicking opens the choices, or takes the filter away; that is up to whoever listens.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Filter nothing; `name` says by what it would."""
        super().__init__(name, parent)
        self._theme = theme
        self._name = name
        self.is_active = False
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_choice("")

    def show_choice(self, choice: str) -> None:
        """Say what is filtered for; nothing with an empty choice."""
        self.is_active = bool(choice)
        self.setText(choice or self._name)
        if choice:
            words = self.tr("{name}: {choice}. Press to search without it.")
            self.setAccessibleName(words.format(name=self._name, choice=choice))
        else:
            self.setAccessibleName(self.tr("Filter: {name}").format(name=self._name))
        self.updateGeometry()
        self.update()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def sizeHint(self) -> QSize:
        """Return the size of words, icon and padding; long names are cut."""
        width = TypeStyle.CAPTION_MEDIUM.metrics.horizontalAdvance(self.text())
        return QSize(min(_MOST, round(width) + 2 * _PADDING + _GAP + _ICON), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the size of some letters."""
        return QSize(px(64), _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_mirrored = self.isRightToLeft()
        color = QColor(tokens.accent if self.is_active else tokens.text)
        outline = QPen(QColor(tokens.outline), 1)
        if self.is_ring_shown:
            outline = QPen(QColor(tokens.accent), FOCUS_RING)
        elif self.is_active:
            outline = QPen(Qt.PenStyle.NoPen)
        ground = tokens.selected if self.is_active else None
        if ground is None and self.underMouse():
            ground = tokens.hover
        painter.setPen(outline)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        left = _PADDING if is_mirrored else self.width() - _PADDING - _ICON
        icon = QRectF(left, (self.height() - _ICON) / 2, _ICON, _ICON)
        name = "x" if self.is_active else "chevron-down"
        self._theme.icons.draw(painter, icon, name, color.name())
        style = TypeStyle.CAPTION_MEDIUM
        width = self.width() - 2 * _PADDING - _GAP - _ICON
        start = _PADDING + _GAP + _ICON if is_mirrored else _PADDING
        text = style.metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, width + 1)
        painter.setFont(style.font)
        painter.setPen(color)
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            QRectF(start, 0, width + 1, self.height()),
            side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter,
            text,
        )
