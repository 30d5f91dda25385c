"""Requests of the window about single messages and what the composer keeps; part of the bridge."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.core.messenger import Messenger
from desktop.core.records import ContactId, Draft, MessageRow
from desktop.ui.error_texts import ErrorText
from desktop.ui.request_runner import Answer, RequestRunner


class MessagesBridge(QObject):
    """Requests and answers; `Bridge` makes it.

    Signals:
        times_found(MessageRow, MessageTimes): Answer to `find_times`.
        used_emoji_loaded(list): Answer to `load_used_emoji`.
        draft_not_kept(ContactId, Draft | None): What `save_draft` was told is not kept.
        request_failed(ErrorText): Something did not work; worth a toast.
    """

    times_found = Signal(object, object)
    used_emoji_loaded = Signal(object)
    draft_not_kept = Signal(object, object)
    request_failed = Signal(object)

    def __init__(
        self, messenger: Messenger, runner: RequestRunner, parent: QObject | None = None
    ) -> None:
        """Ask the messenger through the runner of the bridge."""
        super().__init__(parent)
        self._messenger = messenger
        self._runner = runner

    def delete(self, contact: ContactId, messages: Sequence[MessageRow]) -> None:
        """Erase messages on this computer."""
        rows = tuple(messages)

        async def work() -> Answer:
            await self._messenger.delete_messages(contact, rows)
            return None

        self._runner.start("delete messages", work, self.request_failed.emit, subject=rows)

    def find_times(self, message: MessageRow) -> None:
        """Ask when what happened with a message."""

        async def work() -> Answer:
            times = await self._messenger.find_message_times(message)
            return None if times is None else partial(self.times_found.emit, message, times)

        self._runner.start("find times", work, self.request_failed.emit, subject=message)

    def save_draft(self, contact: ContactId, draft: Draft | None) -> None:
        """Keep what is written to a contact."""

        async def work() -> Answer:
            await self._messenger.save_draft(contact, draft)
            return None

        def on_error(error: ErrorText) -> None:
            self.draft_not_kept.emit(contact, draft)
            self.request_failed.emit(error)

        # Never left out while another runs: the last one counts.
        self._runner.start("save draft", work, on_error, subject=object())

    def load_used_emoji(self, *, limit: int) -> None:
        """Ask which emoji the person picks most."""

        async def work() -> Answer:
            emoji = await self._messenger.load_used_emoji(limit=limit)
            return partial(self.used_emoji_loaded.emit, emoji)

        self._runner.start("load used emoji", work, self.request_failed.emit)

    def note_emoji_used(self, emoji: str) -> None:
        """Count that the person picked an emoji."""

        async def work() -> Answer:
            await self._messenger.note_emoji_used(emoji)
            return None

        self._runner.start("note emoji", work, self.request_failed.emit, subject=object())
