"""The working window: rail, list and conversation side by side, or one at a time if narrow."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.events import ConnectionChanged
from desktop.core.records import (
    ConnectionState,
    ContactId,
    ContactRecord,
    ConversationRecord,
    MessageRow,
    PersonFound,
    Privacy,
    ProfileRecord,
    Relation,
)
from desktop.core.rescue_records import SavedHistory
from desktop.ui import time_text
from desktop.ui.bridge import Bridge
from desktop.ui.error_texts import ErrorText
from desktop.ui.focus import is_typed
from desktop.ui.measures import px
from desktop.ui.models.conversation_list_model import ConversationListModel
from desktop.ui.overlay import Overlay
from desktop.ui.preferences import PreferenceStore
from desktop.ui.profiles import Profiles
from desktop.ui.theme import Theme
from desktop.ui.tokens import (
    CONVERSATION_WIDTH_MIN,
    DETAILS_COLUMN_FROM,
    DETAILS_WIDTH,
    LIST_WIDTH_MAX,
    LIST_WIDTH_MIN,
    NARROW_WIDTH,
    RAIL_WIDTH,
)
from desktop.ui.views.account_notice_bar import AccountNoticeBar
from desktop.ui.views.conversation_list_view import ConversationListView
from desktop.ui.views.conversation_view import ConversationView
from desktop.ui.views.details_drawer import DetailsDrawer
from desktop.ui.views.lost_account_bar import LostAccountBar
from desktop.ui.views.people_list import PeopleList
from desktop.ui.views.rail import Rail
from desktop.ui.views.request_list_view import RequestListView
from desktop.ui.views.search_view import SearchView
from desktop.ui.views.shell_dialogs import ShellDialogs
from desktop.ui.views.shell_keys import ShellKeys
from protocol.messages import PresenceState

if TYPE_CHECKING:
    from desktop.ui.dialogs.new_chat_dialog import NewChatDialog


class ShellView(QWidget):
    """Everything after an account is open.

    Attributes:
        chats: The chat list.
        requests: The list of people who ask to write.
        search: What is found everywhere.
        dialogs: Opens every dialog but that for a new chat.
        notice: What the person must know about the own account.
        lost_account: Asks for the password when the server no longer knows the account.
        conversation: The conversation pane.
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
        self._is_narrow = False
        self._dialog: NewChatDialog | None = None
        self._is_offline = False
        self._unlisted: dict[ContactId, ConversationRecord] = {}
        self.model = ConversationListModel(now_ms, self)
        self.request_model = ConversationListModel(now_ms, self)
        self.rail = Rail(theme, self)
        self.chats = ConversationListView(theme, self.model, now_ms, self)
        self.requests = RequestListView(theme, self.request_model, self)
        self.search = SearchView(
            bridge, theme, self.model, self.request_model, now_ms=now_ms, parent=self
        )
        self.notice = AccountNoticeBar(theme, self)
        self.lost_account = LostAccountBar(theme, self)
        self._username = ""
        self._lists = QStackedWidget(self)
        self.dialogs = ShellDialogs(bridge, theme, preferences, self)
        self.dialogs.show_blocked_people(self._find_blocked)
        self.conversation = ConversationView(bridge, theme, now_ms, self)
        self._row = QHBoxLayout(self)
        self.details = DetailsDrawer(theme, preferences, self._row, self)
        self._midnight = QTimer(self)
        self._midnight.setSingleShot(True)
        self._lay_out()
        self.keys = ShellKeys(self, preferences)
        self._connect_signals()
        self._on_preference_changed("enter_sends")
        self._midnight.start(time_text.milliseconds_to_midnight(now_ms()))

    def _lay_out(self) -> None:
        self._lists.addWidget(self.chats)
        self._lists.addWidget(self.requests)
        self._lists.addWidget(self.search)
        self._lists.setMinimumWidth(LIST_WIDTH_MIN)
        self._lists.setMaximumWidth(LIST_WIDTH_MAX)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._lists)
        self._splitter.addWidget(self.conversation)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._place_list()
        row = self._row
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = self._bars = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.lost_account)
        column.addWidget(self.notice)
        column.addWidget(self._splitter, 1)
        row.addLayout(column, 1)

    def _connect_signals(self) -> None:
        bridge = self._bridge
        bridge.chats_loaded.connect(self._on_chats_loaded)
        bridge.conversation_changed.connect(self._on_conversation_changed)
        bridge.presence_changed.connect(self._on_presence_changed)
        bridge.connection_changed.connect(self._on_connection_changed)
        bridge.conversation_removed.connect(self._on_conversation_removed)
        bridge.typing_changed.connect(self._on_typing_changed)
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
        bridge.person_found.connect(self._on_person_found)
        bridge.person_missing.connect(self._on_person_missing)
        bridge.look_up_failed.connect(self._on_look_up_failed)
        bridge.chat_failed.connect(self._on_look_up_failed)
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
        self.conversation.add_requested.connect(self.open_new_chat)
        self.conversation.back_requested.connect(self._go_back)
        self.conversation.send_failed.connect(self.tell)
        self._midnight.timeout.connect(self._on_midnight)
        self._preferences.changed.connect(self._on_preference_changed)
        self._theme.zoomed.connect(self._on_zoomed)
        self._splitter.splitterMoved.connect(self._on_list_dragged)
        self._connect_details()

    def _connect_chats(self) -> None:
        self.chats.chat_chosen.connect(self.open_chat)
        self.chats.chat_entered.connect(self.enter_chat)
        self.chats.new_chat_requested.connect(self.open_new_chat)
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
        return self._lists

    @property
    def current_rows(self) -> QWidget:
        """What has the focus in the list column."""
        shown = self._lists.currentWidget()
        return shown.rows if isinstance(shown, PeopleList) else self.search.field.edit

    def people_without_chat(self) -> list[ContactRecord]:
        """Return contacts whose chat was deleted."""
        return [record.contact for record in self._unlisted.values()]

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

    def close_profile(self) -> None:
        """Show nothing more of the account: it is gone."""
        self.close_dialogs()
        self.search.forget()
        self.conversation.composer.forget_drafts()
        self.conversation.show_nothing(has_chats=False)
        for model in (self.model, self.request_model):
            model.set_conversations([])
        self.rail.show_name("")
        self._show_only(self.chats)
        self._show_counts()

    def take_focus(self) -> None:
        """Let the keys reach this page: its shortcuts need the focus inside it."""
        if self._lists.isHidden() and self.conversation.contact is not None:
            self.conversation.write()
        else:
            self.chats.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_chat(self, contact: ContactId) -> None:
        """Show a contact's conversation."""
        record = self._find_record(contact)
        if record is not None:
            self.conversation.open(record, self.model.presence(contact))
            self.conversation.header.show_typing(is_typing=self.model.is_typing(contact))
            self._apply_panes(is_list_wanted=False)
            self._preferences.change(last_chat=contact)

    def show_message(self, contact: ContactId, message: MessageRow) -> None:
        """Show a message in its conversation, wherever in the history it stands."""
        record = self._find_record(contact)
        if record is not None:
            self.conversation.open(record, self.model.presence(contact), message=message)
            self.chats.choose(contact)
            self._apply_panes(is_list_wanted=False)

    def enter_chat(self, contact: ContactId) -> None:
        """Show a contact's conversation and put the cursor into its composer."""
        self.open_chat(contact)
        self.conversation.write()

    def show_list(self) -> None:
        """Show the chat list, with one pane instead of the conversation."""
        was_elsewhere = self._lists.currentWidget() is not self.chats
        self._show_only(self.chats)
        if self._is_narrow or was_elsewhere:
            self.chats.clear_choice()
            self._leave_chat()
        self.chats.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_chat(self) -> None:
        """Show none because the person wants none, also at the next start."""
        self.conversation.show_nothing(has_chats=self.model.rowCount() > 0)
        self._apply_panes(is_list_wanted=True)
        self._preferences.change(last_chat=0)

    def show_requests(self) -> None:
        """Show who asks to write, in place of the chats."""
        if self._lists.currentWidget() is not self.requests or self._is_narrow:
            self._show_only(self.requests)
            self.requests.clear_choice()
            self._leave_chat()
        self.requests.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_search(self) -> None:
        """Search everywhere, in place of the list."""
        self._show_only(self.search)
        self._apply_panes(is_list_wanted=True)
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
        if self._lists.currentWidget() is self.search:
            self.show_search()
            return
        if self._lists.currentWidget() is self.requests:
            self.show_requests()
        else:
            self.show_list()

    def _show_only(self, view: QWidget) -> None:
        self._lists.setCurrentWidget(view)
        self.rail.show_current(is_requests=view is self.requests)

    def _find_record(self, contact: ContactId) -> ConversationRecord | None:
        listed = self.model.find_record(contact) or self.request_model.find_record(contact)
        return listed or self._unlisted.get(contact)

    def contacts(self) -> list[ContactRecord]:
        """Return everybody who is known and does not only ask, with or without a chat."""
        listed = [record.contact for record in self.model.records()]
        return listed + self.people_without_chat()

    def _find_blocked(self) -> list[ContactRecord]:
        return [contact for contact in self.contacts() if contact.relation is Relation.BLOCKED]

    def tell(self, error: ErrorText) -> None:
        """Say at the foot of the list that something did not work."""
        self.failed.emit(error)
        if self._lists.currentWidget() is self.requests:
            self.requests.tell(error)
        else:
            self.chats.tell(error)

    def open_new_chat(self) -> None:
        """Ask whom to write to."""
        if self._dialog is not None or self.dialogs.current is not None:
            return
        from desktop.ui.dialogs.new_chat_dialog import NewChatDialog  # noqa: PLC0415 - when needed

        dialog = NewChatDialog(self._theme, self.window())
        dialog.look_up_requested.connect(self._bridge.look_up)
        dialog.chat_requested.connect(self._bridge.start_chat)
        dialog.invite_requested.connect(self.dialogs.open_new_invite)
        dialog.open_invite_requested.connect(self.dialogs.open_invite)
        dialog.closed.connect(self._on_dialog_closed)
        self._dialog = dialog
        dialog.open()

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def _on_dialog_closed(self) -> None:
        self._dialog = None

    def _on_person_found(self, name: str, person: PersonFound) -> None:
        if self._dialog is not None:
            self._dialog.show_person(name, person)

    def _on_person_missing(self, name: str, error: ErrorText) -> None:
        if self._dialog is not None:
            self._dialog.show_missing(name, error)

    def _on_look_up_failed(self, name: str, error: ErrorText) -> None:
        if self._dialog is not None:
            self._dialog.show_failure(name, error)

    def _on_chat_started(self, conversation: ConversationRecord) -> None:
        if self._dialog is not None:
            self._dialog.close_overlay()
        self._on_conversation_changed(conversation)
        self._choose_chat(conversation.contact.id)
        self.conversation.write()

    def _choose_chat(self, contact: ContactId) -> None:
        self._show_only(self.chats)
        self.chats.choose(contact)

    def _on_chats_loaded(self, conversations: list[ConversationRecord]) -> None:
        requests = [record for record in conversations if _is_request(record)]
        conversations = [record for record in conversations if not _is_request(record)]
        self._unlisted = {each.contact.id: each for each in conversations if not each.is_listed}
        conversations = [record for record in conversations if record.is_listed]
        self.model.set_conversations(conversations)
        self.request_model.set_conversations(requests)
        self._show_counts()
        if self.conversation.contact is None:
            self.conversation.show_nothing(has_chats=bool(conversations))
            self._apply_panes(is_list_wanted=bool(conversations))
            self._reopen_chat()

    def _reopen_chat(self) -> None:
        """Show the chat that was open last, beside the list or, when narrow, in its place."""
        last = ContactId(self._preferences.values.last_chat)
        if self.model.find_record(last) is not None:
            self._choose_chat(last)
            if self._is_narrow:
                self.take_focus()

    # ── news ──────────────────────────────────────────────────────────────────────────────────

    def _on_conversation_changed(self, conversation: ConversationRecord) -> None:
        contact = conversation.contact
        is_first = self.model.rowCount() == 0
        is_request = _is_request(conversation)
        was_request = self.request_model.find_row(contact.id) is not None
        (self.model if is_request else self.request_model).remove(contact.id)
        self._unlisted.pop(contact.id, None)
        if conversation.is_listed or is_request:
            (self.request_model if is_request else self.model).put(conversation)
        else:
            self.model.remove(contact.id)
            self._unlisted[contact.id] = conversation
        self._show_counts()
        is_shown = self.conversation.contact == contact.id
        if is_shown and was_request and contact.relation is Relation.ACCEPTED:
            self._choose_chat(contact.id)
            self.conversation.write()
        if self.conversation.contact == contact.id:
            self.conversation.show_contact(contact, self.model.presence(contact.id))
        elif is_first and not is_request and self.conversation.contact is None:
            self.conversation.show_nothing(has_chats=True)
            self._apply_panes(is_list_wanted=True)

    def _on_conversation_removed(self, contact: ContactId) -> None:
        self.model.remove(contact)
        self.request_model.remove(contact)
        self._show_counts()
        if self.conversation.contact == contact:
            self.conversation.show_nothing(has_chats=True)
            self._apply_panes(is_list_wanted=True)

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
            self._apply_panes(is_list_wanted=True)

    def _on_typing_changed(self, contact: ContactId, is_typing: bool) -> None:  # noqa: FBT001
        self.model.set_typing(contact, is_typing=is_typing)
        if self.conversation.contact == contact:
            self.conversation.header.show_typing(is_typing=is_typing)

    def _on_privacy_changed(self, privacy: Privacy) -> None:
        self.conversation.set_presence_rule(privacy.presence)

    def _on_menu_requested(self, contact: ContactRecord) -> None:
        self.dialogs.open_menu(contact, self.conversation.header.menu)

    def _on_presence_changed(self, contact: ContactId, presence: PresenceState) -> None:
        self.model.set_presence(contact, presence)
        if self.conversation.contact == contact:
            self._show_presence()

    def _on_connection_changed(self, change: ConnectionChanged) -> None:
        self.conversation.bar.show_state(change)
        self._is_offline = change.state is ConnectionState.OFFLINE
        is_connected = change.state in {ConnectionState.ONLINE, ConnectionState.CATCHING_UP}
        self.model.set_connected(is_connected=is_connected)
        self._show_presence()

    def _show_presence(self) -> None:
        contact = self.conversation.contact
        record = None if contact is None else self._find_record(contact)
        if record is not None:
            presence = self.model.presence(record.contact.id)
            self.conversation.show_contact(record.contact, presence)

    def _show_counts(self) -> None:
        self.rail.show_unread(self.model.unread_total())
        unseen = sum(record.unread_count > 0 for record in self.request_model.records())
        self.rail.show_requests(self.request_model.rowCount(), unseen)

    def _on_account_requested(self) -> None:
        self.dialogs.open_account_menu(self._username, self._profiles, self.rail.avatar)

    def _on_lost_account(self) -> None:
        self.dialogs.open_lost_account(self._username)

    def _on_midnight(self) -> None:
        self.model.refresh_rows()
        self.request_model.refresh_rows()
        self.conversation.model.refresh_days()
        self._midnight.start(time_text.milliseconds_to_midnight(self._now_ms()))

    def _place_list(self) -> None:
        width = min(px(self._preferences.values.list_width), self._lists.maximumWidth())
        self._splitter.setSizes([width - 1, max(1, self._splitter.width() - width)])

    def _on_list_dragged(self) -> None:
        if not self._is_narrow:
            width = round((self._lists.width() + 1) * 100 / self._theme.zoom_percent)
            self._preferences.change(list_width=width)

    # ── panes ─────────────────────────────────────────────────────────────────────────────────

    def _apply_panes(self, *, is_list_wanted: bool) -> None:
        is_list_shown = not self._is_narrow or is_list_wanted
        is_pane_shown = not self._is_narrow or not is_list_wanted
        self._lists.setVisible(is_list_shown)
        self.rail.setVisible(is_list_shown)
        self.conversation.setVisible(is_pane_shown)

    def event(self, event: QEvent) -> bool:
        """Try to connect at once when the person comes back to the window."""
        # The one event about it that also reaches what stands inside a window.
        if event.type() == QEvent.Type.WindowActivate and self._is_offline:
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
        is_narrow = self.width() < NARROW_WIDTH
        self.details.arrange()
        self._limit_list(is_narrow=is_narrow)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.conversation.set_narrow(is_narrow=is_narrow)
            has_chats = self.model.rowCount() > 0
            is_open = self.conversation.contact is not None
            self._apply_panes(is_list_wanted=has_chats and not is_open)

    def _limit_list(self, *, is_narrow: bool) -> None:
        """Let the list be as wide as the conversation beside it allows."""
        most: int = NARROW_WIDTH
        if not is_narrow:
            taken = RAIL_WIDTH + CONVERSATION_WIDTH_MIN
            if self.details.is_shown and self.width() >= DETAILS_COLUMN_FROM:
                taken += DETAILS_WIDTH
            most = max(LIST_WIDTH_MIN, min(LIST_WIDTH_MAX, self.width() - taken))
        if most != self._lists.maximumWidth():
            self._lists.setMaximumWidth(most)
            # The splitter shares out the width that it has, so it must have the new one.
            self._row.activate()
            self._place_list()

    def _on_zoomed(self) -> None:
        self._arrange()
        self._place_list()


def _is_request(conversation: ConversationRecord) -> bool:
    return conversation.contact.relation is Relation.REQUEST
