"""The list of emoji whose short code begins as the person typed."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.emoji_book import Emoji
from desktop.ui.measures import Px, px
from desktop.ui.overlay import Card
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_ROW = Px(36)
_PADDING = Px(6)
_WIDTH = Px(280)
_GLYPH = Px(20)
_GLYPH_BOX = Px(40)
_GAP = Px(8)

_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractListModel):
    """Short codes with their emoji."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[tuple[str, Emoji]] = []

    def set_rows(self, rows: list[tuple[str, Emoji]]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        code, emoji = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f":{code}:"
        if role == Qt.ItemDataRole.DecorationRole:
            return emoji.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return emoji.shown_name
        return None


class _Painter(QStyledItemDelegate):
    """Paints one short code."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(_WIDTH - 2 * _PADDING, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tokens = self._theme.tokens
        row = QRectF(option.rect)
        is_mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(row, RADIUS_CONTROL, RADIUS_CONTROL)
        font = QFont(TypeStyle.EMOJI.font)
        font.setPixelSize(px(_GLYPH))
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        left = row.right() - _GLYPH_BOX if is_mirrored else row.left()
        glyph = QRectF(left, row.top(), px(_GLYPH_BOX), row.height())
        emoji = index.data(Qt.ItemDataRole.DecorationRole)
        painter.drawText(glyph, Qt.AlignmentFlag.AlignCenter, emoji)
        painter.setFont(TypeStyle.BODY.font)
        before, after = (0, _GLYPH_BOX) if is_mirrored else (_GLYPH_BOX, 0)
        words = row.adjusted(before, 0, -after, 0)
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, flags, index.data())
        painter.restore()


class EmojiCompletion(Card):
    """Stands above the word that is typed; the keyboard stays in the composer.

    Signals:
        chosen(Emoji): Write this one.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Begin hidden; `parent` is the window."""
        super().__init__(theme, has_border=True, parent=parent)
        self._window = parent
        self._list = QListView(self)
        self._rows = _Model(self)
        self._list.setModel(self._rows)
        self._list.setItemDelegate(_Painter(theme, self._list))
        self._list.setAccessibleName(self.tr("Suggested emoji"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.viewport().setAutoFillBackground(False)
        self._list.clicked.connect(lambda index: self._choose(index.row()))
        column = QVBoxLayout(self)
        column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        column.addWidget(self._list)
        self.hide()

    @property
    def codes(self) -> list[str]:
        """The short codes that are offered."""
        return [code for code, _ in self._rows.rows]

    def offer(self, found: list[tuple[str, Emoji]], word: QRect) -> None:
        """Offer these above a word, given in the window; hide if there is none."""
        self._rows.set_rows(found)
        if not found:
            self.hide()
            return
        self._list.setCurrentIndex(self._rows.index(0))
        height = len(found) * _ROW + 2 * _PADDING
        left = word.right() - _WIDTH if self.isRightToLeft() else word.left()
        left = max(px(8), min(left, self._window.width() - _WIDTH - _GAP))
        top = max(px(8), word.top() - height - _GAP)
        self.setGeometry(QRect(QPoint(left, top), QSize(px(_WIDTH), height)))
        self.show()
        self.raise_()

    def take_key(self, key: int) -> bool:
        """Move, choose or hide by a key of the composer; False if it means nothing here."""
        if self.isHidden():
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
        current = self._list.currentIndex().row()
        if step is not None:
            row = (current + step) % len(self._rows.rows)
            self._list.setCurrentIndex(self._rows.index(row))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
            self._choose(current)
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _choose(self, row: int) -> None:
        _code, emoji = self._rows.rows[row]
        self.hide()
        self.chosen.emit(emoji)
