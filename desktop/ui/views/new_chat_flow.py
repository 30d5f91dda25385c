"""The way to a new chat: the dialog that asks for a name, and the answers it gets."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.core.records import PersonFound
from desktop.ui.bridge import Bridge
from desktop.ui.error_texts import ErrorText
from desktop.ui.theme import Theme
from desktop.ui.views.shell_dialogs import ShellDialogs

if TYPE_CHECKING:
    from desktop.ui.dialogs.new_chat_dialog import NewChatDialog


class NewChatFlow(QObject):
    """Asks whom to write to.

    Attributes:
        dialog: The dialog that is open, None without.
    """

    def __init__(self, bridge: Bridge, theme: Theme, dialogs: ShellDialogs, owner: QWidget) -> None:
        """Ask over the window of `owner`, which becomes the Qt parent.

        Args:
            bridge: Asked for people and chats.
            theme: Gives the colours at each paint.
            dialogs: The other dialogs; never is one open beside this one.
            owner: Stands in the window.
        """
        super().__init__(owner)
        self._bridge = bridge
        self._theme = theme
        self._dialogs = dialogs
        self._owner = owner
        self.dialog: NewChatDialog | None = None
        bridge.person_found.connect(self._on_person_found)
        bridge.person_missing.connect(self._on_person_missing)
        bridge.look_up_failed.connect(self._on_failed)
        bridge.chat_failed.connect(self._on_failed)

    def open(self) -> None:
        """Ask for a name, unless something is asked already."""
        if self.dialog is not None or self._dialogs.current is not None:
            return
        from desktop.ui.dialogs.new_chat_dialog import NewChatDialog  # noqa: PLC0415 - when needed

        dialog = NewChatDialog(self._theme, self._owner.window())
        dialog.look_up_requested.connect(self._bridge.look_up)
        dialog.chat_requested.connect(self._bridge.start_chat)
        dialog.invite_requested.connect(self._dialogs.open_new_invite)
        dialog.open_invite_requested.connect(self._dialogs.open_invite)
        dialog.closed.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()

    def close(self) -> None:
        """The chat is there: nothing more is asked."""
        if self.dialog is not None:
            self.dialog.close_overlay()

    def _on_closed(self) -> None:
        self.dialog = None

    def _on_person_found(self, name: str, person: PersonFound) -> None:
        if self.dialog is not None:
            self.dialog.show_person(name, person)

    def _on_person_missing(self, name: str, error: ErrorText) -> None:
        if self.dialog is not None:
            self.dialog.show_missing(name, error)

    def _on_failed(self, name: str, error: ErrorText) -> None:
        if self.dialog is not None:
            self.dialog.show_failure(name, error)
