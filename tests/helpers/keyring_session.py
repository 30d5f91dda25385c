"""A private D-Bus with a real gnome-keyring on it, for tests; nothing of the machine's is used."""

import contextlib
import os
import select
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jeepney import DBus, MatchRule, message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import (  # type: ignore[import-untyped]
    DBusConnection,
    Proxy,
    open_dbus_connection,
)

DEADLINE_S = 20.0
"""Longest wait for a program to appear on the bus; nothing depends on how long it takes."""

PASSWORD = b"test-pw"
_SECRETS = "org.freedesktop.secrets"

# A bus that starts nothing by itself: what is not started here is not there.
_BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC
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


@dataclass
class KeyringSession:
    """A session bus, and at times a keyring on it.

    Attributes:
        home: HOME of the session; the keyring's files lie in it.
        environment: What a program of the session needs, and nothing that leads out of it.
    """

    home: Path
    environment: dict[str, str]
    _keyring: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start_keyring(self, *, is_unlocked: bool) -> None:
        """Start the keyring; locked only makes sense once it was there unlocked.

        Args:
            is_unlocked: Whether the person has given the password.
        """
        assert self._keyring is None
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        if is_unlocked:
            command.insert(1, "--unlock")
        with _connected(self.environment) as bus, _owner_changes(bus) as changed:
            self._keyring = subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            assert self._keyring.stdin is not None
            self._keyring.stdin.write(PASSWORD if is_unlocked else b"")
            self._keyring.stdin.close()
            changed(is_there=True)

    def stop_keyring(self) -> None:
        """End the keyring; its files stay."""
        if self._keyring is not None:
            self._keyring.terminate()
            self._keyring.wait(DEADLINE_S)
            self._keyring = None


@contextlib.contextmanager
def keyring_session(home: Path) -> Iterator[KeyringSession]:
    """Open a session with a bus and without a keyring.

    Args:
        home: A folder of its own; made if needed. Its path must be short, a socket lies in it.
    """
    run = home / "run"
    run.mkdir(mode=0o700, parents=True)
    configuration = run / "bus.conf"
    configuration.write_text(_BUS_CONFIGURATION.format(socket=run / "bus"), encoding="utf-8")
    reading, writing = os.pipe()
    daemon = subprocess.Popen(
        [
            "dbus-daemon",
            f"--config-file={configuration}",
            "--nofork",
            "--nopidfile",
            f"--print-address={writing}",
        ],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        assert select.select([reading], [], [], DEADLINE_S)[0], "the bus did not start"
        address = os.read(reading, 4096).decode().strip()
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(run),
            "XDG_DATA_HOME": str(home / "share"),
            "DBUS_SESSION_BUS_ADDRESS": address,
        }
        session = KeyringSession(home=home, environment=environment)
        try:
            yield session
        finally:
            session.stop_keyring()
    finally:
        os.close(reading)
        daemon.terminate()
        daemon.wait(DEADLINE_S)


@contextlib.contextmanager
def _connected(environment: dict[str, str]) -> Iterator[DBusConnection]:
    connection = open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])
    try:
        yield connection
    finally:
        connection.close()


class _Waiter:
    def __init__(self, bus: DBusConnection, queue: object) -> None:
        self._bus = bus
        self._queue = queue

    def __call__(self, *, is_there: bool) -> None:
        """Wait until the keyring's name has an owner, or has none."""
        while True:
            message = self._bus.recv_until_filtered(self._queue, timeout=DEADLINE_S)
            if bool(message.body[2]) is is_there:
                return


@contextlib.contextmanager
def _owner_changes(bus: DBusConnection) -> Iterator[_Waiter]:
    rule = MatchRule(
        type="signal",
        sender=message_bus.bus_name,
        interface=message_bus.interface,
        member="NameOwnerChanged",
        path=message_bus.object_path,
    )
    rule.add_arg_condition(0, _SECRETS)
    Proxy(DBus(), bus).AddMatch(rule)
    with bus.filter(rule) as queue:
        yield _Waiter(bus, queue)
