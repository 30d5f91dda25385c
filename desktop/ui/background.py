"""What the app does while nobody looks at its window: the tray icon and the notifications."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from desktop.core.records import ContactId, ConversationRecord
from desktop.ui.bridge import Bridge
from desktop.ui.main_window import MainWindow
from desktop.ui.message_notices import MessageNotices
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme
from desktop.ui.tray import Tray


class Background(QObject):
    """Joins window, tray and notifications.

    Attributes:
        tray: The icon among the desktop's own.
        notices: When something is notified, and in which words.
    """

    def __init__(
        self,
        app: QGuiApplication,
        bridge: Bridge,
        theme: Theme,
        preferences: PreferenceStore,
        window: MainWindow,
    ) -> None:
        """Connect everything; nothing is shown until `begin`.

        Args:
            app: Tells whether the person looks at one of its windows.
            bridge: Tells what came.
            theme: Gives the icon its colours.
            preferences: What is notified, and whether the app goes on in the tray.
            window: Raised by a click; asks here whether closing it only hides it.
        """
        super().__init__(window)
        self._preferences = preferences
        self._window = window
        self._unread: dict[ContactId, int] = {}
        self.tray = Tray(app, theme, self)
        self.notices = MessageNotices(self)
        bridge.chats_loaded.connect(self._on_chats_loaded)
        bridge.conversation_changed.connect(self._on_conversation_changed)
        bridge.conversation_removed.connect(self._on_conversation_removed)
        bridge.connection_changed.connect(self.notices.note_connection)
        bridge.access.locked.connect(self._on_locked)
        app.applicationStateChanged.connect(self._on_state_changed)
        self.notices.chat_requested.connect(self._show_chat)
        self.notices.window_requested.connect(window.come_forward)
        self.tray.window_requested.connect(window.come_forward)
        self.tray.message_clicked.connect(self.notices.open_tag)
        self.tray.quit_requested.connect(window.quit)
        self.tray.quiet_chosen.connect(lambda is_on: preferences.change(do_not_disturb=is_on))
        preferences.changed.connect(self._apply)
        window.goes_on_hidden = self._goes_on_hidden
        self._apply()

    @property
    def click_words(self) -> str:
        """What a click on a notification does."""
        return self.tr("Open")

    def begin(self, *, is_minimised: bool = False) -> None:
        """Stand in the tray, show the window, and notify by the tray until there is better.

        Args:
            is_minimised: True to start hidden, if the window can be found again in the tray.
        """
        self.tray.appear()
        self.notices.serve_by(self.tray)
        if self.tray.is_available and (is_minimised or self._preferences.values.start_minimised):
            self._window.begin()
        elif is_minimised:
            self._window.showMinimized()
        else:
            self._window.show()

    def end(self) -> None:
        """Leave the tray, and take every notification away."""
        self.notices.withdraw_all()
        self.tray.vanish()

    def _apply(self, _name: str = "") -> None:
        values = self._preferences.values
        self.notices.level = values.notification_level
        self.notices.is_quiet = values.do_not_disturb or not values.notifications
        self.tray.show_quiet(is_quiet=values.do_not_disturb)

    def _goes_on_hidden(self) -> bool:
        return self._preferences.values.close_to_tray and self.tray.is_available

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

    def _on_locked(self) -> None:
        self.notices.withdraw_all()
        self._unread.clear()
        self.tray.show_unread(0)

    def _on_conversation_removed(self, contact: ContactId) -> None:
        self._unread.pop(contact, None)
        self.tray.show_unread(sum(self._unread.values()))
