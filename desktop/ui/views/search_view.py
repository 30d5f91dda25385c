"""Searching everywhere, in the column of the lists: field, filters, chats and messages found."""

from collections.abc import Callable

from PySide6.QtCore import QDateTime, QItemSelectionModel, QModelIndex, QRect, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import ContactId, ContactRecord, ConversationRecord, MessageRow
from desktop.core.search_records import MAX_COUNTED, SearchHit, SearchPage, SearchQuery, WrittenBy
from desktop.core.search_words import fold_text, split_query
from desktop.ui.bridge import Bridge
from desktop.ui.contact_text import contact_name
from desktop.ui.delegates.search_result_delegate import SearchResultDelegate
from desktop.ui.dialogs.choice_menu import ChoiceMenu
from desktop.ui.error_texts import ErrorText
from desktop.ui.filter_chip import FilterChip
from desktop.ui.list_view import FocusListView
from desktop.ui.margins import set_margins
from desktop.ui.measures import px
from desktop.ui.models.conversation_list_model import ConversationListModel
from desktop.ui.models.search_results_model import ResultKind, SearchResultsModel
from desktop.ui.query_field import QueryField
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import HEAD_HEIGHT

_NEAR_END_PX = 400
_MOST_CHATS = 5


class SearchView(Surface):
    """Shows what is found, and tells what is chosen.

    Attributes:
        field: What is looked for.
        rows: What is found.
        person: The filter by person.
        since: The filter by date.

    Signals:
        chat_chosen(ContactId): This chat is chosen.
        hit_chosen(ContactId, MessageRow): This message is chosen.
        left(): The person is done.
    """

    chat_chosen = Signal(object)
    hit_chosen = Signal(object, object)
    left = Signal()

    def __init__(
        self,
        bridge: Bridge,
        theme: Theme,
        chats: ConversationListModel,
        requests: ConversationListModel,
        *,
        now_ms: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        """Begin empty.

        Args:
            bridge: Asked for hits.
            theme: Gives the colours at each paint.
            chats: Chats, to be found by name.
            requests: People who ask to write; their messages are found, too.
            now_ms: The clock, Unix milliseconds.
            parent: Qt parent.
        """
        super().__init__(theme, "list", parent=parent)
        self._bridge = bridge
        self._theme = theme
        self._chats = chats
        self._requests = requests
        self._now_ms = now_ms
        self._query: SearchQuery | None = None
        self._next_before: MessageRow | None = None
        self._from: ContactId | WrittenBy | None = None
        self._days: int | None = None
        self.field = QueryField(theme, self.tr("Search all chats"), parent=self)
        self.person = FilterChip(theme, self.tr("From"), self)
        self.since = FilterChip(theme, self.tr("Since"), self)
        self.model = SearchResultsModel(chats, self._find_contact, now_ms, self)
        self.rows = FocusListView(self)
        self.rows.setAccessibleName(self.tr("What was found"))
        self.rows.setModel(self.model)
        self.rows.setItemDelegate(SearchResultDelegate(theme, self.rows, self.model))
        self.rows.setMouseTracking(True)
        self._lay_out()
        self._connect_signals()
        self._show_nothing()

    def _lay_out(self) -> None:
        head = QWidget(self)
        head.setFixedHeight(HEAD_HEIGHT)
        field = QHBoxLayout(head)
        set_margins(field, self, start=px(16), top=0, end=px(16), bottom=0)
        field.addWidget(self.field)
        chips = QHBoxLayout()
        set_margins(chips, self, start=px(16), top=0, end=px(16), bottom=px(4))
        chips.setSpacing(px(6))
        chips.addWidget(self.person)
        chips.addWidget(self.since)
        chips.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(chips)
        column.addWidget(self.rows, 1)

    def _connect_signals(self) -> None:
        self.field.searched.connect(self._search)
        self.field.escaped.connect(self.left)
        self.field.moved.connect(self._move)
        self.field.stepped.connect(self._move)
        self.person.clicked.connect(self._on_person_clicked)
        self.since.clicked.connect(self._on_since_clicked)
        self.rows.clicked.connect(self._on_entered)
        self.rows.entered_by_key.connect(self._on_entered)
        self.rows.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._bridge.search.found.connect(self._on_found)
        self._bridge.search.search_failed.connect(self._on_failed)
        self._bridge.search.index_completed.connect(self._search)
        self._theme.changed.connect(self.rows.viewport().update)

    def begin(self) -> None:
        """Take the cursor into the field."""
        self.field.begin()

    def forget(self) -> None:
        """Look for nothing, without filters."""
        self._from = self._days = None
        self.person.show_choice("")
        self.since.show_choice("")
        self.field.set_text("")

    # ── searching ─────────────────────────────────────────────────────────────────────────────

    def _find_contact(self, contact: ContactId) -> ContactRecord | None:
        record = self._chats.find_record(contact) or self._requests.find_record(contact)
        return None if record is None else record.contact

    def _search(self, _text: str = "") -> None:
        self._next_before = None
        if not split_query(self.field.text):
            self._query = None
            self._show_nothing()
            return
        contact, written_by = None, WrittenBy.ANYBODY
        if isinstance(self._from, WrittenBy):
            written_by = self._from
        elif self._from is not None:
            contact, written_by = self._from, WrittenBy.THEM
        query = SearchQuery(
            text=self.field.text,
            contact=contact,
            written_by=written_by,
            since_ms=self._since_ms(),
        )
        self._query = query
        self._bridge.search.search(query)

    def _since_ms(self) -> int:
        if self._days is None:
            return 0
        today = QDateTime.fromMSecsSinceEpoch(self._now_ms()).date()
        return today.addDays(1 - self._days).startOfDay().toMSecsSinceEpoch()

    def _on_found(self, query: SearchQuery, before: MessageRow | None, page: SearchPage) -> None:
        if query != self._query:
            return
        self._next_before = page.next_before
        if before is not None:
            self.model.append(page.hits)
            return
        words = split_query(query.text)
        chats = self._find_chats() if self._from is None and self._days is None else []
        self.model.show(
            words,
            chats=chats,
            hits=page.hits,
            count=self._count_words(page.count or 0),
            note=self._note(page.hits, chats, is_complete=page.is_complete),
        )
        self.rows.scrollToTop()

    def _find_chats(self) -> list[ContactRecord]:
        wanted = fold_text(self.field.text).split()
        found = []
        for record in self._chats.records():
            name = f"{contact_name(record.contact)} {record.contact.username}"
            words = fold_text(name).split()
            if all(any(word.startswith(part) for word in words) for part in wanted):
                found.append(record.contact)
        return found[:_MOST_CHATS]

    def _count_words(self, count: int) -> str:
        if count >= MAX_COUNTED:
            return self.tr("%Ln+ found", "", count)
        return self.tr("%Ln found", "", count)

    def _note(
        self, hits: tuple[SearchHit, ...], chats: list[ContactRecord], *, is_complete: bool
    ) -> str:
        if not is_complete:
            return self.tr("Older messages are still being made ready for search.")
        return "" if hits or chats else self.tr("Nothing was found. Try fewer or other words.")

    def _show_nothing(self) -> None:
        note = self.tr("Finds words in the messages of all your chats.")
        self.model.show((), note=note)

    def _on_failed(self, query: SearchQuery, error: ErrorText) -> None:
        if query == self._query:
            self.model.show((), note=error.sentence)

    def _on_scrolled(self, value: int) -> None:
        is_near = self.rows.verticalScrollBar().maximum() - value < _NEAR_END_PX
        if is_near and self._next_before is not None and self._query is not None:
            before, self._next_before = self._next_before, None
            self._bridge.search.search(self._query, before=before)

    # ── choosing ──────────────────────────────────────────────────────────────────────────────

    def _move(self, step: int) -> None:
        chosen = self.rows.selectedIndexes()
        row = self.model.next_choosable(chosen[0].row() if chosen else -1, step)
        if row is not None:
            self._choose(row)

    def _on_entered(self, index: QModelIndex) -> None:
        if index.isValid() and self.model.is_choosable(index.row()):
            self._choose(index.row())

    def _choose(self, row: int) -> None:
        index = self.model.index(row)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.rows.selectionModel().setCurrentIndex(index, flag)
        self.rows.scrollTo(index)
        result = self.model.result(row)
        if result.contact is None:
            return
        if result.kind is ResultKind.HIT and result.hit is not None:
            self.hit_chosen.emit(result.contact.id, result.hit.message.position.row)
        else:
            self.chat_chosen.emit(result.contact.id)

    # ── filters ───────────────────────────────────────────────────────────────────────────────

    def _on_person_clicked(self) -> None:
        if self.person.is_active:
            self._filter_person(None, "")
            return
        people = [record.contact for record in self._records()]
        people.sort(key=lambda contact: fold_text(contact_name(contact)))
        choices = [("user-round", self.tr("You"))]
        choices += [("message-circle", contact_name(contact)) for contact in people]
        targets: list[ContactId | WrittenBy] = [WrittenBy.ME, *(contact.id for contact in people)]
        menu = ChoiceMenu(self._theme, choices, self._rect_of(self.person), self.window())
        menu.chosen.connect(lambda number: self._filter_person(targets[number], choices[number][1]))
        menu.open()

    def _records(self) -> list[ConversationRecord]:
        return [*self._chats.records(), *self._requests.records()]

    def _filter_person(self, target: ContactId | WrittenBy | None, name: str) -> None:
        self._from = target
        words = self.tr("From {name}").format(name=name) if name else ""
        self.person.show_choice(words)
        self._search()

    def _on_since_clicked(self) -> None:
        if self.since.is_active:
            self._filter_days(None, "")
            return
        choices: list[tuple[int, str]] = [
            (1, self.tr("Today")),
            (7, self.tr("Last 7 days")),
            (30, self.tr("Last 30 days")),
            (365, self.tr("Last 12 months")),
        ]
        rows = [("calendar", words) for _, words in choices]
        menu = ChoiceMenu(self._theme, rows, self._rect_of(self.since), self.window())
        menu.chosen.connect(lambda number: self._filter_days(*choices[number]))
        menu.open()

    def _filter_days(self, days: int | None, words: str) -> None:
        self._days = days
        self.since.show_choice(words)
        self._search()

    def _rect_of(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self.window(), widget.rect().topLeft()), widget.size())
