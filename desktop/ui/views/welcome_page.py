"""The first page: create an account, open an invite or sign in, as cards, and the server."""

import enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.records import InviteFound, NameChecked
from desktop.errors import RegistrationClosed
from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.error_texts import Concern, ErrorText, describe
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.choice_card import ChoiceCard
from desktop.ui.views.code_field import CodeField
from desktop.ui.views.form_page import FORM_WIDTH, FormPage
from desktop.ui.views.invite_choice import InviteChoice
from desktop.ui.views.name_field import NameField
from desktop.ui.views.notice import Notice, NoticeKind
from desktop.ui.views.server_line import ServerLine
from protocol.errors import InvalidForm
from protocol.ids import Username, parse_username
from protocol.messages import RegistrationRule


class Way(enum.Enum):
    """How a person begins."""

    CREATE = "create"
    INVITE = "invite"
    SIGN_IN = "sign in"


class WelcomePage(FormPage):
    """Asks which way to begin, under which name and at which server.

    Attributes:
        way: The card that is open.
        name: The name of a new account.
        code: The registration code, where the server asks for one.
        invite: The card for an invite.
        server: The server at the foot.

    Signals:
        check_requested(str, str): The typing paused: is this name free at this server?
        invite_read_requested(str): Whose invite is it? Answer with `show_invite`.
        create_requested(str): Continue to the password with this name.
        sign_in_requested(str, str): Sign in with this name and password.
    """

    check_requested = Signal(str, str)
    invite_read_requested = Signal(str)
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
        self.way = Way.CREATE
        # Server and name of the last look-up that nobody answered: not worth choosing a password.
        self._unanswered: tuple[str, str] | None = None
        self._is_asking_again = False
        # In the order of the Tab key: each card with what is in it before the next one.
        self._create = ChoiceCard(
            theme,
            "user-round-plus",
            self.tr("Create an account"),
            self.tr("New here? It takes about a minute."),
            parent=self,
        )
        self._build_create()
        self.invite = InviteChoice(theme, self)
        self._sign_in = ChoiceCard(
            theme,
            "log-in",
            self.tr("Sign in"),
            self.tr("I already have an account"),
            open_name=self.tr("Sign in: chosen"),
            parent=self,
        )
        self._build_sign_in()
        self._cards = {
            Way.CREATE: self._create,
            Way.INVITE: self.invite,
            Way.SIGN_IN: self._sign_in,
        }
        self.server = ServerLine(theme, default_relay, self)
        self._notice = Notice(theme, NoticeKind.HINT, space_above=px(12), parent=self)
        self._lay_out()
        self._connect_signals()
        self.choose(Way.CREATE)

    def _lay_out(self) -> None:
        form, theme = self.form, self._theme
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
        form.addSpacing(px(20))
        for way, card in self._cards.items():
            if way is not Way.CREATE:
                form.addSpacing(px(12))
            form.addWidget(card)
        form.addWidget(self._notice)
        self.server.setMaximumWidth(FORM_WIDTH)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.server, 100)
        row.addStretch(1)
        self.foot.addLayout(row)

    def _build_create(self) -> None:
        self.name = NameField(self._theme, self._create)
        self.code = CodeField(self._theme, self._create)
        self._continue = Button(
            self._theme,
            self.tr("Continue"),
            kind=ButtonKind.PRIMARY,
            is_large=True,
            parent=self._create,
        )
        for widget in (self.name, self.code, self._continue):
            self._create.body.addWidget(widget)

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
        card.body.setSpacing(px(12))
        for widget in (self.old_name, self.password, warning, self._go):
            card.body.addWidget(widget)

    def _connect_signals(self) -> None:
        for way, card in self._cards.items():
            card.chosen.connect(lambda way=way: self.choose(way))
        self.name.text_changed.connect(self._on_name_changed)
        self.name.entered.connect(self._on_name_entered)
        self.code.text_changed.connect(self._notice.clear)
        self.code.entered.connect(self._on_continue)
        self.name.check_due.connect(self._on_check_due)
        self.invite.read_requested.connect(self.invite_read_requested)
        self.invite.check_requested.connect(self.check_requested)
        self.invite.create_requested.connect(self.create_requested)
        self.old_name.text_changed.connect(self._clear_faults)
        self.old_name.entered.connect(self.password.setFocus)
        self.password.text_changed.connect(self._clear_faults)
        self.password.entered.connect(self._on_sign_in)
        self.server.changed.connect(self._on_server_changed)
        self.server.invite_pasted.connect(self.invite_read_requested)
        self.server.entered.connect(self._on_server_entered)
        self._continue.clicked.connect(self._on_continue)
        self._go.clicked.connect(self._on_sign_in)

    # ── what is typed ─────────────────────────────────────────────────────────────────────────

    @property
    def relay_address(self) -> str:
        """The address of the server with its scheme, or an invite to it."""
        return self.invite.link if self.way is Way.INVITE else self.server.address

    @property
    def registration_code(self) -> str:
        """The registration code as typed, empty where none is asked for."""
        field = self._code_field
        return "" if field.isHidden() else field.text

    def choose(self, way: Way) -> None:
        """Open one of the cards."""
        self.way = way
        for of, card in self._cards.items():
            card.set_open(is_open=of is way)
        self.server.setVisible(way is not Way.INVITE)
        self._notice.clear()
        if not self.isVisible():
            return
        if way is Way.INVITE:
            self.invite.begin()
        else:
            field = self.name if way is Way.CREATE else self.old_name
            field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reveal(self._cards[way])

    def _parse_old_name(self) -> Username | None:
        try:
            return parse_username(self.old_name.text)
        except InvalidForm as error:
            self.old_name.show_fault(describe(error).sentence)
            return None

    @property
    def _name_field(self) -> NameField:
        return self.invite.name if self.way is Way.INVITE else self.name

    @property
    def _code_field(self) -> CodeField:
        return self.invite.code if self.way is Way.INVITE else self.code

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_check(self, name: str, checked: NameChecked, *, taken: ErrorText) -> None:
        """Say whether the name that is typed is free, and what the server asks of new people."""
        goes_on = self._end_asking_again() and not checked.is_taken
        self._unanswered = None
        self._name_field.show_check(name, is_taken=checked.is_taken, taken=taken)
        rule = checked.registration
        self._code_field.set_asked(is_asked=rule is RegistrationRule.BY_CODE)
        if rule is RegistrationRule.CLOSED:
            self._tell(describe(RegistrationClosed()))
        else:
            self.server.clear_fault()
            if goes_on:
                self._on_continue()

    def show_code_fault(self, error: ErrorText) -> None:
        """Ask for a registration code and say why."""
        self._code_field.show_refused(error)

    def show_name_fault(self, name: str, error: ErrorText) -> None:
        """Say why the name that is typed cannot be had, or what else was refused for it."""
        self._end_asking_again()
        if error.concern is Concern.SERVER and self.server.is_typed:
            self.server.show_fault(error.sentence)
        else:
            self._name_field.show_refused(name, error)

    def show_check_failed(self, name: str, error: ErrorText) -> None:
        """Say that the name could not be looked up: at the server's field, or quietly."""
        had_gone_on = self._end_asking_again()
        if self.way is not Way.CREATE:
            self._name_field.show_check_failed(name, error)
            return
        if not self.name.is_typed(name):
            return
        if error.concern in {Concern.CONNECTION, Concern.SERVER}:
            self._unanswered = (self.server.address, name)
        if self.server.is_asked or (had_gone_on and self.server.is_typed):
            self.server.show_fault(error.sentence)
        else:
            self._name_field.show_check_failed(name, error)
        if had_gone_on and self.server.is_typed:
            self.server.enter()
            self.reveal(self.server.field)

    def show_invite(self, link: str, found: InviteFound) -> None:
        """Say whose invite it is, wherever it was pasted."""
        self.invite.show_found(link, found)
        self.server.show_invite(link, found)

    def show_invite_fault(self, link: str, error: ErrorText) -> None:
        """Say why a link is no invite, wherever it was pasted."""
        self.invite.show_refused(link, error)
        self.server.show_invite_fault(link, error)

    def show_failure(self, error: ErrorText) -> None:
        """Say why it did not work, with the cursor at what has to be given otherwise."""
        place = self._tell(error)
        if place is self.password:
            self.password.setFocus()
            self.password.edit.selectAll()
        elif place is self.server:
            self.server.enter()

    def _tell(self, error: ErrorText) -> QWidget:
        """Say at the field that it concerns, or else below the cards, why it did not work."""
        place: QWidget = self._notice
        if error.concern is Concern.PASSWORD and self.way is Way.SIGN_IN:
            self.password.show_fault(error.sentence)
            place = self.password
        elif error.concern is Concern.SERVER and self.server.is_typed:
            self.server.show_fault(error.sentence)
            place = self.server
        else:
            self._notice.tell(NoticeKind.FAULT, error.sentence)
        self.reveal(self.server.field if place is self.server else place)
        return place

    def show_waiting(self, text: str) -> None:
        """Say below the cards what is waited for; an empty text takes it away."""
        self._notice.tell(NoticeKind.BUSY, text)

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _on_name_changed(self) -> None:
        self._end_asking_again()
        self._notice.clear()

    def _on_server_changed(self) -> None:
        self._end_asking_again()
        self._clear_faults()
        self.code.set_asked(is_asked=False)
        self.name.check_later()

    def _clear_faults(self) -> None:
        self._notice.clear()
        for field in (self.old_name, self.password):
            field.show_help()

    def _on_check_due(self, name: str) -> None:
        if self.way is Way.CREATE and self.server.address:
            self.check_requested.emit(self.server.address, name)

    def _on_name_entered(self) -> None:
        if self.code.is_missing:
            self.code.setFocus()
        else:
            self._on_continue()

    def _on_continue(self) -> None:
        name = self.name.take()
        if name is None or not self.server.require() or self.code.take() is None:
            return
        if (self.server.address, name) == self._unanswered:
            self._is_asking_again = True
            self._continue.setEnabled(False)
            self.check_requested.emit(self.server.address, name)
        else:
            self.create_requested.emit(name)

    def _end_asking_again(self) -> bool:
        """Take an answer, or do without one; tell whether "Continue" waited for it."""
        was_asking, self._is_asking_again = self._is_asking_again, False
        self._continue.setEnabled(True)
        return was_asking

    def _on_server_entered(self) -> None:
        if self.way is Way.SIGN_IN:
            self._on_sign_in()
        else:
            self._on_name_entered()

    def _on_sign_in(self) -> None:
        name = self._parse_old_name()
        if name is None or not self.server.require():
            return
        if not self.password.text:
            self.password.show_fault(self.tr("Type your password."))
            return
        self.sign_in_requested.emit(name, self.password.text)
