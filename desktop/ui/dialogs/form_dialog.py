"""A dialog in the middle of the window: title, close button, a column of controls, a foot."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.buttons import Button, IconButton
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.overlay import Overlay
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_PADDING = Px(24)
_EDGE = Px(16)
_ABOVE = Px(20)
_BELOW_HEAD = Px(12)
_ABOVE_FOOT = Px(24)
_CLOSE_OUTSIDE = Px(8)
"""The icon of the close button, not its square, stands at the edge of the column."""


class FormDialog(Overlay):
    """Parent of the dialogs that ask or tell something; the column scrolls in a low window.

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
        self.setAccessibleName(title)
        self._title = TextLabel(theme, TypeStyle.TITLE, text=title, parent=self.card)
        close = IconButton(theme, "x", self.tr("Close"), parent=self.card)
        close.clicked.connect(self.close_overlay)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(close)
        self._area = QScrollArea(self.card)
        self._holder = QWidget(self._area)
        self.column = QVBoxLayout(self._holder)
        # The scroll bar stands beside the column, where the close button reaches beyond it.
        set_margins(self.column, self, start=0, top=0, end=_CLOSE_OUTSIDE, bottom=0)
        self.column.setSpacing(px(16))
        self._set_up_area()
        self.foot = QHBoxLayout()
        set_margins(self.foot, self, start=0, top=0, end=_CLOSE_OUTSIDE, bottom=0)
        self.foot.setSpacing(px(12))
        outer = QVBoxLayout(self.card)
        end = _PADDING - _CLOSE_OUTSIDE
        set_margins(outer, self, start=_PADDING, top=_ABOVE, end=end, bottom=_PADDING)
        outer.setSpacing(0)
        outer.addLayout(self._head)
        outer.addSpacing(_BELOW_HEAD)
        outer.addWidget(self._area)
        outer.addSpacing(_ABOVE_FOOT)
        outer.addLayout(self.foot)

    def _set_up_area(self) -> None:
        area = self._area
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._holder)
        for widget in (area.viewport(), self._holder):
            widget.setAutoFillBackground(False)
        self._holder.installEventFilter(self)

    def add_text(self, text: str, *, role: str = "secondary") -> TextLabel:
        """Add a paragraph to the column."""
        label = TextLabel(
            self._theme, TypeStyle.BODY, text=text, role=role, wraps=True, parent=self._holder
        )
        self.column.addWidget(label)
        return label

    def add_answers(self, act: Button, *, no: str = "") -> None:
        """Fill the foot: the button that goes on, and before it the one that closes.

        Args:
            act: What the dialog asks about; the caller says what it does.
            no: The words of the other one; "Cancel" by default.
        """
        cancel = Button(self._theme, no or self.tr("Cancel"), parent=self.card)
        cancel.clicked.connect(self.close_overlay)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(act)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the dialog; it holds the focus itself."""
        super().open()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with what the column holds."""
        if watched is self._holder and event.type() == QEvent.Type.LayoutRequest:
            self.place_card()
        return super().eventFilter(watched, event)

    def place_card(self) -> None:
        """Stand in the middle with the fixed width, as high as the controls need or can have."""
        width = min(self._width, self.width() - 2 * _EDGE)
        inner = width - 2 * _PADDING + _CLOSE_OUTSIDE
        self.column.activate()
        needed = self.column.totalHeightForWidth(inner)
        needed = needed if needed > 0 else self.column.sizeHint().height()
        around = _ABOVE + self._head.sizeHint().height() + _BELOW_HEAD
        around += _ABOVE_FOOT + self.foot.sizeHint().height() + _PADDING
        self._area.setFixedHeight(max(0, min(needed, self.height() - 2 * _EDGE - around)))
        height = self._area.height() + around
        self.card.setGeometry(
            (self.width() - width) // 2, max(_EDGE, (self.height() - height) // 2), width, height
        )
        self.update()
