"""A full page instead of an empty profile: what happened, that nothing is lost, ways on."""

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.error_texts import ErrorText
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.choice_card import ChoiceCard
from desktop.ui.views.form_page import FormPage
from desktop.ui.views.rescue_choices import RescueChoices

_WIDTH = Px(480)
_DISC = Px(56)


class CannotOpenView(Surface):
    """Says why the profile cannot be opened.

    Attributes:
        rescue: Ways on from a damaged history.

    Signals:
        retry_requested(): Try to open it again.
        quit_requested(): Leave SecureChat.
        recovery_requested(): Open with the recovery code.
    """

    retry_requested = Signal()
    quit_requested = Signal()
    recovery_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(theme, "window", parent=parent)
        page = FormPage(_WIDTH, self)
        self._words = TextLabel(theme, TypeStyle.MESSAGE, role="secondary", wraps=True, parent=page)
        self._code = TextLabel(theme, TypeStyle.CODE, role="secondary", parent=page)
        self._time = TextLabel(theme, TypeStyle.CAPTION, role="secondary", parent=page)
        self._again = again = ChoiceCard(
            theme,
            "rotate-cw",
            self.tr("Try again"),
            self.tr("For example after you unlocked the keyring"),
            has_body=False,
            parent=page,
        )
        again.set_ringed(is_ringed=True)
        self._recover = ChoiceCard(
            theme,
            "key-round",
            self.tr("Use the recovery code"),
            self.tr("The six groups that you wrote down or saved"),
            has_body=False,
            parent=page,
        )
        self._recover.chosen.connect(self.recovery_requested)
        leave = Button(theme, self.tr("Quit SecureChat"), kind=ButtonKind.QUIET, parent=page)
        form = page.form
        form.addWidget(
            IconTile(
                theme,
                "file-lock",
                size=_DISC,
                icon_size=26,
                radius=_DISC / 2,
                role="warning",
                ground="warning_ground",
                parent=page,
            )
        )
        form.addSpacing(px(20))
        form.addWidget(
            TextLabel(
                theme,
                TypeStyle.TITLE,
                text=self.tr("Your chats could not be opened"),
                parent=page,
            )
        )
        form.addSpacing(px(4))
        form.addWidget(self._words)
        form.addSpacing(px(24))
        form.addWidget(self._recover)
        form.addSpacing(px(12))
        form.addWidget(again)
        form.addSpacing(px(12))
        self.rescue = RescueChoices(theme, page)
        form.addWidget(self.rescue)
        form.addSpacing(px(12))
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self._code)
        foot.addWidget(TextLabel(theme, TypeStyle.CAPTION, text="•", role="secondary", parent=page))
        foot.addWidget(self._time)
        foot.addStretch(1)
        foot.addWidget(leave)
        form.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        again.chosen.connect(self.retry_requested)
        leave.clicked.connect(self.quit_requested)

    def offer_recovery(self, *, is_offered: bool) -> None:
        """Offer the recovery code as a way on, as the best one unless a keyring is just locked."""
        is_best = is_offered and self._code.text() != "keyring-locked"
        self._recover.setVisible(is_offered)
        self._recover.set_ringed(is_ringed=is_best)
        self._again.set_ringed(is_ringed=not is_best)

    def show_error(self, error: ErrorText, now_ms: int) -> None:
        """Say what happened and when."""
        self._words.setText(error.sentence)
        self._words.setAccessibleName(error.sentence)
        self._code.setText(error.code)
        moment = QDateTime.fromMSecsSinceEpoch(now_ms)
        self._time.setText(QLocale().toString(moment, self.tr("d MMMM, HH:mm")))
