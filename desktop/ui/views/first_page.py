"""The first page: the grounds of the window at once, and words when a wait is long."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.ui.views.busy_page import BusyPage

_RAIL = Px(56)
_HEAD = Px(64)
_ROW = Px(64)
_AVATAR = Px(40)
_INSET = Px(16)
_BAR = Px(10)


class FirstPage(QWidget):
    """Rail, list with empty rows and conversation, as they will stand there in a moment."""

    def __init__(self, theme: Theme, *, list_width: int, parent: QWidget | None = None) -> None:
        """Paint without words.

        Args:
            theme: Gives the colours.
            list_width: Of the chat list, in px at 100 %; 0 where no chats are to be expected.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._theme = theme
        self._list_width = list_width
        self.is_painted = False
        self.page: BusyPage | None = None
        theme.changed.connect(self.update)

    def wait_for(self, title: str, words: str) -> None:
        """Say what is waited for, after a moment and in place of the empty rows."""
        if self.page is None:
            from desktop.ui.views.busy_page import BusyPage  # noqa: PLC0415 - after first paint

            self.page = BusyPage(self._theme, self)
            column = QVBoxLayout(self)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(self.page)
        self.page.wait_for(title, words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the grounds, and empty rows unless words stand there."""
        self.is_painted = True
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.window))
        is_saying = self.page is not None and self.page.is_saying
        if not self._list_width or is_saying or self.width() < px(_RAIL) + self._list_width:
            return
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        rail, width, height = px(_RAIL), px(Px(self._list_width)), self.height()
        painter.fillRect(QRectF(0, 0, rail, height), QColor(tokens.rail))
        painter.fillRect(QRectF(rail, 0, width, height), QColor(tokens.list))
        painter.fillRect(QRectF(rail + width - 1, 0, 1, height), QColor(tokens.border))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.tile))
        self._paint_rows(painter, rail, width)

    def _paint_rows(self, painter: QPainter, left: int, width: int) -> None:
        avatar, inset, bar = px(_AVATAR), px(_INSET), px(_BAR)
        top = px(_HEAD) + (px(_ROW) - avatar) // 2
        words = left + inset + avatar + px(Px(12))
        rest = left + width - inset - words
        while top + avatar < self.height():
            painter.drawEllipse(QRectF(left + inset, top, avatar, avatar))
            for line, share in ((px(Px(6)), 0.45), (px(Px(26)), 0.85)):
                painter.drawRoundedRect(QRectF(words, top + line, rest * share, bar), 4, 4)
            top += px(_ROW)
