"""Asks before messages are deleted on this computer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.measures import Px
from desktop.ui.theme import Theme
from desktop.ui.tone_button import build_danger_button

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
        words = (
            self.tr("It disappears from this computer for good. {name} keeps what was delivered.")
            if count == 1
            else self.tr(
                "They disappear from this computer for good. {name} keeps what was delivered."
            )
        )
        self.add_text(words.format(name=name))
        delete = build_danger_button(theme, self.tr("Delete here"), "trash-2", self.card)
        delete.clicked.connect(self._on_delete)
        self.add_answers(delete)

    def _on_delete(self) -> None:
        self.close_overlay()
        self.delete_requested.emit()
