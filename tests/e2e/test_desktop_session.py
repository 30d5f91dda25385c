"""A person's session: an own runtime folder, and a keyring that is locked with a password."""

import sys
from pathlib import Path

import pytest

from tests.e2e.dbus_connection import CallRefused, DBusConnection
from tests.e2e.desktop_session import open_session
from tests.e2e.leak_search import LeakSearch
from tests.e2e.processes import ProcessKeeper
from tests.e2e.virtual_screen import Screen
from tests.e2e.waiting import Deadline

SECRET = "a secret for the keyring 7431"
STORE_AND_READ = (
    "import keyring; keyring.set_password('e2e', 'somebody', input());"
    "print(keyring.get_keyring().__class__.__module__,"
    " len(keyring.get_password('e2e', 'somebody')), flush=True)"
)


def test_keyring_keeps_a_secret_and_its_file_does_not_show_it(
    screen: Screen, keeper: ProcessKeeper, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("carol")
    session = open_session(keeper, screen, owner="carol", home=home, keyring_password="kr-77-carol")
    program = keeper.start(
        "storing",
        [sys.executable, "-c", STORE_AND_READ],
        environment=session.environment,
        is_talking=True,
    )
    program.write_line(SECRET)
    assert program.read_line(Deadline()) == f"keyring.backends.SecretService {len(SECRET)}"
    files = [path for path in home.rglob("*.keyring") if path.stat().st_size > 0]
    assert files
    search = LeakSearch({"secret": SECRET, "keyring password": "kr-77-carol"})
    assert search.in_files([home]) == []
    assert stat_mode(home / "run") == 0o700


def test_two_sessions_do_not_meet(
    screen: Screen, keeper: ProcessKeeper, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sessions = [
        open_session(
            keeper, screen, owner=owner, home=tmp_path_factory.mktemp(owner), keyring_password="k-1"
        )
        for owner in ("carol", "dave")
    ]
    addresses = [session.environment["DBUS_SESSION_BUS_ADDRESS"] for session in sessions]
    assert len({*addresses, *(session.accessibility_address for session in sessions)}) == 4
    bus = DBusConnection(addresses[0])
    try:
        # Nothing is started by asking for it, as a desktop's own session would.
        with pytest.raises(CallRefused):
            bus.call("org.freedesktop.portal.Desktop", "/", "org.freedesktop.DBus.Peer", "Ping")
    finally:
        bus.close()


def stat_mode(path: Path) -> int:
    return path.stat().st_mode & 0o777
