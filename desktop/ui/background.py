"""What the app does while nobody looks at its window: the tray icon and the notifications."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from desktop.core.records import ContactId, ConversationRecord
from desktop.ui.bridge import Bridge
from desktop.ui.main_window import MainWindow
from desktop.ui.message_notices import MessageNotices, NoticeService
from desktop.ui.theme import Theme
from desktop.ui.tray import Tray


class Background(QObject):
    """Joins window, tray and notifications.

    Attributes:
        tray: The icon among the desktop's own.
        notices: When something is notified, and in which words.
    """

    def __init__(
        self, app: QGuiApplication, bridge: Bridge, theme: Theme, window: MainWindow
    ) -> None:
        """Connect everything; nothing is shown in the tray until `begin`.

        Args:
            app: Tells whether the person looks at one of its windows.
            bridge: Tells what came.
            theme: Gives the icon its colours.
            window: Raised by a click; asks here whether closing it only hides it.
        """
        super().__init__(window)
        self._window = window
        self._unread: dict[ContactId, int] = {}
        self.tray = Tray(app, theme, self)
        self.notices = MessageNotices(self)
        bridge.chats_loaded.connect(self._on_chats_loaded)
        bridge.conversation_changed.connect(self._on_conversation_changed)
        bridge.conversation_removed.connect(self._on_conversation_removed)
        bridge.connection_changed.connect(self.notices.note_connection)
        app.applicationStateChanged.connect(self._on_state_changed)
        self.notices.chat_requested.connect(self._show_chat)
        self.notices.window_requested.connect(window.come_forward)
        self.tray.window_requested.connect(window.come_forward)
        self.tray.message_clicked.connect(self.notices.open_tag)
        self.tray.quit_requested.connect(window.quit)
        self.tray.quiet_chosen.connect(self._set_quiet)

    def begin(self) -> None:
        """Stand in the tray, and notify there until the desktop offers something better."""
        self.tray.appear()
        self.notices.serve_by(self.tray)

    def serve_by(self, service: NoticeService) -> None:
        """Notify by the desktop's own service from now on."""
        self.notices.serve_by(service)

    def _set_quiet(self, is_quiet: bool) -> None:  # noqa: FBT001
        self.notices.is_quiet = is_quiet

    def _show_chat(self, contact: ContactId) -> None:
        self._window.come_forward()
        self._window.shell.enter_chat(contact)

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        self.notices.set_watched(is_watched=state is Qt.ApplicationState.ApplicationActive)

    def _on_chats_loaded(self, conversations: list[ConversationRecord]) -> None:
        self.notices.note_conversations(conversations)
        self._unread = {record.contact.id: record.unread_count for record in conversations}
        self.tray.show_unread(sum(self._unread.values()))

    def _on_conversation_changed(self, conversation: ConversationRecord) -> None:
        self.notices.note_conversation(conversation)
        self._unread[conversation.contact.id] = conversation.unread_count
        self.tray.show_unread(sum(self._unread.values()))

    def _on_conversation_removed(self, contact: ContactId) -> None:
        self._unread.pop(contact, None)
        self.tray.show_unread(sum(self._unread.values()))
