"""Says why a message was not sent and offers what can be done about it."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.error_texts import ErrorText
from desktop.ui.focus import PaintedButton
from desktop.ui.labels import TextLabel
from desktop.ui.overlay import Overlay
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_WIDTH = 288
_PADDING = 6
_GAP_TO_BUBBLE = 12
_ROW = 36
_ICON = 18


class _Row(PaintedButton):
    """One thing that can be done."""

    def __init__(self, theme: Theme, icon: str, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self.setAccessibleName(text)
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        is_mirrored = self.isRightToLeft()
        left = self.width() - 12 - _ICON if is_mirrored else 12
        box = QRectF(left, (_ROW - _ICON) / 2, _ICON, _ICON)
        self._theme.icons.draw(painter, box, self._icon, tokens.secondary)
        painter.setFont(TypeStyle.BODY.font)
        painter.setPen(QColor(tokens.text))
        words = self.rect().adjusted(12, 0, -42, 0) if is_mirrored else self.rect()
        words = words if is_mirrored else self.rect().adjusted(42, 0, -12, 0)
        painter.drawText(
            words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, self.text()
        )


class FailureMenu(Overlay):
    """Stands beside a message that was not sent.

    Signals:
        retry_requested(): Try it again.
        copy_requested(): Put its text on the clipboard.
    """

    retry_requested = Signal()
    copy_requested = Signal()

    def __init__(self, theme: Theme, reason: ErrorText, bubble: QRect, parent: QWidget) -> None:
        """Prepare the menu.

        Args:
            theme: Gives the colours at each paint.
            reason: Why the message was not sent.
            bubble: Where it stands, in the coordinates of `parent`.
            parent: Is covered while the menu is open.
        """
        super().__init__(theme, has_scrim=False, parent=parent)
        self._bubble = bubble
        column = QVBoxLayout(self.card)
        column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        column.setSpacing(0)
        words = QVBoxLayout()
        words.setContentsMargins(10, 8, 10, 8)
        words.setSpacing(0)
        words.addWidget(
            TextLabel(theme, TypeStyle.BUTTON, text=reason.title, wraps=True, parent=self.card)
        )
        if reason.help:
            words.addWidget(
                TextLabel(
                    theme,
                    TypeStyle.CAPTION,
                    text=reason.help,
                    role="secondary",
                    wraps=True,
                    parent=self.card,
                )
            )
        line = Surface(theme, "border", parent=self.card)
        line.setFixedHeight(1)
        self._retry = _Row(theme, "rotate-cw", self.tr("Try again"), self.card)
        self._copy = _Row(theme, "copy", self.tr("Copy text"), self.card)
        column.addLayout(words)
        column.addWidget(line)
        column.addSpacing(_PADDING)
        column.addWidget(self._retry)
        column.addWidget(self._copy)
        self._retry.clicked.connect(self._on_retry)
        self._copy.clicked.connect(self._on_copy)

    def _on_retry(self) -> None:
        self.retry_requested.emit()
        self.close_overlay()

    def _on_copy(self) -> None:
        self.copy_requested.emit()
        self.close_overlay()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the menu with the first entry chosen."""
        super().open()
        self._retry.setFocus(Qt.FocusReason.PopupFocusReason)

    def place_card(self) -> None:
        """Stand beside the bubble, towards the middle of the window, inside it."""
        layout = self.card.layout()
        height = layout.totalHeightForWidth(_WIDTH) if layout is not None else 0
        size = QSize(_WIDTH, max(height, 1))
        left = self._bubble.left() - _GAP_TO_BUBBLE - size.width()
        if left < 8:  # noqa: PLR2004 - the same margin as below
            left = min(self._bubble.right() + _GAP_TO_BUBBLE, self.width() - size.width() - 8)
        top = min(self._bubble.top(), self.height() - size.height() - 8)
        self.card.setGeometry(left, max(8, top), size.width(), size.height())
        self.update()
