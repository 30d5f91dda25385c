"""What tests of the window share: an application without screen, one theme, a desk to work at."""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.config import find_paths
from desktop.core.records import ProfileState
from desktop.ui.bridge import Bridge
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import PreferenceStore
from desktop.ui.profiles import Profiles
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import RELAY, FakeMessenger

_ROUNDS = 30
"""Steps of the loop after which everything that can go on without a gate has gone on."""


def show_active(widget: QWidget) -> None:
    """Show a window and let it have the focus, which the screenless platform gives a step later."""
    widget.show()
    widget.activateWindow()
    QCoreApplication.processEvents()


class Desk:
    """A messenger in memory, a bridge to it, and a loop that runs only when told to.

    Attributes:
        messenger: What the bridge asks.
        bridge: What the window asks.
        theme: The look in force.
        preferences: What the window remembers, in memory alone.
        profiles: Of a folder that is not there: no others.
        tasks: Every task that was spawned, by its name.
    """

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.messenger = FakeMessenger()
        self.theme = theme
        self.preferences = PreferenceStore()
        self.profiles = Profiles(find_paths(Path("/nowhere")))
        self.tasks: list[str] = []
        self._qtbot = qtbot
        # pytest-qt itself does not keep them alive.
        self._windows: list[MainWindow] = []
        self._loop = asyncio.new_event_loop()
        self.bridge = Bridge(self.messenger, self.spawn)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> object:
        self.tasks.append(name)
        return self._loop.create_task(work, name=name)

    def gate(self, name: str) -> Callable[[], None]:
        """Hold every call of a method until the returned call."""
        event = asyncio.Event()
        self.messenger.gates[name] = event
        return event.set

    def settle(self) -> None:
        """Run tasks and Qt's events until nothing moves that is not held."""
        for _ in range(_ROUNDS):
            self._loop.run_until_complete(asyncio.sleep(0))
            QCoreApplication.processEvents()

    def open_window(self, *, state: ProfileState = ProfileState.KEYRING) -> MainWindow:
        """Show the window over a profile of this state."""
        self.messenger.profile_state = state
        window = MainWindow(self.theme, self.preferences, now_ms=lambda: self.messenger.now_ms)
        window.furnish(self.bridge, self.profiles, default_relay=RELAY)
        self._qtbot.addWidget(window)
        self._windows.append(window)
        show_active(window)
        self.settle()
        return window

    def close(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self.settle()
        self._loop.close()


@pytest.fixture(scope="session")
def shared_theme(qapp: QApplication) -> Theme:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return Theme(qapp, "light")


@pytest.fixture
def theme(shared_theme: Theme) -> Theme:
    shared_theme.choose("light")
    return shared_theme


@pytest.fixture
def desk(theme: Theme, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(theme, qtbot)
    yield desk
    desk.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
