"""The screen that a story plays on: a display that exists, or an Xvfb with openbox of its own."""

import json
import os
import select
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.picture import BYTES_PER_PIXEL, Picture, Rectangle, UnreadablePicture, read_xwd
from tests.e2e.processes import ProcessKeeper, RunningProcess
from tests.e2e.waiting import Deadline, StoryFailed

WIDTH, HEIGHT = 2400, 900
HELPER = Path(__file__).with_name("screen_helper.py")


class Screen:
    """One display: what it shows, and the clipboard on it.

    Attributes:
        display: What programs find in DISPLAY.
        size: The whole of it.
        environment: The variables that a program needs to open a window there.
        is_ours: Whether it was started for this run, so that nobody else uses it.
        framebuffer: The file that always holds what it shows; None unless it is ours.
    """

    def __init__(
        self,
        *,
        environment: Mapping[str, str],
        helper: RunningProcess,
        workspace: Path,
        framebuffer: Path | None,
    ) -> None:
        self.environment = dict(environment)
        self.display = self.environment["DISPLAY"]
        self.is_ours = framebuffer is not None
        self._helper = helper
        self._workspace = workspace
        self.framebuffer = framebuffer
        answer = self._ask({"do": "size"})
        self.size = Rectangle(0, 0, int(str(answer["width"])), int(str(answer["height"])))

    def picture(self) -> Picture:
        """Return what the screen shows now.

        Raises:
            StoryFailed: the screen cannot be read.
        """
        if self.framebuffer is not None:
            try:
                return read_xwd(self.framebuffer.read_bytes())
            except (OSError, UnreadablePicture) as error:
                raise StoryFailed(f"the screen cannot be read: {error}") from error
        path = self._workspace / "grab"
        answer = self._ask({"do": "grab", "path": str(path)})
        width, height = int(str(answer["width"])), int(str(answer["height"]))
        pixels = path.read_bytes()
        assert len(pixels) == width * height * BYTES_PER_PIXEL
        return Picture(width, height, pixels)

    def copy_to_clipboard(self, text: str) -> None:
        """Make a text the content of the clipboard, as if a person had copied it elsewhere."""
        self._ask({"do": "copy", "text": text})

    def _ask(self, request: dict[str, str]) -> dict[str, object]:
        self._helper.write_line(json.dumps(request))
        answer = json.loads(self._helper.read_line(Deadline()))
        if not isinstance(answer, dict) or "error" in answer:
            raise StoryFailed(f"the screen's helper answered {answer}")
        return answer


@contextmanager
def open_screen(keeper: ProcessKeeper, *, existing: str = "") -> Iterator[Screen]:
    """Provide a display that exists, or one of our own, for a block.

    Args:
        keeper: Starts and ends the programs that belong to the screen.
        existing: The display to use, as DISPLAY names it; empty for one of our own.

    Raises:
        ToolMissing: a program is not installed.
        StoryFailed: the display does not work.
    """
    with tempfile.TemporaryDirectory(prefix="securechat-screen-") as folder:
        workspace = Path(folder)
        environment = plain_environment(workspace)
        framebuffer: Path | None = None
        if existing:
            environment["DISPLAY"] = existing
            authority = os.environ.get("XAUTHORITY") or str(Path.home() / ".Xauthority")
            if Path(authority).exists():
                environment["XAUTHORITY"] = authority
        else:
            environment["DISPLAY"], framebuffer = _start_xvfb(keeper, environment, workspace)
            _start_window_manager(keeper, environment, workspace)
        helper = keeper.start(
            "screen helper", [sys.executable, HELPER], environment=environment, is_talking=True
        )
        yield Screen(
            environment=environment, helper=helper, workspace=workspace, framebuffer=framebuffer
        )


def plain_environment(home: Path) -> dict[str, str]:
    """Return variables that depend on nothing in the shell that started the driver.

    Args:
        home: The folder to use as HOME; its subfolder `run` becomes XDG_RUNTIME_DIR, mode 0700.
    """
    runtime = home / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "QT_API": "pyside6",
        "QT_QPA_PLATFORM": "xcb",
        "TZ": "UTC",
        "XDG_RUNTIME_DIR": str(runtime),
    }


def _start_xvfb(
    keeper: ProcessKeeper, environment: Mapping[str, str], workspace: Path
) -> tuple[str, Path]:
    """Start a server on the first free display number; returns its name and its framebuffer."""
    framebuffer = workspace / "framebuffer"
    framebuffer.mkdir()
    reading, writing = os.pipe()
    try:
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
        command += ["-noreset", "-nolisten", "tcp", "-fbdir", str(framebuffer)]
        server = keeper.start("Xvfb", command, environment=environment, pass_fds=(writing,))
        os.close(writing)
        writing = -1
        number = _read_number(reading, Deadline())
    finally:
        os.close(reading)
        if writing >= 0:
            os.close(writing)
    if not number:
        raise StoryFailed(f"Xvfb did not start: {server.last_words()}")
    return f":{number}", framebuffer / "Xvfb_screen0"


def _read_number(descriptor: int, deadline: Deadline) -> str:
    """Read a line from a pipe; empty if it was closed or the deadline passed first."""
    text = b""
    while not text.endswith(b"\n"):
        if not select.select([descriptor], [], [], deadline.remaining_s())[0]:
            return ""
        piece = os.read(descriptor, 64)
        if not piece:
            return ""
        text += piece
    return text.decode().strip()


def _start_window_manager(
    keeper: ProcessKeeper, environment: Mapping[str, str], workspace: Path
) -> None:
    """Start openbox and wait until it manages windows: it says so through a named pipe."""
    ready = workspace / "window-manager-is-ready"
    os.mkfifo(ready)
    reading = os.open(ready, os.O_RDONLY | os.O_NONBLOCK)
    try:
        announce = f"sh -c 'echo ready > {ready}'"
        command = ["openbox", "--sm-disable", "--startup", announce]
        manager = keeper.start("openbox", command, environment=environment)
        with manager.end_descriptor() as ended:
            seen = select.select([reading, ended], [], [], Deadline().remaining_s())[0]
        if reading not in seen:
            raise StoryFailed(f"openbox did not start: {manager.last_words()}")
    finally:
        os.close(reading)
