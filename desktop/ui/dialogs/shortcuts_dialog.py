"""The list of shortcuts, made from the table of actions."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.actions import ACTIONS, NUMBERED_CHATS, Action, Group, find_action
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.key_cap import KeyCap
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_WIDTH = Px(520)


class ShortcutsDialog(FormDialog):
    """Shows each action that has keys, by group."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Cover `parent`."""
        super().__init__(theme, self.tr("Keyboard shortcuts"), _WIDTH, parent)
        self.column.setSpacing(px(6))
        titles = {
            Group.CHATS: self.tr("Chats"),
            Group.CONVERSATION: self.tr("Conversation"),
            Group.WINDOW: self.tr("Window"),
        }
        for group, title in titles.items():
            self.column.addSpacing(px(6))
            self.column.addWidget(
                TextLabel(
                    theme, TypeStyle.CAPTION_STRONG, text=title, role="accent", parent=self._holder
                )
            )
            for action in ACTIONS:
                if action.group is group and action.keys and not _is_numbered(action):
                    self._add_row(action.title(), action.key_text)
            if group is Group.CHATS:
                keys = find_action(f"chat-{NUMBERED_CHATS}").key_text
                self._add_row(
                    self.tr("A chat by its place in the list"),
                    keys.replace(str(NUMBERED_CHATS), f"1 … {NUMBERED_CHATS}"),
                )

    def _add_row(self, words: str, keys: str) -> None:
        label = TextLabel(self._theme, TypeStyle.BODY, text=words, parent=self._holder)
        label.setAccessibleName(self.tr("{words}: {keys}").format(words=words, keys=keys))
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(label, 1)
        row.addWidget(KeyCap(self._theme, keys, self._holder))
        self.column.addLayout(row)


def _is_numbered(action: Action) -> bool:
    return action.key.startswith("chat-")
