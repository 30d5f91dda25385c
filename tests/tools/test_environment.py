"""The set-up knows when there is nothing to do, never trusts a half-made environment, and waits."""

import json
import os
import shutil
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools.devkit import environment
from tools.devkit.environment import STAMP_NAME, ensure_setup, expected_stamp, is_current
from tools.devkit.file_locks import try_lock
from tools.devkit.places import Places
from tools.devkit.speech import Stop

VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Return a checkout with lock files, and an environment that has a Python but no stamp."""
    places = Places(tmp_path)
    for name in ("all", "app"):
        places.lock_file(name).parent.mkdir(exist_ok=True)
        places.lock_file(name).write_bytes(f"{name}==1".encode())
    places.venv_python.parent.mkdir(parents=True)
    places.venv_python.touch()
    return places


def stamp(places: Places, **stamps: str) -> None:
    (places.venv / STAMP_NAME).write_text(json.dumps(stamps), encoding="utf-8")


def test_stamp_tells_lock_and_python_apart() -> None:
    stamps = {
        expected_stamp(lock, version) for lock in (b"a", b"b") for version in ("3.11", "3.12")
    }

    assert len(stamps) == 4


def test_environment_without_stamp_is_not_current(places: Places) -> None:
    assert not is_current(places, "app")


def test_stamped_environment_is_current_until_the_lock_changes(places: Places) -> None:
    stamp(places, app=expected_stamp(b"app==1", VERSION))
    assert is_current(places, "app")
    assert not is_current(places, "all")

    places.lock_file("app").write_bytes(b"app==2")

    assert not is_current(places, "app")


def test_full_environment_serves_the_app_too(places: Places) -> None:
    stamp(places, all=expected_stamp(b"all==1", VERSION))

    assert is_current(places, "all")
    assert is_current(places, "app")


def test_environment_of_another_python_is_not_current(places: Places) -> None:
    stamp(places, app=expected_stamp(b"app==1", "3.10"))

    assert not is_current(places, "app")


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_damaged_stamp_is_no_stamp(places: Places, text: str) -> None:
    (places.venv / STAMP_NAME).write_text(text, encoding="utf-8")

    assert not is_current(places, "app")


def test_stamp_without_a_python_is_not_current(places: Places) -> None:
    stamp(places, app=expected_stamp(b"app==1", VERSION))
    places.venv_python.unlink()

    assert not is_current(places, "app")


def test_interpreter_of_the_system_is_not_taken_for_an_environment(tmp_path: Path) -> None:
    half_made, whole = Places(tmp_path / "half"), Places(tmp_path / "whole")
    half_made.venv_python.parent.mkdir(parents=True)
    half_made.venv_python.symlink_to(os.path.realpath(sys.executable))
    (tmp_path / "whole").mkdir()
    whole.venv.symlink_to(sys.prefix, target_is_directory=True)

    assert not environment._is_usable(half_made)
    assert environment._is_usable(whole)


def test_current_setup_does_not_wait_for_another(checkout: Places) -> None:
    other = try_lock(checkout.setup_lock)
    assert other is not None

    ensure_setup(checkout, "all", ())

    other.release()


def test_setup_that_waited_finds_the_work_done(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    other = try_lock(places.setup_lock)
    assert other is not None

    def finish_other_setup() -> None:
        stamp(places, app=expected_stamp(b"app==1", VERSION))
        other.release()

    finishing = threading.Timer(0.15, finish_other_setup)
    finishing.start()
    ensure_setup(places, "app", ())
    finishing.join()

    assert "waiting" in capsys.readouterr().out


def test_full_disk_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = SimpleNamespace(free=999_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)

    with pytest.raises(Stop, match=r"1 GB of free disk space.*999 MB"):
        environment.require_free_space(tmp_path)


def test_enough_disk_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(free=1_000_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)

    environment.require_free_space(tmp_path)


def pretend_pip(folder: Path, *, says: str, exit_code: int) -> Path:
    script = folder / "python"
    script.write_text(f"#!/bin/sh\necho '{says}'\nexit {exit_code}\n", encoding="utf-8")
    script.chmod(0o700)
    return script


def test_install_without_network_is_said_in_one_sentence(tmp_path: Path) -> None:
    python = pretend_pip(tmp_path, says="Temporary failure in name resolution", exit_code=1)

    with pytest.raises(Stop, match=r"^No network: [^\n]*$"):
        environment.install_locked(python, tmp_path / "all.txt")


def test_other_install_failures_quote_pip(tmp_path: Path) -> None:
    python = pretend_pip(tmp_path, says="hashes do not match", exit_code=1)

    with pytest.raises(Stop, match=r"all\.txt:\nhashes do not match"):
        environment.install_locked(python, tmp_path / "all.txt")


def test_install_that_succeeds_is_silent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    python = pretend_pip(tmp_path, says="installed", exit_code=0)

    environment.install_locked(python, tmp_path / "all.txt")

    assert capsys.readouterr().out == ""
