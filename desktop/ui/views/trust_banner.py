"""The banner under the head of a conversation while changed or hidden keys wait for the person."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import Trust
from desktop.ui.buttons import ButtonKind
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import PANE_MARGIN, PANE_MARGIN_NARROW
from desktop.ui.tone_button import ToneButton
from desktop.ui.trust_text import PAUSED, STOPPED, WITHHELD
from desktop.ui.typography import TypeStyle

_ICON = Px(20)


class TrustBanner(Surface):
    """Amber for a key that was never verified, red for one that was; hidden while all is well.

    Signals:
        accept_requested(): Go on with the new key.
        verify_requested(): Compare the numbers.
        why_requested(): Explain what happened.
    """

    accept_requested = Signal()
    verify_requested = Signal()
    why_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(theme, "warning_ground", parent=parent)
        self._icon = IconTile(
            theme, "triangle-alert", size=_ICON, icon_size=_ICON, radius=0, parent=self
        )
        self._title = TextLabel(theme, TypeStyle.BUTTON, wraps=True, parent=self)
        self._words = TextLabel(theme, TypeStyle.BODY, wraps=True, parent=self)
        self._accept = self._build_button(self.tr("Accept new key"), ButtonKind.SECOND)
        self._why = self._build_button(self.tr("Why?"), ButtonKind.SECOND)
        self._verify = self._build_button(self.tr("Verify"), ButtonKind.PRIMARY)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._words)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(px(12))
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(words, 1)
        for button in (self._accept, self._why, self._verify):
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_narrow(is_narrow=False)
        self._accept.clicked.connect(self.accept_requested)
        self._why.clicked.connect(self.why_requested)
        self._verify.clicked.connect(self.verify_requested)
        self.hide()

    def _build_button(self, text: str, kind: ButtonKind) -> ToneButton:
        return ToneButton(
            self._theme,
            text,
            role="warning",
            ground_role="warning_ground",
            outline_role="warning",
            kind=kind,
            parent=self,
        )

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Use the smaller margins."""
        margin = PANE_MARGIN_NARROW if is_narrow else PANE_MARGIN
        self._row.setContentsMargins(margin, px(10), margin, px(10))

    def show_trust(self, trust: Trust, name: str) -> None:
        """Say what happened to the contact of that name, or hide."""
        is_hard, is_withheld = trust in STOPPED, trust in WITHHELD
        self.setVisible(trust in PAUSED)
        role = "danger" if is_hard else "warning"
        self.set_role(f"{role}_ground")
        self._icon.set_icon("shield-alert" if is_hard else "triangle-alert")
        self._icon.set_colors(role, None)
        for label in (self._title, self._words):
            label.set_role(role)
        for button in (self._accept, self._why, self._verify):
            button.set_tone(role, f"{role}_ground", role)
        accept = self.tr("Send anyway") if is_withheld else self.tr("Accept new key")
        self._accept.setText(accept)
        self._accept.setAccessibleName(accept)
        self._accept.setVisible(not is_hard)
        self._why.setVisible(is_hard or is_withheld)
        words = self.tr("Verify again") if is_hard else self.tr("Verify")
        self._verify.setText(words)
        self._verify.setAccessibleName(words)
        if is_withheld:
            title = self.tr("The server does not show {name}’s newest keys")
            text = (
                self.tr("Meet or call {name} and verify again. Until then nothing is sent.")
                if is_hard
                else self.tr("It may be a fault, or hide a change. Sending waits until you decide.")
            )
        elif is_hard:
            title = self.tr("This may not be {name}: the key you verified has changed")
            text = self.tr("Meet or call {name} and verify again. Until then nothing is sent.")
        else:
            title = self.tr("{name}’s security key has changed")
            text = self.tr("Most likely {name} has a new computer. Sending waits until you decide.")
        self._title.setText(title.format(name=name))
        self._words.setText(text.format(name=name))
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(self._words.text())
