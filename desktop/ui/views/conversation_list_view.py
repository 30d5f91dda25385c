"""The chat list: its head with the button for a new chat, its rows, and the toast at its foot."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import ContactId, ConversationRecord
from desktop.ui.buttons import IconButton
from desktop.ui.delegates.conversation_delegate import ConversationDelegate
from desktop.ui.error_texts import ErrorText
from desktop.ui.labels import TextLabel
from desktop.ui.list_view import FocusListView
from desktop.ui.margins import set_margins
from desktop.ui.measures import px
from desktop.ui.models.conversation_list_model import RECORD_ROLE, ConversationListModel
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import HEAD_HEIGHT
from desktop.ui.typography import TypeStyle
from desktop.ui.views.catch_up_bar import CatchUpBar
from desktop.ui.views.toast import Toast


class ConversationListView(Surface):
    """Shows a ConversationListModel.

    Attributes:
        rows: The list itself.
        catch_up: How many held messages came in.

    Signals:
        chat_chosen(ContactId): This row is chosen, perhaps on the way to another.
        chat_entered(ContactId): The person clicked the row or pressed Enter on it: the chat is
            meant.
        new_chat_requested(): The person wants to write to somebody new.
    """

    chat_chosen = Signal(object)
    chat_entered = Signal(object)
    new_chat_requested = Signal()

    def __init__(
        self, theme: Theme, model: ConversationListModel, parent: QWidget | None = None
    ) -> None:
        """Show the chats of a model."""
        super().__init__(theme, "list", parent=parent)
        self._model = model
        self.rows = FocusListView(self)
        self.rows.setAccessibleName(self.tr("Chats"))
        self.rows.setModel(model)
        self.rows.setItemDelegate(ConversationDelegate(theme, self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setMouseTracking(True)
        self._new = IconButton(
            theme, "square-pen", self.tr("New chat"), shortcut="Ctrl+N", parent=self
        )
        self._toast = Toast(theme, self)
        self.catch_up = CatchUpBar(theme, self)
        title = TextLabel(theme, TypeStyle.TITLE, text=self.tr("Chats"), parent=self)
        title.setAccessibleName(self.tr("Your chats"))
        head = QHBoxLayout()
        set_margins(head, self, start=px(16), top=0, end=px(12), bottom=0)
        head.setSpacing(px(8))
        head.addWidget(title, 1)
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
        selection = self.rows.selectionModel()
        # Not the current row: Qt makes the first one current as soon as the list has the focus.
        selection.selectionChanged.connect(self._on_selection_changed)
        self.rows.clicked.connect(self._on_entered)
        self.rows.entered_by_key.connect(self._on_entered)
        theme.changed.connect(self.rows.viewport().update)

    def tell(self, error: ErrorText) -> None:
        """Show an error at the foot of the list."""
        self._toast.tell(error)

    def choose(self, contact: ContactId) -> None:
        """Choose a contact's row, as if the person did."""
        row = self._model.find_row(contact)
        if row is not None:
            self._set_current(row)

    def choose_row(self, row: int) -> None:
        """Choose a row by its number, if there is one."""
        if 0 <= row < self._model.rowCount():
            self._set_current(row)

    def choose_next(self, step: int) -> None:
        """Choose the row that many places further down."""
        chosen = self.rows.selectedIndexes()
        if chosen:
            self.choose_row(chosen[0].row() + step)
        elif step > 0:
            self.choose_row(0)

    def clear_choice(self) -> None:
        """Choose no row."""
        self.rows.selectionModel().clear()

    def _set_current(self, row: int) -> None:
        index = self._model.index(row)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.rows.selectionModel().setCurrentIndex(index, flag)
        self.rows.scrollTo(index)

    def _on_selection_changed(self) -> None:
        for index in self.rows.selectedIndexes():
            record: ConversationRecord = index.data(RECORD_ROLE)
            self.chat_chosen.emit(record.contact.id)

    def _on_entered(self, index: QModelIndex) -> None:
        record: ConversationRecord | None = index.data(RECORD_ROLE)
        if record is not None:
            self._set_current(index.row())
            self.chat_entered.emit(record.contact.id)
