"""How good a password is: four parts, a word, and the one step that would make it better."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import PasswordAdvice, PasswordRating, PasswordStrength
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_PARTS = 4
_BAR = Px(6)
_GAP = Px(4)
_ROLES = {
    PasswordStrength.TOO_WEAK: "danger",
    PasswordStrength.WEAK: "danger",
    PasswordStrength.FAIR: "warning",
    PasswordStrength.STRONG: "good",
    PasswordStrength.EXCELLENT: "good",
}


class _Bar(QWidget):
    """The four parts."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filled = 0
        self._role = "good"
        self.setFixedHeight(_BAR)
        theme.changed.connect(self.update)

    def fill(self, count: int, role: str) -> None:
        self._filled, self._role = count, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - (_PARTS - 1) * _GAP) / _PARTS
        for part in range(_PARTS):
            place = _PARTS - 1 - part if self.isRightToLeft() else part
            painter.setBrush(tokens.color(self._role if part < self._filled else "border"))
            box = QRectF(place * (width + _GAP), 0, width, _BAR)
            painter.drawRoundedRect(box, _BAR / 2, _BAR / 2)


class StrengthMeter(QWidget):
    """Shows a rating; its accessible name is the words of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing but empty parts."""
        super().__init__(parent)
        self._bar = _Bar(theme, self)
        self._icon = IconTile(theme, "check", size=16, icon_size=16, radius=0, parent=self)
        self._word = TextLabel(theme, TypeStyle.BODY_MEDIUM, parent=self)
        self._advice = TextLabel(theme, TypeStyle.BODY, role="secondary", wraps=True, parent=self)
        row = QHBoxLayout()
        row.setSpacing(px(6))
        sign = QVBoxLayout()
        sign.setContentsMargins(0, px(2), 0, 0)
        sign.addWidget(self._icon)
        sign.addStretch(1)
        row.addLayout(sign)
        row.addWidget(self._word, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._advice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._bar)
        column.addLayout(row)
        self.clear()

    @property
    def text(self) -> str:
        """What it says."""
        return self.accessibleName()

    def clear(self) -> None:
        """Nothing is typed: say how a good one looks."""
        self._say("", self.tr("Four or five random words are best."), "info", "secondary")
        self._bar.fill(0, "good")

    def show_rating(self, rating: PasswordRating) -> None:
        """Say how good the password is."""
        role = _ROLES[rating.strength]
        icon = "check" if rating.strength >= PasswordStrength.STRONG else "info"
        self._say(self._word_of(rating.strength), self._advice_of(rating.advice), icon, role)
        self._bar.fill(int(rating.strength), "presence" if role == "good" else role)

    def _say(self, word: str, advice: str, icon: str, role: str) -> None:
        self._word.setText(word)
        self._word.setVisible(bool(word))
        self._word.set_role(role)
        self._advice.setText(advice)
        self._icon.set_icon(icon)
        self._icon.set_colors(role, None)
        self.setAccessibleName(f"{word} {advice}".strip())

    def _word_of(self, strength: PasswordStrength) -> str:
        return {
            PasswordStrength.TOO_WEAK: self.tr("Too easy to guess."),
            PasswordStrength.WEAK: self.tr("Weak."),
            PasswordStrength.FAIR: self.tr("Fair."),
            PasswordStrength.STRONG: self.tr("Strong."),
            PasswordStrength.EXCELLENT: self.tr("Excellent."),
        }[strength]

    def _advice_of(self, advice: PasswordAdvice) -> str:
        return {
            PasswordAdvice.NONE: "",
            PasswordAdvice.MORE_WORDS: self.tr("Another word or two would help."),
            PasswordAdvice.ONE_MORE_WORD: self.tr("One more word makes it excellent."),
            PasswordAdvice.OFTEN_USED: self.tr("Many people use it. Put several words together."),
            PasswordAdvice.NOT_YOUR_NAME: self.tr("Leave your username out of it."),
            PasswordAdvice.NO_DATES: self.tr("Leave dates and years out of it."),
            PasswordAdvice.NO_ROWS: self.tr("Leave out rows such as abc, 111 or qwert."),
        }[advice]
