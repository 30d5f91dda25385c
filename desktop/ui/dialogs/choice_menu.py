"""A menu of choices below a button; it scrolls where there are many."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.measures import Px, px
from desktop.ui.menu_row import MenuRow
from desktop.ui.overlay import Overlay, bring_into_sight
from desktop.ui.theme import Theme

_PADDING = Px(6)
_GAP = Px(4)
_LEAST_WIDTH = Px(200)
_MOST_WIDTH = Px(320)
_MOST_HEIGHT = Px(372)


class ChoiceMenu(Overlay):
    """Stands below the button that opened it.

    Signals:
        chosen(int): The number of the choice; the menu is closed.
    """

    chosen = Signal(int)

    def __init__(
        self,
        theme: Theme,
        choices: Sequence[tuple[str, str]],
        button: QRect,
        parent: QWidget,
        *,
        current: int = 0,
    ) -> None:
        """Prepare the menu.

        Args:
            theme: Gives the colours at each paint.
            choices: Icon, or nothing, and words of each, at least one.
            button: In the coordinates of `parent`.
            parent: The window.
            current: The number of the choice that has the focus at first.
        """
        super().__init__(theme, has_scrim=False, parent=parent)
        self._button = button
        self._current = current
        self._rows_widget = QWidget(self.card)
        column = QVBoxLayout(self._rows_widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows: list[MenuRow] = []
        for number, (icon, words) in enumerate(choices):
            row = MenuRow(theme, icon, words, parent=self._rows_widget)
            row.clicked.connect(partial(self._choose, number))
            column.addWidget(row)
            self.rows.append(row)
        self._area = QScrollArea(self.card)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        self._rows_widget.setAutoFillBackground(False)
        self._area.setWidget(self._rows_widget)
        around = QVBoxLayout(self.card)
        around.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        around.addWidget(self._area)

    def _choose(self, number: int) -> None:
        self.close_overlay()
        self.chosen.emit(number)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the menu with the current entry chosen."""
        super().open()
        self.rows[self._current].setFocus(Qt.FocusReason.PopupFocusReason)
        bring_into_sight(self.rows[self._current])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by the arrows, too."""
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)

    def place_card(self) -> None:
        """Stand below the button, or above it where there is more room, inside the window."""
        rows = self._rows_widget.sizeHint()
        inner = rows.boundedTo(QSize(_MOST_WIDTH, _MOST_HEIGHT)).expandedTo(QSize(_LEAST_WIDTH, 0))
        width = inner.width() + 2 * _PADDING + px(2)
        height = inner.height() + 2 * _PADDING
        top = self._button.bottom() + _GAP
        below, above = self.height() - top - px(8), self._button.top() - _GAP - px(8)
        if below >= min(height, above):
            height = min(height, below)
        else:
            height = min(height, above)
            top = self._button.top() - _GAP - height
        left = self._button.left()
        if self.isRightToLeft():
            left = self._button.right() - width
        left = max(px(8), min(left, self.width() - width - px(8)))
        self.card.setGeometry(left, top, width, height)
        self.update()
