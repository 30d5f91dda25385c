"""The chat list: its head with the button for a new chat, its rows, and the toast at its foot."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import IconButton
from desktop.ui.margins import set_margins
from desktop.ui.measures import px
from desktop.ui.models.conversation_list_model import ConversationListModel
from desktop.ui.palette_button import PaletteButton
from desktop.ui.theme import Theme
from desktop.ui.tokens import HEAD_HEIGHT
from desktop.ui.views.catch_up_bar import CatchUpBar
from desktop.ui.views.people_list import PeopleList


class ConversationListView(PeopleList):
    """Shows the chats of a ConversationListModel.

    Attributes:
        catch_up: How many held messages came in.

    Signals:
        new_chat_requested(): The person wants to write to somebody new.
        palette_requested(): The person wants to find a chat, a person or a command.
    """

    new_chat_requested = Signal()
    palette_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        model: ConversationListModel,
        now_ms: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        """Show the chats of a model; `now_ms` is the clock, Unix milliseconds."""
        super().__init__(theme, model, parent)
        self.rows.setAccessibleName(self.tr("Chats"))
        self._new = IconButton(
            theme, "square-pen", self.tr("New chat"), shortcut="Ctrl+N", parent=self
        )
        self.catch_up = CatchUpBar(theme, now_ms, self)
        find = PaletteButton(theme, self)
        find.clicked.connect(self.palette_requested)
        head = QHBoxLayout()
        set_margins(head, self, start=px(16), top=0, end=px(12), bottom=0)
        head.setSpacing(px(8))
        head.addWidget(find, 1)
        head.addWidget(self._new)
        holder = QWidget(self)
        holder.setFixedHeight(HEAD_HEIGHT)
        holder.setLayout(head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(holder)
        column.addWidget(self.catch_up)
        column.addWidget(self.rows, 1)
        self._new.clicked.connect(self.new_chat_requested)

    def choose_row(self, row: int) -> None:
        """Choose a row by its number, if there is one."""
        if 0 <= row < self._model.rowCount():
            self._set_current(row)

    def choose_next_unread(self, step: int) -> None:
        """Choose the next row with something unread, down or up, around the ends."""
        chosen = self.rows.selectedIndexes()
        row = chosen[0].row() if chosen else (-1 if step > 0 else 0)
        count = self._model.rowCount()
        for away in range(1, count + 1):
            candidate = (row + away * step) % count
            if self._model.records()[candidate].unread_count:
                self._set_current(candidate)
                return

    def choose_next(self, step: int) -> None:
        """Choose the row that many places further down."""
        chosen = self.rows.selectedIndexes()
        if chosen:
            self.choose_row(chosen[0].row() + step)
        elif step > 0:
            self.choose_row(0)
