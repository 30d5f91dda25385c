"""The menu of a calendar button: a month, to go to what was said on a day."""

from PySide6.QtCore import QDate, QRect, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.day_picker import DayPicker
from desktop.ui.measures import Px, px
from desktop.ui.overlay import Overlay
from desktop.ui.theme import Theme

_PADDING = Px(12)
_GAP = Px(4)


class DayMenu(Overlay):
    """Stands below the button that opened it.

    Signals:
        day_chosen(QDate): A day was chosen; the menu is closed.
    """

    day_chosen = Signal(object)

    def __init__(self, theme: Theme, today: QDate, button: QRect, parent: QWidget) -> None:
        """Prepare the menu; `button` is in the coordinates of `parent`."""
        super().__init__(theme, has_scrim=False, parent=parent)
        self._button = button
        self.picker = DayPicker(theme, today, self.card)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        column.addWidget(self.picker)
        self.picker.day_chosen.connect(self._on_chosen)

    def _on_chosen(self, day: QDate) -> None:
        self.close_overlay()
        self.day_chosen.emit(day)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the menu with today chosen."""
        super().open()
        self.picker.setFocus(Qt.FocusReason.PopupFocusReason)

    def place_card(self) -> None:
        """Stand below the button, inside the window."""
        size = self.card.sizeHint()
        left = self._button.center().x() - size.width() // 2
        left = max(px(8), min(left, self.width() - size.width() - px(8)))
        self.card.setGeometry(left, self._button.bottom() + _GAP, size.width(), size.height())
        self.update()
