"""The self-test says what works, what is absent and what is broken."""

import pytest

from desktop import self_test
from desktop.self_test import PartResult, Verdict


def test_every_part_of_this_build_works_or_is_absent(capsys: pytest.CaptureFixture[str]) -> None:
    assert self_test.run() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if "cryptography" in line] == ["ok"]
    assert [line.split()[0] for line in lines if "database" in line] == ["ok"]
    assert [line.split()[0] for line in lines if "window" in line] == ["ok"]
    assert len(lines) == len(self_test.CHECKS)


def test_broken_part_is_said_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> PartResult:
        raise OSError("no such file")

    def absent() -> PartResult:
        return PartResult(part="display", verdict=Verdict.ABSENT, words="none here")

    assert self_test.run((("disk", broken), ("display", absent))) == 1
    assert capsys.readouterr().out.splitlines() == [
        "BROKEN  disk: OSError",
        "warning display: none here",
    ]


def test_display_is_found_by_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":1")
    assert self_test.check_display().verdict is Verdict.WORKS
    monkeypatch.delenv("DISPLAY")
    assert self_test.check_display().verdict is Verdict.ABSENT
