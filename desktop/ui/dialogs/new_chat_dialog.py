"""Asks for an exact username, shows the person of that name, and offers to start a chat."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import PersonFound
from desktop.ui.avatar import draw_avatar, draw_presence_dot, pick_ground
from desktop.ui.buttons import Button, ButtonKind, IconButton
from desktop.ui.contact_text import handle, presence_words
from desktop.ui.error_texts import ErrorText, describe
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.overlay import Overlay
from desktop.ui.picture import IconDot
from desktop.ui.surface import Panel, Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CARD
from desktop.ui.typography import TypeStyle
from desktop.ui.views.notice import Notice, NoticeKind
from protocol.errors import InvalidForm
from protocol.ids import parse_username
from protocol.messages import PresenceState

_WIDTH = Px(440)
_PADDING = Px(24)
_PAUSE_MS = 600
"""Look-ups are budgeted by the relay: one is made only when the typing pauses."""
_AVATAR = Px(48)
_CLOSE_OUTSIDE = Px(8)
"""The icon of the close button, not its square, stands at the edge of the column."""


class _PersonCard(QWidget):
    """The person of the name: avatar, name, presence as dot and words."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._person: PersonFound | None = None
        self.name = TextLabel(theme, TypeStyle.CARD_NAME, parent=self)
        self._handle = TextLabel(theme, TypeStyle.BODY, role="secondary", parent=self)
        self._presence = TextLabel(theme, TypeStyle.CAPTION_MEDIUM, role="good", parent=self)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self._handle)
        row = QHBoxLayout(self)
        set_margins(
            row, self, start=px(16) + _AVATAR + px(12), top=px(16), end=px(16), bottom=px(16)
        )
        row.setSpacing(0)
        row.addLayout(names, 1)
        self._dot = IconDot(theme, "presence", self)
        row.addWidget(self._dot)
        row.addSpacing(px(6))
        row.addWidget(self._presence)
        self.setFixedHeight(px(74))
        theme.changed.connect(self.update)

    def show_person(self, person: PersonFound) -> None:
        self._person = person
        words = presence_words(person.presence)
        is_online = person.presence is PresenceState.ONLINE
        self.name.setText(person.username)
        found = self.tr("Found {name}, {presence}") if words else self.tr("Found {name}")
        self.name.setAccessibleName(found.format(name=person.username, presence=words))
        self._handle.setText(handle(person.username))
        self._presence.setText(self.tr("Online now") if is_online else words)
        self._dot.setVisible(is_online)
        self._presence.set_role("good" if is_online else "secondary")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        person, tokens = self._person, self._theme.tokens
        if person is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.color("border"), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS_CARD, RADIUS_CARD)
        left = self.width() - px(16) - _AVATAR if self.isRightToLeft() else px(16)
        avatar = QRectF(left, (self.height() - _AVATAR) / 2, _AVATAR, _AVATAR)
        draw_avatar(painter, avatar, ground=pick_ground(person.account), name=person.username)
        if person.presence is PresenceState.ONLINE:
            draw_presence_dot(
                painter,
                avatar,
                color=tokens.presence,
                ground=tokens.raised,
                is_right_to_left=self.isRightToLeft(),
            )


class NewChatDialog(Overlay):
    """Asks whom to write to.

    Signals:
        look_up_requested(str): The typing paused on this name; answer with `show_person`,
            `show_missing` or `show_failure`.
        chat_requested(str): The person wants the chat with the name that was found.
        invite_requested(): The person rather invites somebody.
        open_invite_requested(): The person was invited by somebody.
    """

    look_up_requested = Signal(str)
    chat_requested = Signal(str)
    invite_requested = Signal()
    open_invite_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Cover `parent`; call `open` to show it."""
        super().__init__(theme, has_scrim=True, parent=parent)
        self._asked = ""
        self._found = ""
        self._is_starting = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._field = TextField(
            theme,
            self.tr("Username"),
            sign="@",
            help_text=self.tr("Ask the person for their exact username."),
            parent=self.card,
        )
        self._person = _PersonCard(theme, self.card)
        self._person.hide()
        self._hints = self._build_hints()
        self._hints.hide()
        self._told = Notice(theme, NoticeKind.HINT, parent=self.card)
        self._invite = Button(
            theme, self.tr("Invite someone"), icon="user-round-plus", parent=self.card
        )
        self._open_invite = Button(theme, self.tr("Open an invite"), icon="link", parent=self.card)
        self._invite_instead = Button(
            theme, self.tr("Invite someone"), kind=ButtonKind.QUIET, icon="link", parent=self.card
        )
        self._cancel = Button(theme, self.tr("Cancel"), parent=self.card)
        self._start = Button(
            theme, self.tr("Start chat"), kind=ButtonKind.PRIMARY, parent=self.card
        )
        self._start.setEnabled(False)
        self._invite_instead.hide()
        self._lay_out()
        self.card.installEventFilter(self)
        self._connect_signals()

    def _build_hints(self) -> QWidget:
        theme = self._theme
        panel = Panel(theme, "list", parent=self.card)
        column = QVBoxLayout(panel)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(0)
        column.addWidget(
            TextLabel(theme, TypeStyle.BODY_MEDIUM, text=self.tr("Things to try"), parent=panel)
        )
        column.addSpacing(px(4))
        for text in (
            self.tr("Check the spelling, letter by letter"),
            self.tr("Ask which server they use: names exist per server"),
            self.tr("Send them an invite, and let them find you"),
        ):
            column.addWidget(
                TextLabel(
                    theme,
                    TypeStyle.BODY,
                    text=f"•  {text}",
                    role="secondary",
                    wraps=True,
                    parent=panel,
                )
            )
        return panel

    def _build_invites(self) -> QWidget:
        line = Surface(self._theme, "border", parent=self.card)
        line.setFixedHeight(1)
        words = TextLabel(
            self._theme,
            TypeStyle.BODY,
            text=self.tr("Or meet by a link, without knowing each other’s usernames:"),
            role="secondary",
            wraps=True,
            parent=self.card,
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(px(12))
        buttons.addWidget(self._invite, 1)
        buttons.addWidget(self._open_invite, 1)
        self._invites = QWidget(self.card)
        column = QVBoxLayout(self._invites)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(line)
        column.addWidget(words)
        column.addLayout(buttons)
        return self._invites

    def _lay_out(self) -> None:
        theme = self._theme
        close = IconButton(theme, "x", self.tr("Close"), parent=self.card)
        close.clicked.connect(self.close_overlay)
        head = QHBoxLayout()
        head.addWidget(
            TextLabel(theme, TypeStyle.TITLE, text=self.tr("New chat"), parent=self.card), 1
        )
        head.addWidget(close)
        foot = QHBoxLayout()
        foot.setSpacing(px(12))
        foot.addWidget(self._invite_instead)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._start)
        body = QVBoxLayout()
        set_margins(body, self, start=0, top=0, end=_CLOSE_OUTSIDE, bottom=0)
        body.setSpacing(px(16))
        body.addWidget(self._field)
        body.addWidget(self._person)
        body.addWidget(self._hints)
        body.addWidget(self._told)
        body.addWidget(self._build_invites())
        body.addSpacing(px(8))
        body.addLayout(foot)
        column = QVBoxLayout(self.card)
        end = _PADDING - _CLOSE_OUTSIDE
        set_margins(column, self, start=_PADDING, top=px(20), end=end, bottom=_PADDING)
        column.setSpacing(px(16))
        column.addLayout(head)
        column.addLayout(body)

    def _connect_signals(self) -> None:
        self._field.text_changed.connect(self._on_text_changed)
        self._field.entered.connect(self._on_entered)
        self._pause.timeout.connect(self._look_up)
        self._cancel.clicked.connect(self.close_overlay)
        self._start.clicked.connect(self._on_start)
        self._invite.clicked.connect(self._on_invite)
        self._invite_instead.clicked.connect(self._on_invite)
        self._open_invite.clicked.connect(self._on_open_invite)

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_person(self, name: str, person: PersonFound) -> None:
        """Show who has the name that was asked for last."""
        if name != self._asked:
            return
        self._found = name
        self._field.show_help()
        self._person.show_person(person)
        self._show_result(person=True)

    def show_missing(self, name: str, _error: ErrorText) -> None:
        """Say that nobody has the name that was asked for last."""
        if name == self._asked:
            self._field.show_fault(self.tr("Nobody here is called @{name}.").format(name=name))
            self._show_result(hints=True)

    def show_failure(self, name: str, error: ErrorText) -> None:
        """Say why the name could not be looked up, or the chat not be started."""
        if name == self._asked:
            self._is_starting = False
            self._field.show_fault(error.sentence)
            self._show_result(person=bool(self._found))

    def _on_invite(self) -> None:
        self.close_overlay()
        self.invite_requested.emit()

    def _on_open_invite(self) -> None:
        self.close_overlay()
        self.open_invite_requested.emit()

    def _show_result(self, *, person: bool = False, hints: bool = False) -> None:
        words = self.tr("{name} gets a request with your name and your first message.")
        self._told.tell(NoticeKind.HINT, words.format(name=self._found) if person else "")
        # The other way is offered until this one has led somewhere.
        self._invites.setVisible(not person and not hints)
        self._person.setVisible(person)
        self._hints.setVisible(hints)
        self._invite_instead.setVisible(hints)
        self._start.setEnabled(person)
        self.place_card()

    # ── typing ────────────────────────────────────────────────────────────────────────────────

    def _on_text_changed(self, _text: str) -> None:
        self._asked = self._found = ""
        self._field.show_help()
        self._show_result()
        self._pause.start()

    def _on_entered(self) -> None:
        if self._found:
            self._on_start()
        else:
            self._look_up()

    def _look_up(self) -> None:
        self._pause.stop()
        text = self._field.text
        if not text.strip():
            return
        try:
            name = parse_username(text)
        except InvalidForm as error:
            self._field.show_fault(describe(error).sentence)
            self._show_result()
            return
        if name != self._asked:
            self._asked = name
            self._field.show_help(self.tr("Looking…"))
            self.look_up_requested.emit(name)

    def _on_start(self) -> None:
        if self._found and not self._is_starting:
            self._is_starting = True
            self.chat_requested.emit(self._found)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the dialog with the cursor in its field."""
        super().open()
        self._field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with what stands on the card, such as the lines below the field."""
        if watched is self.card and event.type() == QEvent.Type.LayoutRequest:
            self.place_card()
        return super().eventFilter(watched, event)

    def place_card(self) -> None:
        """Keep the card in the middle at its fixed width."""
        width = min(_WIDTH, self.width() - px(32))
        self.card.setFixedWidth(width)
        layout = self.card.layout()
        if layout is not None:
            layout.activate()
            height = layout.totalHeightForWidth(width)
            height = height if height > 0 else self.card.sizeHint().height()
            size = QSize(width, height)
            self.card.setGeometry(
                (self.width() - size.width()) // 2,
                max(px(16), (self.height() - size.height()) // 2),
                size.width(),
                size.height(),
            )
        self.update()
