"""A grid of emoji to pick from."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.emoji_book import Emoji
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

CELL_WIDTH = Px(40)
CELL_HEIGHT = Px(36)
COLUMNS = 8
_GLYPH = Px(26)
_INSET = 2

_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractListModel):
    """The emoji of the grid; DisplayRole is the characters."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Emoji] = []

    def set_rows(self, rows: list[Emoji]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        emoji = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return emoji.text
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return emoji.shown_name
        return None


class _Painter(QStyledItemDelegate):
    """Paints one cell."""

    def __init__(self, theme: Theme, view: "EmojiGrid") -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(CELL_WIDTH, CELL_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tokens = self._theme.tokens
        cell = QRectF(option.rect).adjusted(_INSET, 0, -_INSET, 0)
        is_current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(
                QPen(QColor(tokens.accent), FOCUS_RING) if is_current else Qt.PenStyle.NoPen
            )
            painter.setBrush(QColor(tokens.hover))
            box = cell.adjusted(1, 1, -1, -1) if is_current else cell
            painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        font = QFont(TypeStyle.EMOJI.font)
        font.setPixelSize(px(_GLYPH))
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, index.data())
        painter.restore()


class EmojiGrid(QListView):
    """Cells in rows of eight.

    Signals:
        picked(str, bool): The characters, and True if the keyboard picked them.
        left_upwards(): The arrow key led out of the first row.
    """

    picked = Signal(str, bool)
    left_upwards = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Begin empty; `name` is for a screen reader."""
        super().__init__(parent)
        self._rows = _Model(self)
        self.setAccessibleName(name)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        # Whatever comes first at another zoom, the cells or the width: eight fit.
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda index: self.picked.emit(index.data(), False))

    @property
    def emoji(self) -> list[Emoji]:
        """What is shown."""
        return self._rows.rows

    def show_emoji(self, emoji: list[Emoji]) -> None:
        """Show these, from the first."""
        self._rows.set_rows(emoji)
        self.scrollToTop()

    def enter(self) -> None:
        """Let the keyboard pick, beginning with the first cell."""
        if self.emoji:
            self.setCurrentIndex(self._rows.index(0))
        self.setFocus(Qt.FocusReason.TabFocusReason)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pick by Enter or Space, leave upwards; anything else moves."""
        current = self.currentIndex()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            if current.isValid():
                self.picked.emit(current.data(), True)
        elif event.key() == Qt.Key.Key_Up and current.row() < COLUMNS:
            self.left_upwards.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
