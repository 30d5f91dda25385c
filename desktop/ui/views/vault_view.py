"""Asks for the passphrase of a profile whose keys are not in a keyring."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.form_page import FormPage

_WIDTH = Px(320)
_DISC = Px(72)
_CENTER = Qt.AlignmentFlag.AlignHCenter


class VaultView(Surface):
    """Shows nothing of the profile before it is open.

    Signals:
        passphrase_entered(str): Try this passphrase.
    """

    passphrase_entered = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(theme, "window", parent=parent)
        page = FormPage(_WIDTH, self)
        self.passphrase = TextField(theme, self.tr("Passphrase"), is_secret=True, parent=page)
        self._unlock = Button(
            theme, self.tr("Unlock"), kind=ButtonKind.PRIMARY, is_large=True, parent=page
        )
        form = page.form
        disc = IconTile(
            theme,
            "lock",
            size=_DISC,
            icon_size=32,
            radius=_DISC / 2,
            role="accent",
            ground="selected",
            parent=page,
        )
        form.addWidget(disc, 0, _CENTER)
        form.addSpacing(px(20))
        form.addWidget(
            TextLabel(
                theme,
                TypeStyle.TITLE,
                text=self.tr("SecureChat is locked"),
                alignment=_CENTER,
                parent=page,
            )
        )
        form.addSpacing(px(4))
        form.addWidget(
            TextLabel(
                theme,
                TypeStyle.BODY,
                text=self.tr("Your passphrase opens your chats."),
                role="secondary",
                alignment=_CENTER,
                parent=page,
            )
        )
        form.addSpacing(px(20))
        form.addWidget(self.passphrase)
        form.addSpacing(px(12))
        form.addWidget(self._unlock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self._unlock.clicked.connect(self._on_unlock)
        self.passphrase.entered.connect(self._on_unlock)
        self.passphrase.text_changed.connect(self.passphrase.clear_marks)

    def show_refused(self, error: ErrorText) -> None:
        """Say that the passphrase did not open the vault; it stays to be corrected."""
        self.passphrase.show_fault(error.sentence)
        self.passphrase.edit.selectAll()
        self.passphrase.setFocus()

    def clear(self) -> None:
        """Forget what was typed."""
        self.passphrase.set_text("")

    def _on_unlock(self) -> None:
        if self.passphrase.text:
            self.passphrase.show_help(self.tr("Opening…"))
            self.passphrase_entered.emit(self.passphrase.text)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the field."""
        super().showEvent(event)
        self.passphrase.edit.setFocus(Qt.FocusReason.OtherFocusReason)
