"""Where in the settings a word stands: every choice that has it, with the way there."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.focus import PaintedButton
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_ROW = Px(52)


@dataclass(frozen=True, slots=True)
class SettingsEntry:
    """One choice, or a group of them, as a search finds it.

    Attributes:
        title: Its name.
        words: What it means; searched, too.
        widget: Brought into view when it is chosen.
    """

    title: str
    words: str
    widget: QWidget

    def has(self, wanted: str) -> bool:
        """Tell whether every word that is wanted stands in it, in any order and case."""
        text = f"{self.title} {self.words}".casefold()
        return all(word in text for word in wanted.casefold().split())


class _Hit(PaintedButton):
    """One choice that was found, and the section it stands in."""

    def __init__(self, theme: Theme, title: str, section: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._theme = theme
        self._section = section
        self.setAccessibleName(f"{title}, {section}")
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        inner = self.rect().adjusted(px(12), px(8), -px(12), -px(8))
        side = Qt.AlignmentFlag.AlignLeading
        painter.setFont(TypeStyle.BODY_MEDIUM.font)
        painter.setPen(QColor(tokens.text))
        title = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignTop, title)
        painter.setFont(TypeStyle.CAPTION.font)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignBottom, self._section)
        if self.is_ring_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, RADIUS_CONTROL, RADIUS_CONTROL)


class SettingsResults(QWidget):
    """The choices that were found.

    Attributes:
        hits: A button for each, in the order of the sections.

    Signals:
        chosen(str, QWidget): The section of a choice, and what to bring into view.
    """

    chosen = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme = theme
        self.hits: list[QWidget] = []
        self._nothing = TextLabel(
            theme,
            TypeStyle.BODY,
            text=self.tr("Nothing in the settings has these words."),
            role="secondary",
            wraps=True,
            parent=self,
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(2))
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)

    def show_found(self, found: list[tuple[str, str, SettingsEntry]]) -> None:
        """Show these choices: the key of the section, its title, and the choice."""
        for hit in self.hits:
            self._column.removeWidget(hit)
            hit.hide()
            hit.deleteLater()
        self.hits = []
        for place, (key, section, entry) in enumerate(found):
            hit = _Hit(self._theme, entry.title, section, self)
            hit.clicked.connect(
                lambda _=False, key=key, widget=entry.widget: self.chosen.emit(key, widget)
            )
            self._column.insertWidget(place, hit)
            self.hits.append(hit)
        self._nothing.setVisible(not found)
