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
from desktop.ui.views.password_judge import PasswordJudge
from desktop.ui.views.strength_meter import StrengthMeter


class PasswordPage(FormPage):
    """Asks for the password of a new account.

    Attributes:
        judge: Decides whether it is good enough.

    Signals:
        back_requested(): Back to the name.
        rating_requested(str): How good is this password? Answer with `judge.show_rating`.
        suggestion_requested(): Draw one. Answer with `show_suggestion`.
        create_requested(str): Create the account with this password.
    """

    back_requested = Signal()
    rating_requested = Signal(str)
    suggestion_requested = Signal()
    create_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show an empty field, its letters readable."""
        super().__init__(parent=parent)
        self._back = IconButton(theme, "arrow-left", self.tr("Back"), parent=self)
        self.password = TextField(theme, self.tr("Password"), is_secret=True, parent=self)
        self.password.set_clear(is_clear=True)
        self.meter = StrengthMeter(theme, self)
        self.judge = PasswordJudge(self.password, self.meter)
        # Whoever cannot read what they typed types it twice.
        self.again = TextField(theme, self.tr("The same again"), is_secret=True, parent=self)
        self.again.edit.setPlaceholderText(self.tr("Type it once more"))
        self.again.hide()
        self._suggest = Button(
            theme, self.tr("Suggest one"), icon="dices", is_large=True, parent=self
        )
        self._create = Button(
            theme,
            self.tr("Create account"),
            kind=ButtonKind.PRIMARY,
            is_large=True,
            parent=self,
        )
        self._notice = Notice(theme, NoticeKind.HINT, parent=self)
        self._lay_out(theme)
        self._connect_signals()

    def _connect_signals(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._suggest.clicked.connect(self.suggestion_requested)
        self._create.clicked.connect(self._on_create)
        self.password.text_changed.connect(self.clear_faults)
        self.password.clear_changed.connect(self._on_clear_changed)
        self.password.entered.connect(self._on_entered)
        self.again.text_changed.connect(self.again.clear_marks)
        self.again.entered.connect(self._on_create)
        self.judge.rating_requested.connect(self.rating_requested)
        self.judge.accepted.connect(self.create_requested)

    def _lay_out(self, theme: Theme) -> None:
        steps = QHBoxLayout()
        steps.setSpacing(px(12))
        steps.addWidget(StepDots(theme, current=2, count=3, parent=self))
        steps.addWidget(
            TextLabel(
                theme,
                TypeStyle.CAPTION,
                text=self.tr("Step 2 of 3"),
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
        form.addSpacing(px(8))
        form.addWidget(self.meter)
        form.addSpacing(px(16))
        form.addWidget(self.again)
        form.addSpacing(px(12))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(12))
        buttons.addWidget(self._suggest)
        buttons.addWidget(self._create, 1)
        form.addLayout(buttons)
        form.addSpacing(px(12))
        form.addWidget(self._notice)
        form.addWidget(
            Notice(
                theme,
                NoticeKind.HINT,
                self.tr("Nobody can send you a forgotten password, not even us."),
                space_above=px(8),
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
        self.again.show_help()

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_suggestion(self, password: str) -> None:
        """Put a password into the field, readable, so that it can be written down."""
        self.password.set_clear(is_clear=True)
        self.password.set_text(password)
        self.start()

    def show_failure(self, error: ErrorText) -> None:
        """Say why no account was made."""
        self._notice.tell(NoticeKind.FAULT, error.sentence)

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _on_clear_changed(self, is_clear: bool) -> None:  # noqa: FBT001 - a signal
        self.again.set_text("")
        self.again.setVisible(not is_clear)

    def _on_entered(self) -> None:
        if self.again.isVisible() and not self.again.text:
            self.again.setFocus()
        else:
            self._on_create()

    def _on_create(self) -> None:
        is_twice = not self.again.isHidden()
        if is_twice and self.judge.is_long_enough and self.again.text != self.password.text:
            self.again.show_fault(self.tr("The two are not the same."))
        else:
            self.judge.submit()
