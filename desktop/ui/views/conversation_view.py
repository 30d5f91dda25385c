"""The conversation pane: head, connection bar, messages and composer of one contact."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.records import (
    ContactId,
    ContactRecord,
    ConversationRecord,
    MessageRecord,
    MessageRow,
    Relation,
)
from desktop.core.search_words import SearchWord
from desktop.errors import NotAcceptedYet
from desktop.ui.bridge import Bridge
from desktop.ui.contact_text import contact_name
from desktop.ui.error_texts import ErrorText, code_of
from desktop.ui.measures import Px
from desktop.ui.models.message_list_model import MessageListModel
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.views.chat_search import ChatSearch
from desktop.ui.views.chat_search_bar import ChatSearchBar
from desktop.ui.views.connection_bar import ConnectionBar
from desktop.ui.views.conversation_foot import ConversationFoot
from desktop.ui.views.conversation_header import ConversationHeader
from desktop.ui.views.emoji_actions import EmojiActions
from desktop.ui.views.empty_views import FirstChatView, NoChatView
from desktop.ui.views.jump_button import JUMP_SIZE, JumpButton
from desktop.ui.views.message_actions import MessageActions
from desktop.ui.views.message_paging import MessagePaging
from desktop.ui.views.message_view import MessageView
from desktop.ui.views.request_intro import RequestIntro
from desktop.ui.views.trust_banner import TrustBanner
from protocol.messages import PresenceRule, PresenceState

_JUMP_MARGIN = Px(24)
_JUMP_ABOVE_COMPOSER = Px(16)
_NOT_ACCEPTED = code_of(NotAcceptedYet)
_WITHOUT_BANNER = (Relation.REQUEST, Relation.BLOCKED)


class ConversationView(Surface):
    """Shows one conversation at a time.

    Attributes:
        header: Whose conversation it is.
        bar: How the app stands with the server.
        search_bar: What is looked for in this conversation, if anything.
        banner: That a changed key waits for the person.
        foot: The composer, or what stands in its place.
        composer: Where messages are written.
        messages: The list of messages.
        model: What it shows.
        message_actions: What is done with messages.

    Signals:
        back_requested(): Back to the list, when one pane is shown at a time.
        add_requested(): The person wants to add the first contact.
        contact_shown(ContactRecord, PresenceState): Whose conversation is open, as it is now.
        contact_left(): No conversation is open any more.
        send_failed(ErrorText): A text could not be queued; it is still in the composer.
        block_requested(ContactRecord): The person wants to hear nothing more of this contact.
        verify_requested(ContactRecord): The person wants to compare the numbers.
        why_requested(ContactRecord): The person wants to know what the red banner means.
        menu_requested(ContactRecord): The person wants to see what else can be done.
    """

    back_requested = Signal()
    add_requested = Signal()
    contact_shown = Signal(object, object)
    contact_left = Signal()
    send_failed = Signal(object)
    block_requested = Signal(object)
    verify_requested = Signal(object)
    why_requested = Signal(object)
    menu_requested = Signal(object)

    def __init__(
        self,
        bridge: Bridge,
        theme: Theme,
        now_ms: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        """Begin without conversation.

        Args:
            bridge: Asked for messages.
            theme: Gives the colours at each paint.
            now_ms: The clock, Unix milliseconds.
            parent: Qt parent.
        """
        super().__init__(theme, "window", parent=parent)
        self._bridge = bridge
        self._contact: ContactRecord | None = None
        self._is_read_only = False
        self._new_below = 0
        self.model = MessageListModel(now_ms, self)
        self.header = ConversationHeader(theme, self)
        self.search_bar = ChatSearchBar(theme, self)
        self.bar = ConnectionBar(theme, self)
        self.messages = MessageView(theme, self.model, self)
        self.banner = TrustBanner(theme, self)
        self.foot = self._foot = ConversationFoot(theme, now_ms, self)
        self.composer = self.foot.composer
        self.message_actions = MessageActions(bridge, theme, self.messages, self.model)
        self._emoji_actions = EmojiActions(bridge, theme, self.composer)
        self._intro = RequestIntro(theme, self.messages)
        self._intro.hide()
        self._jump = JumpButton(theme, self)
        self._first = FirstChatView(theme, self)
        self._none = NoChatView(theme, self)
        self._pages = QStackedWidget(self)
        self._paging = MessagePaging(bridge, self.messages, self.model, self)
        self._search = ChatSearch(
            bridge,
            theme,
            self.search_bar,
            now_ms=now_ms,
            show_message=self._paging.show_message,
            mark=self.messages.set_search,
            tell=self.send_failed.emit,
            parent=self,
        )
        self._lay_out()
        self._connect_signals()
        self.show_nothing(has_chats=True)

    def _lay_out(self) -> None:
        for page in (self.messages, self._first, self._none):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.search_bar)
        column.addWidget(self.banner)
        column.addWidget(self.bar)
        column.addWidget(self._pages, 1)
        column.addWidget(self._foot)

    def _connect_signals(self) -> None:
        bridge = self._bridge
        bridge.message_added.connect(self._on_added)
        bridge.text_sent.connect(self._on_text_sent)
        bridge.send_failed.connect(self._on_send_failed)
        self.header.back_requested.connect(self.back_requested)
        self.header.search_requested.connect(self.toggle_search)
        self.search_bar.left.connect(self.close_search)
        self.composer.send_requested.connect(bridge.send_text)
        self._paging.newest_shown.connect(self._on_newest_shown)
        self._paging.unread_below.connect(self._set_new_below)
        self._paging.failed.connect(self.send_failed)
        self.messages.end_changed.connect(self._on_end_changed)
        self._jump.clicked.connect(self.go_to_newest)
        self._first.add_requested.connect(self.add_requested)
        self._first.hello_requested.connect(bridge.people.say_hello)
        self.composer.draft_changed.connect(bridge.messages.save_draft)
        bridge.messages.draft_not_kept.connect(self.composer.note_not_kept)
        self.composer.edited.connect(bridge.people.note_typing)
        self.messages.repair_requested.connect(lambda: self._ask(bridge.people.request_repair))
        self.foot.accept_requested.connect(lambda: self._ask(bridge.people.accept))
        self.foot.delete_requested.connect(lambda: self._ask(bridge.people.delete_request))
        self.foot.unblock_requested.connect(lambda: self._ask(bridge.people.unblock))
        self.foot.ask_requested.connect(lambda: self._ask(bridge.people.ask_again))
        self.foot.block_requested.connect(lambda: self._tell(self.block_requested))
        self.banner.accept_requested.connect(lambda: self._ask(bridge.people.accept_new_key))
        self.banner.verify_requested.connect(lambda: self._tell(self.verify_requested))
        self.banner.why_requested.connect(lambda: self._tell(self.why_requested))
        self.header.verify_requested.connect(lambda: self._tell(self.verify_requested))
        self.header.menu_requested.connect(lambda: self._tell(self.menu_requested))
        for changed in (self.model.modelReset, self.model.rowsInserted, self.model.dataChanged):
            changed.connect(self._show_waiting)

    def _ask(self, request: Callable[[ContactId], object]) -> None:
        if self._contact is not None:
            request(self._contact.id)

    def _tell(self, signal: SignalInstance) -> None:
        if self._contact is not None:
            signal.emit(self._contact)

    def _show_waiting(self) -> None:
        self.foot.set_waiting_count(self.model.waiting_count)

    # ── what is shown ─────────────────────────────────────────────────────────────────────────

    @property
    def contact(self) -> ContactId | None:
        """Whose conversation is open."""
        return None if self._contact is None else self._contact.id

    def offer_hello(self, name: str) -> None:
        """Offer on the first step to write to somebody who answers by itself."""
        self._first.offer_hello(name)

    def open_search(self) -> None:
        """Show the search bar, or take the cursor into it again."""
        if self._contact is not None:
            self._search.open(self._contact.id)
            self.header.show_search(is_open=True)

    def close_search(self) -> None:
        """Take the search bar away and go on writing."""
        had_focus = self.search_bar.field.edit.hasFocus()
        self._search.close()
        self.header.show_search(is_open=False)
        if had_focus:
            self.write()

    def toggle_search(self) -> None:
        """Show the search bar, or take it away."""
        if self._search.is_open:
            self.close_search()
        else:
            self.open_search()

    def show_hit(self, words: tuple[SearchWord, ...], message: MessageRow | None) -> None:
        """Mark words that were looked for everywhere, and ring the message that was chosen."""
        self.close_search()
        self.messages.set_search(words, message, has_ring=message is not None)

    def show_nothing(self, *, has_chats: bool) -> None:
        """Show the hint, or the first step if there is no chat at all."""
        self.close_search()
        self._contact = None
        self.message_actions.set_contact(None)
        self._paging.close()
        self.composer.close_contact()
        self._set_open(is_open=False)
        self._pages.setCurrentWidget(self._none if has_chats else self._first)
        self.contact_left.emit()

    def open(
        self,
        conversation: ConversationRecord,
        presence: PresenceState,
        *,
        message: MessageRow | None = None,
    ) -> None:
        """Show a conversation and ask for its messages.

        Args:
            conversation: Whose.
            presence: What is known of the person's presence.
            message: Show this one; None for the first that is unread, else the newest.
        """
        contact = conversation.contact
        is_same = self._contact is not None and self._contact.id == contact.id
        self.show_contact(contact, presence)
        if is_same:
            if message is not None:
                self._paging.show_message(message)
            return
        self.close_search()
        self.messages.set_search((), None)
        self._set_open(is_open=True)
        self._pages.setCurrentWidget(self.messages)
        self.composer.open(contact.id, contact_name(contact), conversation.draft)
        self._paging.open(conversation, message)

    def show_contact(self, contact: ContactRecord, presence: PresenceState) -> None:
        """Show the contact as it is now."""
        self._contact = contact
        self.header.show_contact(contact, presence)
        is_request = contact.relation is Relation.REQUEST
        self.banner.show_trust(contact.trust, contact_name(contact))
        self.banner.setHidden(self.banner.isHidden() or contact.relation in _WITHOUT_BANNER)
        self.foot.show_contact(contact)
        self._intro.show_contact(contact)
        self.messages.set_head(self._intro if is_request else None)
        self.model.set_sender(contact_name(contact))
        self.message_actions.set_contact(contact)
        # A stranger leads nobody anywhere by one careless click.
        self.messages.set_links_shown(are_shown=not is_request)
        if self.model.contact == contact.id:
            self.composer.open(contact.id, contact_name(contact))
        self.contact_shown.emit(contact, presence)

    def _set_open(self, *, is_open: bool) -> None:
        self.header.setVisible(is_open)
        self._foot.setVisible(is_open and not self._is_read_only)
        if not is_open:
            self.banner.hide()
            self._jump.hide()

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Show messages without anything to write or change them with."""
        self._is_read_only = is_read_only
        self.show_nothing(has_chats=True)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Show Back and use the smaller margins."""
        self.header.set_narrow(is_narrow=is_narrow)
        self.search_bar.set_narrow(is_narrow=is_narrow)
        self.foot.set_narrow(is_narrow=is_narrow)
        self.banner.set_narrow(is_narrow=is_narrow)

    def set_presence_rule(self, rule: PresenceRule) -> None:
        """Promise only what holds while presence is told by this rule."""
        self.foot.set_presence_rule(rule)

    def write(self) -> None:
        """Put the cursor into the composer."""
        if self._contact is not None:
            self.foot.write()

    def write_key(self, event: QKeyEvent) -> bool:
        """Let the composer have a key that was typed elsewhere.

        Returns:
            False if nothing can be written here now.
        """
        self.write()
        if not self.composer.editor.hasFocus():
            return False
        QApplication.sendEvent(self.composer.editor, event)
        return True

    def go_to_newest(self) -> None:
        """Show the newest message, loading it if the window is elsewhere."""
        self._paging.go_to_newest()
        self._set_new_below(0)

    # ── news ──────────────────────────────────────────────────────────────────────────────────

    def _on_added(self, record: MessageRecord) -> None:
        if record.contact != self.contact:
            return
        is_at_end = self.messages.is_at_end
        if not self._paging.take(partial(self.model.add, record)):
            return
        if record.is_own:
            self.go_to_newest()
        elif is_at_end:
            self._mark_read()
        else:
            self._set_new_below(self._new_below + 1)

    def _on_newest_shown(self) -> None:
        if self.messages.is_at_end:
            self._mark_read()

    def _on_end_changed(self, is_at_end: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._jump.setVisible(not is_at_end and self._contact is not None)
        self._place_jump()
        if is_at_end:
            self._set_new_below(0)
            self._mark_read()

    def _set_new_below(self, count: int) -> None:
        self._new_below = count
        self._jump.set_count(count)

    def _is_end_seen(self) -> bool:
        return self.contact is not None and self.messages.is_at_end

    def mark_read(self) -> None:
        """Everything here counts as seen, wherever in it one looks."""
        if self._contact is not None:
            self._bridge.mark_read(self._contact.id)
            self._set_new_below(0)

    def _mark_read(self) -> None:
        # Only what a person can have seen: the window must be in front.
        is_seen = self.isVisible() and self.window().isActiveWindow()
        if self._contact is not None and is_seen and not self._is_read_only:
            self._bridge.mark_read(self._contact.id)

    # ── sending ───────────────────────────────────────────────────────────────────────────────

    def _on_text_sent(self, contact: ContactId, _text: str) -> None:
        self.composer.confirm_sent(contact)

    def _on_send_failed(self, contact: ContactId, error: ErrorText) -> None:
        self.composer.keep_text(contact)
        if error.code == _NOT_ACCEPTED:
            self.foot.show_not_accepted(contact)
        else:
            self.send_failed.emit(error)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def _place_jump(self) -> None:
        left = _JUMP_MARGIN if self.isRightToLeft() else self.width() - _JUMP_MARGIN - JUMP_SIZE
        top = self._foot.y() - _JUMP_ABOVE_COMPOSER - self._jump.height()
        self._jump.move(left, top)
        self._jump.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the jump button in its corner."""
        super().resizeEvent(event)
        self._place_jump()

    def event(self, event: QEvent) -> bool:
        """Count what is in sight as read when the window comes to the front."""
        # The one event about it that also reaches what stands inside a window.
        if event.type() == QEvent.Type.WindowActivate and self._is_end_seen():
            self._mark_read()
        return super().event(event)
