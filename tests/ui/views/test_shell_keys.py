"""Keys of the working window, from wherever the focus is."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.records import ContactId
from desktop.ui.dialogs.contact_menu import ContactMenu
from desktop.ui.dialogs.palette import Palette
from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.views.shell_view import ShellView
from tests.ui.conftest import Desk

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def people(desk: Desk) -> list[ContactId]:
    """Four chats, the newest first: dan, carol (unread), bob, ana (unread)."""
    contacts = []
    for number, name in enumerate(("ana", "bob", "carol", "dan")):
        contact = desk.messenger.add_contact(name)
        desk.messenger.add_message(
            contact,
            "hello",
            at_ms=desk.messenger.now_ms + number,
            is_unread=name in {"ana", "carol"},
            is_told=False,
        )
        contacts.append(contact)
    return contacts[::-1]


@pytest.fixture
def window(desk: Desk, people: list[ContactId]) -> MainWindow:
    window = desk.open_window()
    window.resize(1180, 740)
    window.shell.chats.choose(people[0])
    window.shell.conversation.write()
    desk.settle()
    return window


@pytest.fixture
def shell(window: MainWindow) -> ShellView:
    return window.shell


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = _NONE) -> None:
    focused: QWidget | None = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)
    QCoreApplication.processEvents()


def test_palette_opens_from_the_composer_and_leads_to_a_chat(
    desk: Desk, shell: ShellView, people: list[ContactId]
) -> None:
    press(Qt.Key.Key_K, _CTRL)
    palette = shell.dialogs.current
    assert isinstance(palette, Palette)

    QTest.keyClicks(palette.edit, "bob")
    press(Qt.Key.Key_Return)
    desk.settle()

    assert shell.conversation.contact == people[2]
    assert shell.conversation.composer.editor.hasFocus()
    assert shell.chats.rows.currentIndex().row() == 2


def test_palette_leads_to_somebody_without_a_chat(
    desk: Desk, shell: ShellView, people: list[ContactId]
) -> None:
    desk.bridge.people.delete_chat(people[2])
    desk.settle()
    press(Qt.Key.Key_K, _CTRL)
    palette = shell.dialogs.current
    assert isinstance(palette, Palette)

    QTest.keyClicks(palette.edit, "bob")
    press(Qt.Key.Key_Return)
    desk.settle()

    assert shell.conversation.contact == people[2]


def test_palette_runs_commands_and_opens_sections(desk: Desk, shell: ShellView) -> None:
    for typed, opened in (("> keyboard", ShortcutsDialog), ("> settings app", SettingsDialog)):
        shell.keys.open_palette()
        palette = shell.dialogs.current
        assert isinstance(palette, Palette)
        palette.edit.setText(typed)
        press(Qt.Key.Key_Return)
        dialog = shell.dialogs.current
        assert isinstance(dialog, opened)
        if isinstance(dialog, SettingsDialog):
            assert dialog._title.text() == "Appearance"
        dialog.close_overlay()


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ([(Qt.Key.Key_Down, _ALT)], 1),
        ([(Qt.Key.Key_Tab, _CTRL)] * 2, 2),
        ([(Qt.Key.Key_Down, _ALT), (Qt.Key.Key_Up, _ALT)], 0),
        ([(Qt.Key.Key_4, _CTRL)], 3),
        ([(Qt.Key.Key_9, _CTRL)], 0),
        ([(Qt.Key.Key_Down, _ALT | _SHIFT)], 1),
        ([(Qt.Key.Key_Up, _ALT | _SHIFT)], 3),
    ],
)
def test_chats_are_chosen_by_keys(
    desk: Desk,
    shell: ShellView,
    people: list[ContactId],
    keys: list[tuple[Qt.Key, Qt.KeyboardModifier]],
    place: int,
) -> None:
    for key, modifiers in keys:
        press(key, modifiers)
        desk.settle()

    assert shell.conversation.contact == people[place]


def test_f6_goes_around_the_parts_and_shows_where_it_is(desk: Desk, shell: ShellView) -> None:
    shell.details.toggle()
    QCoreApplication.processEvents()
    wanted = [
        shell.details.view.trust, shell.rail.first, shell.chats.rows, shell.conversation.messages,
        shell.conversation.composer.editor,
    ]  # fmt: skip
    visited = []
    for _ in wanted:
        press(Qt.Key.Key_F6)
        visited.append(QApplication.focusWidget())
    assert visited == wanted
    assert shell.chats.rows.is_focus_shown
    messages = shell.conversation.messages
    assert messages.currentIndex().row() == messages.model().rowCount() - 1

    press(Qt.Key.Key_F6, _SHIFT)
    assert QApplication.focusWidget() is shell.conversation.messages


def test_f6_goes_nowhere_while_nothing_of_the_shell_is_seen(
    window: MainWindow, shell: ShellView
) -> None:
    shell.hide()
    before = QApplication.focusWidget()

    shell.keys.handlers["next-part"]()

    assert QApplication.focusWidget() is before


def test_escape_closes_then_writes_then_marks_as_read(
    desk: Desk, window: MainWindow, shell: ShellView, people: list[ContactId]
) -> None:
    window.resize(900, 700)
    QCoreApplication.processEvents()
    shell.details.toggle()
    shell.chats.rows.setFocus()

    press(Qt.Key.Key_Escape)
    assert not shell.details.is_shown
    assert not shell.conversation.composer.editor.hasFocus()
    press(Qt.Key.Key_Escape)
    assert shell.conversation.composer.editor.hasFocus()
    before = len(desk.messenger.called("mark_read"))
    press(Qt.Key.Key_Escape)
    desk.settle()
    assert desk.messenger.called("mark_read")[before:] == [(people[0],)]


def test_zoom_by_keys_here_and_on_first_run(desk: Desk, shell: ShellView) -> None:
    press(Qt.Key.Key_Equal, _CTRL)
    press(Qt.Key.Key_Plus, _CTRL)
    assert desk.preferences.values.zoom_percent == 120
    press(Qt.Key.Key_Minus, _CTRL)
    assert desk.theme.zoom_percent == 110
    press(Qt.Key.Key_0, _CTRL)
    assert desk.theme.zoom_percent == 100


def test_list_of_shortcuts_and_quiet(desk: Desk, shell: ShellView) -> None:
    press(Qt.Key.Key_Slash, _CTRL)
    assert isinstance(shell.dialogs.current, ShortcutsDialog)

    shell.keys.handlers["quiet"]()
    assert desk.preferences.values.do_not_disturb
    shell.keys.handlers["quiet"]()
    assert not desk.preferences.values.do_not_disturb


def test_details_lead_to_the_search_in_the_chat(desk: Desk, shell: ShellView) -> None:
    shell.details.toggle()
    shell.details.view.search_row.click()

    assert shell.conversation.search_bar.isVisible()


@pytest.mark.parametrize("way", ["shift+F10", "menu key", "right click"])
def test_menu_of_a_chat_is_asked_for_in_the_list(desk: Desk, shell: ShellView, way: str) -> None:
    rows = shell.chats.rows
    rows.setFocus(Qt.FocusReason.ShortcutFocusReason)
    point = rows.visualRect(rows.currentIndex()).center()

    if way == "shift+F10":
        press(Qt.Key.Key_F10, _SHIFT)
    else:
        is_mouse = way == "right click"
        reason = QContextMenuEvent.Reason.Mouse if is_mouse else QContextMenuEvent.Reason.Keyboard
        event = QContextMenuEvent(reason, point, rows.viewport().mapToGlobal(point))
        QApplication.sendEvent(rows.viewport(), event)

    assert isinstance(shell.dialogs.current, ContactMenu)
