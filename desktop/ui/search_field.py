"""A field to search in: an icon before the words, and a button that empties it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.ui.buttons import IconButton
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(36)


class SearchField(QWidget):
    """One line of words to look for.

    Attributes:
        edit: The line edit itself.

    Signals:
        text_changed(str): The words are other ones.
        left(Qt.Key): A key that leads out of the field: Down, Return or Escape.
    """

    text_changed = Signal(str)
    left = Signal(object)

    def __init__(
        self, theme: Theme, name: str, *, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        """Show an empty field.

        Args:
            theme: Gives the colours at each paint.
            name: What is searched; the accessible name, and the words in the empty field.
            placeholder: Other words in the empty field.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._theme = theme
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder or name)
        self.edit.setFrame(False)
        self.edit.setFont(TypeStyle.BODY.font)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._on_text_changed)
        self._clear = IconButton(theme, "x", self.tr("Clear"), size=28, icon_size=16, parent=self)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        row = QHBoxLayout(self)
        set_margins(row, self, start=px(11), top=0, end=px(4), bottom=0)
        row.setSpacing(px(8))
        row.addWidget(IconTile(theme, "search", size=16, icon_size=16, radius=0, parent=self))
        row.addWidget(self.edit, 1)
        row.addWidget(self._clear)
        self.setFixedHeight(_HEIGHT)
        self.setFocusProxy(self.edit)
        self._color()
        theme.changed.connect(self._color)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.edit.text()

    def clear(self) -> None:
        """Empty the field and stay in it."""
        self.edit.clear()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.text_changed.emit(text)

    def _color(self) -> None:
        tokens = self._theme.tokens
        palette = self.edit.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, tokens.color("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, tokens.color("secondary"))
        self.edit.setPalette(palette)
        self.update()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaint the ring with the focus, and tell of the keys that lead out."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key is Qt.Key.Key_Escape and self.text:
                self.clear()
                return True
            if key in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
                self.left.emit(key)
                return key is not Qt.Key.Key_Escape
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the outline, and the ring with the focus."""
        tokens = self._theme.tokens
        has_focus = self.edit.hasFocus()
        width = FOCUS_RING if has_focus else 1
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.accent if has_focus else tokens.outline), width))
        painter.setBrush(QColor(tokens.window))
        half = width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
