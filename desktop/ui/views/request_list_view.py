"""The list of people who ask to write: its head, its rows, and the toast at its foot."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import px
from desktop.ui.models.conversation_list_model import ConversationListModel
from desktop.ui.theme import Theme
from desktop.ui.tokens import HEAD_HEIGHT
from desktop.ui.typography import TypeStyle
from desktop.ui.views.people_list import PeopleList


class RequestListView(PeopleList):
    """Shows those rows that are requests; to choose one is to open it."""

    def __init__(
        self, theme: Theme, model: ConversationListModel, parent: QWidget | None = None
    ) -> None:
        """Show the requests of a model."""
        super().__init__(theme, model, parent)
        self.rows.setAccessibleName(self.tr("Message requests"))
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
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._show_words)
        self._show_words()

    def _show_words(self) -> None:
        self._words.setText(
            self.tr("People you have no chat with yet. They do not learn whether you looked.")
            if self._model.rowCount()
            else self.tr(
                "Nobody new has written to you. People you have no chat with yet appear here first."
            )
        )
