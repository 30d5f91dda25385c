"""The card of the first page for whoever was given an invite: link, who made it, username."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.core.records import InviteFound
from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.relay_address import complete_address, is_invite
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.choice_card import ChoiceCard
from desktop.ui.views.code_field import CodeField
from desktop.ui.views.inviter_card import InviterCard
from desktop.ui.views.name_field import NameField


class InviteChoice(ChoiceCard):
    """Asks for a link first, and for a name once it is known whose invite it is.

    Attributes:
        field: Where the link is pasted.
        name: The username to register.
        code: The registration code, where the invite's server asks for one.

    Signals:
        read_requested(str): Whose is this invite? Answer with `show_found` or `show_refused`.
        check_requested(str, str): The typing paused: is this name free at the invite's server?
        create_requested(str): Continue to the password with this name.
    """

    read_requested = Signal(str)
    check_requested = Signal(str, str)
    create_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build a closed card."""
        super().__init__(
            theme,
            "link",
            self.tr("Open an invite"),
            self.tr("Somebody gave me a link"),
            open_name=self.tr("Open an invite: chosen"),
            parent=parent,
        )
        self.field = TextField(
            theme,
            self.tr("Invite link"),
            help_text=self.tr("Paste the whole link. Nothing is sent yet."),
            parent=self,
        )
        self.field.edit.setPlaceholderText("securechat:…")
        self.inviter = InviterCard(theme, self)
        self.name = NameField(theme, self)
        self.code = CodeField(theme, self)
        self._continue = Button(
            theme, self.tr("Continue"), kind=ButtonKind.PRIMARY, is_large=True, parent=self
        )
        self._other = Button(
            theme,
            self.tr("Use another invite"),
            kind=ButtonKind.QUIET,
            style=TypeStyle.CAPTION_STRONG,
            parent=self,
        )
        for widget in (self.field, self.inviter, self.name, self.code, self._continue, self._other):
            self.body.addWidget(widget)
        self._show_known(is_known=False)
        self.field.text_changed.connect(self._on_link_changed)
        self.name.entered.connect(self._on_name_entered)
        self.code.entered.connect(self._on_continue)
        self.name.check_due.connect(lambda name: self.check_requested.emit(self.link, name))
        self._continue.clicked.connect(self._on_continue)
        self._other.clicked.connect(self._on_other)

    @property
    def link(self) -> str:
        """The link without what pasting brought along, empty without one."""
        return complete_address(self.field.text) if self.field.text.strip() else ""

    def begin(self) -> None:
        """Take an invite from the clipboard, and put the cursor where to go on."""
        copied = QGuiApplication.clipboard().text()
        if not self.field.text and is_invite(copied):
            self.field.set_text("".join(copied.split()))
        target = self.field if self.name.isHidden() else self.name
        target.setFocus()

    def show_found(self, link: str, found: InviteFound) -> None:
        """Say whose invite the link that stands in the field is."""
        if link == self.link:
            self.field.show_mark("")
            self.inviter.show_found(found)
            had_focus = self.field.edit.hasFocus()
            self._show_known(is_known=True)
            if had_focus:
                self.name.setFocus()

    def show_refused(self, link: str, error: ErrorText) -> None:
        """Say why the link is none."""
        if link == self.link:
            self.field.show_fault(error.sentence)

    def _show_known(self, *, is_known: bool) -> None:
        self.field.setVisible(not is_known)
        for widget in (self.inviter, self.name, self._continue, self._other):
            widget.setVisible(is_known)
        if not is_known:
            self.code.set_asked(is_asked=False)

    def _on_link_changed(self) -> None:
        self.field.show_help()
        self._show_known(is_known=False)
        if self.link:
            self.read_requested.emit(self.link)

    def _on_other(self) -> None:
        self.field.set_text("")
        self.field.setFocus()

    def _on_name_entered(self) -> None:
        if self.code.is_missing:
            self.code.setFocus()
        else:
            self._on_continue()

    def _on_continue(self) -> None:
        name = self.name.take()
        if name is not None and self.code.take() is not None:
            self.create_requested.emit(name)
