"""Every test belongs to one group, and no group passes without having run a test."""

from pathlib import Path

import pytest

from tools.devkit.checks import (
    GROUPS,
    Group,
    Outcome,
    count_tests,
    has_test_files,
    left_out,
    pytest_command,
    table,
    verdict_of,
)
from tools.devkit.places import Places, this_checkout

UNIT = GROUPS[0]


def test_unit_group_leaves_the_folders_of_the_others_out() -> None:
    others = {folder for group in GROUPS[1:] for folder in group.folders}

    assert set(left_out(UNIT)) == others
    assert all(left_out(group) == [] for group in GROUPS[1:])


def test_group_without_files_of_its_own_is_seen_as_empty(tmp_path: Path) -> None:
    faults = tmp_path / "tests" / "faults"
    faults.mkdir(parents=True)
    (faults / "test_kill.py").touch()
    groups = (Group("unit", ("tests",), 1), Group("faults", ("tests/faults",), 1))

    assert not has_test_files(tmp_path, groups[0], groups)
    assert has_test_files(tmp_path, groups[1], groups)

    (tmp_path / "tests" / "test_one.py").touch()

    assert has_test_files(tmp_path, groups[0], groups)


def test_every_test_file_belongs_to_exactly_one_group() -> None:
    root = this_checkout().root
    for path in (root / "tests").rglob("test_*.py"):
        name = path.relative_to(root).as_posix()
        owners = [
            group.name
            for group in GROUPS
            if any(name.startswith(f"{folder}/") for folder in group.folders)
            and not any(name.startswith(f"{folder}/") for folder in left_out(group))
        ]
        assert len(owners) == 1, name


@pytest.mark.parametrize(
    ("exit_code", "tests", "verdict"),
    [
        (0, 3, "ok"),
        (0, 0, "FAILED: ran no test"),
        (5, 0, "FAILED: ran no test"),
        (1, 3, "FAILED"),
        (2, 0, "FAILED"),
    ],
)
def test_verdict_needs_a_test_that_ran(exit_code: int, tests: int, verdict: str) -> None:
    assert verdict_of(exit_code, tests) == verdict


def test_skipped_tests_do_not_count_as_run(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="5" skipped="2" failures="1"/></testsuites>', encoding="utf-8"
    )

    assert count_tests(report) == 3


@pytest.mark.parametrize("text", [None, "", "<broken"])
def test_missing_or_broken_report_counts_nothing(tmp_path: Path, text: str | None) -> None:
    report = tmp_path / "report.xml"
    if text is not None:
        report.write_text(text, encoding="utf-8")

    assert count_tests(report) == 0


def test_command_names_only_folders_that_exist(tmp_path: Path) -> None:
    (tmp_path / "tests" / "ui").mkdir(parents=True)
    group = Group("qt", ("tests/ui", "tests/desktop/ui"), 90)

    command = pytest_command(Places(tmp_path), group, tmp_path / "qt.xml")

    assert command[-1] == "tests/ui"
    assert "-n" not in command


def test_table_shows_each_share_and_the_sum() -> None:
    outcomes = [
        Outcome("static", 10.0, 40, None, "ok"),
        Outcome("e2e", 30.0, 60, 7, "FAILED"),
        Outcome("faults", 0.0, 60, None, "no tests yet"),
    ]

    lines = table(outcomes, setup_s=1.0)

    assert [outcome.is_failure for outcome in outcomes] == [False, True, False]
    assert any(line.split()[:6] == ["static", "10.0", "40", "s", "25", "%"] for line in lines)
    assert any(line.split()[:7] == ["e2e", "30.0", "60", "s", "50", "%", "7"] for line in lines)
    assert lines[-1] == "make test took 41.0 s"
