"""A list of conversations: its rows, choosing them, and the toast at its foot."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.core.records import ContactId, ConversationRecord
from desktop.ui.delegates.conversation_delegate import ConversationDelegate
from desktop.ui.error_texts import ErrorText
from desktop.ui.list_view import FocusListView
from desktop.ui.models.conversation_list_model import RECORD_ROLE, ConversationListModel
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.views.toast import Toast


class _EqualRows(FocusListView):
    """A list whose rows keep their height whatever they say."""

    def dataChanged(
        self,
        top_left: QModelIndex | QPersistentModelIndex,
        bottom_right: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Paint what changed, where QListView would lay out and paint every row anew."""
        QAbstractItemView.dataChanged(self, top_left, bottom_right, roles)


class PeopleList(Surface):
    """Parent of the chat list and of the list of requests, which lay their parts out.

    Attributes:
        rows: The list itself.

    Signals:
        chat_chosen(ContactId): This row is chosen, perhaps on the way to another.
        chat_entered(ContactId): The person clicked the row or pressed Enter on it: the chat is
            meant.
        menu_requested(ContactRecord, QRect): The menu of a row is wanted beside this place of the
            window.
    """

    chat_chosen = Signal(object)
    chat_entered = Signal(object)
    menu_requested = Signal(object, QRect)

    def __init__(
        self, theme: Theme, model: ConversationListModel, parent: QWidget | None = None
    ) -> None:
        """Show the rows of a model; whoever lays them out gives them an accessible name."""
        super().__init__(theme, "list", parent=parent)
        self._model = model
        self.rows = _EqualRows(self)
        self.rows.setModel(model)
        self.rows.setItemDelegate(ConversationDelegate(theme, self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setMouseTracking(True)
        self._toast = Toast(theme, self)
        selection = self.rows.selectionModel()
        # Not the current row: Qt makes the first one current as soon as the list has the focus.
        selection.selectionChanged.connect(self._on_selection_changed)
        self.rows.clicked.connect(self._on_entered)
        self.rows.entered_by_key.connect(self._on_entered)
        self.rows.menu_requested.connect(self._on_menu_requested)
        theme.changed.connect(self.rows.viewport().update)

    def tell(self, error: ErrorText) -> None:
        """Show an error at the foot of the list."""
        self._toast.tell(error)

    def choose(self, contact: ContactId) -> None:
        """Choose a contact's row, as if the person did."""
        row = self._model.find_row(contact)
        if row is not None:
            self._set_current(row)

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

    def _on_menu_requested(self, index: QModelIndex, point: QPoint) -> None:
        record: ConversationRecord = index.data(RECORD_ROLE)
        corner = self.rows.viewport().mapTo(self.window(), point)
        self.menu_requested.emit(record.contact, QRect(corner, QSize(1, 1)))

    def _on_entered(self, index: QModelIndex) -> None:
        record: ConversationRecord | None = index.data(RECORD_ROLE)
        if record is not None:
            self._set_current(index.row())
            self.chat_entered.emit(record.contact.id)
