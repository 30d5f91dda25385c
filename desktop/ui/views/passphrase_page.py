"""What to do without a keyring: try again, use a passphrase instead, or quit. Never silently."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind, IconButton
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.form_page import FORM_WIDTH, FormPage

MIN_PASSPHRASE_CHARS = 8
_DISC = Px(56)


class PassphrasePage(FormPage):
    """Says what is wrong with the keyring and offers the ways on.

    Signals:
        back_requested(): Back to the name.
        retry_requested(): Look for the keyring again.
        passphrase_chosen(str): Keep the keys under this passphrase.
        quit_requested(): Leave SecureChat.
    """

    back_requested = Signal()
    retry_requested = Signal()
    passphrase_chosen = Signal(str)
    quit_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the page with the passphrase fields hidden."""
        super().__init__(parent=parent)
        self._theme = theme
        self._back = IconButton(theme, "arrow-left", self.tr("Back"), parent=self)
        self._title = TextLabel(theme, TypeStyle.TITLE, wraps=True, parent=self)
        self._words = TextLabel(theme, TypeStyle.BODY, role="secondary", wraps=True, parent=self)
        self.passphrase = TextField(
            theme,
            self.tr("Passphrase"),
            is_secret=True,
            help_text=self.tr("You type it each time SecureChat starts."),
            parent=self,
        )
        self.repeated = TextField(theme, self.tr("Repeat passphrase"), is_secret=True, parent=self)
        self._continue = Button(
            theme, self.tr("Continue"), kind=ButtonKind.PRIMARY, is_large=True, parent=self
        )
        self._use = Button(
            theme,
            self.tr("Use a passphrase instead"),
            kind=ButtonKind.PRIMARY,
            is_large=True,
            parent=self,
        )
        self._retry = Button(
            theme, self.tr("Try again"), is_large=True, icon="rotate-cw", parent=self
        )
        self._quit = Button(theme, self.tr("Quit SecureChat"), kind=ButtonKind.QUIET, parent=self)
        self._lay_out()
        self._connect_signals()

    def _lay_out(self) -> None:
        form = self.form
        form.addWidget(
            IconTile(
                self._theme,
                "key-round",
                size=_DISC,
                icon_size=26,
                radius=_DISC / 2,
                role="warning",
                ground="warning_ground",
                parent=self,
            )
        )
        form.addSpacing(px(20))
        form.addWidget(self._title)
        form.addSpacing(px(4))
        form.addWidget(self._words)
        form.addSpacing(px(24))
        self._fields = QWidget(self)
        fields = QVBoxLayout(self._fields)
        fields.setContentsMargins(0, 0, 0, px(12))
        fields.setSpacing(px(16))
        for widget in (self.passphrase, self.repeated, self._continue):
            fields.addWidget(widget)
        form.addWidget(self._fields)
        ways = QHBoxLayout()
        ways.setSpacing(px(12))
        ways.addWidget(self._retry)
        ways.addWidget(self._use, 1)
        both = self._retry.sizeHint().width() + self._use.sizeHint().width() + ways.spacing()
        if both > FORM_WIDTH:
            # Longer words of another language stand one below the other.
            ways.setDirection(QHBoxLayout.Direction.TopToBottom)
        form.addLayout(ways)
        form.addSpacing(px(12))
        form.addWidget(self._quit, 0, Qt.AlignmentFlag.AlignLeading)
        self.head.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        self.head.addStretch(1)

    def _connect_signals(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._retry.clicked.connect(self.retry_requested)
        self._quit.clicked.connect(self.quit_requested)
        self._use.clicked.connect(lambda: self._show_fields(are_shown=True))
        self._continue.clicked.connect(self._on_continue)
        self.passphrase.entered.connect(self.repeated.setFocus)
        self.repeated.entered.connect(self._on_continue)
        self.passphrase.text_changed.connect(self.passphrase.clear_marks)
        self.repeated.text_changed.connect(self.repeated.clear_marks)

    def show_trouble(self, error: ErrorText) -> None:
        """Say what is wrong with the keyring."""
        self._title.setText(error.title)
        self._words.setText(error.help)
        self._show_fields(are_shown=False)

    def _show_fields(self, *, are_shown: bool) -> None:
        self._fields.setVisible(are_shown)
        self._use.setVisible(not are_shown)
        if are_shown:
            self.passphrase.setFocus()

    def _on_continue(self) -> None:
        text = self.passphrase.text
        if len(text) < MIN_PASSPHRASE_CHARS:
            self.passphrase.show_fault(
                self.tr("Use at least {count} characters.").format(count=MIN_PASSPHRASE_CHARS)
            )
        elif text != self.repeated.text:
            self.repeated.show_fault(self.tr("The two are not the same."))
        else:
            self.passphrase_chosen.emit(text)
