"""The settings about lock and recovery code."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.records import LockKind, LockRecord, RecoveryState
from desktop.errors import RelayUnreachable, SignInFailed, StorageError
from desktop.ui.dialogs.lock_dialog import LockDialog
from desktop.ui.dialogs.security_page import SecurityPage
from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.error_texts import describe
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme
from desktop.ui.views.recovery_code_page import RecoveryCodeView
from tests.ui.conftest import Desk


def record(kind: LockKind) -> LockRecord:
    return LockRecord(kind=kind, recovery=RecoveryState.KEPT)


def open_page(desk: Desk, kind: LockKind) -> tuple[MainWindow, SecurityPage]:
    desk.messenger.lock_record = record(kind)
    window = desk.open_window()
    window.shell.dialogs.open_settings()
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, SettingsDialog)
    dialog.show_section("security")
    desk.settle()
    page = dialog.page("security")
    assert isinstance(page, SecurityPage)
    return window, page


@pytest.mark.parametrize(("kind", "is_on"), [(LockKind.OFF, False), (LockKind.PASSWORD, True)])
def test_lock_is_turned_by_its_password(desk: Desk, kind: LockKind, *, is_on: bool) -> None:
    window, page = open_page(desk, kind)
    assert page.lock.isChecked() is is_on
    assert page.time.isVisible() is is_on

    page.lock.click()
    assert page.lock.isChecked() is is_on
    assert page.dialog is not None
    page.dialog.password.set_text("pass")
    page.dialog._do.click()
    desk.settle()

    assert (page.lock.isChecked(), page.time.isVisible()) == (not is_on, not is_on)
    assert not any(dialog.isVisible() for dialog in window.findChildren(LockDialog))
    name = "turn_off_lock" if is_on else "turn_on_lock"
    assert desk.messenger.called(name) == [("pass",)]


@pytest.mark.parametrize("error", [SignInFailed(), RelayUnreachable()])
def test_refused_lock_stays_and_the_dialog_says_why(desk: Desk, error: Exception) -> None:
    _, page = open_page(desk, LockKind.OFF)
    desk.messenger.faults["turn_on_lock"] = error
    page.lock.click()
    dialog = page.dialog
    assert dialog is not None

    dialog.password.set_text("pass")
    dialog._do.click()
    desk.settle()

    assert not page.lock.isChecked()
    assert dialog.password.edit.accessibleDescription()
    dialog.close_overlay()
    assert page.dialog is None


def test_vault_has_no_switch_but_a_time(desk: Desk) -> None:
    _, page = open_page(desk, LockKind.PASSPHRASE)

    assert not page.lock.isVisible()
    assert page._vault_line.isVisible()
    assert page.time.isVisible()


def test_time_is_kept_at_once(desk: Desk) -> None:
    _, page = open_page(desk, LockKind.PASSWORD)
    assert page.time.text() == "After 10 minutes"

    QTest.keyClick(page.time, Qt.Key.Key_Down)
    QTest.keyClick(page.time, Qt.Key.Key_Down)

    assert page.time.text() == "After an hour"
    assert desk.preferences.values.auto_lock_minutes == 60


def test_time_that_the_settings_file_alone_has_is_offered(desk: Desk) -> None:
    desk.preferences.change(auto_lock_minutes=45)
    _, page = open_page(desk, LockKind.PASSWORD)
    assert page.time.text() == "After 45 minutes"

    page.time.click()

    assert page.time.choice_menu is not None
    assert [row.text() for row in page.time.choice_menu.rows] == [
        "After 5 minutes",
        "After 10 minutes",
        "After 30 minutes",
        "After 45 minutes",
        "After an hour",
        "Never",
    ]


def test_new_code_leads_to_its_page(desk: Desk) -> None:
    window, page = open_page(desk, LockKind.OFF)

    page.new_code.click()
    desk.settle()

    assert isinstance(window._pages.currentWidget(), RecoveryCodeView)


def test_what_fails_without_a_dialog_is_said_on_the_page(theme: Theme, qtbot: QtBot) -> None:
    page = SecurityPage(theme, PreferenceStore())
    qtbot.addWidget(page)
    page.show()
    for tell in (page.show_refused, page.show_failure):
        page.show_lock(record(LockKind.OFF))
        assert not page._fault.isVisible()
        tell(describe(StorageError()))
        assert page._fault.isVisible()
