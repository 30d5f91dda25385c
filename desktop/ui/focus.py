"""The keyboard in a window: focus that is shown only when it brought it, and keys that write."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCursor, QEnterEvent, QFocusEvent, QKeyEvent, QKeySequence, QMoveEvent
from PySide6.QtWidgets import QPushButton, QWidget

_KEYBOARD = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)

_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_COMMANDS = _ALT_GR | Qt.KeyboardModifier.MetaModifier


def is_by_keyboard(reason: Qt.FocusReason) -> bool:
    """Tell whether a focus that came for this reason should be shown."""
    return reason in _KEYBOARD


def is_typed(event: QKeyEvent) -> bool:
    """Tell whether a key writes something: a letter, a sign, or what lies on the clipboard.

    A blank alone is none: it presses buttons and chooses rows.
    """
    if event.matches(QKeySequence.StandardKey.Paste):
        return True
    text, held = event.text(), event.modifiers() & _COMMANDS
    # Windows reports AltGr as both.
    return text.isprintable() and bool(text.strip()) and (not held or held == _ALT_GR)


class FocusRing(QObject):
    """Watches a widget that paints its own ring, and cannot be a `PaintedButton`.

    Attributes:
        is_shown: True while the keyboard brought the focus there.
    """

    def __init__(self, widget: QWidget) -> None:
        """Watch a widget for as long as it lives."""
        super().__init__(widget)
        self.is_shown = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus; nothing is held back."""
        # A window that comes back to the front shows what it showed before.
        unchanged = Qt.FocusReason.ActiveWindowFocusReason
        if isinstance(event, QFocusEvent) and event.reason() is not unchanged:
            self.is_shown = event.gotFocus() and is_by_keyboard(event.reason())
        return super().eventFilter(watched, event)


class PaintedButton(QPushButton):
    """Parent of every button that paints itself: knows pointer and keyboard focus.

    Attributes:
        is_ring_shown: True while the keyboard brought the focus here.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Show words, or nothing."""
        super().__init__(text, parent)
        self.is_ring_shown = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        # A window that comes back to the front shows what it showed before.
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.is_ring_shown = is_by_keyboard(event.reason())
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.is_ring_shown = False
        super().focusOutEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Notice that it moved away from under the pointer, which Qt tells at its next move."""
        super().moveEvent(event)
        if self.underMouse() and not self.rect().contains(self.mapFromGlobal(QCursor.pos())):
            self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Paint the pointer's visit."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Paint the pointer's leave."""
        super().leaveEvent(event)
        self.update()
