"""Opening the app, the relay and the demo from the source tree, and removing what runs leave."""

import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

from tools.devkit.child_processes import child_environment, run_foreground, runtime_folder
from tools.devkit.environment import ensure_setup
from tools.devkit.file_locks import waiting_lock
from tools.devkit.frozen import ensure_frozen
from tools.devkit.places import Places
from tools.devkit.private_relay import ECHO_NAME, private_relay, relay_command, wait_until_unused
from tools.devkit.speech import Stop, say
from tools.devkit.system_libraries import QT_NEEDS, TEST_NEEDS

DEFAULT_RELAY_LISTEN = "127.0.0.1:8765"
# Qt answers a display or plug-in that does not open with abort(): only a child can try.
QT_TRIAL = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
QT_TRIAL_TIMEOUT_S = 30
MADE_AGAIN = (
    ".venv", "build", "dist", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis",
    ".import_linter_cache",
)  # fmt: skip


def run_app(places: Places, *, profile: str, relay_address: str) -> int:
    """Open the app on a relay; without a display, play the demo instead.

    Args:
        places: The checkout to run from.
        profile: Name of the person's profile; empty for the first one.
        relay_address: A relay to use; empty for the private one.

    Returns:
        The app's exit code; 3 means that this profile is already open.

    Raises:
        Stop: the set-up, the display or the private relay failed.
    """
    if not has_display():
        say("There is no display here (DISPLAY and WAYLAND_DISPLAY are not set): running the demo.")
        return run_demo(places, is_frozen=False)
    ensure_setup(places, "app", QT_NEEDS)
    with runtime_folder() as runtime:
        environment = child_environment(places, **runtime)
        _require_working_qt(places, environment)
        relay = nullcontext() if relay_address else private_relay(places)
        with relay as in_use:
            command = [str(places.venv_python), "-m", "desktop", "--data-dir", str(places.app_data)]
            command += ["--relay", in_use.address if in_use else relay_address]
            command += ["--echo", ECHO_NAME] if in_use else []
            command += ["--profile", profile] if profile else []
            return run_foreground(
                command, places, environment, hold=in_use.hold if in_use else None
            )


def run_demo(places: Places, *, is_frozen: bool) -> int:
    """Play the story of two people in two real windows; writes build/demo/.

    Args:
        places: The checkout to run from.
        is_frozen: Whether to play it on the frozen programs, which are built when out of date.

    Returns:
        0 only if both windows showed everything.

    Raises:
        Stop: the set-up or the build failed.
    """
    ensure_setup(places, "all", QT_NEEDS + TEST_NEEDS)
    command = [str(places.venv_python), "-m", "tests.e2e.demo"]
    command += ["--out", str(places.build / "demo")]
    if is_frozen:
        ensure_frozen(places)
        command += ["--frozen", str(places.dist)]
    with runtime_folder() as runtime:
        return run_foreground(command, places, child_environment(places, **runtime))


def run_stories(places: Places) -> int:
    """Play every story on real windows; writes build/e2e/.

    Returns:
        0 only if every window showed everything.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "all", QT_NEEDS + TEST_NEEDS)
    command = [str(places.venv_python), "-m", "tests.e2e.all_stories"]
    command += ["--out", str(places.build / "e2e")]
    with runtime_folder() as runtime:
        # Never on a display that somebody uses: the pointer is needed.
        environment = child_environment(places, **runtime)
        environment.pop("DISPLAY", None)
        return run_foreground(command, places, environment)


def run_monkey(places: Places, *, minutes: float, seed: int) -> int:
    """Click and type at random in a window that is painted into memory.

    Args:
        places: The checkout to run from.
        minutes: For how long.
        seed: Of what is random; 0 takes a new one.

    Returns:
        0 only if nothing went wrong and nearly every view and action was reached.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "all", QT_NEEDS)
    command = [str(places.venv_python), "-m", "pytest", "-q", "-s", "-m", "long", "tests/monkey"]
    with runtime_folder() as runtime:
        environment = child_environment(places, **runtime)
        environment |= {"QT_QPA_PLATFORM": "offscreen"}
        environment |= {"MONKEY_MINUTES": str(minutes), "MONKEY_SEED": str(seed)}
        return run_foreground(command, places, environment)


def run_fuzz(places: Places, *, frames: int, seed: int) -> int:
    """Send mutated frames to a relay of its own, on loopback, and tell what became of them.

    Args:
        places: The checkout to run from.
        frames: How many.
        seed: Of what is random; 0 takes a new one.

    Returns:
        0 only if nobody else on that relay noticed anything.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "all", ())
    command = [str(places.venv_python), "-m", "tests.fuzz.relay_fuzz"]
    command += ["--frames", str(frames), "--seed", str(seed)]
    return run_foreground(command, places, child_environment(places))


def run_relay(places: Places, *, listen: str, database: str, realm: str) -> int:
    """Run a relay in this terminal until Ctrl+C.

    Args:
        places: The checkout to run from.
        listen: HOST:PORT; empty for the usual one.
        database: Path of the SQLite file; empty for the one below .local.
        realm: The relay's name; empty lets it choose one.

    Returns:
        The relay's exit code.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "app", ())
    path = Path(database) if database else places.foreground_relay / "relay.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    command = relay_command(places, listen=listen or DEFAULT_RELAY_LISTEN, database=path)
    command += ["--realm", realm] if realm else []
    return run_foreground(command, places, child_environment(places))


def forget(places: Places) -> int:
    """Remove all data of `make run` and `make relay`, keyring entries first.

    Returns:
        0 when nothing is left; the app's exit code, with all files still there, if it could not
        remove its keyring entries.

    Raises:
        Stop: an app of this checkout is open, or the set-up failed.
    """
    if not places.local.exists():
        say("Nothing to forget: there is no .local here.")
        return 0
    wait_until_unused(places)
    if places.app_data.exists():
        ensure_setup(places, "app", ())
        command = [str(places.venv_python), "-m", "desktop", "forget"]
        command += ["--data-dir", str(places.app_data)]
        exit_code = run_foreground(command, places, child_environment(places))
        if exit_code != 0:
            say("The keyring entries could not be removed, so .local stays.")
            return exit_code
    shutil.rmtree(places.local)
    say("Removed .local and its keyring entries.")
    return 0


def clean(places: Places) -> int:
    """Remove everything that can be made again; .local stays.

    Raises:
        Stop: an app of this checkout is open and runs from .venv.
    """
    if places.local.exists():
        wait_until_unused(places)
    with waiting_lock(places.setup_lock, on_wait=lambda: say("Waiting for a set-up to finish.")):
        for name in MADE_AGAIN:
            shutil.rmtree(places.root / name, ignore_errors=True)
    for folder in ("protocol", "server", "desktop", "tests", "tools"):
        for cache in (places.root / folder).rglob("__pycache__"):
            shutil.rmtree(cache, ignore_errors=True)
    return 0


def has_display() -> bool:
    """Tell whether a window can be opened here, as far as the environment says."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _require_working_qt(places: Places, environment: dict[str, str]) -> None:
    trial = subprocess.run(
        [str(places.venv_python), "-c", QT_TRIAL],
        env=environment,
        cwd=places.root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=QT_TRIAL_TIMEOUT_S,
        check=False,
    )
    if trial.returncode != 0:
        # Later lines blame libxcb-cursor0 whatever the reason; the first one tells it.
        reason = trial.stderr.strip().partition("\n")[0] or f"exit code {trial.returncode}"
        raise Stop(f"Qt cannot open a window here: {reason}")
