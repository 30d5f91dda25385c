"""A button that shows which of some choices counts, and lists them when it is pressed."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.dialogs.choice_menu import ChoiceMenu
from desktop.ui.focus import PaintedButton
from desktop.ui.measures import Px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(36)
_PADDING = Px(12)
_ICON = Px(16)
_GAP = Px(8)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class ChoiceSelect(PaintedButton):
    """One of several choices; the arrow keys change it without the list.

    Attributes:
        choice_menu: The list, None while it is closed.

    Signals:
        chosen(str): The person took the choice with this value.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        name: str,
        choices: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """Show the first choice.

        Args:
            theme: Gives the colours at each paint.
            name: What is chosen; begins the accessible name.
            choices: Value and words of each, at least one.
            parent: Qt parent.
        """
        super().__init__(parent=parent)
        self._theme = theme
        self._name = name
        self._choices = dict(choices)
        self.choice_menu: ChoiceMenu | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open_menu)
        theme.changed.connect(self.update)
        self.show_choice(choices[0][0])

    @property
    def value(self) -> str:
        """The value of the choice that is shown."""
        return self._value

    def show_choice(self, value: str) -> None:
        """Show which choice counts; nothing is told. Raises KeyError for one that is not there."""
        self.setText(self._choices[value])
        self._value = value
        self.setAccessibleName(f"{self._name}: {self.text()}")
        self.update()

    def _choose(self, value: str) -> None:
        if value != self._value:
            self.show_choice(value)
            self.chosen.emit(value)

    def _open_menu(self) -> None:
        values = list(self._choices)
        signs = ["check" if value == self._value else "" for value in values]
        corner = self.mapTo(self.window(), self.rect().topLeft())
        self.choice_menu = ChoiceMenu(
            self._theme,
            list(zip(signs, self._choices.values(), strict=True)),
            QRect(corner, self.size()),
            self.window(),
            current=values.index(self._value),
        )
        self.choice_menu.chosen.connect(lambda number: self._choose(values[number]))
        self.choice_menu.closed.connect(self._on_menu_closed)
        self.choice_menu.open()

    def _on_menu_closed(self) -> None:
        self.choice_menu = None

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the choice before or after by an arrow."""
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if not step or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        values = list(self._choices)
        place = values.index(self._value) + step
        self._choose(values[max(0, min(place, len(values) - 1))])

    def sizeHint(self) -> QSize:
        """Return the size of the longest choice, so that nothing moves when it changes."""
        metrics = TypeStyle.BODY.metrics
        width = max(metrics.horizontalAdvance(words) for words in self._choices.values())
        return QSize(round(width) + 1 + 2 * _PADDING + _GAP + _ICON, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: a choice is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint outline, words and the sign that there is more."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_ring_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        else:
            painter.setPen(QPen(QColor(tokens.outline), 1))
            box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        is_marked = self.underMouse() or self.choice_menu is not None
        painter.setBrush(QColor(tokens.hover) if is_marked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        is_mirrored = self.isRightToLeft()
        left = _PADDING if is_mirrored else self.width() - _PADDING - _ICON
        icon = QRectF(left, (self.height() - _ICON) / 2, _ICON, _ICON)
        self._theme.icons.draw(painter, icon, "chevron-down", tokens.secondary)
        taken = _PADDING + _ICON + _GAP
        before, after = (taken, _PADDING) if is_mirrored else (_PADDING, taken)
        painter.setFont(TypeStyle.BODY.font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(
            self.rect().adjusted(before, 0, -after, 0),
            Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter,
            self.text(),
        )
