"""A field for what is looked for; it tells what stands in it once the typing pauses."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.measures import px
from desktop.ui.search_field import SearchField
from desktop.ui.theme import Theme

PAUSE_MS: Final = 120
"""Between two letters of somebody who types; a search for each would only be thrown away."""


class QueryField(SearchField):
    """A search field over more than can be searched at each letter.

    Signals:
        searched(str): The text is another one, told after a pause, or at once when it is cleared.
        stepped(int): Enter for the next hit, +1, or Shift+Enter for the one before, -1.
        moved(int): An arrow was pressed: +1 for down, -1 for up.
        escaped(): Escape was pressed.
    """

    searched = Signal(str)
    stepped = Signal(int)
    moved = Signal(int)
    escaped = Signal()

    def __init__(
        self, theme: Theme, name: str, *, height: int = 36, parent: QWidget | None = None
    ) -> None:
        """Show an empty field; `name` is what it searches, also for a screen reader."""
        super().__init__(theme, name, parent=parent)
        self._told = ""
        self.setFixedHeight(px(height))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.tell_now)
        self.text_changed.connect(self._on_typed)

    def set_text(self, text: str) -> None:
        """Put a text into the field and tell it at once."""
        self.edit.setText(text)
        self.tell_now()

    def begin(self) -> None:
        """Take the focus, with the text marked so that typing replaces it."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def tell_now(self) -> None:
        """Tell the text without waiting for a pause."""
        self._pause.stop()
        if self.text != self._told:
            self._told = self.text
            self.searched.emit(self._told)

    def _on_typed(self, text: str) -> None:
        if text:
            self._pause.start()
        else:
            self.tell_now()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear the keys that mean something here."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()  # the window's own Escape comes after this one
                return True
            if event.type() == QEvent.Type.KeyPress and self._take_key(event):
                return True
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key, is_shifted = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.tell_now()
            self.stepped.emit(-1 if is_shifted else 1)
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            return False
        return True
