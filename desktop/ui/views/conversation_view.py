"""The conversation pane: head, connection bar, messages and composer of one contact."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.core.records import (
    ContactId,
    ContactRecord,
    ConversationRecord,
    MessagePosition,
    MessageRecord,
)
from desktop.ui.bridge import Bridge, MessagePage
from desktop.ui.contact_text import contact_name
from desktop.ui.dialogs.failure_menu import FailureMenu
from desktop.ui.error_texts import ErrorText, describe_failure
from desktop.ui.focus import PaintedButton
from desktop.ui.message_text import body_text
from desktop.ui.models.message_list_model import MessageListModel, ShownMessage
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, PANE_MARGIN, PANE_MARGIN_NARROW
from desktop.ui.typography import TypeStyle
from desktop.ui.views.composer import Composer
from desktop.ui.views.connection_bar import ConnectionBar
from desktop.ui.views.conversation_header import ConversationHeader
from desktop.ui.views.empty_views import FirstChatView, NoChatView
from desktop.ui.views.message_view import MessageView
from protocol.messages import PresenceState

_ABOVE_COMPOSER = 8
_BELOW_COMPOSER = 16
_JUMP_SIZE = 40
_JUMP_MARGIN = 24
_JUMP_ABOVE_COMPOSER = 16
_BADGE = 18


class _JumpButton(PaintedButton):
    """Goes to the newest message and counts what came meanwhile."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self._count = 0
        self.setFixedSize(_JUMP_SIZE + 4, _JUMP_SIZE + _BADGE // 2)
        self.set_count(0)
        self.hide()

    def set_count(self, count: int) -> None:
        self._count = count
        name = self.tr("Newest message")
        self.setAccessibleName(
            self.tr("{name}, {count} new").format(name=name, count=count) if count else name
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(2, _BADGE / 2, _JUMP_SIZE, _JUMP_SIZE).adjusted(1, 1, -1, -1)
        color = tokens.accent if self.is_ring_shown else tokens.border
        painter.setPen(QPen(QColor(color), FOCUS_RING if self.is_ring_shown else 1))
        painter.setBrush(QColor(tokens.hover if self.underMouse() else tokens.raised))
        painter.drawEllipse(disc)
        icon = QRectF(disc.center().x() - 10, disc.center().y() - 9, 20, 20)
        self._theme.icons.draw(painter, icon, "chevron-down", tokens.text)
        if self._count:
            style = TypeStyle.META_STRONG
            text = str(self._count)
            width = max(_BADGE, style.metrics.horizontalAdvance(text) + 10)
            box = QRectF((self.width() - width) / 2, 0, width, _BADGE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(box, _BADGE / 2, _BADGE / 2)
            painter.setFont(style.font)
            painter.setPen(QColor(tokens.on_accent))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class ConversationView(Surface):
    """Shows one conversation at a time.

    Attributes:
        header: Whose conversation it is.
        bar: How the app stands with the server.
        composer: Where messages are written.

    Signals:
        back_requested(): Back to the list, when one pane is shown at a time.
        add_requested(): The person wants to add the first contact.
        send_failed(ErrorText): A text could not be queued; it is still in the composer.
    """

    back_requested = Signal()
    add_requested = Signal()
    send_failed = Signal(object)

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
        self._early: list[tuple[MessageRecord, MessagePosition | None]] = []
        self._is_loading = False
        self._new_below = 0
        self.model = MessageListModel(now_ms, self)
        self.header = ConversationHeader(theme, self)
        self.bar = ConnectionBar(theme, self)
        self.messages = MessageView(theme, self.model, self)
        self.composer = Composer(theme, self)
        self._jump = _JumpButton(theme, self)
        self._first = FirstChatView(theme, self)
        self._none = NoChatView(theme, self)
        self._pages = QStackedWidget(self)
        self._foot = QWidget(self)
        self._lay_out()
        self._connect_signals()
        self.show_nothing(has_chats=True)

    def _lay_out(self) -> None:
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(PANE_MARGIN, _ABOVE_COMPOSER, PANE_MARGIN, _BELOW_COMPOSER)
        foot.addWidget(self.composer)
        for page in (self.messages, self._first, self._none):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.bar)
        column.addWidget(self._pages, 1)
        column.addWidget(self._foot)

    def _connect_signals(self) -> None:
        bridge = self._bridge
        bridge.messages_loaded.connect(self._on_loaded)
        bridge.load_failed.connect(self._on_load_failed)
        bridge.message_added.connect(self._on_added)
        bridge.message_changed.connect(self._on_changed)
        bridge.text_sent.connect(self._on_text_sent)
        bridge.send_failed.connect(self._on_send_failed)
        self.header.back_requested.connect(self.back_requested)
        self.composer.send_requested.connect(bridge.send_text)
        self.messages.older_wanted.connect(self._load_older)
        self.messages.newer_wanted.connect(self._load_newer)
        self.messages.end_changed.connect(self._on_end_changed)
        self.messages.failure_opened.connect(self._on_failure_opened)
        self._jump.clicked.connect(self.go_to_newest)
        self._first.add_requested.connect(self.add_requested)

    # ── what is shown ─────────────────────────────────────────────────────────────────────────

    @property
    def contact(self) -> ContactId | None:
        """Whose conversation is open."""
        return None if self._contact is None else self._contact.id

    def show_nothing(self, *, has_chats: bool) -> None:
        """Show the hint, or the first step if there is no chat at all."""
        self._contact = None
        self._early = []
        self._is_loading = False
        self.model.clear()
        self.composer.close_contact()
        self._set_open(is_open=False)
        self._pages.setCurrentWidget(self._none if has_chats else self._first)

    def open(self, conversation: ConversationRecord, presence: PresenceState) -> None:
        """Show a conversation and ask for its newest messages."""
        contact = conversation.contact
        is_same = self._contact is not None and self._contact.id == contact.id
        self.show_contact(contact, presence)
        if is_same:
            return
        self._early = []
        self._is_loading = True
        self.model.clear()
        self._set_open(is_open=True)
        self._pages.setCurrentWidget(self.messages)
        self.composer.open(contact.id, contact_name(contact))
        self._bridge.load_messages(contact.id)

    def show_contact(self, contact: ContactRecord, presence: PresenceState) -> None:
        """Show the contact as it is now."""
        self._contact = contact
        self.header.show_contact(contact, presence)
        self.model.set_sender(contact_name(contact))
        if self.model.contact == contact.id:
            self.composer.open(contact.id, contact_name(contact))

    def _set_open(self, *, is_open: bool) -> None:
        self.header.setVisible(is_open)
        self._foot.setVisible(is_open)
        if not is_open:
            self._jump.hide()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Show Back and use the smaller margins."""
        self.header.set_narrow(is_narrow=is_narrow)
        margin = PANE_MARGIN_NARROW if is_narrow else PANE_MARGIN
        layout = self._foot.layout()
        if layout is not None:
            layout.setContentsMargins(margin, _ABOVE_COMPOSER, margin, _BELOW_COMPOSER)

    def write(self) -> None:
        """Put the cursor into the composer."""
        if self._contact is not None:
            self.composer.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_newest(self) -> None:
        """Show the newest message, loading it if the window is elsewhere."""
        if self.model.has_newer and self._contact is not None:
            self._is_loading = True
            self._bridge.load_messages(self._contact.id)
        else:
            self.messages.go_to_end()
        self._set_new_below(0)

    # ── pages ─────────────────────────────────────────────────────────────────────────────────

    def _load_older(self) -> None:
        first = self.model.first
        if first is not None and self._contact is not None and not self._is_loading:
            self._is_loading = True
            self._bridge.load_messages(self._contact.id, before=first)

    def _load_newer(self) -> None:
        if self._contact is not None and not self._is_loading:
            self._is_loading = True
            before, limit = self.model.next_newer
            self._bridge.load_messages(self._contact.id, before=before, limit=limit)

    def _on_loaded(self, page: MessagePage) -> None:
        if self._contact is None or page.contact != self._contact.id:
            return
        self._is_loading = False
        is_at_top = page.before is not None and page.before == self.model.first
        is_below = self.model.has_newer and (page.before, page.limit) == self.model.next_newer
        if is_at_top:
            with self.messages.keep_place():
                self.model.prepend(page.records, limit=page.limit)
        elif is_below:
            with self.messages.keep_place():
                self.model.append(page.records)
        else:
            self._show_newest(page)

    def _show_newest(self, page: MessagePage) -> None:
        if self._contact is None or page.before is not None:
            return
        self.model.open(page.contact, contact_name(self._contact), page.records)
        early, self._early = self._early, []
        for record, old_position in early:
            if old_position is None:
                self.model.add(record)
            else:
                self.model.change(record, old_position)
        self.messages.go_to_end()
        unread = self.model.find_unread_row()
        if unread is not None:
            self.messages.show_row(unread)
        if self.messages.is_at_end:
            self._mark_read()
        else:
            self._set_new_below(self.model.unread_count)

    def _on_load_failed(self, contact: ContactId, error: ErrorText) -> None:
        if contact == self.contact:
            self._is_loading = False
            self.send_failed.emit(error)

    # ── news ──────────────────────────────────────────────────────────────────────────────────

    def _on_added(self, record: MessageRecord) -> None:
        if record.contact != self.contact:
            return
        if self.model.contact != record.contact:
            self._early.append((record, None))
            return
        is_at_end = self.messages.is_at_end
        with self.messages.keep_place():
            self.model.add(record)
        if record.is_own:
            self.go_to_newest()
        elif is_at_end:
            self._mark_read()
        else:
            self._set_new_below(self._new_below + 1)

    def _on_changed(self, record: MessageRecord, old_position: MessagePosition) -> None:
        if record.contact != self.contact:
            return
        if self.model.contact != record.contact:
            self._early.append((record, old_position))
            return
        with self.messages.keep_place():
            self.model.change(record, old_position)

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

    def _mark_read(self) -> None:
        # Only what a person can have seen: the window must be in front.
        if self._contact is not None and self.isVisible() and self.window().isActiveWindow():
            self._bridge.mark_read(self._contact.id)

    # ── sending ───────────────────────────────────────────────────────────────────────────────

    def _on_text_sent(self, contact: ContactId, _text: str) -> None:
        self.composer.confirm_sent(contact)

    def _on_send_failed(self, contact: ContactId, error: ErrorText) -> None:
        self.composer.keep_text(contact)
        self.send_failed.emit(error)

    def _on_failure_opened(self, shown: ShownMessage, rect: QRect) -> None:
        if self._contact is None:
            return
        window = self.window()
        reason = describe_failure(shown.record.failure, contact_name(self._contact))
        corner = self.messages.mapTo(window, rect.topLeft())
        menu = FailureMenu(self._theme, reason, QRect(corner, rect.size()), window)
        row, text = shown.record.position.row, body_text(shown.record)
        menu.retry_requested.connect(lambda: self._bridge.retry(row))
        menu.copy_requested.connect(lambda: QGuiApplication.clipboard().setText(text))
        menu.open()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def _place_jump(self) -> None:
        left = _JUMP_MARGIN if self.isRightToLeft() else self.width() - _JUMP_MARGIN - _JUMP_SIZE
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
