"""The page on which the password of a new account is chosen, in clear while it is typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind, IconButton
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.form_page import FormPage, StepDots
from desktop.ui.views.notice import Notice, NoticeKind

MIN_PASSWORD_CHARS = 8


class PasswordPage(FormPage):
    """Asks for the password of a new account.

    Signals:
        back_requested(): Back to the name.
        create_requested(str): Create the account with this password.
    """

    back_requested = Signal()
    create_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show an empty field, its letters readable."""
        super().__init__(parent=parent)
        self._back = IconButton(theme, "arrow-left", self.tr("Back"), parent=self)
        self.password = TextField(
            theme,
            self.tr("Password"),
            is_secret=True,
            help_text=self.tr(
                "At least {count} characters. Read it once more before you go on."
            ).format(count=MIN_PASSWORD_CHARS),
            parent=self,
        )
        self.password.set_clear(is_clear=True)
        self._create = Button(
            theme,
            self.tr("Create account"),
            kind=ButtonKind.PRIMARY,
            is_large=True,
            parent=self,
        )
        self._notice = Notice(theme, NoticeKind.HINT, parent=self)
        self._lay_out(theme)
        self._back.clicked.connect(self.back_requested)
        self.password.text_changed.connect(self.clear_faults)
        self.password.entered.connect(self._on_create)
        self._create.clicked.connect(self._on_create)

    def _lay_out(self, theme: Theme) -> None:
        steps = QHBoxLayout()
        steps.setSpacing(px(12))
        steps.addWidget(StepDots(theme, current=2, count=2, parent=self))
        steps.addWidget(
            TextLabel(
                theme,
                TypeStyle.CAPTION,
                text=self.tr("Step 2 of 2"),
                role="secondary",
                parent=self,
            ),
            1,
        )
        form = self.form
        form.addLayout(steps)
        form.addSpacing(px(16))
        form.addWidget(
            TextLabel(theme, TypeStyle.TITLE, text=self.tr("Choose a password"), parent=self)
        )
        form.addSpacing(px(4))
        form.addWidget(
            TextLabel(
                theme,
                TypeStyle.BODY,
                text=self.tr(
                    "You sign in with it. Four or five random words are easy to remember and very "
                    "hard to guess."
                ),
                role="secondary",
                wraps=True,
                parent=self,
            )
        )
        form.addSpacing(px(24))
        form.addWidget(self.password)
        form.addSpacing(px(20))
        form.addWidget(self._create)
        form.addSpacing(px(20))
        form.addWidget(self._notice)
        form.addWidget(
            Notice(
                theme,
                NoticeKind.HINT,
                self.tr("Nobody can send you a forgotten password, not even us."),
                parent=self,
            )
        )
        self.head.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        self.head.addStretch(1)

    def start(self) -> None:
        """Put the cursor into the field."""
        self.password.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_faults(self) -> None:
        """Take every fault away."""
        self._notice.clear()
        self.password.show_help()

    def show_failure(self, error: ErrorText) -> None:
        """Say why no account was made."""
        self._notice.tell(NoticeKind.FAULT, error.sentence)

    def _on_create(self) -> None:
        if len(self.password.text) < MIN_PASSWORD_CHARS:
            self.password.show_fault(
                self.tr("Use at least {count} characters.").format(count=MIN_PASSWORD_CHARS)
            )
            return
        self.create_requested.emit(self.password.text)
