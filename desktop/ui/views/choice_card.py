"""Large cards of which one is chosen: head with icon, title and line, and a body that opens."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.focus import PaintedButton
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CARD, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_TILE = Px(40)
_TILE_ICON = Px(20)
_PADDING = Px(16)
_CLOSED_LESS = Px(4)


class _Head(PaintedButton):
    """The part of a card that is pressed."""

    def __init__(self, theme: Theme, icon: str, title: str, line: str, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self.arrow = "chevron-down"
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.tile = IconTile(
            theme,
            icon,
            size=_TILE,
            icon_size=_TILE_ICON,
            radius=RADIUS_CONTROL,
            ground="list",
            parent=self,
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(theme, TypeStyle.CARD_NAME, text=title, wraps=True, parent=self))
        words.addWidget(
            TextLabel(theme, TypeStyle.BODY, text=line, role="secondary", wraps=True, parent=self)
        )
        row = QHBoxLayout(self)
        set_margins(row, self, start=0, top=0, end=px(32), bottom=0)
        row.setSpacing(_PADDING)
        row.addWidget(self.tile)
        row.addLayout(words, 1)
        self.setMinimumHeight(_TILE)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.arrow:
            left = 0 if self.isRightToLeft() else self.width() - px(18)
            box = QRectF(left, (self.height() - px(18)) / 2, px(18), px(18))
            self._theme.icons.draw(
                painter, box, self.arrow, tokens.secondary, is_right_to_left=self.isRightToLeft()
            )
        if self.is_ring_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, RADIUS_CONTROL, RADIUS_CONTROL)


class ChoiceCard(QWidget):
    """A card with a head that is pressed and a body that is shown while it is chosen.

    Attributes:
        body: Add the controls of the open card to this layout.

    Signals:
        chosen(): The head was pressed.
    """

    chosen = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        line: str,
        *,
        has_body: bool = True,
        open_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Build a closed card.

        Args:
            theme: Gives the colours at each paint.
            icon: In the tile at the start.
            title: Also the accessible name of the head.
            line: What choosing it means.
            open_name: Accessible name of the head while the card is open, if the title is also
                the name of a button in the body.
            has_body: False for a card that acts at once and points onwards.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self._open_name = open_name or title
        self._is_open = False
        self._is_ringed = False
        self._head = _Head(theme, icon, title, line, self)
        if not has_body:
            self._head.arrow = "chevron-right"
        self._holder = QWidget(self)
        self.body = QVBoxLayout(self._holder)
        self.body.setContentsMargins(0, _PADDING, 0, 0)
        self.body.setSpacing(_PADDING)
        self._holder.hide()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self._head)
        self._column.addWidget(self._holder)
        self._apply_padding(_PADDING - _CLOSED_LESS if has_body else _PADDING - 2)
        self._head.clicked.connect(self.chosen)
        theme.changed.connect(self.update)

    @property
    def is_open(self) -> bool:
        """True while the body is shown."""
        return self._is_open

    def set_open(self, *, is_open: bool) -> None:
        """Show or hide the body."""
        self._is_open = is_open
        self._holder.setVisible(is_open)
        self._apply_padding(_PADDING if is_open else _PADDING - _CLOSED_LESS)
        self._head.arrow = "" if is_open else "chevron-down"
        self._head.setAccessibleName(self._open_name if is_open else self._title)
        self.set_ringed(is_ringed=is_open)

    def _apply_padding(self, vertical: int) -> None:
        self._column.setContentsMargins(_PADDING, vertical, _PADDING, vertical)

    def set_ringed(self, *, is_ringed: bool) -> None:
        """Paint the card as the chosen or recommended one."""
        self._is_ringed = is_ringed
        if is_ringed:
            self._head.tile.set_colors("accent", "selected")
        else:
            self._head.tile.set_colors("secondary", "list")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the outline."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self._is_ringed else 1
        painter.setPen(QPen(QColor(tokens.accent if self._is_ringed else tokens.outline), width))
        is_hovered = self.underMouse() and not self._is_open
        painter.setBrush(QColor(tokens.list if is_hovered else tokens.window))
        half = width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, RADIUS_CARD, RADIUS_CARD)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Paint the pointer's visit."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Paint the pointer's leave."""
        super().leaveEvent(event)
        self.update()
