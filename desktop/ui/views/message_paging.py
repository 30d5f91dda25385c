"""Which part of the open conversation is loaded: asks for pages, puts the answers in the list."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.core.records import (
    ContactId,
    ConversationRecord,
    MessagePosition,
    MessageRecord,
    MessageRow,
    Relation,
)
from desktop.ui.bridge import Bridge, MessagePage
from desktop.ui.contact_text import contact_name
from desktop.ui.error_texts import ErrorText
from desktop.ui.models.message_list_model import PAGE_ROWS, MessageListModel
from desktop.ui.views.message_view import MessageView


class MessagePaging(QObject):
    """Loads the messages of one conversation, and more of them where the list comes to an end.

    One page is asked for at a time while the list is scrolled. News that come before the first
    page wait for it. Answers about a conversation that was left meanwhile are not shown.

    Signals:
        newest_shown(): The newest messages were loaded, and the list shows where reading goes on.
        unread_below(int): Reading goes on above the end; so many messages are unread from there.
        failed(ErrorText): A part of the conversation could not be loaded.
    """

    newest_shown = Signal()
    unread_below = Signal(int)
    failed = Signal(object)

    def __init__(
        self, bridge: Bridge, messages: MessageView, model: MessageListModel, parent: QObject
    ) -> None:
        """Begin without conversation.

        Args:
            bridge: Asked for messages.
            messages: The list of them; tells when an end of it is near.
            model: What it shows.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._bridge = bridge
        self._messages = messages
        self._model = model
        self._contact: ContactId | None = None
        self._opened: ConversationRecord | None = None
        self._early: list[Callable[[], object]] = []
        self._is_loading = False
        bridge.messages_loaded.connect(self._on_loaded)
        bridge.load_failed.connect(self._on_load_failed)
        bridge.message_changed.connect(self._on_changed)
        bridge.message_removed.connect(self._on_removed)
        messages.older_wanted.connect(self._load_older)
        messages.newer_wanted.connect(self._load_newer)

    # ── requests ──────────────────────────────────────────────────────────────────────────────

    def open(self, conversation: ConversationRecord, message: MessageRow | None = None) -> None:
        """Ask for the first page of a conversation; the list is empty until it comes.

        Args:
            conversation: Whose.
            message: Show this one; None for the first that is unread, else the newest.
        """
        self.close()
        self._contact = conversation.contact.id
        self._opened = conversation
        self._model.set_sender(contact_name(conversation.contact))
        if message is None and conversation.unread_count >= PAGE_ROWS:
            message = conversation.first_unread
        self._load_around(self._contact, message)

    def close(self) -> None:
        """Show none."""
        self._contact = self._opened = None
        self._early = []
        self._is_loading = False
        self._model.clear()

    def show_message(self, message: MessageRow) -> None:
        """Show a message of the open conversation, loading what is around it if need be."""
        if self._model.find_row(message) is not None:
            self._messages.show_message(message)
        elif self._contact is not None:
            self._load_around(self._contact, message)

    def go_to_newest(self) -> None:
        """Show the newest message, loading it if the window is elsewhere."""
        if self._model.has_newer and self._contact is not None:
            self._load_around(self._contact, None)
        else:
            self._messages.go_to_end()

    def take(self, news: Callable[[], object]) -> bool:
        """Bring news of the open conversation into the list, now or behind its first page.

        Returns:
            False if they wait for that page.
        """
        if self._model.contact != self._contact:
            self._early.append(news)
            return False
        news()
        return True

    def _load_around(self, contact: ContactId, message: MessageRow | None) -> None:
        self._is_loading = True
        self._bridge.load_messages(contact, around=message)

    def _load_older(self) -> None:
        first = self._model.first
        if first is not None and self._contact is not None and not self._is_loading:
            self._is_loading = True
            self._bridge.load_messages(self._contact, before=first)

    def _load_newer(self) -> None:
        if self._contact is not None and not self._is_loading:
            self._is_loading = True
            self._bridge.load_messages(self._contact, after=self._model.last)

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def _on_loaded(self, page: MessagePage) -> None:
        if page.contact != self._contact:
            return
        self._is_loading = False
        if page.before is not None:
            if page.before == self._model.first:
                self._model.prepend(page.records, limit=page.limit)
        elif page.after is not None:
            if page.after == self._model.last and self._model.has_newer:
                self._model.append(page.records, limit=page.limit)
        elif page.around is None:
            self._show_newest(page)
        elif page.records:
            self._show_around(page, page.around)
        elif self._model.contact is None:
            # The message that was to be shown is gone.
            self._bridge.load_messages(page.contact)

    def _show_newest(self, page: MessagePage) -> None:
        is_opening = self._opened is not None
        self._model.open(page.contact, self._model.sender_name, page.records)
        self._after_opening()
        self._messages.go_to_end()
        unread = self._model.find_unread_row()
        if is_opening and unread is not None:
            self._show_unread(unread)
        self.newest_shown.emit()

    def _show_around(self, page: MessagePage, message: MessageRow) -> None:
        name = self._model.sender_name
        self._model.open_around(page.contact, name, page.records, message=message, limit=page.limit)
        self._after_opening()
        unread = self._model.find_unread_row()
        if unread is not None and unread == self._model.find_row(message):
            self._show_unread(unread)
        else:
            self._messages.show_message(message)

    def _after_opening(self) -> None:
        """Show what came meanwhile, and once for each opening where reading goes on."""
        early, self._early = self._early, []
        for news in early:
            news()
        opened, self._opened = self._opened, None
        # Of somebody who asks everything is new.
        if opened is not None and opened.contact.relation is not Relation.REQUEST:
            self._model.set_unread(opened.first_unread, opened.unread_count)

    def _show_unread(self, row: int) -> None:
        self._messages.show_row(row)
        if not self._messages.is_at_end:
            self.unread_below.emit(self._model.unread_count)

    def _on_load_failed(self, contact: ContactId, error: ErrorText) -> None:
        if contact == self._contact:
            self._is_loading = False
            self.failed.emit(error)

    # ── news ──────────────────────────────────────────────────────────────────────────────────

    def _on_changed(self, record: MessageRecord, old_position: MessagePosition) -> None:
        if record.contact == self._contact:
            self.take(partial(self._model.change, record, old_position))

    def _on_removed(self, record: MessageRecord) -> None:
        if record.contact == self._contact:
            self.take(partial(self._model.remove, record.position.row))
