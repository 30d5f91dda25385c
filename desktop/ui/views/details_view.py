"""The details of a contact beside the conversation: who it is, trust, own name, mute, the end."""

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.core.records import ContactRecord, Relation
from desktop.ui.avatar import draw_avatar, pick_ground
from desktop.ui.buttons import Button, ButtonKind, IconButton
from desktop.ui.contact_text import avatar_name, contact_name, handle, presence_words
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconDot
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import DETAILS_WIDTH, HEAD_HEIGHT
from desktop.ui.typography import TypeStyle
from desktop.ui.views.detail_rows import DetailRow, TrustCard
from protocol.messages import PresenceState

_AVATAR = Px(80)
_SIDE = Px(20)
_ROW_SIDE = Px(12)
_CENTER = Qt.AlignmentFlag.AlignHCenter


class _BigAvatar(QWidget):
    """The contact's avatar, large."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._contact: ContactRecord | None = None
        self.setFixedSize(_AVATAR, _AVATAR)

    def show_contact(self, contact: ContactRecord) -> None:
        self._contact = contact
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        contact = self._contact
        if contact is not None:
            draw_avatar(
                QPainter(self),
                QRectF(self.rect()),
                ground=pick_ground(contact.account),
                name=avatar_name(contact),
                icons=self._theme.icons,
            )


class DetailsView(Surface):
    """Shows one contact at a time.

    Attributes:
        trust: How sure one can be of the contact's keys.
        name_row: The way to another own name.
        name_field: Where an own name is written.
        mute_row: Announce nothing of theirs, or everything again.
        search_row: The way to the search in this chat.
        block_row: The way to block or unblock.
        delete_row: The way to delete the chat.

    Signals:
        close_requested(): The person is done with the details.
        verify_requested(ContactRecord): Compare the numbers.
        rename_requested(ContactRecord, str): Call them so, or by the username if it is empty.
        mute_requested(ContactRecord, bool): Announce nothing of theirs, or everything again.
        search_requested(ContactRecord): Search in this chat.
        block_requested(ContactRecord): Hear nothing more of them.
        unblock_requested(ContactRecord): Listen to them again.
        delete_requested(ContactRecord): Erase the chat here.
    """

    close_requested = Signal()
    verify_requested = Signal(object)
    rename_requested = Signal(object, str)
    mute_requested = Signal(object, bool)
    search_requested = Signal(object)
    block_requested = Signal(object)
    unblock_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without contact."""
        super().__init__(theme, "window", has_line_at_start=True, parent=parent)
        self._contact: ContactRecord | None = None
        self._avatar = _BigAvatar(theme, self)
        self._name = TextLabel(theme, TypeStyle.TITLE, alignment=_CENTER, parent=self)
        self._handle = TextLabel(
            theme, TypeStyle.BODY, role="secondary", alignment=_CENTER, parent=self
        )
        self._dot = IconDot(theme, "presence", self)
        self._presence = TextLabel(theme, TypeStyle.BODY, role="secondary", parent=self)
        self.trust = TrustCard(theme, self)
        self.mute_row = DetailRow(theme, "bell", "", parent=self)
        self.name_row = DetailRow(theme, "pencil", "", parent=self)
        self.name_field = TextField(
            theme,
            self.tr("Your name for them"),
            help_text=self.tr("Only you see it. Leave it empty to use the username."),
            parent=self,
        )
        self._save = Button(theme, self.tr("Save"), kind=ButtonKind.PRIMARY, parent=self)
        self.search_row = DetailRow(theme, "search", self.tr("Search in this chat"), parent=self)
        self.block_row = DetailRow(theme, "ban", "", role="danger", parent=self)
        self.delete_row = DetailRow(
            theme, "trash-2", self.tr("Delete chat…"), role="danger", parent=self
        )
        self.setFixedWidth(DETAILS_WIDTH)
        self.setAccessibleName(self.tr("Details"))
        self._lay_out()
        self._connect_signals()
        self._edit_name(is_edited=False)

    def _lay_out(self) -> None:
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget(area)
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, _SIDE, 0, _SIDE)
        inner.setSpacing(0)
        inner.addWidget(self._avatar, 0, _CENTER)
        inner.addSpacing(px(12))
        for label in (self._name, self._handle):
            inner.addLayout(self._inset(label, _SIDE))
        inner.addSpacing(px(2))
        inner.addLayout(self._build_presence())
        inner.addSpacing(px(16))
        inner.addLayout(self._inset(self.trust, _SIDE))
        inner.addSpacing(px(12))
        inner.addLayout(self._inset(self.mute_row, _ROW_SIDE))
        inner.addLayout(self._inset(self.name_row, _ROW_SIDE))
        inner.addWidget(self._build_name_form())
        inner.addLayout(self._inset(self.search_row, _ROW_SIDE))
        inner.addSpacing(px(8))
        line = Surface(self._theme, "border", parent=holder)
        line.setFixedHeight(1)
        inner.addWidget(line)
        inner.addSpacing(px(8))
        inner.addLayout(self._inset(self.block_row, _ROW_SIDE))
        inner.addLayout(self._inset(self.delete_row, _ROW_SIDE))
        inner.addStretch(1)
        area.setWidget(holder)
        for widget in (area.viewport(), holder):
            widget.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        set_margins(column, self, start=1, top=0, end=0, bottom=0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(area, 1)

    def _build_head(self) -> Surface:
        head = Surface(self._theme, "window", has_line_below=True, parent=self)
        head.setFixedHeight(HEAD_HEIGHT)
        title = TextLabel(self._theme, TypeStyle.CARD_NAME, text=self.tr("Details"), parent=head)
        close = IconButton(self._theme, "x", self.tr("Close details"), parent=head)
        close.clicked.connect(self.close_requested)
        row = QHBoxLayout(head)
        set_margins(row, self, start=_SIDE, top=0, end=px(16), bottom=0)
        row.addWidget(title, 1)
        row.addWidget(close)
        return head

    def _build_presence(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(6))
        row.addStretch(1)
        row.addWidget(self._dot)
        row.addWidget(self._presence)
        row.addStretch(1)
        return row

    def _build_name_form(self) -> QWidget:
        self._name_form = QWidget(self)
        cancel = Button(self._theme, self.tr("Cancel"), parent=self._name_form)
        cancel.clicked.connect(lambda: self._edit_name(is_edited=False))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(12))
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._save)
        form = QVBoxLayout(self._name_form)
        form.setContentsMargins(_SIDE, px(12), _SIDE, px(12))
        form.setSpacing(px(12))
        form.addWidget(self.name_field)
        form.addLayout(buttons)
        return self._name_form

    @staticmethod
    def _inset(widget: QWidget, side: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(side, 0, side, 0)
        row.addWidget(widget)
        return row

    def _connect_signals(self) -> None:
        self.trust.clicked.connect(lambda: self._tell(self.verify_requested))
        self.search_row.clicked.connect(lambda: self._tell(self.search_requested))
        self.delete_row.clicked.connect(lambda: self._tell(self.delete_requested))
        self.block_row.clicked.connect(self._on_block)
        self.mute_row.clicked.connect(self._on_mute)
        self.name_row.clicked.connect(lambda: self._edit_name(is_edited=True))
        self._save.clicked.connect(self._on_save)
        self.name_field.entered.connect(self._on_save)

    def _tell(self, signal: SignalInstance) -> None:
        if self._contact is not None:
            signal.emit(self._contact)

    # ── what is shown ─────────────────────────────────────────────────────────────────────────

    def show_contact(self, contact: ContactRecord, presence: PresenceState) -> None:
        """Show this contact."""
        if self._contact is not None and self._contact.id != contact.id:
            self._edit_name(is_edited=False)
        self._contact = contact
        name = contact_name(contact)
        self._avatar.show_contact(contact)
        self._name.setText(name)
        self._name.setAccessibleName(self.tr("Details of {name}").format(name=name))
        self._handle.setText(handle(contact.username) if contact.is_name_confirmed else "")
        self._presence.setText(presence_words(presence))
        self._presence.setVisible(bool(presence_words(presence)))
        self._dot.setVisible(presence is PresenceState.ONLINE)
        self.trust.show_trust(contact.trust)
        is_muted = contact.is_muted
        self.mute_row.set_icon("bell-off" if is_muted else "bell")
        self.mute_row.show_text(
            self.tr("Notifications"), self.tr("Off") if is_muted else self.tr("On")
        )
        self.name_row.show_text(self.tr("Your name for them"), contact.own_name or self.tr("None"))
        is_blocked = contact.relation is Relation.BLOCKED
        words = self.tr("Unblock {name}") if is_blocked else self.tr("Block {name}")
        self.block_row.show_text(words.format(name=name))

    def _edit_name(self, *, is_edited: bool) -> None:
        focused: QWidget | None = self.focusWidget()
        had_focus = focused is not None and self._name_form.isAncestorOf(focused)
        self.name_row.setVisible(not is_edited)
        self._name_form.setVisible(is_edited)
        if is_edited and self._contact is not None:
            self.name_field.set_text(self._contact.own_name)
            self.name_field.edit.selectAll()
            self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif had_focus and self.isVisible():
            self.name_row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self) -> None:
        if self._contact is not None and not self._name_form.isHidden():
            self.rename_requested.emit(self._contact, self.name_field.text)
            self._edit_name(is_edited=False)

    def _on_mute(self) -> None:
        if self._contact is not None:
            self.mute_requested.emit(self._contact, not self._contact.is_muted)

    def _on_block(self) -> None:
        if self._contact is not None and self._contact.relation is Relation.BLOCKED:
            self._tell(self.unblock_requested)
        else:
            self._tell(self.block_requested)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the name as it is, or the details, by Escape."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._name_form.isHidden():
            self.close_requested.emit()
        else:
            self._edit_name(is_edited=False)
