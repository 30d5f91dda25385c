"""A bar over the working window: an icon, what happened, what it means, and one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import ButtonKind
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.picture import IconTile
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tone_button import ToneButton
from desktop.ui.typography import TypeStyle


class WarningBar(Surface):
    """Hidden until it has something to say; its accessible name is the title.

    Signals:
        pressed(): The person pressed the button.
    """

    pressed = Signal()

    def __init__(self, theme: Theme, button: str, parent: QWidget | None = None) -> None:
        """Begin hidden, with a button of these words."""
        super().__init__(theme, "warning_ground", has_line_below=True, parent=parent)
        self._title = TextLabel(theme, TypeStyle.BUTTON, role="warning", wraps=True, parent=self)
        self._words = TextLabel(theme, TypeStyle.BODY, role="warning", wraps=True, parent=self)
        self._button = ToneButton(
            theme,
            button,
            role="warning",
            ground_role="warning_ground",
            outline_role="warning",
            kind=ButtonKind.SECOND,
            parent=self,
        )
        icon = IconTile(theme, "info", size=20, icon_size=20, radius=0, role="warning", parent=self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._words)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(10), px(16), px(11))
        row.setSpacing(px(12))
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._button.clicked.connect(self.pressed)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says, empty while it is hidden."""
        return "" if self.isHidden() else f"{self._title.text()}. {self._words.text()}"

    def offer(self, *, is_offered: bool) -> None:
        """Show the button only where it would do something."""
        self._button.setVisible(is_offered)

    def say(self, title: str, words: str) -> None:
        """Show the bar with these words."""
        self._title.setText(title)
        self._words.setText(words)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.show()
