"""Asks for the link of an invite and says whose it is before anything is sent."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.core.records import InviteFound
from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.measures import Px
from desktop.ui.relay_address import is_invite
from desktop.ui.theme import Theme
from desktop.ui.views.inviter_card import InviterCard
from desktop.ui.views.notice import Notice, NoticeKind

_WIDTH = Px(440)


class OpenInviteDialog(FormDialog):
    """Asks for a link.

    Signals:
        read_requested(str): What does this link say? Answer with `show_found` or `show_failure`.
        open_requested(str): The person wants the chat with whoever made the invite.
    """

    read_requested = Signal(str)
    open_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Offer what stands on the clipboard if it is an invite."""
        super().__init__(theme, self.tr("Open an invite"), _WIDTH, parent)
        self._link = ""
        self._is_opening = False
        self.field = TextField(
            theme,
            self.tr("Invite link"),
            help_text=self.tr("Paste the link that you were given. Nothing is sent yet."),
            parent=self.card,
        )
        self.field.edit.setPlaceholderText("securechat:…")
        self.inviter = InviterCard(theme, self.card)
        self.inviter.hide()
        self._told = Notice(theme, NoticeKind.HINT, parent=self.card)
        self.column.addWidget(self.field)
        self.column.addWidget(self.inviter)
        self.column.addWidget(self._told)
        self._open = Button(
            theme, self.tr("Open invite"), kind=ButtonKind.PRIMARY, parent=self.card
        )
        self._open.setEnabled(False)
        self._open.clicked.connect(self._on_open)
        self.add_answers(self._open)
        self.field.text_changed.connect(self._on_text_changed)
        self.field.entered.connect(self._on_open)

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_found(self, link: str, found: InviteFound) -> None:
        """Say whose invite the link that stands in the field is."""
        if link != self._link:
            return
        self.inviter.show_found(found)
        self.inviter.show()
        if found.is_other_relay:
            self._told.tell(
                NoticeKind.WARNING,
                self.tr(
                    "{name} is at another server than you. To write to each other, both of you "
                    "need an account at the same one."
                ).format(name=found.username),
            )
        else:
            self._told.tell(
                NoticeKind.HINT,
                self.tr("{name} gets your name with your first message.").format(
                    name=found.username
                ),
            )
        self._open.setEnabled(not found.is_other_relay)
        self.place_card()

    def show_failure(self, link: str, error: ErrorText) -> None:
        """Say why the link cannot be opened."""
        if link == self._link:
            self._is_opening = False
            self._open.setEnabled(not self.inviter.isHidden())
            self.field.show_fault(error.sentence)
            self.place_card()

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _on_text_changed(self, text: str) -> None:
        self._link = "".join(text.split())
        self._is_opening = False
        self.field.show_help()
        self.inviter.hide()
        self._told.clear()
        self._open.setEnabled(False)
        if self._link:
            self.read_requested.emit(self._link)
        self.place_card()

    def _on_open(self) -> None:
        if self._open.isEnabled() and not self._is_opening:
            self._is_opening = True
            self._open.setEnabled(False)
            self.open_requested.emit(self._link)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the dialog with the cursor in the field."""
        super().open()
        self.field.setFocus()
        copied = QGuiApplication.clipboard().text().strip()
        if is_invite(copied):
            self.field.set_text(copied)
