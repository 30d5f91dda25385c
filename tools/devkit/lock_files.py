"""Making requirements/*.txt from pyproject.toml: pinned by hash, for all systems and Pythons."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.devkit.environment import install_locked, make_venv
from tools.devkit.places import Places
from tools.devkit.speech import Stop, say

OLDEST_PYTHON = "3.11"
# Lock name → what of pyproject.toml goes in; `all` first, since app and relay take its versions.
LOCKS: Mapping[str, tuple[str, ...]] = {
    "all": ("pyproject.toml", "--all-extras"),
    "app": ("pyproject.toml", "--extra", "desktop", "--extra", "server"),
    "relay": ("pyproject.toml", "--extra", "server"),
    "uv": ("--group", "lock"),
}


def lock(places: Places, *, is_upgrade: bool) -> int:
    """Write all lock files anew.

    Args:
        places: The checkout whose pyproject.toml is resolved.
        is_upgrade: Whether versions already locked may move to newer ones.

    Returns:
        0; the files are unchanged if pyproject.toml asks for nothing new.

    Raises:
        Stop: uv cannot be installed or finds no solution; the sentence quotes it.
    """
    uv = _ensure_uv(places)
    for name in LOCKS:
        say(f"Locking requirements/{name}.txt")
        command = compile_command(uv, places, name, is_upgrade=is_upgrade)
        done = subprocess.run(
            command,
            cwd=places.root,
            env=_uv_environment(places),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise Stop(f"uv cannot lock {name}:\n{done.stderr.strip()}")
    return 0


def compile_command(uv: Path, places: Places, name: str, *, is_upgrade: bool) -> list[str]:
    """Return the uv command that writes one lock file; it names no package index in it."""
    command = [str(uv), "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
    command += ["--no-annotate", "--python-version", OLDEST_PYTHON]
    command += ["--custom-compile-command", "make lock"]
    # Upgrades happen in `all`; the others follow it.
    command += ["--upgrade"] if is_upgrade else []
    if name in ("app", "relay"):
        command += ["--constraint", str(places.lock_file("all"))]
    return [*command, *LOCKS[name], "--output-file", str(places.lock_file(name))]


def _ensure_uv(places: Places) -> Path:
    """Return a uv of the locked version, installed below build/ on first use."""
    folder = places.build / "uv"
    is_windows = places.venv_python.suffix == ".exe"
    programs = folder / ("Scripts" if is_windows else "bin")
    uv = programs / ("uv.exe" if is_windows else "uv")
    if not uv.exists():
        say("Installing uv")
        make_venv(folder)
        install_locked(programs / places.venv_python.name, places.lock_file("uv"))
    return uv


def _uv_environment(places: Places) -> dict[str, str]:
    """Return an environment in which uv trusts and asks what pip does on this machine."""
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1"}
    index = subprocess.run(
        [str(places.venv_python), "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    if index.returncode == 0 and index.stdout.strip():
        environment.setdefault("UV_DEFAULT_INDEX", index.stdout.strip())
    return environment
