"""`python -m benchmarks.desktop_inside`: the real window, measured from within its own loop.

It is the program that people start, with nothing replaced; a timer works its pages once the chats
are shown, and every figure includes the painting. Prints one line of JSON.
"""

import argparse
import faulthandler
import json
import statistics
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer

from benchmarks.stall_watch import StallWatch
from desktop import window_start
from desktop.config import DEFAULT_PROFILE, WindowOptions, find_paths
from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState, ContactId, MessageRow
from desktop.ui.main_window import MainWindow
from desktop.ui.models.message_list_model import ROW_ROLE
from desktop.ui.views.shell_view import ShellView

SWITCHES: Final = 25
APPENDS: Final = 50
FRAMES: Final = 200
SCROLL_PX: Final = 120
"""One notch of a wheel."""

FIRST_ROW: Final = 1_000_000_000
"""Numbers of invented messages; no real one has them."""

SETTLED_S: Final = 1.0
OPENING_S: Final = 10.0

Wait = Generator[float, None, float]
"""A measurement: it yields for how many seconds the loop shall go on, and returns a figure."""


def switch_ms(shell: ShellView) -> Wait:
    """Return how long a chat takes from the choice to its painted messages."""
    contacts = [record.contact.id for record in shell.model.records()[: SWITCHES + 1]]
    times = []
    for contact in contacts:
        started_s = time.perf_counter()
        shell.open_chat(contact)
        while not _is_open(shell, contact) and time.perf_counter() < started_s + OPENING_S:
            QCoreApplication.processEvents()
        _paint(shell)
        times.append(time.perf_counter() - started_s)
        yield 0.2
    return statistics.median(times[1:]) * 1000


def append_ms(shell: ShellView) -> Wait:
    """Return how long a message that came keeps the loop of the largest chat busy."""
    model = shell.conversation.model
    shell.open_chat(shell.model.records()[0].contact.id)
    yield SETTLED_S
    newest = model.index(model.rowCount() - 1, 0).data(ROW_ROLE).record
    times = []
    for number in range(APPENDS):
        place = newest.position.place + 1 + number
        position = replace(newest.position, place=place, row=MessageRow(FIRST_ROW + number))
        message = replace(newest, position=position, text=f"Message {number} that just came")
        started_s = time.perf_counter()
        shell._bridge.message_added.emit(message)  # noqa: SLF001 - as if it came
        _paint(shell)
        times.append(time.perf_counter() - started_s)
        yield 0.02
    return statistics.median(times) * 1000


def scroll_frame_ms(shell: ShellView) -> Wait:
    """Return how long one step of the wheel up through the largest chat takes with its paint."""
    view = shell.conversation.messages
    shell.open_chat(shell.model.records()[0].contact.id)
    yield SETTLED_S
    times = []
    for _ in range(FRAMES):
        bar = view.verticalScrollBar()
        started_s = time.perf_counter()
        bar.setValue(bar.value() - SCROLL_PX)
        _paint(shell)
        times.append(time.perf_counter() - started_s)
        yield 0.01
    return statistics.median(times) * 1000


class Heart:
    """A heart that beats every millisecond while held messages come in.

    Attributes:
        watch: What is seen of its pauses, None before the first message can come.
        is_over: True once everything came in.
        came_in: How many messages came in.
    """

    def __init__(self, shell: ShellView) -> None:
        self.watch: StallWatch | None = None
        self.is_over = False
        self.came_in = 0
        self._timer = QTimer(shell)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        bridge = shell._bridge  # noqa: SLF001
        bridge.connection_changed.connect(self._on_connection)
        bridge.message_added.connect(self._on_added)
        if bridge.connection is not None:
            self._on_connection(bridge.connection)

    def _on_added(self, _message: object) -> None:
        self.came_in += 1

    def _on_connection(self, change: ConnectionChanged) -> None:
        if change.state is ConnectionState.CATCHING_UP and self.watch is None:
            self.watch = StallWatch()
            self._timer.timeout.connect(self.watch.beat)
            self._timer.start()
        elif change.state is ConnectionState.ONLINE:
            self._timer.stop()
            if self.watch is not None:
                self.watch.beat()
                self.watch.stop()
            self.is_over = True


def catchup_stall_ms(shell: ShellView) -> Wait:
    """Return the longest stall of the loop between sign-in and the last held message.

    Raises:
        RuntimeError: nothing came in, or too early to be seen.
    """
    heart = Heart(shell)
    while not heart.is_over:
        yield 0.2
    if heart.watch is None or not heart.came_in:
        raise RuntimeError("no held message was seen to come in")
    print(f"{heart.came_in} messages came in; {heart.watch.report()}", file=sys.stderr)
    return heart.watch.longest_ms


MEASURES: Final[dict[str, Callable[[ShellView], Wait]]] = {
    "switch_ms": switch_ms,
    "append_ms": append_ms,
    "scroll_frame_ms": scroll_frame_ms,
    "catchup_stall_ms": catchup_stall_ms,
}


class Probe:
    """Works the window step by step, between two turns of its loop, and closes it.

    Attributes:
        figures: What was found, by name.
        failure: What did not work, or empty.
    """

    def __init__(self, window: MainWindow, names: list[str], *, within_s: float) -> None:
        """Begin once the window shows chats; give up after a time."""
        self.figures: dict[str, float] = {}
        self.failure = ""
        self._doing = "waiting for the chats"
        self._window = window
        self._names = names
        self._latest_s = time.monotonic() + within_s
        self._steps: Generator[float, None, None] | None = None
        QTimer.singleShot(0, self._go_on)

    def _go_on(self) -> None:
        wait_s: float | None = 0.005
        try:
            if self._steps is not None:
                wait_s = next(self._steps, None)
            elif (shell := getattr(self._window, "shell", None)) is not None and (
                # The sign-in must not be missed: it comes soon after the chats.
                shell.model.rowCount() or self._names[0] == "catchup_stall_ms"
            ):
                self._steps = self._measure(shell)
            if wait_s is not None and time.monotonic() > self._latest_s:
                raise TimeoutError("no end in time")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the end follows
            # Raised into Qt's loop it would end nothing.
            self.failure = f"{self._doing}: {error!r}"
            wait_s = None
        if wait_s is None:
            self._window.quit()
        else:
            QTimer.singleShot(round(wait_s * 1000), self._go_on)

    def _measure(self, shell: ShellView) -> Generator[float, None, None]:
        for name in self._names:
            self._doing = name
            self.figures[name] = yield from MEASURES[name](shell)


def _paint(shell: ShellView) -> None:
    """Let Qt lay out and paint what changed, and nothing else, now instead of at the next frame."""
    QCoreApplication.processEvents()
    QCoreApplication.sendEvent(shell.window(), QEvent(QEvent.Type.UpdateRequest))


def _is_open(shell: ShellView, contact: ContactId) -> bool:
    model = shell.conversation.model
    return model.contact == contact and model.rowCount() > 0


def main(arguments: list[str]) -> int:
    """Open the window of a profile, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desktop_inside")
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--relay", required=True)
    parser.add_argument("--within-s", type=float, default=120.0, help="give up after")
    parser.add_argument("names", nargs="+", choices=sorted(MEASURES))
    options = parser.parse_args(arguments)
    faulthandler.enable()
    probes = []

    def on_painted(window: MainWindow) -> None:
        probes.append(Probe(window, options.names, within_s=options.within_s))

    code = window_start.open_window(
        find_paths(options.data_dir),
        WindowOptions(profile=DEFAULT_PROFILE, relay_address=options.relay),
        on_painted=on_painted,
    )
    if not probes or probes[0].failure:
        print(probes[0].failure if probes else "the window did not open", file=sys.stderr)
        return 1
    print(json.dumps(probes[0].figures))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
