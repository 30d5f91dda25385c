"""The list of people who ask to write: its head, its rows, and the toast at its foot."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.records import ContactId, ConversationRecord
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
from desktop.ui.views.toast import Toast


class RequestListView(Surface):
    """Shows those rows that are requests.

    Attributes:
        rows: The list itself.

    Signals:
        request_chosen(ContactId): This row is chosen.
    """

    request_chosen = Signal(object)

    def __init__(
        self, theme: Theme, model: ConversationListModel, parent: QWidget | None = None
    ) -> None:
        """Show the requests of a model."""
        super().__init__(theme, "list", parent=parent)
        self._model = model
        self.rows = FocusListView(self)
        self.rows.setAccessibleName(self.tr("Message requests"))
        self.rows.setModel(model)
        self.rows.setItemDelegate(ConversationDelegate(theme, self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setMouseTracking(True)
        self._toast = Toast(theme, self)
        title = TextLabel(theme, TypeStyle.TITLE, text=self.tr("Requests"), parent=self)
        title.setAccessibleName(self.tr("People who ask to write"))
        title.setFixedHeight(HEAD_HEIGHT)
        self._words = TextLabel(theme, TypeStyle.CAPTION, role="secondary", wraps=True, parent=self)
        head = QVBoxLayout()
        set_margins(head, self, start=px(16), top=0, end=px(16), bottom=px(12))
        head.setSpacing(0)
        head.addWidget(title)
        head.addWidget(self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        self.rows.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.rows.clicked.connect(self._on_entered)
        self.rows.entered_by_key.connect(self._on_entered)
        theme.changed.connect(self.rows.viewport().update)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._show_words)
        self._show_words()

    def _show_words(self) -> None:
        self._words.setText(
            self.tr("People you have no chat with yet. They do not learn whether you looked.")
            if self._model.rowCount()
            else self.tr("Nobody asks to write to you. New people who do stand here first.")
        )

    def tell(self, error: ErrorText) -> None:
        """Show an error at the foot of the list."""
        self._toast.tell(error)

    def choose(self, contact: ContactId) -> None:
        """Choose a row, as if the person did."""
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
            self.request_chosen.emit(record.contact.id)

    def _on_entered(self, index: QModelIndex) -> None:
        record: ConversationRecord | None = index.data(RECORD_ROLE)
        if record is not None:
            self._set_current(index.row())
            self.request_chosen.emit(record.contact.id)
