"""A layer over the whole window that holds one card: a dialog on a scrim, or a menu without."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QWidget
from shiboken6 import isValid

from desktop.ui.measures import px
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CARD

_SHADOW_BLUR = 28
_SHADOW_DROP = 8


class Card(QWidget):
    """The raised surface on an overlay."""

    def __init__(self, theme: Theme, *, has_border: bool, parent: QWidget) -> None:
        """Paint a raised surface; `has_border` adds a line around it also on light."""
        super().__init__(parent)
        self._theme = theme
        self._has_border = has_border
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the surface."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.raised))
        box = QRectF(self.rect())
        if self._has_border or tokens.is_dark:
            painter.setPen(QPen(QColor(tokens.border), 1))
            box.adjust(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, RADIUS_CARD, RADIUS_CARD)


class Overlay(QWidget):
    """Covers its parent and keeps the keyboard inside while it is shown.

    Attributes:
        card: The surface on which a subclass builds its controls.

    Signals:
        closed(): The overlay is gone and will be deleted.
    """

    closed = Signal()

    def __init__(self, theme: Theme, *, has_scrim: bool, parent: QWidget) -> None:
        """Cover `parent`, without being shown yet."""
        super().__init__(parent)
        self._theme = theme
        self._covered = parent
        self._has_scrim = has_scrim
        self._focus_before: QWidget | None = None
        self._opened_from: Overlay | None = None
        self.card = Card(theme, has_border=not has_scrim, parent=self)
        self.setGeometry(parent.rect())
        theme.zoomed.connect(self._on_zoomed)
        parent.installEventFilter(self)

    def open(self) -> None:
        """Show the overlay above everything else in the window."""
        focused: QWidget | None = self.window().focusWidget()
        self._focus_before = focused
        while focused is not None and not isinstance(focused, Overlay):
            focused = focused.parentWidget()
        self._opened_from = focused
        self.place_card()
        self.show()
        self.raise_()

    def close_overlay(self) -> None:
        """Take the overlay away and give the focus back."""
        if self.isHidden():
            return
        focused: QWidget | None = self.window().focusWidget()
        # What it opened itself has the focus by now and keeps it.
        is_left = focused is None or focused is self or self.isAncestorOf(focused)
        self.hide()
        self._covered.removeEventFilter(self)
        if is_left and (before := self.find_focus_before()) is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.deleteLater()

    def find_focus_before(self) -> QWidget | None:
        """Return what had the focus before; where that is gone, what had it before that."""
        before = self._focus_before
        if before is not None and isValid(before) and before.isVisible():
            return before
        return None if self._opened_from is None else self._opened_from.find_focus_before()

    def reading_order(self, control: QWidget) -> list[tuple[int, int]]:
        """Return what controls are sorted by for the Tab key: from above, line by line.

        What can be scrolled is read as a whole where it stands, however far it is scrolled.
        """
        places: list[tuple[int, int]] = []
        holder: QWidget | None = control.parentWidget()
        while holder is not None and holder is not self:
            if isinstance(holder, QScrollArea) and (content := holder.widget()) is not None:
                corner = control.mapTo(content, QPoint(0, 0))
                places.append((corner.y(), corner.x()))
                control = holder
            holder = holder.parentWidget()
        corner = control.mapTo(self, QPoint(0, 0))
        return [(corner.y(), corner.x()), *reversed(places)]

    def place_card(self) -> None:
        """Put the card into the middle; a subclass may put it elsewhere."""
        self.card.adjustSize()
        size = self.card.sizeHint()
        self.card.setGeometry(
            (self.width() - size.width()) // 2,
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )

    def _on_zoomed(self) -> None:
        if self.isVisible():
            self.place_card()

    def _focusable(self) -> list[QWidget]:
        children = self.card.findChildren(QWidget)
        return [
            child
            for child in children
            if child.isVisible()
            and child.isEnabled()
            and child.focusProxy() is None
            and bool(child.focusPolicy() & Qt.FocusPolicy.TabFocus)
        ]

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - named by Qt
        """Move the focus in a circle inside the card, and what has it into sight."""
        around = sorted(self._focusable(), key=self.reading_order)
        if not around:
            return True
        current = self.window().focusWidget()
        if current in around:
            place = around.index(current) + (1 if next else -1)
        else:
            place = 0 if next else -1
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        chosen = around[place % len(around)]
        chosen.setFocus(reason)
        bring_into_sight(chosen)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the parent."""
        if watched is self._covered and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
            self.place_card()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape; no other key reaches what lies below."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close a menu by a click beside it; a dialog stays."""
        is_beside = not self.card.geometry().contains(event.position().toPoint())
        if is_beside and not self._has_scrim:
            self.close_overlay()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint scrim and shadow."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        if self._has_scrim:
            painter.fillRect(self.rect(), QColor(tokens.scrim))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_shadow(painter, QRectF(self.card.geometry()), QColor(tokens.shadow))


def bring_into_sight(widget: QWidget) -> None:
    """Scroll whatever holds a widget so that all of it shows, with some room around."""
    holder: QWidget | None = widget.parentWidget()
    while holder is not None:
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(widget, 0, px(16))
        holder = holder.parentWidget()


def draw_shadow(painter: QPainter, card: QRectF, color: QColor) -> None:
    """Draw the soft shadow of a raised card: 8 px down, 28 px of blur."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    reach = _SHADOW_BLUR // 2
    steps = reach
    layer = QColor(color)
    layer.setAlphaF(color.alphaF() / steps)
    painter.setBrush(layer)
    for step in range(steps):
        grow = reach - 2 * step
        box = card.translated(0, _SHADOW_DROP).adjusted(-grow, -grow, grow, grow)
        radius = max(2.0, RADIUS_CARD + grow)
        painter.drawRoundedRect(box, radius, radius)
    painter.restore()
