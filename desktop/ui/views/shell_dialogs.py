"""Opens the dialogs of the working window and brings them the answers of the bridge.

Each is imported when it is first opened: together they take longer to load than the chat list.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from desktop.core.records import (
    ContactId,
    ContactRecord,
    ConversationRecord,
    InviteFound,
    Privacy,
    ProfileLabel,
    SafetyNumber,
)
from desktop.ui.bridge import Bridge
from desktop.ui.contact_text import contact_name
from desktop.ui.error_texts import ErrorText
from desktop.ui.models.palette_model import Command
from desktop.ui.overlay import Overlay
from desktop.ui.preferences import PreferenceStore
from desktop.ui.profiles import Profiles
from desktop.ui.theme import Theme
from desktop.ui.trust_text import WITHHELD, explain_change, explain_mismatch, explain_withheld


class ShellDialogs(QObject):
    """At most one dialog at a time.

    Attributes:
        current: The dialog that is open, None without.
        privacy: What the account tells others, as far as is known.

    Signals:
        privacy_changed(Privacy): Another choice is in force.
        chat_opened(ConversationRecord): An invite led to this conversation.
        failed(ErrorText): Something did not work, and no dialog says so.
    """

    privacy_changed = Signal(object)
    chat_opened = Signal(object)
    failed = Signal(object)

    def __init__(
        self, bridge: Bridge, theme: Theme, preferences: PreferenceStore, owner: QWidget
    ) -> None:
        """Open dialogs over the window of `owner`."""
        super().__init__(owner)
        self._bridge = bridge
        self._theme = theme
        self._preferences = preferences
        self._owner = owner
        self.current: Overlay | None = None
        self.privacy = Privacy()
        self._verifies: ContactId | None = None
        self._blocked_people: Callable[[], list[ContactRecord]] = list
        self._connect_signals()

    def _connect_signals(self) -> None:
        people, account = self._bridge.people, self._bridge.account
        people.number_loaded.connect(self._on_number_loaded)
        people.code_checked.connect(self._on_code_checked)
        people.trust_failed.connect(self._on_trust_failed)
        people.invite_made.connect(self._on_invite_made)
        people.invite_failed.connect(self._on_invite_failed)
        people.invite_read.connect(self._on_invite_read)
        people.invite_refused.connect(self._on_invite_refused)
        people.invite_opened.connect(self._on_invite_opened)
        people.blocked.connect(self._on_blocked)
        account.privacy_loaded.connect(self._on_privacy_loaded)
        account.privacy_failed.connect(self._on_privacy_failed)
        account.registered_again.connect(self._on_registered_again)
        account.registration_refused.connect(self._on_registration_refused)
        account.labels_found.connect(self._on_labels_found)

    def show_blocked_people(self, find: Callable[[], list[ContactRecord]]) -> None:
        """Ask `find` for the blocked contacts whenever the settings are opened."""
        self._blocked_people = find

    def _open(self, dialog: Overlay) -> None:
        self.current = dialog
        dialog.closed.connect(lambda: self._on_closed(dialog))
        dialog.open()

    def _on_closed(self, dialog: Overlay) -> None:
        if self.current is dialog:
            self.current = None

    @property
    def _window(self) -> QWidget:
        return self._owner.window()

    # ── contacts ──────────────────────────────────────────────────────────────────────────────

    def open_menu(self, contact: ContactRecord, button: QWidget) -> None:
        """Show what can be done about a contact below a button."""
        corner = button.mapTo(self._window, button.rect().topLeft())
        self.open_menu_at(contact, QRect(corner, button.size()))

    def open_menu_at(self, contact: ContactRecord, place: QRect) -> None:
        """Show what can be done about a contact below a place of the window."""
        from desktop.ui.dialogs.contact_menu import ContactMenu

        if self.current is not None:
            return
        menu = ContactMenu(self._theme, contact, place, self._window)
        menu.verify_requested.connect(lambda: self.open_verify(contact))
        menu.block_requested.connect(lambda: self.open_block(contact))
        menu.unblock_requested.connect(lambda: self._bridge.people.unblock(contact.id))
        self._open(menu)

    def open_account_menu(self, username: str, profiles: Profiles, avatar: QWidget) -> None:
        """Show the other profiles of this computer."""
        from desktop.ui.dialogs.account_menu import AccountMenu

        if self.current is not None:
            return
        window = self._window
        corner = avatar.mapTo(window, avatar.rect().topLeft())
        place = QRect(corner, avatar.size())
        menu = AccountMenu(self._theme, username, profiles.others(), place, window)
        menu.profile_requested.connect(profiles.open)
        menu.new_requested.connect(lambda: profiles.open(profiles.new_name()))
        self._open(menu)
        self._bridge.account.find_labels(profiles.find_labels)

    def _on_labels_found(self, labels: dict[str, ProfileLabel]) -> None:
        from desktop.ui.dialogs.account_menu import AccountMenu

        if isinstance(self.current, AccountMenu):
            self.current.show_labels(labels)

    def open_verify(self, contact: ContactRecord) -> None:
        """Compare the numbers with a contact."""
        from desktop.ui.dialogs.verify_dialog import VerifyDialog

        if self.current is not None:
            return
        people, number = self._bridge.people, contact.id
        name = contact_name(contact)
        dialog = VerifyDialog(self._theme, name, contact.trust, self._window)
        dialog.match_requested.connect(lambda: people.mark_verified(number, is_verified=True))
        dialog.withdraw_requested.connect(lambda: people.mark_verified(number, is_verified=False))
        dialog.code_read.connect(lambda code: people.check_code(number, code))
        dialog.mismatch_requested.connect(lambda: self._on_mismatch(name))
        self._verifies = number
        self._open(dialog)
        people.load_safety_number(number)

    def open_block(self, contact: ContactRecord) -> None:
        """Ask whether to block a contact."""
        from desktop.ui.dialogs.block_dialog import BlockDialog

        if self.current is not None:
            return
        rule = self.privacy.presence
        dialog = BlockDialog(self._theme, contact_name(contact), rule, self._window)
        dialog.block_requested.connect(
            lambda is_hiding: self._bridge.people.block(contact.id, hide_presence=is_hiding)
        )
        self._open(dialog)

    def open_delete_chat(self, contact: ContactRecord) -> None:
        """Ask whether to delete the chat with a contact."""
        from desktop.ui.dialogs.delete_chat_dialog import DeleteChatDialog

        if self.current is None:
            dialog = DeleteChatDialog(self._theme, contact_name(contact), self._window)
            dialog.delete_requested.connect(lambda: self._bridge.people.delete_chat(contact.id))
            self._open(dialog)

    def open_palette(
        self,
        chats: Sequence[ContactRecord],
        people: Sequence[ContactRecord],
        commands: Sequence[Command],
        on_contact: Callable[[ContactId], object],
    ) -> None:
        """Let a few letters lead to one of these; `on_contact` is told whose chat is meant."""
        from desktop.ui.dialogs.palette import Palette

        if self.current is None:
            palette = Palette(self._theme, chats, people, commands, parent=self._window)
            palette.contact_chosen.connect(on_contact)
            self._open(palette)

    def open_shortcuts(self) -> None:
        """Show the list of shortcuts."""
        from desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog

        if self.current is None:
            self._open(ShortcutsDialog(self._theme, self._window))

    def explain_changed_key(self, contact: ContactRecord) -> None:
        """Explain the red banner."""
        from desktop.ui.dialogs.explain_dialog import ExplainDialog

        if self.current is None:
            title = self.tr("Why is sending stopped?")
            explain = explain_withheld if contact.trust in WITHHELD else explain_change
            text = explain(contact_name(contact))
            self._open(ExplainDialog(self._theme, title, text, self._window))

    def _on_mismatch(self, name: str) -> None:
        from desktop.ui.dialogs.explain_dialog import ExplainDialog

        title = self.tr("The numbers do not match")
        self._open(ExplainDialog(self._theme, title, explain_mismatch(name), self._window))

    def _on_number_loaded(self, contact: ContactId, number: SafetyNumber) -> None:
        from desktop.ui.dialogs.verify_dialog import VerifyDialog

        if isinstance(self.current, VerifyDialog) and contact == self._verifies:
            self.current.show_number(number)

    def _on_code_checked(self, contact: ContactId, is_same: bool) -> None:  # noqa: FBT001 - a signal
        from desktop.ui.dialogs.verify_dialog import VerifyDialog

        if isinstance(self.current, VerifyDialog) and contact == self._verifies:
            self.current.show_check(is_same=is_same)

    def _on_trust_failed(self, contact: ContactId, error: ErrorText) -> None:
        from desktop.ui.dialogs.verify_dialog import VerifyDialog

        if isinstance(self.current, VerifyDialog) and contact == self._verifies:
            self.current.show_failure(error)
        else:
            self.failed.emit(error)

    def _on_blocked(self, _contact: ContactId) -> None:
        # The block may have changed who sees presence.
        self._bridge.account.load_privacy()

    # ── invites ───────────────────────────────────────────────────────────────────────────────

    def open_new_invite(self) -> None:
        """Make an invite and show it."""
        from desktop.ui.dialogs.invite_dialog import InviteDialog

        if self.current is None:
            self._open(InviteDialog(self._theme, self._window))
            self._bridge.people.create_invite()

    def open_invite(self) -> None:
        """Ask for somebody's invite."""
        from desktop.ui.dialogs.open_invite_dialog import OpenInviteDialog

        if self.current is not None:
            return
        dialog = OpenInviteDialog(self._theme, self._window)
        dialog.read_requested.connect(self._bridge.people.read_invite)
        dialog.open_requested.connect(self._bridge.people.open_invite)
        self._open(dialog)

    def _on_invite_made(self, link: str) -> None:
        from desktop.ui.dialogs.invite_dialog import InviteDialog

        if isinstance(self.current, InviteDialog):
            self.current.show_link(link)

    def _on_invite_failed(self, error: ErrorText) -> None:
        from desktop.ui.dialogs.invite_dialog import InviteDialog

        if isinstance(self.current, InviteDialog):
            self.current.show_failure(error)
        else:
            self.failed.emit(error)

    def _on_invite_read(self, link: str, found: InviteFound) -> None:
        from desktop.ui.dialogs.open_invite_dialog import OpenInviteDialog

        if isinstance(self.current, OpenInviteDialog):
            self.current.show_found(link, found)

    def _on_invite_refused(self, link: str, error: ErrorText) -> None:
        from desktop.ui.dialogs.open_invite_dialog import OpenInviteDialog

        if isinstance(self.current, OpenInviteDialog):
            self.current.show_failure(link, error)
        elif self._owner.isVisible():  # else a link of the first run, which says so itself
            self.failed.emit(error)

    def _on_invite_opened(self, conversation: ConversationRecord) -> None:
        from desktop.ui.dialogs.open_invite_dialog import OpenInviteDialog

        if isinstance(self.current, OpenInviteDialog):
            self.current.close_overlay()
        self.chat_opened.emit(conversation)

    # ── settings ──────────────────────────────────────────────────────────────────────────────

    def open_settings(self, section: str = "") -> None:
        """Show the settings, at a section of `SECTIONS` if one is named."""
        from desktop.ui.dialogs.settings_context import SettingsContext
        from desktop.ui.dialogs.settings_dialog import SettingsDialog

        if self.current is not None:
            return
        context = SettingsContext(
            theme=self._theme,
            bridge=self._bridge,
            preferences=self._preferences,
            privacy=lambda: self.privacy,
            find_blocked=self._blocked_people,
        )
        dialog = SettingsDialog(context, self._window)
        if section:
            dialog.show_section(section)
        self._open(dialog)

    def _on_privacy_loaded(self, privacy: Privacy) -> None:
        self.privacy = privacy
        self.privacy_changed.emit(privacy)

    def _on_privacy_failed(self, error: ErrorText) -> None:
        from desktop.ui.dialogs.settings_dialog import SettingsDialog

        if self.current is None or not isinstance(self.current, SettingsDialog):
            self.failed.emit(error)

    # ── lost account ──────────────────────────────────────────────────────────────────────────

    def open_lost_account(self, name: str) -> None:
        """Ask for the password that registers the account of this username again."""
        from desktop.ui.dialogs.lost_account_dialog import LostAccountDialog

        if self.current is None:
            dialog = LostAccountDialog(self._theme, name, self._window)
            dialog.password_entered.connect(self._bridge.account.register_again)
            self._open(dialog)

    def _on_registered_again(self) -> None:
        from desktop.ui.dialogs.lost_account_dialog import LostAccountDialog

        if isinstance(self.current, LostAccountDialog):
            self.current.close_overlay()

    def _on_registration_refused(self, error: ErrorText) -> None:
        from desktop.ui.dialogs.lost_account_dialog import LostAccountDialog

        if isinstance(self.current, LostAccountDialog):
            self.current.show_failure(error)
        else:
            self.failed.emit(error)
