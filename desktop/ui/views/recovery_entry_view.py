"""The page on which a recovery code is typed to open the chats of this computer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind, IconButton
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.form_page import FormPage

_WIDTH = Px(480)
_DISC = 56
_GROUP = 5
_CHARS = 30
_SEPARATORS = str.maketrans(dict.fromkeys(" -–—\t\n"))


class RecoveryEntryView(Surface):
    """Asks for the code; says in which group a slip is.

    Attributes:
        code: Where it is typed; the groups part by themselves.

    Signals:
        code_entered(str): Try this code.
        back_requested(): Another way in.
    """

    code_entered = Signal(str)
    back_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(theme, "window", parent=parent)
        page = FormPage(_WIDTH, self)
        back = IconButton(theme, "arrow-left", self.tr("Back"), parent=page)
        page.head.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        page.head.addStretch(1)
        self.code = TextField(
            theme,
            self.tr("Recovery code"),
            help_text=self.tr("Small letters and spaces are fine."),
            parent=page,
        )
        self.code.edit.setFont(TypeStyle.CODE_FIELD.font)
        self.code.edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.code.edit.setPlaceholderText("XXXXX XXXXX XXXXX XXXXX XXXXX XXXXX")
        self._open = Button(
            theme, self.tr("Open my chats"), kind=ButtonKind.PRIMARY, is_large=True, parent=page
        )
        form = page.form
        form.addWidget(
            IconTile(
                theme,
                "key-round",
                size=_DISC,
                icon_size=26,
                radius=_DISC / 2,
                role="accent",
                ground="selected",
                parent=page,
            )
        )
        form.addSpacing(px(20))
        form.addWidget(
            TextLabel(theme, TypeStyle.TITLE, text=self.tr("Type your recovery code"), parent=page)
        )
        form.addSpacing(px(4))
        form.addWidget(
            TextLabel(
                theme,
                TypeStyle.BODY,
                text=self.tr(
                    "The six groups that you wrote down or saved. They open the chats on this "
                    "computer, and the lock is off after that."
                ),
                role="secondary",
                wraps=True,
                parent=page,
            )
        )
        form.addSpacing(px(24))
        form.addWidget(self.code)
        form.addSpacing(px(16))
        form.addWidget(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        back.clicked.connect(self.back_requested)
        self.code.edit.textEdited.connect(self._on_edited)
        self.code.text_changed.connect(self.code.clear_marks)
        self.code.entered.connect(self._on_open)
        self._open.clicked.connect(self._on_open)

    def show_refused(self, error: ErrorText) -> None:
        """Say why the code did not open; it stays to be corrected."""
        self._open.setEnabled(True)
        self.code.show_fault(error.sentence)
        self.code.setFocus()

    def _on_edited(self, text: str) -> None:
        edit = self.code.edit
        if edit.cursorPosition() != len(text):
            # Whoever corrects in the middle is left alone.
            return
        chars = text.translate(_SEPARATORS).upper()[:_CHARS]
        groups = [chars[start : start + _GROUP] for start in range(0, len(chars), _GROUP)]
        if " ".join(groups) != text:
            edit.setText(" ".join(groups))

    def _on_open(self) -> None:
        if self.code.text.strip() and self._open.isEnabled():
            self._open.setEnabled(False)
            self.code.show_help(self.tr("Opening…"))
            self.code_entered.emit(self.code.text)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the field."""
        super().showEvent(event)
        self._open.setEnabled(True)
        self.code.edit.setFocus(Qt.FocusReason.OtherFocusReason)
