"""What is done with messages: the menus and questions of the message list, and their answers.

Each menu is imported when it is first needed: the first picture of the window needs none.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QRect, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from desktop.core.records import (
    ContactId,
    ContactRecord,
    DeliveryState,
    FailureReason,
    MessageRow,
    MessageTimes,
)
from desktop.ui.bridge import Bridge
from desktop.ui.contact_text import contact_name
from desktop.ui.failure_texts import describe_failure
from desktop.ui.message_text import body_text
from desktop.ui.models.message_list_model import MessageListModel, ShownMessage
from desktop.ui.theme import Theme
from desktop.ui.views.message_view import MessageView


class MessageActions(QObject):
    """Serves one message list.

    Attributes:
        own_name: What this person is called in copied messages.
    """

    def __init__(
        self, bridge: Bridge, theme: Theme, view: MessageView, model: MessageListModel
    ) -> None:
        """Serve a list; it becomes the Qt parent.

        Args:
            bridge: Asked to retry, delete and tell times.
            theme: Gives the colours at each paint.
            view: The list.
            model: What it shows.
        """
        super().__init__(view)
        self._bridge = bridge
        self._theme = theme
        self._view = view
        self._model = model
        self._contact: ContactRecord | None = None
        self._asked: MessageRow | None = None
        self.own_name = ""
        view.failure_opened.connect(self._on_failure_opened)
        view.link_opened.connect(lambda url, rect: self._show_link(url, rect.center()))
        view.menu_requested.connect(self._on_menu_requested)
        view.copy_requested.connect(self._copy)
        view.delete_requested.connect(self._ask_to_delete)
        bridge.messages.times_found.connect(self._on_times_found)

    def set_contact(self, contact: ContactRecord | None) -> None:
        """Serve the conversation with this contact."""
        self._contact = contact

    def _in_window(self, point: QPoint) -> QPoint:
        return self._view.mapTo(self._view.window(), point)

    # ── copying ───────────────────────────────────────────────────────────────────────────────

    def _copy(self) -> None:
        text = self._view.copied_text(self.own_name or self.tr("You"))
        if text:
            QGuiApplication.clipboard().setText(text)

    def _copy_text(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    # ── links ─────────────────────────────────────────────────────────────────────────────────

    def _show_link(self, url: str, point: QPoint) -> None:
        from desktop.ui.dialogs.link_menu import LinkMenu

        menu = LinkMenu(self._theme, url, self._in_window(point), self._view.window())
        menu.open_requested.connect(self._open_url)
        menu.copy_requested.connect(self._copy_text)
        menu.open()

    def _open_url(self, url: str) -> None:
        QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode))

    # ── menu ──────────────────────────────────────────────────────────────────────────────────

    def _on_menu_requested(self, url: str, point: QPoint) -> None:
        from desktop.ui.dialogs.message_menu import MessageMenu

        targets = self._view.targets()
        if not targets or self._contact is None:
            return
        menu = MessageMenu(
            self._theme,
            [shown.record for shown in targets],
            url,
            self._in_window(point),
            self._view.window(),
            has_marked_text=bool(self._view.selection.marked_text()),
        )
        row = targets[0].record.position.row
        menu.copy_requested.connect(self._copy)
        menu.link_copy_requested.connect(self._copy_text)
        menu.link_requested.connect(lambda address: self._show_link(address, point))
        menu.choose_requested.connect(lambda: self._choose(row))
        menu.info_requested.connect(lambda: self._ask_times(row))
        menu.retry_requested.connect(lambda: self._bridge.retry(row))
        menu.delete_requested.connect(self._ask_to_delete)
        menu.closed.connect(self._view.clear_ring)
        menu.open()

    def _choose(self, message: MessageRow) -> None:
        row = self._model.find_row(message)
        if row is not None:
            self._view.selection.toggle(row)

    def _ask_times(self, message: MessageRow) -> None:
        self._asked = message
        self._bridge.messages.find_times(message)

    def _on_times_found(self, message: MessageRow, times: MessageTimes) -> None:
        from desktop.ui.dialogs.message_info import MessageInfo

        row = self._model.find_row(message)
        if message != self._asked or row is None or self._contact is None:
            return
        self._asked = None
        record = self._model.shown(row).record
        name = contact_name(self._contact)
        MessageInfo(self._theme, record, times, name, self._view.window()).open()

    # ── deleting ──────────────────────────────────────────────────────────────────────────────

    def _ask_to_delete(self) -> None:
        from desktop.ui.dialogs.delete_messages_dialog import DeleteMessagesDialog

        rows = [
            shown.record.position.row
            for shown in self._view.targets()
            if shown.record.state is not DeliveryState.WAITING
        ]
        if not rows or self._contact is None:
            return
        contact, name = self._contact.id, contact_name(self._contact)
        dialog = DeleteMessagesDialog(self._theme, len(rows), name, self._view.window())
        dialog.delete_requested.connect(lambda: self._delete(contact, rows))
        dialog.open()

    def _delete(self, contact: ContactId, rows: Sequence[MessageRow]) -> None:
        self._view.selection.clear()
        self._bridge.messages.delete(contact, rows)

    # ── what was not sent ─────────────────────────────────────────────────────────────────────

    def _on_failure_opened(self, shown: ShownMessage, rect: QRect) -> None:
        from desktop.ui.dialogs.failure_menu import FailureMenu

        if self._contact is None:
            return
        contact, failure = self._contact.id, shown.record.failure
        reason = describe_failure(failure, contact_name(self._contact))
        bubble = QRect(self._in_window(rect.topLeft()), rect.size())
        can_ask = failure is FailureReason.NO_SUCH_MAILBOX
        window = self._view.window()
        menu = FailureMenu(self._theme, reason, bubble, window, can_ask=can_ask)
        menu.note_lift(self._view.lift(rect.top(), menu.height_needed))
        menu.closed.connect(self._view.settle)
        row, text = shown.record.position.row, body_text(shown.record)
        menu.retry_requested.connect(lambda: self._bridge.retry(row))
        menu.copy_requested.connect(lambda: self._copy_text(text))
        menu.ask_requested.connect(lambda: self._bridge.people.ask_again(contact))
        menu.delete_requested.connect(self._ask_to_delete)
        menu.open()
