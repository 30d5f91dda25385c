"""The foot of a request: accept, delete or block, and the promise that nothing is told before."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import PANE_MARGIN, PANE_MARGIN_NARROW
from desktop.ui.tone_button import ToneButton
from desktop.ui.typography import TypeStyle
from protocol.messages import PresenceRule


class RequestBar(QWidget):
    """Stands in place of the composer.

    Signals:
        accept_requested(): Let them write.
        delete_requested(): Forget the request.
        block_requested(): Hear nothing more of them.
    """

    accept_requested = Signal()
    delete_requested = Signal()
    block_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without person."""
        super().__init__(parent)
        ground = Surface(theme, "list", parent=self)
        line = Surface(theme, "border", parent=self)
        line.setFixedHeight(1)
        self._title = TextLabel(theme, TypeStyle.CARD_NAME, parent=ground)
        self._promise = TextLabel(
            theme, TypeStyle.BODY, role="secondary", wraps=True, parent=ground
        )
        block = ToneButton(theme, self.tr("Block"), role="danger", icon="ban", parent=ground)
        delete = Button(theme, self.tr("Delete"), icon="trash-2", parent=ground)
        accept = Button(
            theme, self.tr("Accept"), kind=ButtonKind.PRIMARY, icon="check", parent=ground
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._promise)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(12))
        buttons.addStretch(1)
        for button in (block, delete, accept):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, ground)
        self._row.setSpacing(px(16))
        self._row.addLayout(words, 1)
        self._row.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addWidget(ground)
        self.set_narrow(is_narrow=False)
        accept.clicked.connect(self.accept_requested)
        delete.clicked.connect(self.delete_requested)
        block.clicked.connect(self.block_requested)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Put the buttons below the words where there is little room."""
        margin = PANE_MARGIN_NARROW if is_narrow else PANE_MARGIN
        self._row.setContentsMargins(margin, px(16), margin, px(20))
        self._row.setDirection(
            QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        )

    def show_person(self, name: str, rule: PresenceRule) -> None:
        """Ask about the person of that name; `rule` says who sees presence now."""
        self._title.setText(self.tr("Let {name} write to you?").format(name=name))
        # Who shows presence to everybody shows it to a stranger, too: no promise about that.
        promise = (
            self.tr("Until then {name} cannot see that you read this.")
            if rule is PresenceRule.EVERYBODY
            else self.tr("Until then {name} cannot see that you read this, or that you are online.")
        )
        self._promise.setText(promise.format(name=name))
