"""One person's desktop session: an own home, D-Bus, unlocked keyring and accessibility bus.

Nothing is shared between two sessions, or with the session of whoever runs the driver: the buses
are started by address and no service is started by name on them.
"""

import os
import select
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.dbus_connection import DBusConnection
from tests.e2e.processes import ProcessKeeper, RunningProcess, find_program
from tests.e2e.virtual_screen import Screen, plain_environment
from tests.e2e.waiting import Deadline, StoryFailed, ToolMissing

AT_SPI_LAUNCHERS = (
    "/usr/libexec/at-spi-bus-launcher",
    "/usr/lib/at-spi2-core/at-spi-bus-launcher",
    "/usr/lib/at-spi-bus-launcher",
)

# A session bus that starts nothing by itself: every service is one that the driver started.
BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass(frozen=True)
class DesktopSession:
    """What a program of one person needs to know, and where that person's files are.

    Attributes:
        owner: The person's name in messages and logs.
        home: HOME; all of the person's files, the keyring among them.
        environment: Every variable for a program in this session.
        accessibility_address: D-Bus address of the person's accessibility bus.
        keyring: The keyring that the session began with, open.
    """

    owner: str
    home: Path
    environment: dict[str, str]
    accessibility_address: str
    keyring: RunningProcess


def open_session(
    keeper: ProcessKeeper, screen: Screen, *, owner: str, home: Path, keyring_password: str
) -> DesktopSession:
    """Start a session for one person; the keeper ends it.

    Args:
        keeper: Starts and ends its programs.
        screen: Where its windows open.
        owner: The person's name in messages and logs.
        home: A folder for this person alone; created, and short, since sockets lie in it.
        keyring_password: What the person's keyring is locked with; it is open afterwards.

    Raises:
        ToolMissing: a program is not installed.
        StoryFailed: a program did not start.
    """
    environment = plain_environment(home) | screen.environment
    environment |= {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    address = _start_session_bus(keeper, environment, owner, home)
    environment["DBUS_SESSION_BUS_ADDRESS"] = address
    keyring = start_keyring(keeper, environment, owner, password=keyring_password)
    with _connected(address) as bus:
        # Without DISPLAY the launcher leaves the screen's own AT_SPI_BUS property alone, which
        # belongs to the desktop of whoever runs the driver.
        without_display = {name: environment[name] for name in environment if name != "DISPLAY"}
        launcher = keeper.start(
            f"accessibility of {owner}",
            [_at_spi_launcher(), "--launch-immediately"],
            environment=without_display,
        )
        bus.wait_for_name("org.a11y.Bus", Deadline(), from_process=launcher)
        (answer,) = bus.call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
    return DesktopSession(owner, home, environment, str(answer), keyring)


def start_keyring(
    keeper: ProcessKeeper, environment: dict[str, str], owner: str, *, password: str | None
) -> RunningProcess:
    """Start the keyring of a session that has none now; its files are kept.

    Args:
        keeper: Ends it.
        environment: Of the session.
        owner: The person's name in messages and logs.
        password: What it is locked with; None leaves it locked, and nobody will be asked.

    Raises:
        StoryFailed: it did not start.
    """
    unlock = [] if password is None else ["--unlock"]
    with _connected(environment["DBUS_SESSION_BUS_ADDRESS"]) as bus:
        keyring = keeper.start(
            f"keyring of {owner}",
            ["gnome-keyring-daemon", "--foreground", *unlock, "--components=secrets"],
            environment=environment,
            first_input=(password or "").encode(),
        )
        bus.wait_for_name("org.freedesktop.secrets", Deadline(), from_process=keyring)
    return keyring


def _start_session_bus(
    keeper: ProcessKeeper, environment: dict[str, str], owner: str, home: Path
) -> str:
    configuration = home / "run" / "bus.conf"
    configuration.write_text(BUS_CONFIGURATION.format(socket=home / "run" / "bus"))
    reading, writing = os.pipe()
    try:
        command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile"]
        command += [f"--print-address={writing}"]
        daemon = keeper.start(
            f"bus of {owner}", command, environment=environment, pass_fds=(writing,)
        )
        os.close(writing)
        writing = -1
        ready = select.select([reading], [], [], Deadline().remaining_s())[0]
        address = os.read(reading, 4096).decode().strip() if ready else ""
    finally:
        os.close(reading)
        if writing >= 0:
            os.close(writing)
    if not address:
        raise StoryFailed(f"dbus-daemon did not start for {owner}: {daemon.last_words()}")
    return address


@contextmanager
def _connected(address: str) -> Iterator[DBusConnection]:
    bus = DBusConnection(address)
    try:
        yield bus
    finally:
        bus.close()


def _at_spi_launcher() -> str:
    for path in AT_SPI_LAUNCHERS:
        if shutil.which(path):
            return find_program(path)
    raise ToolMissing("at-spi-bus-launcher (package at-spi2-core) is not installed")
