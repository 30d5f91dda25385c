"""The first page: create an account or sign in, as two cards, and the server as one quiet line."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.error_texts import ErrorText, describe
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.picture import IconTile
from desktop.ui.relay_address import complete_address, short_address
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.choice_card import ChoiceCard
from desktop.ui.views.form_page import FormPage
from desktop.ui.views.notice import Notice, NoticeKind
from protocol.errors import InvalidForm
from protocol.ids import Username, parse_username

_PAUSE_MS = 600
"""A name is looked up only when the typing pauses: look-ups are budgeted by the relay."""


class WelcomePage(FormPage):
    """Asks which way to begin, under which name and at which server.

    Signals:
        check_requested(str, str): The typing paused: is this name free at this relay?
        create_requested(str): Continue to the password with this name.
        sign_in_requested(str, str): Sign in with this name and password.
    """

    check_requested = Signal(str, str)
    create_requested = Signal(str)
    sign_in_requested = Signal(str, str)

    def __init__(self, theme: Theme, default_relay: str, parent: QWidget | None = None) -> None:
        """Show the page with the card for a new account open.

        Args:
            theme: Gives the colours at each paint.
            default_relay: Address that is offered, may be empty.
            parent: Qt parent.
        """
        super().__init__(parent=parent)
        self._theme = theme
        self._taken: tuple[str, ErrorText] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._create = ChoiceCard(
            theme,
            "user-round-plus",
            self.tr("Create an account"),
            self.tr("New here? It takes about a minute."),
            parent=self,
        )
        self._sign_in = ChoiceCard(
            theme,
            "log-in",
            self.tr("Sign in"),
            self.tr("I already have an account"),
            open_name=self.tr("Sign in: chosen"),
            parent=self,
        )
        self._build_create()
        self._build_sign_in()
        self._build_server(default_relay)
        self._notice = Notice(theme, NoticeKind.HINT, space_above=12, parent=self)
        form = self.form
        form.addWidget(TextLabel(theme, TypeStyle.TITLE, text=self.tr("Welcome"), parent=self))
        form.addSpacing(px(4))
        form.addWidget(
            TextLabel(
                theme,
                TypeStyle.BODY,
                text=self.tr("How would you like to begin?"),
                role="secondary",
                parent=self,
            )
        )
        form.addSpacing(px(24))
        form.addWidget(self._create)
        form.addSpacing(px(12))
        form.addWidget(self._sign_in)
        form.addWidget(self._notice)
        self._connect_signals()
        self.choose(is_new=True)

    def _build_create(self) -> None:
        self.name = TextField(
            self._theme,
            self.tr("Username"),
            sign="@",
            help_text=self.tr("People find you by this name. Small letters, digits, dots."),
            parent=self._create,
        )
        self._continue = Button(
            self._theme,
            self.tr("Continue"),
            kind=ButtonKind.PRIMARY,
            is_large=True,
            parent=self._create,
        )
        self._create.body.addWidget(self.name)
        self._create.body.addWidget(self._continue)

    def _build_sign_in(self) -> None:
        theme, card = self._theme, self._sign_in
        self.old_name = TextField(theme, self.tr("Username"), sign="@", parent=card)
        self.password = TextField(theme, self.tr("Password"), is_secret=True, parent=card)
        warning = Notice(
            theme,
            NoticeKind.WARNING,
            self.tr(
                "Signing in here signs your other computer out. Your old messages stay there and "
                "do not move with you. Your contacts will see that you have a new key."
            ),
            parent=card,
        )
        self._go = Button(
            theme, self.tr("Sign in"), kind=ButtonKind.PRIMARY, is_large=True, parent=card
        )
        for widget in (self.old_name, self.password, warning, self._go):
            card.body.addWidget(widget)

    def _build_server(self, default_relay: str) -> None:
        theme = self._theme
        self.server = TextField(theme, self.tr("Server"), parent=self)
        self.server.set_text(short_address(default_relay))
        self.server.edit.setPlaceholderText("chat.example")
        self.server.setMaximumWidth(px(400))
        self._line = QWidget(self)
        self._line_words = TextLabel(
            theme,
            TypeStyle.CAPTION,
            text=self.tr("Server: {address}").format(address=short_address(default_relay)),
            role="secondary",
            parent=self._line,
        )
        self._change = Button(
            theme,
            self.tr("Change"),
            kind=ButtonKind.QUIET,
            style=TypeStyle.CAPTION_STRONG,
            parent=self._line,
        )
        self._change.setAccessibleName(self.tr("Change server"))
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addStretch(1)
        row.addWidget(IconTile(theme, "server", size=16, icon_size=16, radius=0, parent=self._line))
        row.addWidget(self._line_words)
        row.addWidget(self._change)
        row.addStretch(1)
        field_row = QHBoxLayout()
        field_row.addStretch(1)
        field_row.addWidget(self.server, 100)
        field_row.addStretch(1)
        self.foot.addLayout(field_row)
        self.foot.addWidget(self._line)
        self.server.setVisible(not default_relay)
        self._line.setVisible(bool(default_relay))

    def _connect_signals(self) -> None:
        self._create.chosen.connect(lambda: self.choose(is_new=True))
        self._sign_in.chosen.connect(lambda: self.choose(is_new=False))
        self.name.text_changed.connect(self._on_name_changed)
        self.name.entered.connect(self._on_continue)
        self.old_name.text_changed.connect(self._clear_faults)
        self.old_name.entered.connect(self.password.setFocus)
        self.password.text_changed.connect(self._clear_faults)
        self.password.entered.connect(self._on_sign_in)
        self.server.text_changed.connect(self._on_name_changed)
        self._continue.clicked.connect(self._on_continue)
        self._go.clicked.connect(self._on_sign_in)
        self._change.clicked.connect(self._on_change_server)
        self._pause.timeout.connect(self._check)

    # ── what is typed ─────────────────────────────────────────────────────────────────────────

    @property
    def relay_address(self) -> str:
        """The relay's address with its scheme."""
        return complete_address(self.server.text)

    def choose(self, *, is_new: bool) -> None:
        """Open one of the cards."""
        self._create.set_open(is_open=is_new)
        self._sign_in.set_open(is_open=not is_new)
        self._notice.clear()
        field = self.name if is_new else self.old_name
        if self.isVisible():
            field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _parse(self, field: TextField) -> Username | None:
        try:
            return parse_username(field.text)
        except InvalidForm as error:
            field.show_fault(describe(error).sentence)
            return None

    def _require_server(self) -> bool:
        if self.relay_address:
            return True
        self.server.show_fault(self.tr("Type the address of your server."))
        self.server.setFocus()
        return False

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_check(self, name: str, *, is_taken: bool, taken: ErrorText) -> None:
        """Say whether the name that is typed is free."""
        if name != self.name.text.strip().removeprefix("@").lower():
            return
        if is_taken:
            self.show_name_fault(name, taken)
        else:
            self.name.show_mark(self.tr("free"))

    def show_name_fault(self, name: str, error: ErrorText) -> None:
        """Say why the name that is typed cannot be had."""
        if name == self.name.text.strip().removeprefix("@").lower():
            self._taken = (name, error)
            self.name.show_fault(error.sentence)

    def show_check_failed(self, error: ErrorText) -> None:
        """Say quietly that the name could not be looked up."""
        self.name.show_help(error.title)

    def show_failure(self, error: ErrorText) -> None:
        """Say below the cards why it did not work."""
        self._notice.tell(NoticeKind.FAULT, error.sentence)

    def show_waiting(self, text: str) -> None:
        """Say below the cards what is waited for; an empty text takes it away."""
        self._notice.tell(NoticeKind.BUSY, text)

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _on_name_changed(self) -> None:
        self._taken = None
        self._clear_faults()
        self._pause.start()

    def _clear_faults(self) -> None:
        self._notice.clear()
        for field in (self.name, self.old_name, self.password, self.server):
            field.show_help()

    def _check(self) -> None:
        if self._create.is_open and self.name.text.strip() and self.relay_address:
            name = self._parse(self.name)
            if name is not None:
                self.check_requested.emit(self.relay_address, name)

    def _on_continue(self) -> None:
        name = self._parse(self.name)
        if name is None or not self._require_server():
            return
        if self._taken is not None and self._taken[0] == name:
            self.name.show_fault(self._taken[1].sentence)
            return
        self._pause.stop()
        self.create_requested.emit(name)

    def _on_sign_in(self) -> None:
        name = self._parse(self.old_name)
        if name is None or not self._require_server():
            return
        if not self.password.text:
            self.password.show_fault(self.tr("Type your password."))
            return
        self.sign_in_requested.emit(name, self.password.text)

    def _on_change_server(self) -> None:
        self._line.hide()
        self.server.show()
        self.server.setFocus()
        self.server.edit.selectAll()
