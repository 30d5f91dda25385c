"""Asks before messages are deleted on this computer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.measures import Px
from desktop.ui.theme import Theme
from desktop.ui.tone_button import ToneButton

_WIDTH = Px(440)


class DeleteMessagesDialog(FormDialog):
    """Asks whether to delete messages.

    Signals:
        delete_requested(): Delete them.
    """

    delete_requested = Signal()

    def __init__(self, theme: Theme, count: int, name: str, parent: QWidget) -> None:
        """Ask about so many messages of the chat with the person of that name."""
        title = (
            self.tr("Delete this message?")
            if count == 1
            else self.tr("Delete %n messages?", "", count)
        )
        super().__init__(theme, title, _WIDTH, parent)
        self.add_text(
            self.tr(
                "They disappear from this computer for good. {name} keeps what was delivered."
            ).format(name=name)
        )
        cancel = Button(theme, self.tr("Cancel"), parent=self.card)
        cancel.clicked.connect(self.close_overlay)
        delete = ToneButton(
            theme,
            self.tr("Delete here"),
            role="danger",
            kind=ButtonKind.PRIMARY,
            icon="trash-2",
            parent=self.card,
        )
        delete.clicked.connect(self._on_delete)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(delete)

    def _on_delete(self) -> None:
        self.close_overlay()
        self.delete_requested.emit()
