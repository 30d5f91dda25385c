"""How our programs are started: with which environment, and how a terminal waits for them."""

import getpass
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.devkit.file_locks import HeldLock
from tools.devkit.places import Places

INTERRUPTED_EXIT_CODE = 130


def child_environment(places: Places, **more: str) -> dict[str, str]:
    """Return the environment for our programs: a known Qt binding, a home, and UTF-8 throughout.

    Args:
        places: The checkout; its .venv stands first on the child's path.
        more: Variables to set on top.
    """
    environment = dict(os.environ)
    for name in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"):
        environment.pop(name, None)
    environment["PATH"] = os.pathsep.join(
        [str(places.venv_python.parent), environment.get("PATH", os.defpath)]
    )
    environment["QT_API"] = "pyside6"
    if sys.platform.startswith("linux"):
        # Qt warns about any other locale, and takes / for the home when there is none.
        environment.update(utf8_locale(environment))
        environment.setdefault("HOME", os.path.expanduser(f"~{getpass.getuser()}"))  # noqa: PTH111
    return {**environment, **more}


def utf8_locale(environment: dict[str, str]) -> dict[str, str]:
    """Return the locale variables to replace so that the effective locale is UTF-8."""
    replaced = {}
    if environment.get("LC_ALL") and not _is_utf8(environment["LC_ALL"]):
        replaced["LC_ALL"] = "C.UTF-8"
    if not _is_utf8(environment.get("LANG", "")):
        replaced["LANG"] = "C.UTF-8"
    return replaced


@contextmanager
def runtime_folder() -> Iterator[dict[str, str]]:
    """Provide XDG_RUNTIME_DIR for a block where the session has none; yields what to set."""
    current = os.environ.get("XDG_RUNTIME_DIR", "")
    if not sys.platform.startswith("linux") or (current and Path(current).is_dir()):
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="securechat-runtime-") as folder:
        yield {"XDG_RUNTIME_DIR": folder}


def run_foreground(
    command: list[str],
    places: Places,
    environment: dict[str, str],
    *,
    hold: HeldLock | None = None,
) -> int:
    """Run a command in this terminal and wait for it, whatever it does about Ctrl+C.

    Args:
        command: The program and its arguments.
        places: The checkout, which becomes the working folder.
        environment: All its variables.
        hold: A lock that the program shall hold too, so that it outlives this process.

    Returns:
        Its exit code; 130 if it ended by Ctrl+C, 128 + N if by signal N.
    """
    inherited = (hold.descriptor,) if hold and sys.platform != "win32" else ()
    child = subprocess.Popen(command, cwd=places.root, env=environment, pass_fds=inherited)
    is_interrupted = False
    while True:
        try:
            exit_code = child.wait()
        except KeyboardInterrupt:
            # The terminal sent it to the child as well, which may take its time to close properly.
            is_interrupted = True
            continue
        break
    if exit_code < 0:
        return INTERRUPTED_EXIT_CODE if is_interrupted else 128 - exit_code
    return exit_code


def _is_utf8(locale_name: str) -> bool:
    return locale_name.lower().replace("-", "").endswith("utf8")
