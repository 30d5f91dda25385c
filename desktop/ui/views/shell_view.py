"""The working window: rail, list and conversation side by side, or one at a time if narrow."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.records import (
    ContactId,
    ContactRecord,
    ConversationRecord,
    MessageRow,
    Privacy,
    ProfileRecord,
    Relation,
)
from desktop.core.rescue_records import SavedHistory
from desktop.ui import time_text
from desktop.ui.bridge import Bridge
from desktop.ui.error_texts import ErrorText
from desktop.ui.focus import is_typed
from desktop.ui.models.chat_book import ChatBook
from desktop.ui.overlay import Overlay
from desktop.ui.preferences import PreferenceStore
from desktop.ui.profiles import Profiles
from desktop.ui.theme import Theme
from desktop.ui.views.account_notice_bar import AccountNoticeBar
from desktop.ui.views.conversation_list_view import ConversationListView
from desktop.ui.views.conversation_view import ConversationView
from desktop.ui.views.details_drawer import DetailsDrawer
from desktop.ui.views.lost_account_bar import LostAccountBar
from desktop.ui.views.new_chat_flow import NewChatFlow
from desktop.ui.views.people_list import PeopleList
from desktop.ui.views.presence_news import PresenceNews
from desktop.ui.views.rail import Rail
from desktop.ui.views.request_list_view import RequestListView
from desktop.ui.views.search_view import SearchView
from desktop.ui.views.shell_dialogs import ShellDialogs
from desktop.ui.views.shell_keys import ShellKeys
from desktop.ui.views.shell_panes import ShellPanes
from protocol.messages import PresenceState


class ShellView(QWidget):
    """Everything after an account is open.

    Attributes:
        book: Whose chats there are.
        model: Those of the chat list.
        request_model: Those of people who ask to write.
        new_chat: The way to a new chat.
        chats: The chat list.
        requests: The list of people who ask to write.
        search: What is found everywhere.
        dialogs: Opens every other dialog.
        notice: What the person must know about the own account.
        lost_account: Asks for the password when the server no longer knows the account.
        conversation: The conversation pane.
        panes: The list and the conversation beside each other.
        keys: What the keys do, and what the palette offers.
        details: Who is written to, beside or over it.

    Signals:
        failed(ErrorText): Something did not work; it is told at the foot of the list.
    """

    failed = Signal(object)

    def __init__(
        self,
        bridge: Bridge,
        theme: Theme,
        preferences: PreferenceStore,
        profiles: Profiles,
        *,
        now_ms: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        """Begin empty.

        Args:
            bridge: Asked for chats and people.
            theme: Gives the colours at each paint.
            preferences: What the window remembers.
            profiles: The other profiles of this computer.
            now_ms: The clock, Unix milliseconds.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._preferences = preferences
        self._profiles = profiles
        self._now_ms = now_ms
        self.book = ChatBook(now_ms, self)
        self.model, self.request_model = self.book.chats, self.book.requests
        self.rail = Rail(theme, self)
        self.chats = ConversationListView(theme, self.model, now_ms, self)
        self.requests = RequestListView(theme, self.request_model, self)
        self.search = SearchView(
            bridge, theme, self.model, self.request_model, now_ms=now_ms, parent=self
        )
        self.notice = AccountNoticeBar(theme, self)
        self.lost_account = LostAccountBar(theme, self)
        self._username = ""
        self.dialogs = ShellDialogs(bridge, theme, preferences, self)
        self.dialogs.show_blocked_people(self.book.blocked)
        self.new_chat = NewChatFlow(bridge, theme, self.dialogs, self)
        self.conversation = ConversationView(bridge, theme, now_ms, self)
        self._presence = PresenceNews(bridge, self.book, self.conversation, self)
        self._row = QHBoxLayout(self)
        self.panes = ShellPanes(
            theme,
            preferences,
            rail=self.rail,
            conversation=self.conversation,
            row=self._row,
            parent=self,
        )
        self.details = DetailsDrawer(theme, preferences, self._row, self)
        self._midnight = QTimer(self)
        self._midnight.setSingleShot(True)
        self._lay_out()
        self.keys = ShellKeys(self, preferences, self)
        self._connect_signals()
        self._on_preference_changed("enter_sends")
        self._midnight.start(time_text.milliseconds_to_midnight(now_ms()))

    def _lay_out(self) -> None:
        for view in (self.chats, self.requests, self.search):
            self.panes.lists.addWidget(view)
        row = self._row
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = self._bars = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.lost_account)
        column.addWidget(self.notice)
        column.addWidget(self.panes, 1)
        row.addLayout(column, 1)

    def _connect_signals(self) -> None:
        bridge = self._bridge
        bridge.chats_loaded.connect(self._on_chats_loaded)
        bridge.conversation_changed.connect(self._on_conversation_changed)
        bridge.conversation_removed.connect(self._on_conversation_removed)
        bridge.catch_up_progressed.connect(self.chats.catch_up.show_progress)
        bridge.connection_changed.connect(self.chats.catch_up.show_state)
        bridge.connection_changed.connect(self.lost_account.show_state)
        self.lost_account.pressed.connect(self._on_lost_account)
        bridge.notice_raised.connect(self.notice.raise_notice)
        bridge.request_failed.connect(self.tell)
        bridge.people.request_failed.connect(self.tell)
        bridge.people.hello_said.connect(self._on_chat_started)
        bridge.messages.request_failed.connect(self.tell)
        bridge.chat_started.connect(self._on_chat_started)
        self.rail.chats_requested.connect(self.show_list)
        self.rail.requests_requested.connect(self.show_requests)
        self.rail.settings_requested.connect(self.dialogs.open_settings)
        self.rail.account_requested.connect(self._on_account_requested)
        self.requests.chat_chosen.connect(self.open_chat)
        self.requests.chat_entered.connect(self.open_chat)
        self.search.chat_chosen.connect(self.open_chat)
        self.search.hit_chosen.connect(self._on_hit_chosen)
        self.search.left.connect(self.leave_search)
        bridge.search.request_failed.connect(self.tell)
        self.dialogs.privacy_changed.connect(self._on_privacy_changed)
        self.dialogs.chat_opened.connect(self._on_chat_started)
        self.dialogs.failed.connect(self.tell)
        self.conversation.block_requested.connect(self.dialogs.open_block)
        self.conversation.verify_requested.connect(self.dialogs.open_verify)
        self.conversation.why_requested.connect(self.dialogs.explain_changed_key)
        self.conversation.menu_requested.connect(self._on_menu_requested)
        self._connect_chats()
        self.conversation.add_requested.connect(self.new_chat.open)
        self.conversation.back_requested.connect(self._go_back)
        self.conversation.send_failed.connect(self.tell)
        self._midnight.timeout.connect(self._on_midnight)
        self._preferences.changed.connect(self._on_preference_changed)
        self._theme.zoomed.connect(self._on_zoomed)
        self._connect_details()

    def _connect_chats(self) -> None:
        self.chats.chat_chosen.connect(self.open_chat)
        self.chats.chat_entered.connect(self.enter_chat)
        self.chats.new_chat_requested.connect(self.new_chat.open)
        self.chats.menu_requested.connect(self.dialogs.open_menu_at)
        self.chats.palette_requested.connect(self.keys.open_palette)

    def _connect_details(self) -> None:
        view, people = self.details.view, self._bridge.people
        self.conversation.contact_shown.connect(self._on_contact_shown)
        self.conversation.contact_left.connect(lambda: self.details.set_contact(has_contact=False))
        self.conversation.header.details_requested.connect(self.details.toggle)
        self.details.shown_changed.connect(self._on_details_changed)
        view.verify_requested.connect(self.dialogs.open_verify)
        view.block_requested.connect(self.dialogs.open_block)
        view.unblock_requested.connect(lambda contact: people.unblock(contact.id))
        view.rename_requested.connect(lambda contact, name: people.rename(contact.id, name))
        view.mute_requested.connect(
            lambda contact, is_muted: people.set_muted(contact.id, is_muted=is_muted)
        )
        view.delete_requested.connect(self.dialogs.open_delete_chat)
        view.search_requested.connect(self._on_search_requested)
        people.chat_deleted.connect(self._on_chat_deleted)

    def _on_preference_changed(self, name: str) -> None:
        if name == "enter_sends":
            enter_sends = self._preferences.values.enter_sends
            self.conversation.composer.editor.enter_sends = enter_sends

    @property
    def lists(self) -> QStackedWidget:
        """The list that is shown in the list column, with the others behind it."""
        return self.panes.lists

    @property
    def current_rows(self) -> QWidget:
        """What has the focus in the list column."""
        shown = self.panes.lists.currentWidget()
        return shown.rows if isinstance(shown, PeopleList) else self.search.field.edit

    # ── requests ──────────────────────────────────────────────────────────────────────────────

    def open_profile(self, profile: ProfileRecord) -> None:
        """Show this account and ask for its chats."""
        self._username = profile.username
        self.rail.show_name(profile.username)
        self.conversation.message_actions.own_name = profile.username
        self._bridge.load_chats()
        self._bridge.account.load_privacy()

    def open_saved(self, saved: SavedHistory) -> None:
        """Show what was saved of a damaged history, to be read alone."""
        self.set_read_only(is_read_only=True)
        self._username = saved.username or ""
        self.rail.show_name(self._username)
        self._bridge.load_chats()

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Show what is there without anything that would change it."""
        self.conversation.set_read_only(is_read_only=is_read_only)

    def add_bar(self, bar: QWidget) -> None:
        """Let a bar of somebody else stand over everything but the rail."""
        bar.setParent(self)
        self._bars.insertWidget(0, bar)

    def close_dialogs(self) -> None:
        """Close what stands over the window."""
        for dialog in self.window().findChildren(Overlay):
            if dialog.isVisible():
                dialog.close_overlay()

    def close_profile(self, *, is_gone: bool = False) -> None:
        """Show nothing more of the account: it is locked, does not open, or is gone for good."""
        self.close_dialogs()
        self.search.forget()
        self.conversation.composer.forget_drafts(also_unkept=is_gone)
        self.conversation.show_nothing(has_chats=False)
        self.book.load([])
        self.rail.show_name("")
        self._show_only(self.chats)
        self._show_counts()

    def take_focus(self) -> None:
        """Let the keys reach this page: its shortcuts need the focus inside it."""
        if self.panes.lists.isHidden():
            if self.conversation.contact is not None:
                self.conversation.write()
            else:
                self.rail.first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chats.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_chat(self, contact: ContactId) -> None:
        """Show a contact's conversation."""
        record = self.book.find(contact)
        if record is not None:
            self.conversation.open(record, self.model.presence(contact))
            self.conversation.header.show_typing(is_typing=self.model.is_typing(contact))
            self.panes.show_panes(is_list_wanted=False)
            self._preferences.change(last_chat=contact)

    def show_message(self, contact: ContactId, message: MessageRow) -> None:
        """Show a message in its conversation, wherever in the history it stands."""
        record = self.book.find(contact)
        if record is not None:
            self.conversation.open(record, self.model.presence(contact), message=message)
            self.chats.choose(contact)
            self.panes.show_panes(is_list_wanted=False)

    def enter_chat(self, contact: ContactId) -> None:
        """Show a contact's conversation and put the cursor into its composer."""
        self.open_chat(contact)
        self.conversation.write()

    def show_list(self) -> None:
        """Show the chat list, with one pane instead of the conversation."""
        was_elsewhere = self.panes.lists.currentWidget() is not self.chats
        self._show_only(self.chats)
        if self.panes.is_narrow or was_elsewhere:
            self.chats.clear_choice()
            self._leave_chat()
        self.chats.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_chat(self) -> None:
        """Show none because the person wants none, also at the next start."""
        self.conversation.show_nothing(has_chats=self.model.rowCount() > 0)
        self.panes.show_panes(is_list_wanted=True)
        self._preferences.change(last_chat=0)

    def show_requests(self) -> None:
        """Show who asks to write, in place of the chats."""
        if self.panes.lists.currentWidget() is not self.requests or self.panes.is_narrow:
            self._show_only(self.requests)
            self.requests.clear_choice()
            self._leave_chat()
        self.requests.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_search(self) -> None:
        """Search everywhere, in place of the list."""
        self._show_only(self.search)
        self.panes.show_panes(is_list_wanted=True)
        self.search.begin()

    def leave_search(self) -> None:
        """Show the chats again; the conversation stays, without marks."""
        self.search.forget()
        self.conversation.show_hit((), None)
        self._show_only(self.chats)
        if self.conversation.contact is None:
            self.chats.rows.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chats.choose(self.conversation.contact)
            self.conversation.write()

    def _on_hit_chosen(self, contact: ContactId, message: MessageRow) -> None:
        self.show_message(contact, message)
        self.conversation.show_hit(self.search.model.words, message)

    def _go_back(self) -> None:
        if self.panes.lists.currentWidget() is self.search:
            self.show_search()
            return
        if self.panes.lists.currentWidget() is self.requests:
            self.show_requests()
        else:
            self.show_list()

    def _show_only(self, view: QWidget) -> None:
        self.panes.lists.setCurrentWidget(view)
        self.rail.show_current(is_requests=view is self.requests)

    def tell(self, error: ErrorText) -> None:
        """Say at the foot of the list that something did not work."""
        self.failed.emit(error)
        if self.panes.lists.currentWidget() is self.requests:
            self.requests.tell(error)
        else:
            self.chats.tell(error)

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def _on_chat_started(self, conversation: ConversationRecord) -> None:
        self.new_chat.close()
        self._on_conversation_changed(conversation)
        self._choose_chat(conversation.contact.id)
        self.conversation.write()

    def _choose_chat(self, contact: ContactId) -> None:
        self._show_only(self.chats)
        self.chats.choose(contact)

    def _on_chats_loaded(self, conversations: list[ConversationRecord]) -> None:
        self.book.load(conversations)
        self._show_counts()
        if self.conversation.contact is None:
            has_chats = self.model.rowCount() > 0
            self.conversation.show_nothing(has_chats=has_chats)
            self.panes.show_panes(is_list_wanted=has_chats, is_chat_open=False)
            if self.rail.first.hasFocus():
                self.take_focus()
            self._reopen_chat()

    def _reopen_chat(self) -> None:
        """Show the chat that was open last, beside the list or, when narrow, in its place."""
        last = ContactId(self._preferences.values.last_chat)
        if self.model.find_record(last) is not None:
            self._choose_chat(last)
            if self.panes.is_narrow:
                self.take_focus()

    # ── news ──────────────────────────────────────────────────────────────────────────────────

    def _on_conversation_changed(self, conversation: ConversationRecord) -> None:
        contact = conversation.contact
        is_first = self.model.rowCount() == 0
        was_request = self.request_model.find_row(contact.id) is not None
        self.book.put(conversation)
        self._show_counts()
        is_shown = self.conversation.contact == contact.id
        if is_shown and was_request and contact.relation is Relation.ACCEPTED:
            self._choose_chat(contact.id)
            self.conversation.write()
        if self.conversation.contact == contact.id:
            self.conversation.show_contact(contact, self.model.presence(contact.id))
        elif is_first and self.model.rowCount() and self.conversation.contact is None:
            self.conversation.show_nothing(has_chats=True)
            self.panes.show_panes(is_list_wanted=True)

    def _on_conversation_removed(self, contact: ContactId) -> None:
        self.book.remove(contact)
        self._show_counts()
        if self.conversation.contact == contact:
            self.conversation.show_nothing(has_chats=True)
            self.panes.show_panes(is_list_wanted=True)

    def _on_contact_shown(self, contact: ContactRecord, presence: PresenceState) -> None:
        self.details.view.show_contact(contact, presence)
        self.details.set_contact(has_contact=contact.relation is not Relation.REQUEST)

    def _on_details_changed(self, is_open: bool) -> None:  # noqa: FBT001 - a signal
        self.conversation.header.show_details_open(is_open=is_open)
        self._arrange()

    def _on_search_requested(self) -> None:
        if not self.details.is_column:
            self.details.close()
        self.conversation.open_search()

    def _on_chat_deleted(self, contact: ContactId) -> None:
        self.conversation.composer.forget_draft(contact)
        if self.conversation.contact == contact:
            self.chats.clear_choice()
            self.conversation.show_nothing(has_chats=self.model.rowCount() > 0)
            self.panes.show_panes(is_list_wanted=True)

    def _on_privacy_changed(self, privacy: Privacy) -> None:
        self.conversation.set_presence_rule(privacy.presence)

    def _on_menu_requested(self, contact: ContactRecord) -> None:
        self.dialogs.open_menu(contact, self.conversation.header.menu)

    def _show_counts(self) -> None:
        self.rail.show_unread(self.model.unread_total())
        self.rail.show_requests(self.request_model.rowCount(), self.book.unseen_requests)

    def _on_account_requested(self) -> None:
        self.dialogs.open_account_menu(self._username, self._profiles, self.rail.avatar)

    def _on_lost_account(self) -> None:
        self.dialogs.open_lost_account(self._username)

    def _on_midnight(self) -> None:
        self.book.refresh_rows()
        self.conversation.model.refresh_days()
        self._midnight.start(time_text.milliseconds_to_midnight(self._now_ms()))

    # ── panes ─────────────────────────────────────────────────────────────────────────────────

    def event(self, event: QEvent) -> bool:
        """Try to connect at once when the person comes back to the window."""
        # The one event about it that also reaches what stands inside a window.
        if event.type() == QEvent.Type.WindowActivate and self._presence.is_offline:
            self._bridge.reconnect_now()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Write what is typed beside the composer into it."""
        if not is_typed(event) or not self.conversation.write_key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between one pane and two."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self.details.arrange()
        if self.panes.arrange(self.width(), has_details=self.details.is_shown):
            self.conversation.set_narrow(is_narrow=self.panes.is_narrow)
            has_chats = self.model.rowCount() > 0
            is_open = self.conversation.contact is not None
            self.panes.show_panes(is_list_wanted=has_chats and not is_open, is_chat_open=is_open)

    def _on_zoomed(self) -> None:
        self._arrange()
        self.panes.place_list()
