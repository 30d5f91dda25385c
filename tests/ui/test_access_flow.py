"""The way in and out: locked, unlocked, a code at first and later, and opening with it."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QPlainTextEdit, QWidget

from desktop.core.records import Draft, LockKind, LockRecord, ProfileState, RecoveryState
from desktop.errors import (
    CodeMistyped,
    KeyringEntryLost,
    KeyringMissing,
    SignInFailed,
    StorageError,
    WrongPassphrase,
)
from desktop.ui.error_texts import ErrorText
from desktop.ui.main_window import MainWindow
from desktop.ui.views.locked_view import LockedView
from desktop.ui.views.passphrase_page import PassphrasePage
from desktop.ui.views.recovery_code_page import RecoveryCodeView
from desktop.ui.views.recovery_entry_view import RecoveryEntryView
from tests.helpers.fake_messenger import OWN_NAME, RECOVERY_GROUPS
from tests.ui.conftest import Desk

CODE = " ".join(RECOVERY_GROUPS)
LOCKED = LockRecord(kind=LockKind.PASSWORD, recovery=RecoveryState.KEPT)
WITHOUT_CODE = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.NONE)


def page(window: MainWindow) -> QWidget | None:
    return window._pages.currentWidget()


def visible_texts(window: QWidget) -> str:
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    return " | ".join([window.windowTitle(), *labels])


def open_chat(desk: Desk) -> MainWindow:
    bob = desk.messenger.add_contact("bob")
    desk.messenger.add_message(bob, "the harbour at six", is_told=False)
    window = desk.open_window()
    window.shell.chats.choose(bob)
    desk.settle()
    return window


def type_back(desk: Desk, window: MainWindow) -> None:
    """Type the two groups that are asked for, and finish."""
    view = page(window)
    assert isinstance(view, RecoveryCodeView)
    for field, place in zip(view.page.fields, view.page.asked, strict=True):
        field.set_text(RECOVERY_GROUPS[place].lower())
    view.page._finish.click()
    desk.settle()


# ── the lock ──────────────────────────────────────────────────────────────────────────────────


def test_ctrl_l_locks_and_nothing_of_the_chats_is_left_in_the_window(desk: Desk) -> None:
    """UI-03: no name, no text and no count stay on the screen, before the engine has closed."""
    desk.messenger.lock_record = LOCKED
    window = open_chat(desk)
    desk.messenger.gates["lock"] = asyncio.Event()

    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(page(window), LockedView)
    assert window.windowTitle() == "SecureChat"
    shown = visible_texts(window)
    assert not any(word in shown for word in ("bob", OWN_NAME, "harbour"))

    desk.messenger.gates["lock"].set()
    desk.settle()
    assert desk.messenger.called("lock") == [()]
    assert window.shell.model.rowCount() == 0
    assert window.shell.rail.avatar.accessibleName() == "Signed in as "


def test_nothing_that_shows_or_lists_names_anybody_once_it_is_locked(desk: Desk) -> None:
    """UI-03: nothing on the screen, nothing for a screen reader, nothing in a list or a field."""
    desk.messenger.lock_record = LOCKED
    window = open_chat(desk)
    window.resize(1300, 740)
    window.shell.conversation.composer.editor.setPlainText("six, at the harbour?")
    window.shell.search.field.set_text("harbour")
    desk.settle()
    window.shell.tell(ErrorText(title="bob cannot be reached.", code="test"))
    assert "bob" in everything_in(window)

    window.access.lock()
    desk.settle()

    left = everything_in(window)
    assert [word for word in ("bob", "harbour", OWN_NAME) if word in left] == []


def everything_in(window: MainWindow) -> str:
    """Return each text and name that shows, and whatever lists and fields hold, shown or not."""
    found = [window.windowTitle()]
    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, QLineEdit) or (isinstance(widget, QLabel) and widget.isVisible()):
            found.append(widget.text())
        if isinstance(widget, QPlainTextEdit):
            found.append(widget.toPlainText())
        if isinstance(widget, QListView):
            model = widget.model()
            found += [
                str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
                for row in range(model.rowCount())
            ]
    return " | ".join(found)


def test_what_was_written_is_kept_before_the_engine_closes(desk: Desk) -> None:
    desk.messenger.lock_record = LOCKED
    window = open_chat(desk)
    window.shell.conversation.composer.editor.setPlainText("half a sentence")

    window.shell.rail._lock.click()
    desk.settle()

    calls = [call[0] for call in desk.messenger.calls]
    assert calls.index("save_draft") < calls.index("lock")
    (draft,) = desk.messenger.drafts.values()
    assert isinstance(draft, Draft)
    assert draft.text == "half a sentence"


def test_what_could_not_be_kept_is_there_again_once_it_is_unlocked(desk: Desk) -> None:
    """And kept then."""
    desk.messenger.lock_record = LOCKED
    window = open_chat(desk)
    editor = window.shell.conversation.composer.editor
    editor.setPlainText("half a sentence")
    desk.messenger.faults["save_draft"] = StorageError()

    window.access.lock()
    desk.settle()
    assert editor.toPlainText() == ""
    view = page(window)
    assert isinstance(view, LockedView)
    view.field.set_text("right")
    view._unlock.click()
    desk.settle()

    assert editor.toPlainText() == "half a sentence"
    window.shell.conversation.composer.save_draft()
    desk.settle()
    assert [draft.text for draft in desk.messenger.drafts.values()] == ["half a sentence"]


def test_password_unlocks_and_a_wrong_one_is_said(desk: Desk) -> None:
    desk.messenger.lock_record = LOCKED
    window = open_chat(desk)
    window.access.lock()
    desk.settle()
    view = page(window)
    assert isinstance(view, LockedView)

    desk.messenger.faults["open_profile"] = WrongPassphrase()
    view.field.set_text("wrong")
    view._unlock.click()
    desk.settle()
    assert "not the right password" in view.field.edit.accessibleDescription()

    view.field.set_text("right")
    view._unlock.click()
    desk.settle()
    assert page(window) is window.shell
    assert window.windowTitle().endswith(OWN_NAME)
    assert window.shell.model.rowCount() == 1


def test_locked_profile_asks_at_the_start(desk: Desk) -> None:
    desk.messenger.lock_record = LOCKED
    window = desk.open_window(state=ProfileState.LOCKED)

    view = page(window)
    assert isinstance(view, LockedView)
    assert desk.messenger.called("open_profile") == []
    assert not view._recover.isHidden()


def test_time_away_locks(desk: Desk) -> None:
    desk.messenger.lock_record = LOCKED
    window = open_chat(desk)
    assert window.access._auto._limit_ms == 10 * 60_000

    window.access._auto.expired.emit()
    desk.settle()

    assert isinstance(page(window), LockedView)
    assert window.access._auto._limit_ms == 0


@pytest.mark.parametrize(
    ("kind", "minutes", "limit_ms"),
    [(LockKind.PASSWORD, 5, 300_000), (LockKind.PASSWORD, 0, 0), (LockKind.OFF, 5, 0)],
)
def test_time_of_the_settings_counts_at_once(
    desk: Desk, kind: LockKind, minutes: int, limit_ms: int
) -> None:
    desk.messenger.lock_record = LockRecord(kind=kind, recovery=RecoveryState.KEPT)
    window = open_chat(desk)

    desk.preferences.change(auto_lock_minutes=minutes)

    assert window.access._auto._limit_ms == limit_ms


def test_ctrl_l_asks_once_whether_to_turn_the_lock_on(desk: Desk) -> None:
    window = open_chat(desk)

    window.access.lock()
    desk.settle()
    dialog = window.access._dialog
    assert dialog is not None
    dialog.close_overlay()
    window.access.lock()
    desk.settle()

    assert window.access._dialog is None
    assert page(window) is window.shell
    assert "The lock is off" in visible_texts(window)
    assert desk.preferences.values.is_lock_offered


def test_lock_that_is_turned_on_by_ctrl_l_locks_at_once(desk: Desk) -> None:
    window = open_chat(desk)
    window.access.lock()
    dialog = window.access._dialog
    assert dialog is not None

    desk.messenger.faults["turn_on_lock"] = SignInFailed()
    dialog.password.set_text("wrong")
    dialog._do.click()
    desk.settle()
    assert "not the right password" in dialog.password.edit.accessibleDescription()
    assert page(window) is window.shell

    dialog.password.set_text("right")
    dialog._do.click()
    desk.settle()
    assert isinstance(page(window), LockedView)
    assert desk.messenger.called("lock") == [()]


# ── a code is made ────────────────────────────────────────────────────────────────────────────


def first_run(desk: Desk) -> MainWindow:
    window = desk.open_window(state=ProfileState.EMPTY)
    assert window._onboarding is not None
    window._onboarding.welcome.name.set_text("lena.o")
    window._onboarding.welcome._continue.click()
    desk.settle()
    window._onboarding.choose_password.password.set_text("teapot river morning")
    window._onboarding.choose_password._create.click()
    desk.settle()
    return window


def test_first_run_ends_with_the_code_typed_back(desk: Desk) -> None:
    desk.messenger.lock_record = WITHOUT_CODE
    window = first_run(desk)
    view = page(window)
    assert isinstance(view, RecoveryCodeView)
    assert "Step 3 of 3" in visible_texts(window)
    assert view.page._later.isHidden()
    assert window.windowTitle() == "SecureChat"

    type_back(desk, window)

    assert desk.messenger.called("keep_recovery_code") == [(CODE,)]
    assert page(window) is window.shell
    assert window.access.reminder.text == ""


def test_older_profile_gets_its_code_at_the_next_start_and_may_wait_once(desk: Desk) -> None:
    desk.messenger.lock_record = WITHOUT_CODE
    window = desk.open_window()
    view = page(window)
    assert isinstance(view, RecoveryCodeView)
    assert "Step" not in visible_texts(window)

    view.page._later.click()
    desk.settle()
    assert page(window) is window.shell
    assert "no recovery code yet" in window.access.reminder.text
    assert desk.preferences.values.is_code_postponed

    window.access.reminder.pressed.emit()
    desk.settle()
    type_back(desk, window)
    assert page(window) is window.shell
    assert window.access.reminder.text == ""
    assert not desk.preferences.values.is_code_postponed


def test_second_start_without_a_code_waits_no_more(desk: Desk) -> None:
    desk.messenger.lock_record = WITHOUT_CODE
    desk.preferences.change(is_code_postponed=True)

    view = page(desk.open_window())

    assert isinstance(view, RecoveryCodeView)
    assert view.page._later.isHidden()


def test_code_that_cannot_be_made_keeps_nobody_from_the_chats(desk: Desk) -> None:
    desk.messenger.lock_record = WITHOUT_CODE
    desk.messenger.faults["make_recovery_code"] = StorageError()

    window = desk.open_window()

    assert page(window) is window.shell
    assert "no recovery code yet" in window.access.reminder.text


def test_code_that_cannot_be_kept_stays_in_sight(desk: Desk) -> None:
    desk.messenger.lock_record = WITHOUT_CODE
    desk.messenger.faults["keep_recovery_code"] = StorageError()
    window = desk.open_window()

    type_back(desk, window)

    view = page(window)
    assert isinstance(view, RecoveryCodeView)
    assert "could not be read or saved" in visible_texts(window)
    view.page._finish.click()
    desk.settle()
    assert page(window) is window.shell


def test_new_code_from_the_settings_covers_the_chats_and_leads_back(desk: Desk) -> None:
    window = open_chat(desk)
    window.shell.dialogs.open_settings()
    desk.bridge.access.make_code()
    desk.settle()
    view = page(window)
    assert isinstance(view, RecoveryCodeView)
    assert window.shell.dialogs.current is None

    view.page.back_requested.emit()
    desk.settle()

    assert page(window) is window.shell
    assert desk.messenger.called("keep_recovery_code") == []


# ── a code is typed ───────────────────────────────────────────────────────────────────────────


def lost(desk: Desk) -> MainWindow:
    desk.messenger.faults["open_profile"] = KeyringEntryLost()
    window = desk.open_window(state=ProfileState.KEYRING)
    assert window._cannot_open is not None
    assert not window._cannot_open._recover.isHidden()
    window._cannot_open.recovery_requested.emit()
    desk.settle()
    return window


def enter(desk: Desk, window: MainWindow, code: str) -> None:
    view = page(window)
    assert isinstance(view, RecoveryEntryView)
    view.code.set_text(code)
    view._open.click()
    desk.settle()


def test_lost_keyring_leads_to_the_code_and_into_the_chats(desk: Desk) -> None:
    """FT-16: said clearly, with a way on; never an empty profile."""
    desk.messenger.add_contact("bob")
    window = lost(desk)
    desk.messenger.faults["open_with_code"] = CodeMistyped(groups=(5,), missing=0)
    enter(desk, window, CODE[:-1] + "Z")
    assert "Group 5" in visible_texts(window)

    enter(desk, window, CODE)

    assert page(window) is window.shell
    assert desk.messenger.called("open_with_code") == [(CODE[:-1] + "Z", None), (CODE, None)]
    assert window._cannot_open is None


def test_missing_keyring_leads_on_to_a_passphrase(desk: Desk) -> None:
    window = lost(desk)
    desk.messenger.faults["open_with_code"] = KeyringMissing()
    enter(desk, window, CODE)
    passphrase = window.findChild(PassphrasePage)
    assert passphrase is not None
    assert "no keyring" in visible_texts(window)

    passphrase.passphrase_chosen.emit("a long passphrase")
    desk.settle()

    assert desk.messenger.called("open_with_code")[-1] == (CODE, "a long passphrase")
    assert page(window) is window.shell


def test_refused_code_after_the_passphrase_page_shows_the_code_again(desk: Desk) -> None:
    window = lost(desk)
    desk.messenger.faults["open_with_code"] = KeyringMissing()
    enter(desk, window, CODE)
    desk.messenger.faults["open_with_code"] = StorageError()
    passphrase = window.findChild(PassphrasePage)
    assert passphrase is not None

    passphrase.retry_requested.emit()
    desk.settle()

    view = page(window)
    assert isinstance(view, RecoveryEntryView)
    assert view.code.text == CODE


def test_way_back_from_the_code_looks_for_the_profile_again(desk: Desk) -> None:
    window = lost(desk)
    view = page(window)
    assert isinstance(view, RecoveryEntryView)

    view.back_requested.emit()
    desk.settle()

    assert page(window) is window.shell


def test_profile_without_a_code_offers_none(desk: Desk) -> None:
    desk.messenger.lock_record = WITHOUT_CODE
    desk.messenger.faults["open_profile"] = KeyringEntryLost()
    window = desk.open_window(state=ProfileState.KEYRING)

    assert window._cannot_open is not None
    assert window._cannot_open._recover.isHidden()


def test_deleted_account_locks_nothing_any_more(desk: Desk) -> None:
    desk.messenger.lock_record = LOCKED
    window = open_chat(desk)
    desk.bridge.account.delete_account("secret")
    desk.settle()

    window.access.lock()
    window.access._auto.look()
    desk.settle()

    assert page(window) is window._onboarding
    assert desk.messenger.called("lock") == []


@pytest.mark.parametrize(("kind", "password"), [(LockKind.OFF, ""), (LockKind.PASSWORD, "right")])
def test_new_code_offers_to_encrypt_everything_anew(
    desk: Desk, kind: LockKind, password: str
) -> None:
    desk.messenger.lock_record = LockRecord(kind=kind, recovery=RecoveryState.KEPT)
    window = open_chat(desk)
    desk.bridge.access.make_code()
    desk.settle()
    view = page(window)
    assert isinstance(view, RecoveryCodeView)
    assert not view.page.password.isVisible()

    view.page.renew.click()
    assert view.page.password.isVisible() is bool(password)
    if password:
        desk.messenger.faults["keep_recovery_code"] = SignInFailed()
        view.page.password.set_text("wrong")
        type_back(desk, window)
        assert "not the right password" in visible_texts(window)
        view.page.password.set_text(password)
        desk.messenger.calls.clear()
    type_back(desk, window)

    assert desk.messenger.called("keep_recovery_code") == [(CODE, True, password or None)]
    assert page(window) is window.shell
