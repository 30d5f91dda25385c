"""Says above the composer why nothing can be delivered now, and offers to ask again in time."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.due_times import wait_ms
from desktop.core.records import ASK_AGAIN_AFTER_MS, ContactRecord
from desktop.ui.contact_text import contact_name
from desktop.ui.theme import Theme
from desktop.ui.time_text import spoken_text
from desktop.ui.views.warning_bar import WarningBar


class HeldBar(QWidget):
    """Hidden while what is written to a contact goes out.

    Signals:
        ask_requested(): Ask the contact's app whether it still takes messages.
    """

    ask_requested = Signal()

    def __init__(
        self, theme: Theme, now_ms: Callable[[], int], parent: QWidget | None = None
    ) -> None:
        """Begin hidden; `now_ms` is the clock, Unix milliseconds."""
        super().__init__(parent)
        self._now_ms = now_ms
        self._contact: ContactRecord | None = None
        self._bar = WarningBar(theme, self.tr("Ask again"), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._bar)
        # It may be offered while the person looks.
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._show)
        self._bar.pressed.connect(self.ask_requested)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, empty while it is hidden."""
        return "" if self.isHidden() else self._bar.text

    def show_contact(self, contact: ContactRecord | None) -> None:
        """Say what holds messages to this contact up, or nothing."""
        self._contact = contact
        self._show()

    def _show(self) -> None:
        self._due.stop()
        contact = self._contact
        is_held = contact is not None and (contact.held_since_ms or contact.keyless_since_ms)
        if contact is None or not is_held:
            self.hide()
            return
        name = contact_name(contact)
        title = self.tr("Messages to {name} cannot be delivered now").format(name=name)
        self._bar.say(title, self._words(name, contact.held_since_ms))
        self.show()

    def _words(self, name: str, held_since_ms: int) -> str:
        from_ms, now_ms = held_since_ms + ASK_AGAIN_AFTER_MS, self._now_ms()
        pause_ms = wait_ms(from_ms, now_ms=now_ms, longest_ms=ASK_AGAIN_AFTER_MS)
        may_ask = held_since_ms > 0 and not pause_ms
        self._bar.offer(is_offered=may_ask)
        if not held_since_ms:
            return self.tr(
                "{name} was not online for a long time. What you write waits here and goes out "
                "once {name} is back."
            ).format(name=name)
        if may_ask:
            return self.tr(
                "They have waited for more than a day, and go out as soon as they can. You can ask "
                "whether you may still write; {name} is not disturbed."
            ).format(name=name)
        self._due.start(pause_ms)
        return self.tr(
            "They wait here and go out as soon as they can. If it stays like this, you can ask "
            "again from {time} on."
        ).format(time=spoken_text(from_ms, now_ms=now_ms))
