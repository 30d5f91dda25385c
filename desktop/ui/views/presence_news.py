"""How people stand at this moment: news of presence, typing and the connection, where they show."""

from PySide6.QtCore import QObject

from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState, ContactId
from desktop.ui.bridge import Bridge
from desktop.ui.models.chat_book import ChatBook
from desktop.ui.views.conversation_view import ConversationView
from protocol.messages import PresenceState


class PresenceNews(QObject):
    """Brings what is known of people at this moment into the list and the open conversation.

    Attributes:
        is_offline: True while there is no way to the server.
    """

    def __init__(
        self, bridge: Bridge, book: ChatBook, conversation: ConversationView, parent: QObject
    ) -> None:
        """Listen to the bridge.

        Args:
            bridge: Tells the news.
            book: Its chats remember them.
            conversation: Shows those of the contact whose conversation is open.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._book = book
        self._conversation = conversation
        self.is_offline = False
        bridge.presence_changed.connect(self._on_presence_changed)
        bridge.connection_changed.connect(self._on_connection_changed)
        bridge.typing_changed.connect(self._on_typing_changed)

    def _on_presence_changed(self, contact: ContactId, presence: PresenceState) -> None:
        self._book.chats.set_presence(contact, presence)
        if self._conversation.contact == contact:
            self._show_presence()

    def _on_connection_changed(self, change: ConnectionChanged) -> None:
        self._conversation.bar.show_state(change)
        self.is_offline = change.state is ConnectionState.OFFLINE
        is_connected = change.state in {ConnectionState.ONLINE, ConnectionState.CATCHING_UP}
        self._book.chats.set_connected(is_connected=is_connected)
        self._show_presence()

    def _on_typing_changed(self, contact: ContactId, is_typing: bool) -> None:  # noqa: FBT001
        self._book.chats.set_typing(contact, is_typing=is_typing)
        if self._conversation.contact == contact:
            self._conversation.header.show_typing(is_typing=is_typing)

    def _show_presence(self) -> None:
        contact = self._conversation.contact
        record = None if contact is None else self._book.find(contact)
        if record is not None:
            presence = self._book.chats.presence(record.contact.id)
            self._conversation.show_contact(record.contact, presence)
