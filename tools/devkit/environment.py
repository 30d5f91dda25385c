"""The virtual environment: made once, checked in milliseconds, stamped only when it is complete."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from tools.devkit.file_locks import waiting_lock
from tools.devkit.places import Places
from tools.devkit.speech import Stop, say
from tools.devkit.system_libraries import Need, ensure_system, python_needs

LockName = Literal["all", "app"]

# A full environment takes 0.5 GB and pip as much again while it unpacks.
FREE_SPACE_NEEDED_BYTES = 1_000_000_000

STAMP_NAME = "securechat-setup.json"
PIP_NETWORK_SIGNS = (
    "Failed to establish a new connection",
    "NameResolutionError",
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Temporary failure in name resolution",
    "ProxyError",
)


def ensure_setup(places: Places, lock_name: LockName, needs: tuple[Need, ...]) -> None:
    """Bring system packages and the virtual environment up to date, or return at once if they are.

    Args:
        places: The checkout to set up.
        lock_name: Which pinned requirements must be installed; `all` includes `app`.
        needs: System libraries and programs that must be there.

    Raises:
        Stop: something cannot be had: packages, network, free space. A half-made environment stays
            without a stamp and is completed by the next set-up.
    """
    if is_current(places, lock_name) and not any(need.absent() for need in needs):
        return
    with waiting_lock(places.setup_lock, on_wait=_say_waiting):
        wanted = needs if is_current(places, lock_name) else (*python_needs(), *needs)
        ensure_system(wanted)
        if not is_current(places, lock_name):
            _install(places, lock_name)


def expected_stamp(lock_text: bytes, python_version: str) -> str:
    """Return what the stamp says of an environment made from this lock by this Python."""
    return hashlib.sha256(python_version.encode() + b"\n" + lock_text).hexdigest()


def is_current(places: Places, lock_name: LockName) -> bool:
    """Tell whether the environment holds at least these requirements, for this Python."""
    if not places.venv_python.exists():
        return False
    stamps = _read_stamps(places.venv)
    names: tuple[LockName, ...] = ("all", "app") if lock_name == "app" else ("all",)
    return any(stamps.get(name) == _stamp_now(places, name) for name in names)


def require_free_space(folder: Path) -> None:
    """Refuse to begin what would fill the disk.

    Raises:
        Stop: under 1 GB is free where the folder is.
    """
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < FREE_SPACE_NEEDED_BYTES:
        raise Stop(
            f"The set-up needs 1 GB of free disk space, and where {folder} is there are only"
            f" {free_bytes // 1_000_000} MB."
        )


def install_locked(venv_python: Path, lock_file: Path) -> None:
    """Install exactly what a lock file names, checked by hash, from wheels only.

    Args:
        venv_python: The interpreter of the environment to install into.
        lock_file: Requirements pinned by version and hash.

    Raises:
        Stop: pip failed; the sentence says whether the network was the reason.
    """
    pip = [str(venv_python), "-m", "pip", "install", "--quiet", "--no-input"]
    pip += ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    done = subprocess.run(
        [*pip, "-r", str(lock_file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    if any(sign in done.stdout for sign in PIP_NETWORK_SIGNS):
        raise Stop("No network: the Python packages that SecureChat needs cannot be fetched.")
    tail = "\n".join(done.stdout.splitlines()[-8:])
    raise Stop(f"pip could not install {lock_file.name}:\n{tail}")


def make_venv(folder: Path) -> None:
    """Make an empty virtual environment with pip, over whatever stands there.

    Raises:
        Stop: this Python cannot make one.
    """
    # A set-up that is itself run by the environment's Python must not build on it.
    base_python = getattr(sys, "_base_executable", None) or sys.executable
    done = subprocess.run(
        [base_python, "-m", "venv", "--clear", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-4:])
        raise Stop(f"{base_python} cannot make a virtual environment:\n{tail}")


def _install(places: Places, lock_name: LockName) -> None:
    require_free_space(places.root)
    if not _is_usable(places):
        say(f"Making the virtual environment {places.venv}")
        make_venv(places.venv)
    say("Installing the Python packages (up to 250 MB to fetch, once)")
    install_locked(places.venv_python, places.lock_file(lock_name))
    stamps = {**_read_stamps(places.venv), lock_name: _stamp_now(places, lock_name)}
    unfinished = places.venv / f"{STAMP_NAME}.new"
    unfinished.write_text(json.dumps(stamps, indent=1, sort_keys=True), encoding="utf-8")
    unfinished.replace(places.venv / STAMP_NAME)


def _is_usable(places: Places) -> bool:
    """Tell whether .venv is a whole environment of this Python; a failed one may have no pip."""
    if not places.venv_python.exists():
        return False
    # Without its configuration file the interpreter in it is the system's, and pip would fill that.
    probe = "import pip, sys; print(sys.prefix != sys.base_prefix, *sys.version_info[:2])"
    done = subprocess.run(
        [str(places.venv_python), "-c", probe], capture_output=True, text=True, check=False
    )
    expected = ["True", *(str(number) for number in sys.version_info[:2])]
    return done.returncode == 0 and done.stdout.split() == expected


def _stamp_now(places: Places, lock_name: LockName) -> str:
    return expected_stamp(places.lock_file(lock_name).read_bytes(), _python_version())


def _python_version() -> str:
    return ".".join(str(number) for number in sys.version_info[:2])


def _read_stamps(venv: Path) -> dict[str, str]:
    try:
        stamps = json.loads((venv / STAMP_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def _say_waiting() -> None:
    say("Another set-up is at work in this folder; waiting for it.")
