"""Every control of every scene has a name for a screen reader and is reached by the Tab key."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton, QWidget

from desktop.ui import dialogs, views
from desktop.ui.dialogs.server_key_dialog import ServerKeyDialog
from desktop.ui.dialogs.verify_dialog import VerifyDialog
from desktop.ui.overlay import Overlay
from tests.helpers.fake_messenger import DIGITS
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES, SHOWS

SPOKEN = {QAccessible.Role.ListItem, QAccessible.Role.PushButton, QAccessible.Role.Graphic}
"""Kinds that are read even where they cannot have the focus."""

PARENTS = {
    "AnchoredListView",
    "FormDialog",
    "FormPage",
    "PeopleList",
    "PopupMenu",
    "SettingsPage",
    "WarningBar",
}
"""What only others are made of."""

NAMES: dict[str, set[str]] = {
    "welcome": {"Create an account", "Sign in", "Username", "Continue", "Change server"},
    "first-invite": {"Username", "Continue", "Use another invite", "Sign in"},
    "lost-account": {"Type password…"},
    "account-back": {"Password", "The same again", "Register again", "Not now"},
    "server-key": {"Continue", "Cancel"},
    "sign-in": {"Create an account", "Sign in", "Username", "Password"},
    "server": {"Server"},
    "continue-as-lena": {"Password", "Create account"},
    "passphrase": {"Passphrase", "Repeat passphrase", "Continue", "Try again"},
    "vault": {"Passphrase", "Unlock"},
    "cannot-open": {"Try again", "Quit SecureChat"},
    "empty": {"Chats", "New chat", "Add a contact"},
    "chat": {"Chats", "New chat", "Messages", "Message", "Send"},
    "link-menu": {"Copy text", "Copy link", "Open link…", "Select", "Info", "Delete here…"},
    "link": {"Open in browser", "Copy link", "Cancel"},
    "message-info": {"Close"},
    "delete-messages": {"Cancel", "Delete here"},
    "emoji": {"Search emoji", "Used often", "Smileys and people", "Flags"},
    "ask-name": {"Username", "Cancel", "Invite someone", "Open an invite"},
    "new-chat": {"Username", "Start chat", "Cancel"},
    "request": {"Requests", "Message requests", "Accept", "Delete", "Block"},
    "amber": {"Accept new key", "Verify", "Key changed"},
    "red": {"Why?", "Verify again", "No longer verified"},
    "verify": {"Mark as verified", "They do not match", "Not now", "Read code from a picture"},
    "blocked": {"Unblock"},
    "block": {"Block Nora Berg", "Only my contacts see when I am online"},
    "menu": {"Safety number…", "Block"},
    "settings": {
        "Settings",
        "Privacy",
        "Account",
        "Who sees that you are online: Anyone with my username",
    },
    "account": {"Password now", "New password", "Change password", "Delete account…"},
    "appearance": {"System", "Light", "Dark", "Text size", "Enter sends the message"},
    "details": {
        "Close details",
        "Search in this chat",
        "Notifications",
        "Block Nora Berg",
        "Delete chat…",
    },
    "palette": {"Chat, person or command"},
    "shortcuts": {"Close"},
    "accounts": {
        "Open the account lena.okafor on chat.work.example",
        "Open the profile account-3",
        "Add another account…",
    },
    "delete-chat": {"Delete chat", "Cancel"},
    "invite": {"Invite link", "Copy invite link"},
    "damaged": {"Open the copy made before the last upgrade", "Open what can be read"},
    "saved": {"Close", "Messages"},
    "chat-search": {"Search in this chat", "Clear", "Go to a day", "Done"},
    "day": {"Tuesday, 24 November 2026", "Month before", "Month after"},
    "search": {"Search all chats", "Filter: From", "Filter: Since", "What was found"},
    "search-person": {"You", "Nora Berg"},
    "open-invite": {"Invite link", "Open invite"},
    "details-name": {"Your name for them", "Save"},
}
"""What stories under tests/e2e call controls of a scene."""


def accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def controls(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def walk(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield what a screen reader finds in the shown part of the window."""
    yield interface
    for number in range(interface.childCount()):
        child = interface.child(number)
        if child.isValid() and not child.state().invisible:
            yield from walk(child)


def shown_classes(window: QWidget) -> set[str]:
    return {type(widget).__name__ for widget in window.findChildren(QWidget) if widget.isVisible()}


class Evasive(QObject):
    """Gives the focus of its widget away at once."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            after = watched.nextInFocusChain()
            if after is not None:
                after.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return False


def find_unnamed(window: QWidget) -> list[str]:
    """Return what a screen reader could only call by its kind."""
    return [
        str(interface.role())
        for interface in walk(QAccessible.queryAccessibleInterface(window))
        if (interface.state().focusable or interface.role() in SPOKEN)
        and not interface.text(QAccessible.Text.Name)
    ]


def find_unreached(window: QWidget) -> list[str]:
    """Press Tab all around, and return the names of controls that never had the focus."""
    dialogs = (*window.findChildren(Overlay), *window.findChildren(ServerKeyDialog))
    shown = [dialog for dialog in dialogs if dialog.isVisible()]
    wanted = [
        widget
        for widget in controls(shown[-1] if shown else window)
        # Of a group the Tab key reaches the chosen one, the arrow keys the others.
        if not isinstance(widget, QRadioButton) or widget.isChecked()
    ]
    reached: set[QWidget] = set()
    for _ in range(2 * len(wanted) + 4):
        focused = QApplication.focusWidget()
        if focused is not None:
            reached.add(focused)
        QTest.keyClick(focused or window, Qt.Key.Key_Tab)
    return [accessible_name(widget) for widget in wanted if widget not in reached]


@pytest.mark.parametrize("scene", SCENES)
def test_everything_is_named_and_every_control_is_reached(desk: Desk, scene: str) -> None:
    window = SCENES[scene](desk)

    assert find_unnamed(window) == []
    assert NAMES.get(scene, set()) <= {accessible_name(widget) for widget in controls(window)}
    assert SHOWS.get(scene, set()) <= shown_classes(window)
    assert find_unreached(window) == []


def test_every_view_and_dialog_stands_in_a_scene() -> None:
    """Whoever adds one adds a scene with it, and its line in SHOWS."""
    classes = {
        name
        for package in (views, dialogs)
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        for name, found in vars(importlib.import_module(module.name)).items()
        if isinstance(found, type)
        and issubclass(found, QWidget)
        and found.__module__ == module.name
        and not name.startswith("_")
    }
    shown = {name for names in SHOWS.values() for name in names}

    assert sorted(classes - shown - PARENTS) == []
    assert (sorted(SHOWS.keys() - SCENES.keys()), sorted(NAMES.keys() - SCENES.keys())) == ([], [])


def test_unnamed_and_unreached_controls_are_found(desk: Desk) -> None:
    window = SCENES["no-chat"](desk)
    nameless, passed_over = QPushButton(window.shell), QPushButton("Out of the way", window.shell)
    for button in (nameless, passed_over):
        button.show()
    passed_over.installEventFilter(Evasive(passed_over))

    assert find_unnamed(window) == [str(QAccessible.Role.PushButton)]
    assert find_unreached(window) == ["Out of the way"]


def test_labels_of_an_open_chat_are_named(desk: Desk) -> None:
    window = SCENES["new-chat"](desk)

    named = {accessible_name(label) for label in window.findChildren(QLabel) if label.isVisible()}

    assert {"Conversation with Nora Berg", "Presence: online", "Found erin, online"} <= named


def test_rows_are_read_by_their_accessible_text(desk: Desk) -> None:
    window = SCENES["chat"](desk)
    rows = {}
    for view in (window.shell.chats.rows, window.shell.conversation.messages):
        interface = QAccessible.queryAccessibleInterface(view)
        rows[accessible_name(view)] = [
            interface.child(number).text(QAccessible.Text.Name)
            for number in range(interface.childCount())
        ]

    assert rows["Chats"][2] == (
        "Grandad, last message 10:12: Your parcel has arrived, it is heavier than the dog"
    )
    assert rows["Chats"][1].startswith("Tomasz Kowal, last seen recently, 2 unread, last message")
    assert rows["Messages"][7] == (
        "You, 09:48: I asked the printer, 120 copies are ready by Friday.; sent"
    )


def test_safety_number_is_read_with_its_digits(desk: Desk) -> None:
    window = SCENES["verify"](desk)
    dialog = window.shell.dialogs.current
    assert dialog is not None
    texts = {}
    for widget in dialog.findChildren(QWidget):
        interface = QAccessible.queryAccessibleInterface(widget)
        description = interface.text(QAccessible.Text.Description)
        texts[interface.text(QAccessible.Text.Name)] = description.replace(" ", "")

    assert texts["Safety number"] == DIGITS
    assert isinstance(dialog, VerifyDialog)
    interface = QAccessible.queryAccessibleInterface(dialog.digits)
    assert interface.role() is QAccessible.Role.StaticText


def test_controls_of_the_settings_say_what_they_are(desk: Desk) -> None:
    window = SCENES["settings"](desk)
    roles = {
        accessible_name(widget): QAccessible.queryAccessibleInterface(widget).role()
        for widget in controls(window)
    }

    select = roles["Who sees that you are online: Anyone with my username"]
    assert select is QAccessible.Role.PushButton
    assert roles["Typing"] is QAccessible.Role.CheckBox
