"""A menu at a point of the window: entries with icons, moved through by the arrow keys."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.measures import Px, px
from desktop.ui.menu_row import MenuRow
from desktop.ui.overlay import Overlay
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme

_PADDING = Px(6)
_EDGE = Px(8)
_LEAST_WIDTH = Px(200)


class PopupMenu(Overlay):
    """Parent of the menus that stand where they were asked for.

    Attributes:
        column: Entries and whatever else the menu holds.
    """

    def __init__(self, theme: Theme, point: QPoint, parent: QWidget) -> None:
        """Prepare the menu.

        Args:
            theme: Gives the colours at each paint.
            point: Where it was asked for, in the coordinates of `parent`.
            parent: Is covered while the menu is open.
        """
        super().__init__(theme, has_scrim=False, parent=parent)
        self._point = point
        self._rows: list[MenuRow] = []
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        self.column.setSpacing(0)

    def add_entry(
        self,
        icon: str,
        text: str,
        act: Callable[[], object],
        *,
        role: str = "",
        shortcut: str = "",
    ) -> MenuRow:
        """Add an entry.

        Args:
            icon: Name of its icon.
            text: What it does.
            act: Called once the menu is closed.
            role: Colour role of icon and words in place of the usual ones.
            shortcut: Keys that do the same, such as "Ctrl+C".
        """
        row = MenuRow(self._theme, icon, text, role=role, shortcut=shortcut, parent=self.card)
        row.clicked.connect(lambda: self._choose(act))
        self._rows.append(row)
        self.column.addWidget(row)
        return row

    def add_line(self) -> None:
        """Part the entries before from those that follow."""
        line = Surface(self._theme, "border", parent=self.card)
        line.setFixedHeight(1)
        self.column.addSpacing(_PADDING)
        self.column.addWidget(line)
        self.column.addSpacing(_PADDING)

    def _choose(self, act: Callable[[], object]) -> None:
        self.close_overlay()
        act()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the menu with the first entry chosen."""
        super().open()
        self._rows[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by the arrow keys."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        focused = self.window().focusWidget()
        place = self._rows.index(focused) if focused in self._rows else -step
        self._rows[(place + step) % len(self._rows)].setFocus(Qt.FocusReason.TabFocusReason)

    def place_card(self) -> None:
        """Stand beside the point, inside the window."""
        layout = self.card.layout()
        assert layout is not None, "made in the constructor"
        size = self.card_size()
        left = self._point.x() - (size.width() if self.isRightToLeft() else 0)
        left = max(px(8), min(left, self.width() - size.width() - _EDGE))
        top = self._point.y()
        if top + size.height() > self.height() - _EDGE:
            top = max(px(8), self.height() - size.height() - _EDGE)
        self.card.setGeometry(left, top, size.width(), size.height())
        self.update()

    def card_size(self) -> QSize:
        """Return how large the menu is."""
        return self.card.sizeHint().expandedTo(QSize(_LEAST_WIDTH, 0))
