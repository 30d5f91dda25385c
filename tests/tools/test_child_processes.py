"""Our programs get a known Qt binding, a home and UTF-8, and terminals wait for their end."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tools.devkit.child_processes import (
    child_environment,
    run_foreground,
    runtime_folder,
    utf8_locale,
)
from tools.devkit.file_locks import try_lock
from tools.devkit.places import Places


@pytest.mark.parametrize(
    ("given", "replaced"),
    [
        ({}, {"LANG": "C.UTF-8"}),
        ({"LANG": "de_DE.UTF-8"}, {}),
        ({"LANG": "C.utf8"}, {}),
        ({"LANG": "C"}, {"LANG": "C.UTF-8"}),
        ({"LANG": "C.UTF-8", "LC_ALL": "POSIX"}, {"LC_ALL": "C.UTF-8"}),
        ({"LANG": "C.UTF-8", "LC_ALL": ""}, {}),
    ],
)
def test_locale_becomes_utf8(given: dict[str, str], replaced: dict[str, str]) -> None:
    assert utf8_locale(given) == replaced


def test_environment_leads_to_our_python_and_binding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.delenv("HOME")
    places = Places(tmp_path)

    environment = child_environment(places, EXTRA="1")

    assert environment["QT_API"] == "pyside6"
    assert environment["PATH"].split(os.pathsep)[0] == str(places.venv_python.parent)
    assert "PYTHONPATH" not in environment
    assert Path(environment["HOME"]).is_absolute()
    assert environment["EXTRA"] == "1"


def test_session_without_runtime_folder_gets_a_private_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)

    with runtime_folder() as variables:
        folder = Path(variables["XDG_RUNTIME_DIR"])
        assert folder.stat().st_mode & 0o777 == 0o700

    assert not folder.exists()


def test_runtime_folder_of_the_session_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    with runtime_folder() as variables:
        assert variables == {}


@pytest.mark.parametrize(
    ("body", "exit_code"),
    [
        ("raise SystemExit(3)", 3),
        (f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})", 128 + signal.SIGKILL),
    ],
)
def test_exit_code_of_the_program_is_ours(tmp_path: Path, body: str, exit_code: int) -> None:
    command = [sys.executable, "-c", body]

    assert run_foreground(command, Places(tmp_path), dict(os.environ)) == exit_code


def test_program_holds_the_lock_it_is_given(tmp_path: Path) -> None:
    hold = try_lock(tmp_path / "lock")
    assert hold is not None
    body = f"import fcntl, os; fcntl.flock({hold.descriptor}, fcntl.LOCK_EX)"

    exit_code = run_foreground(
        [sys.executable, "-c", body], Places(tmp_path), dict(os.environ), hold=hold
    )

    assert exit_code == 0
    hold.release()
