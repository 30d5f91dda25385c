"""Asks before a chat is deleted, and says what stays."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.measures import Px
from desktop.ui.theme import Theme
from desktop.ui.tone_button import build_danger_button

_WIDTH = Px(440)


class DeleteChatDialog(FormDialog):
    """Asks whether to delete the chat with somebody.

    Signals:
        delete_requested(): Delete it.
    """

    delete_requested = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        """Ask about the chat with the person of that name."""
        super().__init__(theme, self.tr("Delete this chat?"), _WIDTH, parent)
        self.add_text(
            self.tr(
                "Every message with {name} is removed from this computer, and nobody can bring "
                "them back. {name} keeps theirs and stays your contact. What still waits to be "
                "sent stays until it is sent."
            ).format(name=name)
        )
        delete = build_danger_button(theme, self.tr("Delete chat"), "trash-2", self.card)
        delete.clicked.connect(self._on_delete)
        self.add_answers(delete)

    def _on_delete(self) -> None:
        self.close_overlay()
        self.delete_requested.emit()
