"""Texts of the window: in one step of the type scale, one colour role, in one line or wrapped."""

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_WIDE = 16_000.0


class TextLabel(QLabel):
    """A label with the line height of its type style; always plain text."""

    def __init__(
        self,
        theme: Theme,
        style: TypeStyle,
        *,
        text: str = "",
        role: str = "text",
        wraps: bool = False,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeading,
        parent: QWidget | None = None,
    ) -> None:
        """Show a text.

        Args:
            theme: Gives the colour at each paint.
            style: Step of the type scale.
            text: What to show.
            role: Field of Tokens with the colour.
            wraps: True to break lines at the label's width; otherwise what is too long is elided.
            alignment: AlignLeading, AlignHCenter or AlignTrailing.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._theme = theme
        self._style = style
        self._role = role
        self._wraps = wraps
        self._side = alignment
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(style.font)
        # A broken text is as high as its lines, which only the layout knows.
        vertical = QSizePolicy.Policy.Preferred if wraps else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)
        self.setText(text)
        theme.changed.connect(self.update)

    def set_role(self, role: str) -> None:
        """Use another colour."""
        if role != self._role:
            self._role = role
            self.update()

    def _lay_out(self, width: float) -> QTextLayout:
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self._style.font)
        # A text layout knows left and right alone, not where a line begins.
        option = QTextOption(QStyle.visualAlignment(self.layoutDirection(), self._side))
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        option.setTextDirection(self.layoutDirection())
        layout.setTextOption(option)
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top + self._style.baseline_px - line.ascent()))
            top += self._style.line_px
        layout.endLayout()
        return layout

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def sizeHint(self) -> QSize:
        """Return the size of the text in one line, or of its lines if they are broken by hand."""
        lines = self._lay_out(_WIDE)
        width = max(lines.lineAt(n).naturalTextWidth() for n in range(lines.lineCount()))
        return QSize(math.ceil(width), lines.lineCount() * self._style.line_px)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: a label may be elided."""
        return QSize(0, self._style.line_px)

    def hasHeightForWidth(self) -> bool:
        """Tell whether lines are broken."""
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        """Return the height of the broken lines."""
        if not self._wraps:
            return self._style.line_px
        return self._lay_out(width).lineCount() * self._style.line_px

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text."""
        painter = QPainter(self)
        painter.setPen(QColor(getattr(self._theme.tokens, self._role)))
        if self._wraps:
            self._lay_out(self.width()).draw(painter, QPointF(0, 0))
            return
        painter.setFont(self._style.font)
        text = self._style.metrics.elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() + 0.5
        )
        painter.drawText(
            self.rect(),
            self._side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            text,
        )
