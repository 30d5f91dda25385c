"""Requests about lock and recovery code become calls, and their answers signals."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import SignalInstance

from desktop.core.records import LockKind, LockRecord, RecoveryState
from desktop.errors import (
    CodeMistyped,
    KeyringMissing,
    RelayUnreachable,
    SignInFailed,
    StorageError,
    WrongPassphrase,
)
from desktop.ui.access_bridge import AccessBridge
from tests.helpers.fake_messenger import RECOVERY_GROUPS
from tests.ui.conftest import Desk

CODE = " ".join(RECOVERY_GROUPS)


def heard(signal: SignalInstance) -> list[object]:
    found: list[object] = []
    signal.connect(lambda *values: found.append(values[0] if values else None))
    return found


def test_lock_is_told_at_first_and_after_a_change(desk: Desk) -> None:
    access = desk.bridge.access
    told = heard(access.lock_loaded)

    access.load_lock()
    desk.settle()
    access.turn_on_lock("pass")
    desk.settle()
    access.turn_off_lock("pass")
    desk.settle()

    kinds = [record.kind for record in told if isinstance(record, LockRecord)]
    assert kinds == [LockKind.OFF, LockKind.PASSWORD, LockKind.OFF]


@pytest.mark.parametrize("name", ["turn_on_lock", "turn_off_lock"])
def test_wrong_password_is_told_without_a_name(desk: Desk, name: str) -> None:
    refused = heard(desk.bridge.access.lock_refused)
    desk.messenger.faults[name] = SignInFailed()

    getattr(desk.bridge.access, name)("wrong")
    desk.settle()

    assert [error.title for error in refused] == ["This is not the right password."]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("act", "name", "signal"),
    [
        (lambda access: access.turn_on_lock("p"), "turn_on_lock", "lock_refused"),
        (lambda access: access.load_lock(), "load_lock", "lock_refused"),
        (lambda access: access.make_code(), "make_recovery_code", "code_failed"),
        (lambda access: access.keep_code(CODE), "keep_recovery_code", "code_failed"),
        (lambda access: access.open_with_code(CODE), "open_with_code", "recovery_failed"),
    ],
)
@pytest.mark.parametrize("error", [StorageError(), RelayUnreachable()])
def test_what_fails_is_told_in_words(
    desk: Desk, act: Callable[[AccessBridge], None], name: str, signal: str, error: Exception
) -> None:
    told = heard(getattr(desk.bridge.access, signal))
    desk.messenger.faults[name] = error

    act(desk.bridge.access)
    desk.settle()

    assert len(told) == 1


def test_code_is_made_kept_and_opens(desk: Desk) -> None:
    access = desk.bridge.access
    made, kept = heard(access.code_made), heard(access.code_kept)
    recovered, locked = heard(access.recovered), heard(access.locked)

    for act in (
        access.make_code,
        lambda: access.keep_code(CODE),
        access.lock,
        lambda: access.open_with_code(CODE, "phrase"),
    ):
        act()
        desk.settle()

    assert made == [RECOVERY_GROUPS]
    assert (len(kept), len(locked), len(recovered)) == (1, 1, 1)
    assert desk.messenger.called("open_with_code") == [(CODE, "phrase")]
    assert desk.messenger.lock_record.recovery is RecoveryState.KEPT


@pytest.mark.parametrize(
    ("error", "signal", "words"),
    [
        (CodeMistyped(groups=(5,), missing=0), "code_refused", "Group 5"),
        (WrongPassphrase(), "code_refused", "does not open these chats"),
        (KeyringMissing(), "passphrase_needed", "no keyring"),
    ],
)
def test_code_that_does_not_open_says_why(
    desk: Desk, error: Exception, signal: str, words: str
) -> None:
    told = heard(getattr(desk.bridge.access, signal))
    desk.messenger.faults["open_with_code"] = error

    desk.bridge.access.open_with_code(CODE)
    desk.settle()

    assert [words in error.sentence for error in told] == [True]  # type: ignore[attr-defined]
