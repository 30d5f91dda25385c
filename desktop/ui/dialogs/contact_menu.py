"""The menu of a conversation's head: what can be done about the contact."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.records import ContactRecord, Relation
from desktop.ui.measures import Px, px
from desktop.ui.menu_row import MenuRow
from desktop.ui.overlay import Overlay
from desktop.ui.theme import Theme

_PADDING = Px(6)
_GAP = Px(4)
_LEAST_WIDTH = Px(200)


class ContactMenu(Overlay):
    """Stands below the button that opened it.

    Signals:
        verify_requested(): Show the safety number.
        block_requested(): Hear nothing more of them.
        unblock_requested(): Listen to them again.
    """

    verify_requested = Signal()
    block_requested = Signal()
    unblock_requested = Signal()

    def __init__(
        self, theme: Theme, contact: ContactRecord, button: QRect, parent: QWidget
    ) -> None:
        """Prepare the menu; `button` is in the coordinates of `parent`."""
        super().__init__(theme, has_scrim=False, parent=parent)
        self._button = button
        self._first = MenuRow(theme, "shield", self.tr("Safety number…"), parent=self.card)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        column.setSpacing(0)
        column.addWidget(self._first)
        self._first.clicked.connect(lambda: self._choose(self.verify_requested.emit))
        if contact.relation is Relation.BLOCKED:
            unblock = MenuRow(theme, "ban", self.tr("Unblock"), parent=self.card)
            unblock.clicked.connect(lambda: self._choose(self.unblock_requested.emit))
            column.addWidget(unblock)
        else:
            block = MenuRow(theme, "ban", self.tr("Block"), role="danger", parent=self.card)
            block.clicked.connect(lambda: self._choose(self.block_requested.emit))
            column.addWidget(block)

    def _choose(self, tell: Callable[[], object]) -> None:
        self.close_overlay()
        tell()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the menu with the first entry chosen."""
        super().open()
        self._first.setFocus(Qt.FocusReason.PopupFocusReason)

    def place_card(self) -> None:
        """Stand below the button, or begin at a point, inside the window."""
        size = self.card.sizeHint().expandedTo(QSize(_LEAST_WIDTH, 0))
        is_point = self._button.width() <= 1
        left = self._button.right() - size.width()
        if self.isRightToLeft() != is_point:
            left = self._button.left()
        left = max(px(8), min(left, self.width() - size.width() - px(8)))
        top = min(self._button.bottom() + _GAP, self.height() - size.height() - px(8))
        self.card.setGeometry(left, top, size.width(), size.height())
        self.update()
