"""Searches of the window; part of the bridge. While one runs, only the newest other one waits."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.core.messenger import Messenger
from desktop.core.records import ContactId, MessageRow
from desktop.core.search_records import SearchQuery
from desktop.ui.error_texts import ErrorText
from desktop.ui.request_runner import Answer, RequestRunner


class SearchBridge(QObject):
    """Requests and answers; `Bridge` makes it.

    Signals:
        found(SearchQuery, MessageRow | None, SearchPage): Answer to `search`: what was looked for,
            before which message, and what there is.
        search_failed(SearchQuery, ErrorText): It could not be searched.
        day_found(ContactId, MessageRow): Answer to `find_day`.
        day_missing(ContactId): No message of that conversation is as new.
        index_completed(): News: every message can be found now.
        request_failed(ErrorText): Something else did not work; worth a toast.
    """

    found = Signal(object, object, object)
    search_failed = Signal(object, object)
    day_found = Signal(object, object)
    day_missing = Signal(object)
    index_completed = Signal()
    request_failed = Signal(object)

    def __init__(
        self, messenger: Messenger, runner: RequestRunner, parent: QObject | None = None
    ) -> None:
        """Ask the messenger through the runner of the bridge."""
        super().__init__(parent)
        self._messenger = messenger
        self._runner = runner
        self._is_busy = False
        self._waiting: tuple[SearchQuery, MessageRow | None, int] | None = None

    def search(
        self, query: SearchQuery, *, before: MessageRow | None = None, limit: int = 50
    ) -> None:
        """Ask for what holds every word of a query; see `Messenger.search`.

        What is asked while another search runs takes the place of whatever waited: somebody types
        faster than they read.
        """
        self._waiting = (query, before, limit)
        if not self._is_busy:
            self._search_next()

    def _search_next(self) -> None:
        if self._waiting is None:
            return
        (query, before, limit), self._waiting = self._waiting, None
        self._is_busy = True

        async def work() -> Answer:
            page = await self._messenger.search(query, before=before, limit=limit)
            return partial(self._answer, partial(self.found.emit, query, before, page))

        def on_error(error: ErrorText) -> None:
            self._answer(partial(self.search_failed.emit, query, error))

        self._runner.start("search", work, on_error)

    def _answer(self, tell: Callable[[], object]) -> None:
        self._is_busy = False
        tell()
        if not self._is_busy:
            self._search_next()

    def find_day(self, contact: ContactId, since_ms: int) -> None:
        """Ask for the first message of a conversation from a time on."""

        async def work() -> Answer:
            row = await self._messenger.find_message_since(contact, since_ms)
            if row is None:
                return partial(self.day_missing.emit, contact)
            return partial(self.day_found.emit, contact, row)

        subject = (contact, since_ms)
        self._runner.start("find day", work, self.request_failed.emit, subject=subject)
