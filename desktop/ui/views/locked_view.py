"""The locked page: asks for what opens the profile, and shows nothing of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.records import LockKind
from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.error_texts import ErrorText, describe_wrong_password
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.form_page import FormPage

_WIDTH = Px(320)
_DISC = 72
_CENTER = Qt.AlignmentFlag.AlignHCenter


class LockedView(Surface):
    """Shows no name, no number and no picture of a person (UI-03).

    Attributes:
        kind: What is asked for: the account's password, or the passphrase of a vault.
        field: Where it is typed.

    Signals:
        entered(str): Try this.
        recovery_requested(): Use the recovery code instead.
    """

    entered = Signal(str)
    recovery_requested = Signal()

    def __init__(self, theme: Theme, kind: LockKind, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(theme, "window", parent=parent)
        self.kind = kind
        page = FormPage(_WIDTH, self)
        is_vault = kind is LockKind.PASSPHRASE
        label = self.tr("Passphrase") if is_vault else self.tr("Password")
        self.field = TextField(theme, label, has_label=False, is_secret=True, parent=page)
        self.field.edit.setPlaceholderText(label)
        self._unlock = Button(
            theme, self.tr("Unlock"), kind=ButtonKind.PRIMARY, is_large=True, parent=page
        )
        self._recover = Button(
            theme, self.tr("Use the recovery code"), kind=ButtonKind.QUIET, parent=page
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
        for style, text, role in (
            (TypeStyle.TITLE, self.tr("SecureChat is locked"), "text"),
            (TypeStyle.BODY, self.tr("Messages wait at the server until you unlock."), "secondary"),
        ):
            form.addWidget(
                TextLabel(
                    theme, style, text=text, role=role, wraps=True, alignment=_CENTER, parent=page
                )
            )
            form.addSpacing(px(4))
        form.addSpacing(px(16))
        form.addWidget(self.field)
        form.addSpacing(px(8))
        form.addWidget(self._unlock)
        form.addSpacing(px(16))
        form.addWidget(self._recover, 0, _CENTER)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self._unlock.clicked.connect(self._on_unlock)
        self._recover.clicked.connect(self.recovery_requested)
        self.field.entered.connect(self._on_unlock)
        self.field.text_changed.connect(self.field.clear_marks)

    def offer_recovery(self, *, is_offered: bool) -> None:
        """Offer the recovery code, or not, if this profile has none."""
        self._recover.setVisible(is_offered)

    def show_refused(self, error: ErrorText) -> None:
        """Say that what was typed does not open; it stays to be corrected."""
        is_vault = self.kind is LockKind.PASSPHRASE
        self.field.show_fault(error.sentence if is_vault else describe_wrong_password().sentence)
        self.field.edit.selectAll()
        self.field.setFocus()

    def clear(self) -> None:
        """Forget what was typed."""
        self.field.set_text("")

    def _on_unlock(self) -> None:
        if self.field.text:
            self.field.show_help(self.tr("Opening…"))
            self.entered.emit(self.field.text)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the field."""
        super().showEvent(event)
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
