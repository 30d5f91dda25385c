"""The keyring is asked by another process, which does not outlive its use or its user."""

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import KeyringError, KeyringLocked, KeyringMissing
from desktop.storage import keyring_program
from desktop.storage.keyring_program import KeyringProgram, serve
from desktop.storage.secret_store import MAX_ENTRY_CHARS, KeyringSecretStore
from tests.desktop.storage.memory_keyring import MemoryKeyring
from tests.helpers.keyring_session import KeyringSession

SERVICE = "securechat-test"
SOON_S = 20

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")


class NoEntries:
    """Remembers nothing."""

    async def add(self, entry: str) -> None:
        """Called before an entry is written."""

    async def remove(self, entry: str) -> None:
        """Called after an entry was deleted."""


def store_of(program: KeyringProgram, service: str = SERVICE) -> KeyringSecretStore:
    return KeyringSecretStore(service, NoEntries(), find_backend=lambda: program)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[str]"]:
    """Every process that was started."""
    children: list[subprocess.Popen[str]] = []
    start = keyring_program._start

    def remember() -> "subprocess.Popen[str]":
        children.append(start())
        return children[-1]

    monkeypatch.setattr(keyring_program, "_start", remember)
    return children


@pytest.fixture
def program(children: list["subprocess.Popen[str]"]) -> Iterator[KeyringProgram]:
    program = KeyringProgram()
    yield program
    program.end()
    assert all(child.poll() is not None for child in children)


# ── the real keyring ──────────────────────────────────────────────────────────────────────────


@on_linux
async def test_real_keyring_keeps_an_entry(
    session: KeyringSession, program: KeyringProgram
) -> None:
    session.start_keyring(is_unlocked=True)
    store = store_of(program)

    await store.probe()
    await store.save("identity", "x" * MAX_ENTRY_CHARS)
    assert await store.find("identity") == "x" * MAX_ENTRY_CHARS
    other = store_of(program, "securechat-other")
    assert await other.find("identity") is None
    await store.save("identity", "shorter")
    assert await store.find("identity") == "shorter"

    await store.delete("identity")
    await store.delete("identity")
    assert await store.find("identity") is None


@on_linux
async def test_locked_keyring_says_so(session: KeyringSession, program: KeyringProgram) -> None:
    """FT-16: nobody answers the question for the password."""
    session.start_keyring(is_unlocked=True)
    store = store_of(program)
    await store.save("identity", "primes")
    session.stop_keyring()
    session.start_keyring(is_unlocked=False)

    with pytest.raises(KeyringLocked):
        await store.find("identity")
    with pytest.raises(KeyringLocked):
        await store.save("identity", "other")

    session.stop_keyring()
    session.start_keyring(is_unlocked=True)
    assert await store.find("identity") == "primes"


@on_linux
def test_program_that_asks_nobody_reads_an_open_keyring_and_no_locked_one(
    session: KeyringSession, program: KeyringProgram
) -> None:
    session.start_keyring(is_unlocked=True)
    quiet = KeyringProgram(asks_person=False)
    program.set_password(SERVICE, "label", "alice")
    assert quiet.get_password(SERVICE, "label") == "alice"
    assert quiet.get_password(SERVICE, "another") is None
    session.stop_keyring()
    session.start_keyring(is_unlocked=False)

    with pytest.raises(KeyringLocked, match="nobody is asked"):
        quiet.get_password(SERVICE, "label")
    quiet.end()


@on_linux
async def test_missing_keyring_says_so(session: KeyringSession, program: KeyringProgram) -> None:
    """FT-16: a bus without a keyring on it."""
    store = store_of(program)

    with pytest.raises(KeyringMissing):
        await store.find("identity")


async def test_no_bus_is_a_missing_keyring(
    program: KeyringProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")

    with pytest.raises(KeyringMissing):
        await store_of(program).probe()


# ── the process ───────────────────────────────────────────────────────────────────────────────


@on_linux
def test_calls_in_a_row_share_a_process(
    session: KeyringSession, program: KeyringProgram, children: list["subprocess.Popen[str]"]
) -> None:
    session.start_keyring(is_unlocked=True)

    program.set_password(SERVICE, "identity", "primes")
    assert program.get_password(SERVICE, "identity") == "primes"
    assert len(children) == 1

    program.end()
    assert children[0].poll() == 0
    assert program.get_password(SERVICE, "identity") == "primes"
    assert len(children) == 2


def test_prepared_process_answers_the_first_call(
    program: KeyringProgram,
    children: list["subprocess.Popen[str]"],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Also where there is no keyring: that is said by the call."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    program.prepare()
    assert len(children) == 1

    with pytest.raises(KeyringMissing):
        program.get_password(SERVICE, "identity")
    assert len(children) == 1


def test_idle_process_ends_by_itself(
    children: list["subprocess.Popen[str]"], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")

    with pytest.raises(KeyringMissing):
        KeyringProgram(idle_s=0.01).get_password(SERVICE, "identity")

    assert children[0].wait(SOON_S) == 0


def test_process_that_dies_is_an_error_and_the_next_call_has_another(
    program: KeyringProgram,
    children: list["subprocess.Popen[str]"],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    with pytest.raises(KeyringMissing):
        program.get_password(SERVICE, "identity")

    children[0].kill()
    children[0].wait(SOON_S)
    with pytest.raises(KeyringError, match="process ended"):
        program.get_password(SERVICE, "identity")

    with pytest.raises(KeyringMissing):
        program.get_password(SERVICE, "identity")
    assert len(children) == 2


def test_keyring_stays_out_of_the_process_that_asks() -> None:
    """10 MiB would stay in the window for good."""
    words = "import sys, desktop.storage.profile_folder; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()

    assert "desktop.storage.keyring_program" in loaded
    assert not {"keyring", "secretstorage", "jeepney", "importlib_metadata"} & set(loaded)


def test_one_who_asks_and_is_gone_is_not_waited_for() -> None:
    """Even while the desktop asks the person to open the keyring."""
    asked, answered = threading.Event(), threading.Event()

    def ask(verb: str) -> None:
        asked.set()
        answered.wait(SOON_S)

    backend = MemoryKeyring()
    backend.fail = ask
    read, write = os.pipe()
    requests_read = os.fdopen(read)
    serving = threading.Thread(
        target=lambda: serve(requests_read, io.StringIO(), find_backend=backend)
    )
    serving.start()
    with os.fdopen(write, "w") as requests:
        requests.write('["get_password", "service", "entry"]\n')
        requests.flush()
        assert asked.wait(SOON_S)

    serving.join(SOON_S)
    assert not serving.is_alive()
    requests_read.close()
    answered.set()
