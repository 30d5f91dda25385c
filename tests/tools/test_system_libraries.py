"""Missing system packages are found by probing, installed as root, and otherwise named in words."""

import os
import sys
from pathlib import Path

import pytest

from tools.devkit import system_libraries
from tools.devkit.speech import Stop
from tools.devkit.system_libraries import Need, ensure_system

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone has apt")

MISSING = Need("libnone1", libraries=("libnone.so.1",), programs=("no-such-program",))


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is the whole path, for programs that only pretend."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def pretend_apt(folder: Path, script: str) -> Path:
    """Put an apt-get into the folder; returns the file that it writes its arguments to."""
    calls = folder / "calls"
    program = folder / "apt-get"
    program.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n{script}\n', encoding="utf-8")
    program.chmod(0o700)
    return calls


def test_need_names_what_is_absent() -> None:
    assert MISSING.absent() == ["libnone.so.1", "no-such-program"]
    assert Need("x", files=("share/no-such-file-*",)).absent() == ["/usr/share/no-such-file-*"]


def test_need_that_is_met_names_nothing() -> None:
    assert (
        Need("libc6", libraries=("libc.so.6",), programs=("sh",), files=("bin/*",)).absent() == []
    )


def test_nothing_missing_asks_nobody(programs: Path) -> None:
    calls = pretend_apt(programs, "exit 1")

    ensure_system([Need("libc6", libraries=("libc.so.6",))])

    assert not calls.exists()


def test_root_installs_only_what_is_missing(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    need = Need("tool", programs=("tool",))
    calls = pretend_apt(programs, f": > {programs}/tool\n/bin/chmod 700 {programs}/tool")

    ensure_system([need, Need("libc6", libraries=("libc.so.6",))])

    assert "libc6" not in calls.read_text(encoding="utf-8")
    assert "install --yes --no-install-recommends tool" in calls.read_text(encoding="utf-8")
    assert "DPkg::Lock::Timeout=120" in calls.read_text(encoding="utf-8")


@pytest.mark.parametrize("is_settled", [False, True])
def test_service_is_installed_but_not_started(
    programs: Path, monkeypatch: pytest.MonkeyPatch, is_settled: bool
) -> None:
    policy = programs / "policy-rc.d"
    if is_settled:
        policy.write_text("settled", encoding="utf-8")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_libraries, "POLICY", policy)
    pretend_apt(
        programs,
        f"[ -x {policy} ] && echo kept off >> {programs}/seen\n"
        f": > {programs}/daemon\n/bin/chmod 700 {programs}/daemon",
    )

    ensure_system([Need("daemon", programs=("daemon",), is_service=True)])

    assert (programs / "seen").exists() is not is_settled
    assert policy.exists() is is_settled


def test_root_without_network_hears_one_sentence(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    pretend_apt(programs, "echo 'Temporary failure resolving'; exit 100")

    with pytest.raises(Stop, match=r"^No network: [^\n]*$"):
        ensure_system([MISSING])


def test_install_that_brings_nothing_is_noticed(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    pretend_apt(programs, "exit 0")

    with pytest.raises(Stop, match=r"Still missing .* libnone\.so\.1, no-such-program"):
        ensure_system([MISSING])


def test_other_users_are_told_the_one_command(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    calls = pretend_apt(programs, "exit 0")

    with pytest.raises(Stop) as refusal:
        ensure_system([MISSING, Need("abc", programs=("no-such-program-2",))])

    command = "sudo apt-get install --no-install-recommends abc libnone1"
    assert command in str(refusal.value)
    assert refusal.value.exit_code == 1
    assert not calls.exists()


def test_linux_without_apt_is_told_what_is_missing_by_name(programs: Path) -> None:
    assert list(programs.iterdir()) == []

    with pytest.raises(Stop, match=r"libnone\.so\.1, no-such-program"):
        ensure_system([MISSING])


def test_packages_of_the_lists_are_each_there_once() -> None:
    lists = (
        system_libraries.QT_NEEDS,
        system_libraries.TEST_NEEDS,
        system_libraries.BARE_MACHINE_NEEDS,
    )
    packages = [need.package for needs in lists for need in needs]

    assert len(packages) == len(set(packages))
    for needs in lists:
        assert all(need.libraries or need.programs or need.files for need in needs)
