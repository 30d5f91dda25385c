"""A quiet page for waits: nothing at first, then one sentence about what goes on."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_PATIENCE_MS = 400
"""A shorter wait shows nothing: words that flash by only disturb."""
_DISC = Px(72)


class BusyPage(QWidget):
    """Says what is waited for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without words."""
        super().__init__(parent)
        self._disc = IconTile(
            theme,
            "key-round",
            size=_DISC,
            icon_size=32,
            radius=_DISC / 2,
            role="accent",
            ground="selected",
            parent=self,
        )
        center = Qt.AlignmentFlag.AlignHCenter
        self._title = TextLabel(theme, TypeStyle.TITLE, alignment=center, wraps=True, parent=self)
        self._words = TextLabel(
            theme, TypeStyle.BODY, role="secondary", alignment=center, wraps=True, parent=self
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._show)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.setContentsMargins(px(32), 0, px(32), 0)
        column.addStretch(1)
        column.addWidget(self._disc, 0, center)
        column.addSpacing(px(20))
        column.addWidget(self._title)
        column.addSpacing(px(6))
        column.addWidget(self._words)
        column.addStretch(1)
        self._set_shown(is_shown=False)

    def wait_for(self, title: str, words: str, *, at_once: bool = False) -> None:
        """Say what is waited for, after a moment or at once."""
        self._title.setText(title)
        self._words.setText(words)
        self.setAccessibleName(f"{title} {words}".strip())
        if at_once:
            self._show()
        else:
            self._set_shown(is_shown=False)
            self._timer.start()

    def _show(self) -> None:
        self._timer.stop()
        self._set_shown(is_shown=True)

    @property
    def is_saying(self) -> bool:
        """Whether the words stand there now."""
        return not self._title.isHidden()

    def _set_shown(self, *, is_shown: bool) -> None:
        for widget in (self._disc, self._title, self._words):
            widget.setVisible(is_shown)
