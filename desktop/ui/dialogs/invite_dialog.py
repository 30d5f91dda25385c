"""Shows an invite for one person: as a link to copy, and as a code."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.measures import Px, px
from desktop.ui.qr_code import QrCode
from desktop.ui.surface import Panel
from desktop.ui.theme import Theme
from desktop.ui.views.notice import Notice, NoticeKind

_WIDTH = Px(440)
_CODE = Px(260)


class InviteDialog(FormDialog):
    """Shows a link once it is made.

    Signals:
        copied(): The link is on the clipboard.
    """

    copied = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Wait for the link; `show_link` or `show_failure` brings the answer."""
        super().__init__(theme, self.tr("Invite someone"), _WIDTH, parent)
        self.add_text(
            self.tr(
                "Give this to one person. Their first message then reaches you without asking. It "
                "works once, for 7 days."
            )
        )
        self.link = TextField(theme, self.tr("Invite link"), parent=self.card)
        self.link.edit.setReadOnly(True)
        self.code = QrCode(_CODE, self.tr("Invite as a code"), self.card)
        panel = Panel(theme, "list", parent=self.card)
        row = QHBoxLayout(panel)
        row.setContentsMargins(px(16), px(16), px(16), px(16))
        row.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        self._told = Notice(theme, NoticeKind.BUSY, self.tr("Making the invite…"), parent=self.card)
        self.column.addWidget(panel)
        self.column.addWidget(self.link)
        self.column.addWidget(self._told)
        self._copy = Button(
            theme, self.tr("Copy"), kind=ButtonKind.PRIMARY, icon="copy", parent=self.card
        )
        self._copy.setAccessibleName(self.tr("Copy invite link"))
        self._copy.setEnabled(False)
        self._copy.clicked.connect(self._on_copy)
        done = Button(theme, self.tr("Done"), parent=self.card)
        done.clicked.connect(self.close_overlay)
        self.foot.addStretch(1)
        self.foot.addWidget(done)
        self.foot.addWidget(self._copy)

    def show_link(self, link: str) -> None:
        """Show the invite."""
        self.link.set_text(link)
        self.link.edit.setCursorPosition(0)
        self.code.show_data(link.encode())
        self._copy.setEnabled(True)
        self._told.tell(
            NoticeKind.HINT,
            self.tr("Whoever has the link first can use it. Send it where only they can read it."),
        )
        self.place_card()

    def show_failure(self, error: ErrorText) -> None:
        """Say why there is no invite."""
        self._told.tell(NoticeKind.FAULT, error.sentence)
        self.place_card()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.link.text)
        self.link.show_mark(self.tr("copied"))
        self.copied.emit()
