"""Where a window is measured: an own Xvfb with openbox, D-Bus with an open keyring, and relay."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.screen_watch import ScreenWatch
from tests.e2e.desktop_session import open_session
from tests.e2e.picture import Rectangle
from tests.e2e.processes import ProcessKeeper, RunningProcess
from tests.e2e.virtual_screen import open_screen
from tests.e2e.waiting import Deadline, StoryFailed

ROOT: Final = Path(__file__).parents[1]
LONGEST_STEP_S: Final = 300.0
_TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Session:
    """A desktop of nobody.

    Attributes:
        keeper: Starts and ends every program.
        environment: Variables of a program on it.
        home: HOME of its programs.
        watch: Looks at its screen.
        relay_url: Where its relay listens.
    """

    keeper: ProcessKeeper
    environment: Mapping[str, str]
    home: Path
    watch: ScreenWatch
    relay_url: str

    def start(
        self, name: str, command: list[str], environment: Mapping[str, str] | None = None
    ) -> RunningProcess:
        """Start a program, in the session's own environment unless another is given."""
        return self.keeper.start(
            name, command, environment=environment or self.environment, folder=ROOT
        )

    def run_module(self, module: str, *arguments: str, within_s: float = LONGEST_STEP_S) -> str:
        """Run a module of this checkout in the session to its end, and return its output.

        Raises:
            StoryFailed: it failed, or had not ended in time and was ended.
        """
        try:
            done = subprocess.run(
                [sys.executable, "-m", module, *arguments],
                env=dict(self.environment),
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                timeout=within_s,
            )
        except subprocess.CalledProcessError as error:
            raise StoryFailed(f"{module} ended with {error.returncode}") from error
        except subprocess.TimeoutExpired as error:
            raise StoryFailed(f"{module} had no end within {within_s:.0f} s") from error
        return done.stdout

    def find_window(self, pid: int) -> Rectangle:
        """Return where the visible window of a process is, without its frame.

        Raises:
            subprocess.CalledProcessError: it has none.
        """
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(pid)]
        windows = self._ask(command).split()
        found = [self._geometry(window) for window in windows]
        return max(found, key=lambda one: one.width * one.height)

    def _geometry(self, window: str) -> Rectangle:
        answer = self._ask(["xdotool", "getwindowgeometry", "--shell", window])
        values = dict(line.split("=") for line in answer.split())
        left, top, width, height = (int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
        return Rectangle(left, top, width, height)

    def _ask(self, command: list[str]) -> str:
        done = subprocess.run(
            command, env=dict(self.environment), stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout


@contextmanager
def open_bench_session(logs: Path) -> Iterator[Session]:
    """Provide a session for a block.

    Args:
        logs: Folder for the output of every program.

    Raises:
        StoryFailed: a program is missing or did not start.
    """
    with (
        tempfile.TemporaryDirectory(prefix="securechat-bench-") as folder,
        ProcessKeeper(logs) as keeper,
        open_screen(keeper) as screen,
    ):
        home = Path(folder) / "home"
        desktop = open_session(keeper, screen, owner="bench", home=home, keyring_password="bench")
        environment = dict(desktop.environment)
        # Programs are measured as most people have them: without a screen reader.
        del environment["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"]
        environment["NO_AT_BRIDGE"] = "1"
        relay = keeper.start(
            "relay",
            [sys.executable, "-m", "benchmarks.bench_relay", str(Path(folder) / "relay.sqlite")],
            environment=environment,
            is_talking=True,
            folder=ROOT,
        )
        url = relay.read_line(Deadline()).removeprefix("listening on ").strip()
        assert screen.framebuffer is not None
        yield Session(
            keeper=keeper,
            environment=environment,
            home=home,
            watch=ScreenWatch(screen.framebuffer),
            relay_url=url,
        )


def cpu_s(pid: int) -> float:
    """Return what a process has used of the processor, in seconds; 0 once it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def pss_mib(pid: int) -> float:
    """Return the memory of a process, shared pages divided among those who share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError("no Pss line")
