"""Nobody there for a while: told once, by the clock of the wall."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.auto_lock import AutoLock
from tests.ui.conftest import show_active

MINUTE_MS = 60_000


class Clock:
    def __init__(self) -> None:
        self.now_ms = 1_000_000

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window(qtbot: QtBot) -> QLineEdit:
    window = QLineEdit()
    qtbot.addWidget(window)
    show_active(window)
    return window


@pytest.fixture
def lock(window: QLineEdit, clock: Clock) -> Iterator[AutoLock]:
    lock = AutoLock(window, clock)
    yield lock
    lock.stop()


def counted(lock: AutoLock) -> list[bool]:
    told: list[bool] = []
    lock.expired.connect(lambda: told.append(True))
    return told


def test_time_without_input_is_told_once(lock: AutoLock, clock: Clock) -> None:
    told = counted(lock)
    lock.start(10)

    clock.now_ms += 10 * MINUTE_MS - 1
    lock.look()
    assert told == []
    clock.now_ms += 1
    lock.look()
    lock.look()

    assert told == [True]
    assert not lock._timer.isActive()


def test_input_begins_the_time_anew(lock: AutoLock, clock: Clock, window: QLineEdit) -> None:
    told = counted(lock)
    lock.start(10)
    handle = window.windowHandle()
    acts: list[Callable[[], object]] = [
        lambda: QTest.keyClick(handle, Qt.Key.Key_A),
        lambda: QTest.mouseMove(handle),
        lambda: QTest.mouseClick(handle, Qt.MouseButton.LeftButton),
    ]
    for act in acts:
        clock.now_ms += 9 * MINUTE_MS
        act()
        lock.look()
    assert told == []
    assert window.text() == "a"

    clock.now_ms += 10 * MINUTE_MS
    lock.look()
    assert told == [True]


def test_first_key_after_a_long_sleep_locks_and_reaches_nobody(
    lock: AutoLock, clock: Clock, window: QLineEdit
) -> None:
    told = counted(lock)
    lock.start(10)
    clock.now_ms += 600 * MINUTE_MS

    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)

    assert told == [True]
    assert window.text() == ""


@pytest.mark.parametrize("minutes", [0])
def test_never_is_never(lock: AutoLock, clock: Clock, minutes: int) -> None:
    told = counted(lock)
    lock.start(minutes)
    clock.now_ms += 10_000 * MINUTE_MS
    lock.look()
    assert told == []
    assert not lock._timer.isActive()


def test_stopped_counts_no_more(lock: AutoLock, clock: Clock) -> None:
    told = counted(lock)
    lock.start(1)
    lock.stop()
    clock.now_ms += 5 * MINUTE_MS
    lock.look()
    assert told == []
