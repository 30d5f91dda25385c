"""What can be done in the window by a key or from the palette: one table, a row each.

Shortcuts, the palette and the list of shortcuts are made from it. A new row needs a handler where
the widget is that it belongs to; `bind_actions` joins both.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.ui.key_cap import key_text

translate = QCoreApplication.translate

NUMBERED_CHATS: Final = 9


class Group(enum.Enum):
    """Where an action stands in the list of shortcuts."""

    CHATS = "chats"
    CONVERSATION = "conversation"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done.

    Attributes:
        key: Names it in code.
        group: Where it stands in the list of shortcuts.
        title: Answers what it does, a verb, in the language in force.
        keys: Every shortcut, the first one shown; none for the palette alone.
        icon: In the palette; empty to be left out there.
    """

    key: str
    group: Group
    title: Callable[[], str]
    keys: tuple[str, ...] = ()
    icon: str = ""

    @property
    def key_text(self) -> str:
        """The first shortcut as this system writes it, empty without one."""
        return key_text(self.keys[0]) if self.keys else ""


def _chat(number: int) -> Action:
    def title() -> str:
        return translate("Actions", "Chat {number} in the list").format(number=number)

    return Action(f"chat-{number}", Group.CHATS, title, (f"Ctrl+{number}",))


def _chats() -> tuple[Action, ...]:
    group = Group.CHATS
    return (
        Action(
            "palette",
            group,
            lambda: translate("Actions", "Go to a chat, a person or a command"),
            ("Ctrl+K",),
        ),
        Action(
            "new-chat", group, lambda: translate("Actions", "New chat"), ("Ctrl+N",), "square-pen"
        ),
        Action(
            "find-everywhere",
            group,
            lambda: translate("Actions", "Search all chats"),
            ("Ctrl+Shift+F",),
            "search",
        ),
        Action("requests", group, lambda: translate("Actions", "Message requests"), (), "inbox"),
        Action(
            "next-chat", group, lambda: translate("Actions", "Next chat"), ("Alt+Down", "Ctrl+Tab")
        ),
        Action(
            "previous-chat",
            group,
            lambda: translate("Actions", "Previous chat"),
            ("Alt+Up", "Ctrl+Shift+Tab"),
        ),
        Action(
            "next-unread",
            group,
            lambda: translate("Actions", "Next unread chat"),
            ("Alt+Shift+Down",),
        ),
        Action(
            "previous-unread",
            group,
            lambda: translate("Actions", "Previous unread chat"),
            ("Alt+Shift+Up",),
        ),
        *(_chat(number) for number in range(1, NUMBERED_CHATS + 1)),
    )


def _conversation() -> tuple[Action, ...]:
    group = Group.CONVERSATION
    return (
        Action(
            "find",
            group,
            lambda: translate("Actions", "Search in this chat"),
            ("Ctrl+F",),
            "search",
        ),
        Action(
            "newest",
            group,
            lambda: translate("Actions", "Go to the newest message"),
            ("Ctrl+J",),
            "chevron-down",
        ),
        Action(
            "details",
            group,
            lambda: translate("Actions", "Show or hide the details"),
            (),
            "panel-right",
        ),
        Action(
            "escape",
            group,
            lambda: translate("Actions", "Close, go back to writing, mark as read"),
            ("Esc",),
        ),
    )


def _window() -> tuple[Action, ...]:
    group = Group.WINDOW
    return (
        Action(
            "settings", group, lambda: translate("Actions", "Settings"), ("Ctrl+,",), "settings"
        ),
        Action(
            "quiet",
            group,
            lambda: translate("Actions", "Turn do not disturb on or off"),
            (),
            "bell-off",
        ),
        Action(
            "zoom-in",
            group,
            lambda: translate("Actions", "Larger text"),
            ("Ctrl+=", "Ctrl++"),
            "palette",
        ),
        Action(
            "zoom-out", group, lambda: translate("Actions", "Smaller text"), ("Ctrl+-",), "palette"
        ),
        Action(
            "zoom-reset",
            group,
            lambda: translate("Actions", "Normal size of text"),
            ("Ctrl+0",),
            "palette",
        ),
        Action(
            "next-part",
            group,
            lambda: translate("Actions", "Next part of the window"),
            ("F6",),
        ),
        Action(
            "previous-part",
            group,
            lambda: translate("Actions", "Previous part of the window"),
            ("Shift+F6",),
        ),
        Action(
            "shortcuts",
            group,
            lambda: translate("Actions", "Keyboard shortcuts"),
            ("Ctrl+/",),
            "keyboard",
        ),
        Action("lock", group, lambda: translate("Actions", "Lock"), ("Ctrl+L",), "lock"),
        Action("close", group, lambda: translate("Actions", "Close the window"), ("Ctrl+W",)),
        Action("quit", group, lambda: translate("Actions", "Quit SecureChat"), ("Ctrl+Q",), "x"),
    )


ACTIONS: Final = (*_chats(), *_conversation(), *_window())

_BY_KEY: Final = {action.key: action for action in ACTIONS}


def find_action(key: str) -> Action:
    """Return an action by its name in code. Raises KeyError."""
    return _BY_KEY[key]


def bind_actions(widget: QWidget, handlers: Mapping[str, Callable[[], object]]) -> None:
    """Let the shortcuts of these actions act while the focus is inside a widget.

    Args:
        widget: Owns the shortcuts.
        handlers: What each action does, by its name in code.

    Raises:
        KeyError: a handler of no action.
    """
    for key, act in handlers.items():
        for keys in find_action(key).keys:
            shortcut = QShortcut(QKeySequence(keys), widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
