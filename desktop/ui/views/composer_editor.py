"""The field of the composer: what its keys do, its hint, and the menu of a word."""

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from desktop.ui.measures import Px
from desktop.ui.spelling import SpellingMarks
from desktop.ui.text_direction import is_right_to_left
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

EDITOR_MARGIN = 1
"""Around the text; without it the cursor at the end of a right-aligned line is not to be seen."""

_LOCK = Px(15)
_LOCK_GAP = Px(8)
_LOCK_START = Px(8)
"""The cursor stands at the start of the hint; nearer than this the lock looks like a part of it."""

_MOST_SUGGESTED = 5
_PASTE_PLAIN = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class ComposerEditor(QPlainTextEdit):
    """The text itself; Enter is told, Shift+Enter breaks the line.

    Attributes:
        enter_sends: False if Enter breaks the line too, and only Ctrl+Enter is told.
        hint: Shown while nothing is written.
        take_key: Asked first about each key; True if it is taken, None for nobody to ask.

    Signals:
        entered(): The person wants to send.
    """

    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme = theme
        self._has_preedit = False
        self.enter_sends = True
        self.hint = ""
        self.take_key: Callable[[QKeyEvent], bool] | None = None
        self._marks = SpellingMarks(theme, self.document())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(TypeStyle.MESSAGE.font)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(EDITOR_MARGIN)
        self.viewport().setAutoFillBackground(False)
        self.clear_ground()
        theme.changed.connect(self.clear_ground)
        self.textChanged.connect(self._marks.begin)
        self.textChanged.connect(self._align)
        self._align()

    @property
    def has_preedit(self) -> bool:
        """True while an input method has letters that are not chosen yet."""
        return self._has_preedit

    def clear_ground(self) -> None:
        """Use the colours of the theme."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._theme.tokens.color("text"))
        self.setPalette(palette)

    def _align(self) -> None:
        """Begin at the side where the language does, an empty field where the hint does."""
        text = self.toPlainText()
        is_mirrored = is_right_to_left(text) if text.strip() else self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        option = self.document().defaultTextOption()
        if option.alignment() != side:
            option.setAlignment(side)
            self.document().setDefaultTextOption(option)

    def height_of_lines(self, most: int) -> int:
        """Return how high the first lines are, as painted: some writing stands higher than other.

        Args:
            most: How many lines count.
        """
        height, count = 0.0, 0
        block = self.document().begin()
        while block.isValid() and count < most:
            self.blockBoundingRect(block)  # lays the block out if that is still to be done
            layout = block.layout()
            for number in range(min(layout.lineCount(), most - count)):
                height += layout.lineAt(number).height()
                count += 1
            block = block.next()
        return math.ceil(height)

    def paste_plain(self) -> None:
        """Insert the text of the clipboard, whatever else is there."""
        text = QGuiApplication.clipboard().text()
        if text:
            self.textCursor().insertText(text)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell that the person wants to send, or write."""
        if self.take_key is not None and self.take_key(event):
            return
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        modifiers = event.modifiers()
        if is_enter and self._has_preedit:
            # It chooses among the letters of the input method; that is not sending.
            return
        if modifiers == _PASTE_PLAIN and event.key() == Qt.Key.Key_V:
            self.paste_plain()
            return
        if is_enter and self.enter_sends and not modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
            return
        if is_enter and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the direction of the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether letters wait to be chosen."""
        self._has_preedit = bool(event.preeditString())
        super().inputMethodEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the field, with better spellings of the word there above it."""
        menu = self.createStandardContextMenu(event.pos())
        word = self.cursorForPosition(event.pos())
        word.select(QTextCursor.SelectionType.WordUnderCursor)
        suggestions = self._marks.suggest(word.selectedText())[:_MOST_SUGGESTED]
        first = menu.actions()[0]
        for suggestion in suggestions:
            action = QAction(suggestion, menu)
            action.triggered.connect(lambda _on=False, text=suggestion: word.insertText(text))
            menu.insertAction(first, action)
        if suggestions:
            menu.insertSeparator(first)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, or the hint in its place."""
        super().paintEvent(event)
        if not self.document().isEmpty() or self._has_preedit:
            return
        tokens = self._theme.tokens
        painter = QPainter(self.viewport())
        is_mirrored = self.isRightToLeft()
        line = QFontMetricsF(self.font()).height()
        painter.translate(EDITOR_MARGIN, EDITOR_MARGIN)
        width = self.viewport().width() - 2 * EDITOR_MARGIN
        left = width - _LOCK - _LOCK_START if is_mirrored else _LOCK_START
        lock = QRectF(left, round((line - _LOCK) / 2), _LOCK, _LOCK)
        self._theme.icons.draw(painter, lock, "lock", tokens.secondary)
        skipped = _LOCK_START + _LOCK + _LOCK_GAP
        box = QRectF(0 if is_mirrored else skipped, 0, width - skipped, line)
        painter.setFont(self.font())
        painter.setPen(QColor(tokens.secondary))
        hint = TypeStyle.MESSAGE.metrics.elidedText(
            self.hint, Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, hint)
