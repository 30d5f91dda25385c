"""The distribution's Gajim, started beside our app: the same screen, an empty profile."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.desktop_session import Session
from tests.e2e.waiting import Deadline

NOBODY: Final = 65534


class GajimMissing(Exception):
    """The package gajim is not installed."""


@dataclass(frozen=True)
class Gajim:
    """How it is started.

    Attributes:
        command: The program and its arguments.
        environment: All its variables.
    """

    command: list[str]
    environment: dict[str, str]


@contextmanager
def find_gajim(session: Session) -> Iterator[Gajim]:
    """Provide Gajim with a home and a D-Bus of its own.

    It refuses to run as root, as containers do; there it is started as nobody.

    Raises:
        GajimMissing: it is not installed.
    """
    program = shutil.which("gajim")
    if program is None:
        raise GajimMissing("Gajim is not installed: apt-get install gajim")
    home = session.home.parent / "gajim"
    runtime = home / "run"
    runtime.mkdir(parents=True, mode=0o700)
    as_user: list[str] = []
    if os.geteuid() == 0:
        as_user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        session.home.parent.chmod(0o711)
        for folder in (home, runtime):
            os.chown(folder, NOBODY, NOBODY)
    environment = {
        name: value
        for name, value in session.environment.items()
        if name != "DBUS_SESSION_BUS_ADDRESS"
    } | {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    bus = session.keeper.start(
        "bus of Gajim",
        [*as_user, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
        environment=environment,
        is_talking=True,
        folder=Path("/"),
    )
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus.read_line(Deadline())
    yield Gajim([*as_user, program, "--config-path", str(home / "config")], environment)
    bus.end(5.0)
