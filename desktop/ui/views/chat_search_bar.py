"""The bar below a conversation's head: what is looked for, and which hit is shown."""

from PySide6.QtCore import QLocale, QRect, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind, IconButton
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.query_field import QueryField
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import PANE_MARGIN, PANE_MARGIN_NARROW
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(44)
_FIELD_WIDTH = Px(360)
_BUTTON = 32


class ChatSearchBar(Surface):
    """Hidden until it is opened.

    Attributes:
        field: What is looked for.

    Signals:
        searched(str): Look for this.
        stepped(int): +1 for the next older hit, -1 for the next newer one.
        day_requested(QRect): The person wants to go to a day; the button in the window.
        left(): The person is done.
    """

    searched = Signal(str)
    stepped = Signal(int)
    day_requested = Signal(QRect)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin hidden and empty."""
        super().__init__(theme, "list", has_line_below=True, parent=parent)
        self.field = QueryField(theme, self.tr("Search in this chat"), height=32, parent=self)
        self.field.setMaximumWidth(_FIELD_WIDTH)
        self._place = TextLabel(theme, TypeStyle.BODY, role="secondary", parent=self)
        self.older = IconButton(
            theme, "chevron-up", self.tr("Older hit"), size=_BUTTON, shortcut="Enter", parent=self
        )
        self.newer = IconButton(
            theme,
            "chevron-down",
            self.tr("Newer hit"),
            size=_BUTTON,
            shortcut="Shift+Enter",
            parent=self,
        )
        self.day = IconButton(theme, "calendar", self.tr("Go to a day"), size=_BUTTON, parent=self)
        self.done = Button(theme, self.tr("Done"), kind=ButtonKind.QUIET, parent=self)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(px(8))
        self._row.addWidget(self.field, 4)
        self._row.addSpacing(px(4))
        self._row.addWidget(self._place)
        self._row.addWidget(self.older)
        self._row.addWidget(self.newer)
        self._row.addWidget(self.day)
        self._row.addStretch(1)
        self._row.addWidget(self.done)
        self.setFixedHeight(_HEIGHT)
        self.set_narrow(is_narrow=False)
        self.show_place(0, 0, is_complete=True)
        self.hide()
        self.field.searched.connect(self.searched)
        self.field.stepped.connect(self.stepped)
        self.field.moved.connect(lambda step: self.stepped.emit(-step))
        self.field.escaped.connect(self.left)
        self.older.clicked.connect(lambda: self.stepped.emit(1))
        self.newer.clicked.connect(lambda: self.stepped.emit(-1))
        self.day.clicked.connect(self._on_day)
        self.done.clicked.connect(self.left)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Use the smaller margins."""
        margin = PANE_MARGIN_NARROW if is_narrow else PANE_MARGIN
        set_margins(self._row, self, start=margin, top=0, end=margin, bottom=0)

    def show_place(
        self, at: int, count: int, *, is_complete: bool, is_counted: bool = True
    ) -> None:
        """Say which hit is shown.

        Args:
            at: Its number, the newest is 1; 0 while there is none.
            count: How many hits are known.
            is_complete: False while older messages cannot be found yet.
            is_counted: False if there are more than these.
        """
        locale = QLocale()
        numbers = {"at": locale.toString(at), "count": locale.toString(count)}
        if not self.field.text.strip():
            words = ""
        elif not count:
            words = self.tr("Not found") if is_complete else self.tr("Not found yet")
        elif not is_counted:
            words = self.tr("{at} of {count}+").format(**numbers)
        elif is_complete:
            words = self.tr("{at} of {count}").format(**numbers)
        else:
            words = self.tr("{at} of {count} so far").format(**numbers)
        self._place.setText(words)
        self._place.setAccessibleName(words)
        self._place.setVisible(bool(words))
        if not is_complete:
            self._place.setToolTip(self.tr("Older messages are still being made ready for search."))
        for button, is_way in ((self.older, at < count or not is_counted), (self.newer, at > 1)):
            button.setEnabled(is_way)
            button.set_colors("secondary" if is_way else "outline")

    @property
    def place_words(self) -> str:
        """What is said about the hits."""
        return self._place.text()

    def _on_day(self) -> None:
        corner = self.day.mapTo(self.window(), self.day.rect().topLeft())
        self.day_requested.emit(QRect(corner, self.day.size()))
