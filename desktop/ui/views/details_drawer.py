"""Where the details stand: a column of their own in a wide window, else over the conversation."""

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.measures import Px, px
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme
from desktop.ui.tokens import DETAILS_COLUMN_FROM, DETAILS_WIDTH
from desktop.ui.views.details_view import DetailsView

_SHADOW_WIDTH = Px(24)


class _Shadow(QWidget):
    """What the details throw on the conversation that they cover."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        width = float(self.width())
        near, far = (0.0, width) if self.isRightToLeft() else (width, 0.0)
        shadow = QColor(self._theme.tokens.shadow)
        fades = QLinearGradient(QPointF(near, 0), QPointF(far, 0))
        for place in (0.0, 0.35, 1.0):
            color = QColor(shadow)
            color.setAlphaF(shadow.alphaF() * (1 - place) ** 2)
            fades.setColorAt(place, color)
        QPainter(self).fillRect(self.rect(), fades)


class DetailsDrawer(QObject):
    """Shows and hides the details; whether the column is wanted is remembered.

    Attributes:
        view: The details themselves.

    Signals:
        shown_changed(bool): The details are, or are no more, to be seen.
    """

    shown_changed = Signal(bool)

    def __init__(
        self, theme: Theme, preferences: PreferenceStore, row: QHBoxLayout, owner: QWidget
    ) -> None:
        """Stand at the end of `row`, the layout of `owner`."""
        super().__init__(owner)
        self._preferences = preferences
        self._row = row
        self._owner = owner
        self._has_contact = False
        self._is_open_over = False
        self._is_column = False
        self._was_shown = False
        self._shadow = _Shadow(theme, owner)
        self._shadow.hide()
        self.view = DetailsView(theme, owner)
        self.view.hide()
        self.view.close_requested.connect(self.close)

    @property
    def is_column(self) -> bool:
        """Whether they stand beside the conversation, not over it."""
        return self._is_column

    @property
    def is_shown(self) -> bool:
        """Whether the details are to be seen."""
        is_wanted = (
            self._preferences.values.is_details_shown if self._is_column else self._is_open_over
        )
        return self._has_contact and is_wanted

    def set_contact(self, *, has_contact: bool) -> None:
        """There is, or is no more, somebody whose details can be shown."""
        self._has_contact = has_contact
        if not has_contact:
            self._is_open_over = False
        self.arrange()

    def toggle(self) -> None:
        """Show the details, or take them away."""
        self._set_wanted(is_wanted=not self.is_shown)

    def close(self) -> None:
        """Take the details away."""
        self._set_wanted(is_wanted=False)

    def _set_wanted(self, *, is_wanted: bool) -> None:
        if self._is_column:
            self._preferences.change(is_details_shown=is_wanted)
        else:
            self._is_open_over = is_wanted
        self.arrange()

    def arrange(self) -> None:
        """Stand where there is room now; the owner calls it whenever it has another size."""
        is_column = self._owner.width() >= DETAILS_COLUMN_FROM
        if is_column != self._is_column:
            self._is_column = is_column
            self._is_open_over = False
            if is_column:
                self._row.addWidget(self.view)
            else:
                self._row.removeWidget(self.view)
        is_shown = self.is_shown
        self.view.setVisible(is_shown)
        self._shadow.setVisible(is_shown and not is_column)
        if not is_column:
            width = min(px(DETAILS_WIDTH), self._owner.width())
            left = 0 if self._owner.isRightToLeft() else self._owner.width() - width
            self.view.setGeometry(left, 0, width, self._owner.height())
            beside = width if self._owner.isRightToLeft() else left - _SHADOW_WIDTH
            self._shadow.setGeometry(beside, 0, _SHADOW_WIDTH, self._owner.height())
            self._shadow.raise_()
            self.view.raise_()
        if is_shown != self._was_shown:
            self._was_shown = is_shown
            self.shown_changed.emit(is_shown)
