"""Says why a message was not sent and offers what can be done about it."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.error_texts import ErrorText
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.menu_row import MenuRow
from desktop.ui.overlay import Overlay
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_WIDTH = Px(288)
_PADDING = Px(6)
_GAP_TO_BUBBLE = Px(12)


class FailureMenu(Overlay):
    """Stands beside a message that was not sent.

    Signals:
        retry_requested(): Try it again.
        copy_requested(): Put its text on the clipboard.
        ask_requested(): Ask the other person for the key of the mailbox.
        delete_requested(): Give it up and take it away.
    """

    retry_requested = Signal()
    copy_requested = Signal()
    ask_requested = Signal()
    delete_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        reason: ErrorText,
        bubble: QRect,
        parent: QWidget,
        *,
        can_ask: bool = False,
    ) -> None:
        """Prepare the menu.

        Args:
            theme: Gives the colours at each paint.
            reason: Why the message was not sent.
            bubble: Where it stands, in the coordinates of `parent`.
            parent: Is covered while the menu is open.
            can_ask: True if the other's mailbox does not take our key.
        """
        super().__init__(theme, has_scrim=False, parent=parent)
        self._bubble = bubble
        self._lift = 0
        column = QVBoxLayout(self.card)
        column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        column.setSpacing(0)
        words = QVBoxLayout()
        words.setContentsMargins(px(10), px(8), px(10), px(8))
        words.setSpacing(0)
        words.addWidget(
            TextLabel(theme, TypeStyle.BUTTON, text=reason.title, wraps=True, parent=self.card)
        )
        if reason.help:
            words.addWidget(
                TextLabel(
                    theme,
                    TypeStyle.CAPTION,
                    text=reason.help,
                    role="secondary",
                    wraps=True,
                    parent=self.card,
                )
            )
        line = Surface(theme, "border", parent=self.card)
        line.setFixedHeight(1)
        self._retry = MenuRow(theme, "rotate-cw", self.tr("Try again"), parent=self.card)
        self._copy = MenuRow(theme, "copy", self.tr("Copy text"), parent=self.card)
        column.addLayout(words)
        column.addWidget(line)
        column.addSpacing(_PADDING)
        column.addWidget(self._retry)
        column.addWidget(self._copy)
        if can_ask:
            ask = MenuRow(theme, "key-round", self.tr("Ask again"), parent=self.card)
            column.addWidget(ask)
            ask.clicked.connect(lambda: self._choose(self.ask_requested))
        delete = MenuRow(theme, "trash-2", self.tr("Delete here…"), role="danger", parent=self.card)
        column.addWidget(delete)
        self._retry.clicked.connect(lambda: self._choose(self.retry_requested))
        self._copy.clicked.connect(lambda: self._choose(self.copy_requested))
        delete.clicked.connect(lambda: self._choose(self.delete_requested))

    @property
    def height_needed(self) -> int:
        """How high the menu is, whatever stands around it."""
        layout = self.card.layout()
        return layout.totalHeightForWidth(_WIDTH) if layout is not None else 0

    def _choose(self, chosen: SignalInstance) -> None:
        self.close_overlay()
        chosen.emit()

    def note_lift(self, by: int) -> None:
        """Know that the bubble stands so much higher while the menu is open."""
        self._lift = by

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the menu with the first entry chosen."""
        super().open()
        self._retry.setFocus(Qt.FocusReason.PopupFocusReason)

    def place_card(self) -> None:
        """Stand beside the bubble, towards the middle of the window, inside it."""
        size = QSize(_WIDTH, max(self.height_needed, 1))
        left = self._bubble.left() - _GAP_TO_BUBBLE - size.width()
        if left < px(8):
            left = min(self._bubble.right() + _GAP_TO_BUBBLE, self.width() - size.width() - px(8))
        # The message stands higher meanwhile, if nothing else makes room.
        top = min(self._bubble.top() - self._lift, self.height() - size.height() - px(8))
        self.card.setGeometry(left, max(px(8), top), size.width(), size.height())
        self.update()
