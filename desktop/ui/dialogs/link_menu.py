"""Shows where an address leads before anything is opened."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.dialogs.popup_menu import PopupMenu
from desktop.ui.labels import TextLabel
from desktop.ui.links import describe_target
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_WIDTH = Px(360)
_LONGEST_SHOWN = 300
_BREAK_EVERY = 24
_BREAK = "\u200b"


class LinkMenu(PopupMenu):
    """Stands where the address was clicked.

    Signals:
        open_requested(str): Open the address in the browser.
        copy_requested(str): Put it on the clipboard.
    """

    open_requested = Signal(str)
    copy_requested = Signal(str)

    def __init__(self, theme: Theme, url: str, point: QPoint, parent: QWidget) -> None:
        """Prepare the menu; `point` is in the coordinates of `parent`."""
        super().__init__(theme, point, parent)
        target = describe_target(url)
        words = QVBoxLayout()
        words.setContentsMargins(px(10), px(8), px(10), px(4))
        words.setSpacing(px(4))
        self._words = words
        self._add_words(self.tr("This link leads to"), TypeStyle.CAPTION, "secondary")
        # The host is read from its end; it must not be cut, nor turned by its letters.
        host = self._add_words(_breakable(target.host), TypeStyle.CARD_NAME, "text")
        host.setAccessibleName(target.host)
        if target.plain_host:
            self._add_words(_breakable(target.plain_host), TypeStyle.CAPTION, "secondary")
        address = target.address
        if len(address) > _LONGEST_SHOWN:
            address = address[:_LONGEST_SHOWN] + "…"
        self._add_words(_breakable(address), TypeStyle.CAPTION, "secondary")
        if target.is_doubtful:
            self._add_words(
                self.tr(
                    "This name is written in letters that look like others. It may imitate a page."
                ),
                TypeStyle.CAPTION_MEDIUM,
                "danger",
            )
        if not target.is_encrypted:
            self._add_words(
                self.tr("Others on the way can read and change this page."),
                TypeStyle.CAPTION_MEDIUM,
                "warning",
            )
        self.column.addLayout(words)
        self.add_line()
        self.add_entry("globe", self.tr("Open in browser"), lambda: self.open_requested.emit(url))
        self.add_entry("copy", self.tr("Copy link"), lambda: self.copy_requested.emit(url))
        self.add_entry("x", self.tr("Cancel"), lambda: None)

    def _add_words(self, text: str, style: TypeStyle, role: str) -> TextLabel:
        label = TextLabel(self._theme, style, text=text, role=role, wraps=True, parent=self.card)
        if _BREAK in text:
            label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            label.setAccessibleName(text.replace(_BREAK, ""))
        self._words.addWidget(label)
        return label

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def card_size(self) -> QSize:
        """Return the fixed width, and the height that the address needs in it."""
        return QSize(_WIDTH, max(self.column.totalHeightForWidth(_WIDTH), 1))


def _breakable(address: str) -> str:
    """Return an address that a label can break into lines anywhere it may be read in parts."""
    parts = []
    since = 0
    for letter in address:
        parts.append(letter)
        since += 1
        if letter in "./?&=-" or since >= _BREAK_EVERY:
            parts.append(_BREAK)
            since = 0
    return "".join(parts)
