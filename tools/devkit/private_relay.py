"""The relay that `make run` starts: one a checkout, shared by its open apps, ending with the last.

Every open app holds a file lock in `users/`. A keeper process in a session of its own (so that
Ctrl+C in one terminal does not reach it) runs the relay and stops it once no such lock is held.
Beside the relay runs a bot that answers every text, so that whoever is alone has a conversation.
Joining and stopping exclude each other by the gate lock. The keeper knows nothing of the apps but
those locks.
"""

import ctypes
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tools.devkit.child_processes import child_environment
from tools.devkit.file_locks import HeldLock, is_any_held, try_lock, waiting_lock
from tools.devkit.places import Places
from tools.devkit.speech import Stop

# A person adding friends by hand on one machine, several apps behind one address.
LOOKUPS_PER_HOUR = 600
# A start takes under 1 s; the rest is for a loaded machine.
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 10.0
# How soon the relay ends after its last app.
USERS_CHECK_STEP_S = 0.5
# Its account exists some seconds after the very first start; nothing waits for it.
ECHO_NAME = "echo"
READY_LINE = re.compile(r"listening on (ws://\S+)")
FAILED_PREFIX = "failed: "
# What start_new_session does on POSIX, said to Windows.
if sys.platform == "win32":
    OWN_SESSION_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS
else:
    OWN_SESSION_FLAGS = 0


@dataclass(frozen=True)
class RelayInUse:
    """A running private relay, held by one app.

    Attributes:
        address: Where it listens, as ws://127.0.0.1:PORT.
        hold: The lock that keeps the relay running; give its descriptor to the app.
    """

    address: str
    hold: HeldLock


class RelayFiles:
    """The files of the private relay below `.local/relay`.

    Attributes:
        folder: Holds them all.
    """

    def __init__(self, places: Places) -> None:
        self.folder = places.private_relay
        self.users = self.folder / "users"
        self.gate_lock = self.folder / "gate.lock"
        self.keeper_lock = self.folder / "keeper.lock"
        self.port = self.folder / "port"
        self.database = self.folder / "relay.sqlite"
        self.log = self.folder / "relay.log"
        self.bot_log = self.folder / "echo.log"

    def has_users(self) -> bool:
        """Tell whether an app that uses the private relay is open."""
        return is_any_held(self.users)

    def is_kept(self) -> bool:
        """Tell whether a keeper is alive."""
        lock = try_lock(self.keeper_lock)
        if lock is None:
            return True
        lock.release()
        return False

    def address(self) -> str:
        """Return where the relay listens; the port was chosen by its first start."""
        return f"ws://127.0.0.1:{self.port.read_text(encoding='ascii').strip()}"


@contextmanager
def private_relay(places: Places) -> Iterator[RelayInUse]:
    """Use the private relay for a block, starting it when it does not run.

    Args:
        places: The checkout; its environment must be set up.

    Yields:
        The relay, which runs at least until the block ends or the inheritors of its hold do.

    Raises:
        Stop: the relay did not start; the sentence quotes what it said.
    """
    files = RelayFiles(places)
    with ExitStack() as held:
        with waiting_lock(files.gate_lock, on_wait=_wait_silently):
            hold = _take_user_lock(files)
            held.callback(hold.release)
            if not files.is_kept():
                _start_keeper(places, files)
        yield RelayInUse(files.address(), hold)


def wait_until_unused(places: Places) -> None:
    """Return once the private relay has ended, as it does soon after its last app.

    Raises:
        Stop: an app of this checkout is open, or the relay does not end.
    """
    files = RelayFiles(places)
    deadline = time.monotonic() + USERS_CHECK_STEP_S + STOP_TIMEOUT_S
    while time.monotonic() < deadline:
        # Within the gate no keeper can be starting, so looking at its lock cannot disturb it.
        with waiting_lock(files.gate_lock, on_wait=_wait_silently):
            if files.has_users():
                raise Stop("An app of this checkout is open; close it first.")
            if not files.is_kept():
                return
        time.sleep(USERS_CHECK_STEP_S / 5)
    raise Stop("The private relay of this checkout does not end.")


def keep_relay(places: Places) -> int:
    """Run the relay until no app uses it; the body of the keeper process.

    Prints the relay's own line `listening on …` once it is ready, or `failed: ` and the reason, and
    nothing after. A relay that dies while it is used is started again on the same port.

    Args:
        places: The checkout.

    Returns:
        0 after an ordinary end, 1 if the relay could not be started.
    """
    files = RelayFiles(places)
    keeper = try_lock(files.keeper_lock)
    if keeper is None:
        say_to_starter(f"{FAILED_PREFIX}another keeper runs")
        return 1
    signal.signal(signal.SIGTERM, _exit_on_signal)
    relay = bot = None
    try:
        port = _choose_port(files)
        relay = _start_relay(places, files, port)
        bot = _start_bot(places, files)
        say_to_starter(f"listening on {files.address()}")
        while True:
            time.sleep(USERS_CHECK_STEP_S)
            if _close_if_unused(files, (bot, relay), keeper):
                return 0
            if relay.poll() is not None:
                relay = _start_relay(places, files, port)
    except Stop as failure:
        say_to_starter(f"{FAILED_PREFIX}{failure}")
        return 1
    finally:
        for process in (bot, relay):
            if process is not None:
                stop_process(process)


def say_to_starter(line: str) -> None:
    """Tell the process that started the keeper; it reads one line and may be gone after."""
    with suppress(OSError):
        print(line, flush=True)


def stop_process(process: subprocess.Popen[bytes]) -> None:
    """Ask the relay or the bot to stop, and insist when it does not."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_port_free(port: int) -> bool:
    """Tell whether the port of 127.0.0.1 can be listened on."""
    with socket.socket() as probe:
        if sys.platform != "win32":
            # As servers do: connections of the last run that are still closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def relay_command(places: Places, *, listen: str, database: Path) -> list[str]:
    """Return the command line of a relay on loopback with an SQLite database."""
    command = [str(places.venv_python), "-m", "server", "serve", "--listen", listen]
    return [*command, "--database", f"sqlite:///{database.as_posix()}"]


def _take_user_lock(files: RelayFiles) -> HeldLock:
    number = 0
    while (hold := try_lock(files.users / f"app-{number}")) is None:
        number += 1
    return hold


def _start_keeper(places: Places, files: RelayFiles) -> None:
    command = [sys.executable, str(places.root / "tools" / "dev.py"), "keep-relay"]
    files.log.write_bytes(b"")
    with files.log.open("ab") as log:
        keeper = subprocess.Popen(
            command,
            cwd=places.root,
            env=child_environment(places),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            creationflags=OWN_SESSION_FLAGS,
        )
    assert keeper.stdout is not None
    with keeper.stdout:
        line = keeper.stdout.readline().decode(errors="replace").strip()
    # It outlives this process if other apps need it; until then somebody must take its exit code.
    threading.Thread(target=keeper.wait, name="keeper's exit code", daemon=True).start()
    if not READY_LINE.match(line):
        reason = line.removeprefix(FAILED_PREFIX) or _tail(files.log)
        raise Stop(f"The private relay did not start: {reason}")


def _choose_port(files: RelayFiles) -> int:
    """Return the port of earlier runs, or a new one, kept from now on, if that is gone."""
    try:
        port = int(files.port.read_text(encoding="ascii"))
    except (OSError, ValueError):
        port = None
    if port is None or not is_port_free(port):
        port = free_port()
        files.port.write_text(f"{port}\n", encoding="ascii")
    return port


def _start_relay(places: Places, files: RelayFiles, port: int) -> subprocess.Popen[bytes]:
    command = relay_command(places, listen=f"127.0.0.1:{port}", database=files.database)
    start = files.log.stat().st_size
    with files.log.open("ab") as log:
        relay = subprocess.Popen(
            [*command, "--lookups-per-hour", str(LOOKUPS_PER_HOUR)],
            cwd=places.root,
            env=child_environment(places),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # A keeper has no threads.
            preexec_fn=_end_with_keeper if sys.platform.startswith("linux") else None,  # noqa: PLW1509
        )
    try:
        _wait_until_ready(relay, files.log, start)
    except BaseException:
        stop_process(relay)
        raise
    return relay


def _start_bot(places: Places, files: RelayFiles) -> subprocess.Popen[bytes]:
    """Start the bot; what it has to say is in its log, and the relay is of use without it."""
    command = [str(places.venv_python), str(places.root / "examples" / "echo_bot.py")]
    command += ["--name", ECHO_NAME, "--relay", files.address()]
    command += ["--data-dir", str(places.echo_bot)]
    with files.bot_log.open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=places.root,
            env=child_environment(places),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_end_with_keeper if sys.platform.startswith("linux") else None,  # noqa: PLW1509
        )


def _end_with_keeper() -> None:
    """Let the system stop a child of a killed keeper; runs in the child, before its program."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _wait_until_ready(relay: subprocess.Popen[bytes], log: Path, start: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        has_ended = relay.poll() is not None
        with log.open("rb") as file:
            file.seek(start)
            if READY_LINE.search(file.read().decode(errors="replace")):
                return
        if has_ended:
            raise Stop(_tail(log))
        time.sleep(0.02)
    raise Stop(f"it was not ready after {START_TIMEOUT_S:.0f} s; {_tail(log)}")


def _close_if_unused(
    files: RelayFiles, processes: Sequence[subprocess.Popen[bytes]], keeper: HeldLock
) -> bool:
    """Stop bot and relay if no app uses them, and tell whether they were stopped."""
    if files.has_users():
        return False
    gate = try_lock(files.gate_lock)
    if gate is None:
        return False
    # Nobody can join now; whoever joined since the first look is seen by the second.
    if not files.has_users():
        for process in processes:
            stop_process(process)
        keeper.release()
        gate.release()
        return True
    gate.release()
    return False


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return " ".join(lines[-3:]) or "it said nothing"


def _exit_on_signal(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _wait_silently() -> None:
    """A join takes under a second; nothing worth saying."""
