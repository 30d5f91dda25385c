"""Notices that nobody has touched keyboard or mouse for a while."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

_INPUT: Final = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.InputMethod,
}
_MINUTE_MS: Final = 60_000


class AutoLock(QObject):
    """Tells once when the time is up; runs no timer but the one until then.

    The clock of the wall counts: a computer that slept for an hour was left alone for an hour, and
    the first key after that finds the window locked.

    Signals:
        expired(): Nobody was there for as long as was chosen.
    """

    expired = Signal()

    def __init__(
        self, window: QWidget, now_ms: Callable[[], int], parent: QObject | None = None
    ) -> None:
        """Make it, not running.

        Args:
            window: Whose input counts.
            now_ms: The clock, Unix milliseconds.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._window = window
        self._now_ms = now_ms
        self._limit_ms = 0
        self._last_ms = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def start(self, minutes: int) -> None:
        """Count from now; 0 minutes are for ever."""
        self.stop()
        if minutes > 0:
            self._limit_ms = minutes * _MINUTE_MS
            self._last_ms = self._now_ms()
            # What the desktop brings, before any widget of the window takes it.
            self._window.windowHandle().installEventFilter(self)
            self._timer.start(self._limit_ms)

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()
        self._limit_ms = 0

    def look(self) -> None:
        """Look at the clock."""
        if not self._limit_ms:
            return
        left_ms = self._last_ms + self._limit_ms - self._now_ms()
        if left_ms <= 0:
            self.stop()
            self.expired.emit()
        elif not self._timer.isActive():
            self._timer.start(left_ms)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note input; what comes too late reaches nobody."""
        if self._limit_ms and event.type() in _INPUT:
            self.look()
            if not self._limit_ms:
                return True
            self._last_ms = self._now_ms()
        return super().eventFilter(watched, event)
