"""Searching in the open conversation: what the bar asks for, and the hit that is shown."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDate, QDateTime, QObject, QRect

from desktop.core.records import ContactId, MessageRecord, MessageRow
from desktop.core.search_records import SearchHit, SearchPage, SearchQuery
from desktop.core.search_words import SearchWord, split_query
from desktop.ui.bridge import Bridge
from desktop.ui.dialogs.day_menu import DayMenu
from desktop.ui.error_texts import ErrorText
from desktop.ui.theme import Theme
from desktop.ui.views.chat_search_bar import ChatSearchBar

PAGE_HITS = 200
"""Messages asked for at a time; the next ones when somebody has gone through these."""

_Place = tuple[MessageRow, int]
"""A message, and where in its text a hit begins."""


class ChatSearch(QObject):
    """Stands between the bar, the messenger and the messages."""

    def __init__(
        self,
        bridge: Bridge,
        theme: Theme,
        bar: ChatSearchBar,
        *,
        now_ms: Callable[[], int],
        show_message: Callable[[MessageRow], object],
        mark: Callable[[tuple[SearchWord, ...], MessageRow | None, int | None], object],
        tell: Callable[[ErrorText], object],
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing to search in.

        Args:
            bridge: Asked for hits.
            theme: For the menu of days.
            bar: Where the person says what to look for.
            now_ms: The clock, Unix milliseconds.
            show_message: Shows a message of the open conversation.
            mark: Marks words in every message, more strongly at one place of one of them.
            tell: Told what failed.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._bar = bar
        self._now_ms = now_ms
        self._show_message = show_message
        self._mark = mark
        self._tell = tell
        self._contact: ContactId | None = None
        self._query: SearchQuery | None = None
        self._hits: list[SearchHit] = []
        self._places: list[_Place] = []
        self._next_before: MessageRow | None = None
        self._is_complete = True
        self._current: _Place | None = None
        bar.searched.connect(self._on_searched)
        bar.stepped.connect(self._on_stepped)
        bar.day_requested.connect(self._on_day_requested)
        bridge.search.found.connect(self._on_found)
        bridge.search.search_failed.connect(self._on_failed)
        bridge.search.day_found.connect(self._on_day_found)
        bridge.search.index_completed.connect(self._search_again)
        bridge.message_added.connect(self._on_message_added)

    @property
    def is_open(self) -> bool:
        """True while the bar is shown."""
        return self._contact is not None

    def open(self, contact: ContactId) -> None:
        """Show the bar for a conversation, or take the cursor into it again."""
        if self._contact != contact:
            self._contact = contact
            self._on_searched(self._bar.field.text)
        self._bar.show()
        self._bar.field.begin()

    def close(self) -> None:
        """Take the bar and every mark away."""
        if self._contact is None:
            return
        self._contact = None
        self._forget()
        self._bar.hide()
        self._bar.field.set_text("")
        self._mark((), None, None)

    # ── hits ──────────────────────────────────────────────────────────────────────────────────

    def _forget(self) -> None:
        self._query, self._hits, self._places = None, [], []
        self._next_before, self._current, self._is_complete = None, None, True

    def _on_searched(self, text: str) -> None:
        self._forget()
        if self._contact is None:
            return
        if split_query(text):
            self._query = SearchQuery(text=text, contact=self._contact)
            self._bridge.search.search(self._query, limit=PAGE_HITS)
        else:
            self._mark((), None, None)
            self._show_place()

    def _search_again(self) -> None:
        if self._query is not None:
            self._bridge.search.search(self._query, limit=PAGE_HITS)

    def _on_message_added(self, record: MessageRecord) -> None:
        if record.contact == self._contact:
            self._search_again()

    def _on_found(self, query: SearchQuery, before: MessageRow | None, page: SearchPage) -> None:
        if query != self._query:
            return
        if before is None:
            self._hits = list(page.hits)
        else:
            self._hits += page.hits
        self._hits.sort(key=lambda hit: hit.message.position, reverse=True)
        # In one message, too, the way to older hits leads upwards.
        self._places = [
            (hit.message.position.row, start)
            for hit in self._hits
            for start, _end in reversed(hit.marks or ((0, 0),))
        ]
        self._next_before, self._is_complete = page.next_before, page.is_complete
        if before is not None:
            self._on_stepped(1)
        elif self._place() == 0:
            self._go_to(0)
        else:
            self._show_current()

    def _on_failed(self, query: SearchQuery, error: ErrorText) -> None:
        if query == self._query:
            self._tell(error)

    def _place(self) -> int:
        """Return the number of the current hit from 1 on, 0 if it is none of them."""
        return self._places.index(self._current) + 1 if self._current in self._places else 0

    def _go_to(self, at: int) -> None:
        self._current = self._places[at] if self._places else None
        self._show_current()
        if self._current is not None:
            self._show_message(self._current[0])

    def _show_current(self) -> None:
        if self._query is not None:
            self._mark(split_query(self._query.text), *(self._current or (None, None)))
        self._show_place()

    def _show_place(self) -> None:
        self._bar.show_place(
            self._place(),
            len(self._places),
            is_complete=self._is_complete,
            is_counted=self._next_before is None,
        )

    def _on_stepped(self, step: int) -> None:
        at = self._place() - 1 + step
        if 0 <= at < len(self._places):
            self._go_to(at)
        elif at >= len(self._places) and self._next_before is not None and self._query is not None:
            before, self._next_before = self._next_before, None
            self._bridge.search.search(self._query, before=before, limit=PAGE_HITS)

    # ── days ──────────────────────────────────────────────────────────────────────────────────

    def _on_day_requested(self, button: QRect) -> None:
        if self._contact is None:
            return
        today = QDateTime.fromMSecsSinceEpoch(self._now_ms()).date()
        menu = DayMenu(self._theme, today, button, self._bar.window())
        menu.day_chosen.connect(partial(self._on_day_chosen, self._contact))
        menu.open()

    def _on_day_chosen(self, contact: ContactId, day: QDate) -> None:
        self._bridge.search.find_day(contact, day.startOfDay().toMSecsSinceEpoch())

    def _on_day_found(self, contact: ContactId, message: MessageRow) -> None:
        if contact == self._contact:
            self._show_message(message)
