"""What the conversation pane shows without a conversation: the first step, or a quiet hint."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.key_cap import KeyCap, key_text
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.picture import Picture
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_PICTURE = QSize(288, 173)
_CENTER = Qt.AlignmentFlag.AlignHCenter


class FirstChatView(QWidget):
    """One picture, one sentence, one button; a quiet second one where somebody waits to answer.

    Signals:
        add_requested(): The person wants to add a contact.
        hello_requested(str, str): The person wants to write to that name, and the text to begin.
    """

    add_requested = Signal()
    hello_requested = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the view."""
        super().__init__(parent)
        self._theme = theme
        sentence = TextLabel(
            theme,
            TypeStyle.MESSAGE,
            text=self.tr("Add someone by their username, and your first chat begins."),
            alignment=_CENTER,
            wraps=True,
            parent=self,
        )
        button = Button(
            theme,
            self.tr("Add a contact"),
            kind=ButtonKind.PRIMARY,
            is_large=True,
            icon="user-round-plus",
            parent=self,
        )
        button.clicked.connect(self.add_requested)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(px(8))
        self._buttons.addWidget(button, 0, _CENTER)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch(20)
        column.addWidget(Picture(theme, "first-chat", _PICTURE, self), 0, _CENTER)
        column.addSpacing(px(36))
        column.addWidget(sentence)
        column.addSpacing(px(20))
        column.addLayout(self._buttons)
        column.addStretch(24)

    def offer_hello(self, name: str) -> None:
        """Offer to write to somebody who answers by itself; called at most once."""
        button = Button(
            self._theme,
            self.tr("Say hello to {name}").format(name=name),
            kind=ButtonKind.QUIET,
            is_large=True,
            parent=self,
        )
        button.clicked.connect(lambda: self.hello_requested.emit(name, self.tr("Hello!")))
        self._buttons.addWidget(button, 0, _CENTER)


class NoChatView(QWidget):
    """A quiet hint and three shortcuts."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the view."""
        super().__init__(parent)
        hint = TextLabel(
            theme,
            TypeStyle.MESSAGE,
            text=self.tr("Choose a chat to read and write."),
            role="secondary",
            alignment=_CENTER,
            parent=self,
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        for row, (keys, text) in enumerate(
            (
                ("Ctrl+K", self.tr("Find a chat")),
                ("Ctrl+N", self.tr("New chat")),
                ("Ctrl+/", self.tr("All shortcuts")),
            )
        ):
            grid.addWidget(
                KeyCap(theme, key_text(keys), self), row, 0, Qt.AlignmentFlag.AlignTrailing
            )
            grid.addWidget(
                TextLabel(theme, TypeStyle.BODY, text=text, role="secondary", parent=self), row, 1
            )
        holder = QWidget(self)
        holder.setLayout(grid)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(hint)
        column.addSpacing(px(12))
        column.addWidget(holder, 0, _CENTER)
        column.addStretch(1)
