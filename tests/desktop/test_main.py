"""The command line, up to the point where a window would open."""

from pathlib import Path

import pytest

from desktop import __main__ as command_line
from desktop.config import find_paths
from desktop.errors import ProfileInUse, StorageError
from desktop.storage.profile_folder import NOTE_FILE, LocalProfileFolder
from tests.helpers.messengers import run
from tests.helpers.seeded_random import SeededRandom


def test_help_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["--help"])
    assert ended.value.code == 0
    words = capsys.readouterr().out
    for expected in ("--profile", "--relay", "--data-dir", "--self-test", "paths", "forget"):
        assert expected in words


def test_paths_lie_under_the_given_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["paths", "--data-dir", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all(str(tmp_path) in line for line in lines)


def test_ill_formed_profile_name_is_a_wrong_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["--profile", "../alice"])
    assert ended.value.code == 2
    assert "profile name" in capsys.readouterr().err


def test_without_a_display_one_sentence_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert command_line.main(["--data-dir", str(tmp_path)]) == command_line.EXIT_FAILED
    assert capsys.readouterr().err.count("\n") == 1


def make_profile(path: Path) -> None:
    async def make() -> None:
        folder = LocalProfileFolder(path, random=SeededRandom("profile"))
        profile = await folder.create(vault_passphrase="a passphrase")
        await profile.close()
        await folder.release()

    run(make())


def test_forget_removes_every_profile(tmp_path: Path) -> None:
    paths = find_paths(tmp_path)
    for name in ("default", "bob"):
        make_profile(paths.profile_dir(name))
    paths.log_dir.mkdir(parents=True)
    assert command_line.main(["forget", "--data-dir", str(tmp_path)]) == 0
    assert not paths.data_dir.exists()
    assert not paths.log_dir.exists()


def test_entries_that_the_keyring_keeps_are_told_and_not_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = find_paths(tmp_path)
    make_profile(paths.profile_dir("default"))
    paths.log_dir.mkdir(parents=True)
    note = paths.profile_dir("default") / NOTE_FILE
    note.write_bytes(b"{}")

    async def leave_the_note(_folder: LocalProfileFolder) -> None:
        """As with a keyring that is locked."""

    monkeypatch.setattr(LocalProfileFolder, "erase", leave_the_note)
    assert command_line.forget_profiles(paths) == command_line.EXIT_FAILED
    assert "keyring" in capsys.readouterr().err
    assert note.exists()
    assert not paths.log_dir.exists()


@pytest.mark.parametrize(
    ("error", "code"),
    [(ProfileInUse(), command_line.EXIT_IN_USE), (StorageError("disk"), command_line.EXIT_FAILED)],
)
def test_profile_that_cannot_be_removed_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    code: int,
) -> None:
    paths = find_paths(tmp_path)
    make_profile(paths.profile_dir("default"))

    async def refuse(_folder: LocalProfileFolder) -> None:
        raise error

    monkeypatch.setattr(LocalProfileFolder, "erase", refuse)
    assert command_line.forget_profiles(paths) == code
    assert "default" in capsys.readouterr().err
    assert paths.profile_dir("default").exists()
