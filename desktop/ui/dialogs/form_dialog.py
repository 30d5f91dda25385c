"""A dialog in the middle of the window: title, close button, a column of controls, a foot."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import IconButton
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.overlay import Overlay
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_PADDING = 24
_EDGE = 16
_CLOSE_OUTSIDE = 8
"""The icon of the close button, not its square, stands at the edge of the column."""


class FormDialog(Overlay):
    """Parent of the dialogs that ask or tell something.

    Attributes:
        column: Add the controls to this layout.
        foot: Add the buttons to this one; they stand at the end.
    """

    def __init__(self, theme: Theme, title: str, width: int, parent: QWidget) -> None:
        """Cover `parent`; call `open` to show it."""
        super().__init__(theme, has_scrim=True, parent=parent)
        self._width = width
        # The dialog itself may have the focus, so that Enter presses nothing by accident.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._title = TextLabel(theme, TypeStyle.TITLE, text=title, parent=self.card)
        close = IconButton(theme, "x", self.tr("Close"), parent=self.card)
        close.clicked.connect(self.close_overlay)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close)
        self.column = QVBoxLayout()
        self.column.setSpacing(16)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(12)
        body = QVBoxLayout()
        set_margins(body, self, start=0, top=12, end=_CLOSE_OUTSIDE, bottom=0)
        body.setSpacing(24)
        body.addLayout(self.column)
        body.addLayout(self.foot)
        self.card.installEventFilter(self)
        outer = QVBoxLayout(self.card)
        end = _PADDING - _CLOSE_OUTSIDE
        set_margins(outer, self, start=_PADDING, top=20, end=end, bottom=_PADDING)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addLayout(body)

    def add_text(self, text: str, *, role: str = "secondary") -> TextLabel:
        """Add a paragraph to the column."""
        label = TextLabel(
            self._theme, TypeStyle.BODY, text=text, role=role, wraps=True, parent=self.card
        )
        self.column.addWidget(label)
        return label

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the dialog; it holds the focus itself."""
        super().open()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with what the card holds."""
        if watched is self.card and event.type() == QEvent.Type.LayoutRequest:
            self.place_card()
        return super().eventFilter(watched, event)

    def place_card(self) -> None:
        """Stand in the middle with the fixed width, as high as the controls need."""
        width = min(self._width, self.width() - 2 * _EDGE)
        self.card.setFixedWidth(width)
        layout = self.card.layout()
        if layout is None:
            return
        layout.activate()
        height = layout.totalHeightForWidth(width)
        height = height if height > 0 else self.card.sizeHint().height()
        self.card.setGeometry(
            (self.width() - width) // 2, max(_EDGE, (self.height() - height) // 2), width, height
        )
        self.update()
