"""What the keys of the working window do, and what the palette offers."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.records import ContactId
from desktop.ui.actions import ACTIONS, NUMBERED_CHATS, bind_actions
from desktop.ui.models.chat_book import ChatBook
from desktop.ui.models.conversation_list_model import ConversationListModel
from desktop.ui.models.palette_model import Command
from desktop.ui.preferences import PreferenceStore
from desktop.ui.views.conversation_list_view import ConversationListView
from desktop.ui.views.conversation_view import ConversationView
from desktop.ui.views.details_drawer import DetailsDrawer
from desktop.ui.views.new_chat_flow import NewChatFlow
from desktop.ui.views.rail import Rail
from desktop.ui.views.shell_dialogs import ShellDialogs


class Shell(Protocol):
    """What the keys reach of the working window; the window says what each part is."""

    book: ChatBook
    model: ConversationListModel
    rail: Rail
    chats: ConversationListView
    conversation: ConversationView
    details: DetailsDrawer
    dialogs: ShellDialogs
    new_chat: NewChatFlow

    @property
    def lists(self) -> QWidget:
        """The list column."""

    @property
    def current_rows(self) -> QWidget:
        """What has the focus in the list column."""

    def show_list(self) -> None:
        """Show the chat list."""

    def show_requests(self) -> None:
        """Show who asks to write."""

    def show_search(self) -> None:
        """Search everywhere."""

    def enter_chat(self, contact: ContactId) -> None:
        """Show a contact's conversation and put the cursor into its composer."""


class ShellKeys(QObject):
    """Binds the actions of the working window.

    Attributes:
        handlers: What each action does, by its name in code; the window adds its own.
    """

    def __init__(self, shell: Shell, preferences: PreferenceStore, parent: QWidget) -> None:
        """Bind what is done with `shell` to the keys that reach `parent`."""
        super().__init__(parent)
        self._shell = shell
        self._preferences = preferences
        own = self._build_handlers()
        bind_actions(parent, own)
        self.handlers: dict[str, Callable[[], object]] = dict(own)

    def _build_handlers(self) -> dict[str, Callable[[], object]]:
        shell, chats = self._shell, self._shell.chats
        return {
            "palette": self.open_palette,
            "new-chat": shell.new_chat.open,
            "find-everywhere": shell.show_search,
            "requests": shell.show_requests,
            "next-chat": partial(chats.choose_next, 1),
            "previous-chat": partial(chats.choose_next, -1),
            "next-unread": partial(chats.choose_next_unread, 1),
            "previous-unread": partial(chats.choose_next_unread, -1),
            **{
                f"chat-{number}": partial(chats.choose_row, number - 1)
                for number in range(1, NUMBERED_CHATS + 1)
            },
            "find": shell.conversation.open_search,
            "newest": shell.conversation.go_to_newest,
            "details": shell.details.toggle,
            "escape": self._escape,
            "settings": shell.dialogs.open_settings,
            "quiet": self._toggle_quiet,
            "next-part": partial(self._go_to_part, 1),
            "previous-part": partial(self._go_to_part, -1),
            "shortcuts": shell.dialogs.open_shortcuts,
        }

    # ── palette ───────────────────────────────────────────────────────────────────────────────

    def open_palette(self) -> None:
        """Let a few letters lead to a chat, a person or a command."""
        self._shell.dialogs.open_palette(
            [record.contact for record in self._shell.model.records()],
            self._shell.book.people_without_chat(),
            self._commands(),
            self._go_to_contact,
        )

    def _go_to_contact(self, contact: ContactId) -> None:
        self._shell.show_list()
        self._shell.chats.choose(contact)
        self._shell.enter_chat(contact)

    def _commands(self) -> list[Command]:
        from desktop.ui.dialogs.settings_sections import SECTIONS  # noqa: PLC0415 - when needed

        commands = [
            Command(
                title=action.title(),
                icon=action.icon,
                key_text=action.key_text,
                act=self.handlers[action.key],
            )
            for action in ACTIONS
            if action.icon
        ]
        for section in SECTIONS:
            title = self.tr("Settings: {section}").format(section=section.title())
            act = partial(self._shell.dialogs.open_settings, section.key)
            commands.append(Command(title=title, icon=section.icon, key_text="", act=act))
        return commands

    # ── keys ──────────────────────────────────────────────────────────────────────────────────

    def _toggle_quiet(self) -> None:
        is_quiet = self._preferences.values.do_not_disturb
        self._preferences.change(do_not_disturb=not is_quiet)

    def _escape(self) -> None:
        """Close what lies over the conversation; else go to the composer; there, mark as read."""
        shell = self._shell
        focused: QWidget | None = QApplication.focusWidget()
        if shell.details.is_shown and not shell.details.is_column:
            shell.details.close()
        elif focused is shell.conversation.composer.editor:
            shell.conversation.mark_read()
        else:
            shell.conversation.close_search()
            shell.conversation.write()

    def _parts(self) -> list[tuple[QWidget, QWidget]]:
        """Return the parts of the window that can be seen: each, and where its focus goes."""
        shell = self._shell
        conversation = shell.conversation
        parts = [
            (shell.rail, shell.rail.first),
            (shell.lists, shell.current_rows),
            (conversation.messages, conversation.messages),
            (conversation.foot, conversation.composer.editor),
            (shell.details.view, shell.details.view.trust),
        ]
        return [part for part in parts if part[1].isVisible()]

    def _go_to_part(self, step: int) -> None:
        parts = self._parts()
        if not parts:
            return  # the window is hidden, or another page is over the shell
        focused: QWidget | None = QApplication.focusWidget()
        here = [
            number
            for number, (part, _target) in enumerate(parts)
            if focused is not None and (part is focused or part.isAncestorOf(focused))
        ]
        place = here[0] + step if here else (0 if step > 0 else -1)
        target = parts[place % len(parts)][1]
        messages = self._shell.conversation.messages
        if target is messages and not messages.currentIndex().isValid():
            # Left to itself, Qt begins with the oldest one that is loaded.
            newest = messages.model().rowCount() - 1
            messages.setCurrentIndex(messages.model().index(newest, 0))
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
