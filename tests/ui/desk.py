"""A desk to work at: the window over a messenger in memory, and a loop that runs when told to."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from desktop.core.records import ProfileState
from desktop.ui.bridge import Bridge
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import PreferenceStore
from desktop.ui.profiles import Profiles
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import RELAY, FakeMessenger
from tests.helpers.neighbours import PlayedNeighbours

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
        profiles: There are no others.
        tasks: Every task that was spawned, by its name.
    """

    def __init__(self, theme: Theme) -> None:
        self.messenger = FakeMessenger()
        self.theme = theme
        self.preferences = PreferenceStore()
        self.profiles = Profiles(PlayedNeighbours())
        self.tasks: list[str] = []
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

    def open_window(
        self, *, state: ProfileState = ProfileState.KEYRING, default_relay: str = RELAY
    ) -> MainWindow:
        """Show the window over a profile of this state."""
        self.messenger.profile_state = state
        window = MainWindow(self.theme, self.preferences, now_ms=lambda: self.messenger.now_ms)
        window.furnish(self.bridge, self.profiles, default_relay=default_relay)
        self._windows.append(window)
        show_active(window)
        self.settle()
        return window

    def close(self) -> None:
        """Delete the windows, which may still ask for something, then end every task."""
        for window in self._windows:
            window.hide()
        self.settle()
        for window in self._windows:
            window.deleteLater()
            QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        self._windows.clear()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self.settle()
        self._loop.close()
