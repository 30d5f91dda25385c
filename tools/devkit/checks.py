"""What `make test` and its parts run, how long each takes, and the table that says so."""

import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.devkit.child_processes import child_environment, run_foreground, runtime_folder
from tools.devkit.environment import ensure_setup
from tools.devkit.places import Places
from tools.devkit.speech import say
from tools.devkit.system_libraries import QT_NEEDS, TEST_NEEDS

PYTEST_FOUND_NO_TEST = 5
# Two cores; more workers only cost their start.
WORKERS = 2
# `make long` sets its own pace; this only ends what hangs.
LONG_TEST_TIMEOUT_S = 1800
TABLE_ROW = "{:<20} {:>8} {:>8} {:>6} {:>6}  {}"


@dataclass(frozen=True)
class Group:
    """Tests that run in one pytest and share one allowance of time.

    Attributes:
        name: As printed, and the name of its report below build/tests.
        folders: Where its tests are, relative to the checkout; folders inside them that belong to
            another group are left out.
        allowed_s: Its share of `make test` on two cores once the product is complete.
        is_parallel: Whether two pytest workers gain time.
        is_offscreen: Whether Qt paints into memory; other groups set their screen up themselves.
    """

    name: str
    folders: tuple[str, ...]
    allowed_s: int
    is_parallel: bool = False
    is_offscreen: bool = False


STATIC_ALLOWED_S = 40
GROUPS = (
    Group("unit and property", ("tests",), 120, is_parallel=True, is_offscreen=True),
    Group("integration", ("tests/integration",), 90, is_parallel=True),
    Group(
        "qt",
        ("tests/ui", "tests/desktop/ui", "tests/monkey"),
        90,
        is_parallel=True,
        is_offscreen=True,
    ),
    Group("e2e", ("tests/e2e",), 60),
    Group("faults", ("tests/faults",), 90),
)


@dataclass(frozen=True)
class Outcome:
    """How one part of `make test` went.

    Attributes:
        name: The part.
        seconds: Its wall time.
        allowed_s: Its share.
        tests: How many tests ran; None where there are none to count.
        verdict: `ok`, `FAILED`, or why nothing ran.
    """

    name: str
    seconds: float
    allowed_s: int
    tests: int | None
    verdict: str

    @property
    def is_failure(self) -> bool:
        """Tell whether `make test` must fail because of this part."""
        return self.verdict not in ("ok", "no tests yet")


def lint(places: Places) -> int:
    """Run ruff over style and formatting."""
    ensure_setup(places, "all", ())
    checked = _run_tool(places, "ruff", "check", ".")
    return _run_tool(places, "ruff", "format", "--check", ".") or checked


def types(places: Places) -> int:
    """Run mypy --strict over everything."""
    ensure_setup(places, "all", ())
    return _run_tool(places, "mypy")


def arrows(places: Places) -> int:
    """Check which module may import which."""
    ensure_setup(places, "all", ())
    # Its cache was seen to keep imports that were gone; without it a run takes 0.5 s.
    return _run_tool(places, "lint-imports", "--no-logo", "--no-cache")


def test(places: Places) -> int:
    """Run all that must hold before a commit: style, types, arrows, tests but the long ones.

    Every part runs, also after one failed; the table at the end names them.

    Args:
        places: The checkout to test.

    Returns:
        0 only if every part passed and every group that has test files ran at least one test.

    Raises:
        Stop: the set-up failed.
    """
    started = time.monotonic()
    ensure_setup(places, "all", QT_NEEDS + TEST_NEEDS)
    setup_s = time.monotonic() - started
    outcomes = [_run_static(places)]
    with runtime_folder() as runtime:
        outcomes += [_run_group(places, group, runtime) for group in GROUPS]
    for line in table(outcomes, setup_s=setup_s):
        say(line)
    return 1 if any(outcome.is_failure for outcome in outcomes) else 0


def long_tests(places: Places) -> int:
    """Run what takes minutes: tests marked `long`, with Hypothesis's profile of that name.

    tests/conftest.py registers the profiles `ci` (few examples, seeded) and `long` (2,000 or more)
    and loads the one that HYPOTHESIS_PROFILE names.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "all", QT_NEEDS + TEST_NEEDS)
    with runtime_folder() as runtime:
        environment = _test_environment(places, "long", {**runtime, "QT_QPA_PLATFORM": "offscreen"})
        command = [str(places.venv_python), "-m", "pytest", "-m", "long"]
        command += [f"--timeout={LONG_TEST_TIMEOUT_S}", "tests"]
        return subprocess.run(command, cwd=places.root, env=environment, check=False).returncode


def faults(places: Places, *, kills: int) -> int:
    """Run every fault test, also those that take minutes or need root and loop devices.

    Args:
        places: The checkout to test.
        kills: How often the relay under load is killed.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "all", QT_NEEDS + TEST_NEEDS)
    with runtime_folder() as runtime:
        environment = _test_environment(places, "ci", {**runtime, "FAULT_KILLS": str(kills)})
        command = [str(places.venv_python), "-m", "pytest", "-s", "-m", "long or not long"]
        return run_foreground([*command, "tests/faults"], places, environment)


def has_test_files(root: Path, group: Group, groups: Sequence[Group] = GROUPS) -> bool:
    """Tell whether a group has anything to run."""
    others = [root / folder for folder in left_out(group, groups)]
    return any(
        not any(path.is_relative_to(other) for other in others)
        for folder in group.folders
        for path in (root / folder).rglob("test_*.py")
    )


def left_out(group: Group, groups: Sequence[Group] = GROUPS) -> list[str]:
    """Return the folders below a group's own that belong to other groups."""
    return [
        folder
        for other in groups
        for folder in other.folders
        if other is not group and any(folder.startswith(f"{own}/") for own in group.folders)
    ]


def count_tests(report: Path) -> int:
    """Return how many tests a JUnit report says were run, not counting skipped ones."""
    try:
        suites = ET.parse(report).getroot().iter("testsuite")
    except (OSError, ET.ParseError):
        return 0
    return sum(int(suite.get("tests", "0")) - int(suite.get("skipped", "0")) for suite in suites)


def table(outcomes: Sequence[Outcome], *, setup_s: float) -> list[str]:
    """Return the closing table: seconds, share used and verdict of each part."""
    lines = ["", TABLE_ROW.format("part", "seconds", "share", "used", "tests", "verdict")]
    lines.append(TABLE_ROW.format("set-up", f"{setup_s:.1f}", "", "", "", "ok"))
    lines += [_table_row(outcome) for outcome in outcomes]
    total_s = setup_s + sum(outcome.seconds for outcome in outcomes)
    return [*lines, f"make test took {total_s:.1f} s"]


def _table_row(outcome: Outcome) -> str:
    return TABLE_ROW.format(
        outcome.name,
        f"{outcome.seconds:.1f}",
        f"{outcome.allowed_s} s",
        f"{100 * outcome.seconds / outcome.allowed_s:.0f} %",
        "" if outcome.tests is None else outcome.tests,
        outcome.verdict,
    )


def _run_static(places: Places) -> Outcome:
    started = time.monotonic()
    failed = [
        name
        for name, check in (("lint", lint), ("types", types), ("arrows", arrows))
        if check(places) != 0
    ]
    verdict = f"FAILED: {', '.join(failed)}" if failed else "ok"
    return Outcome("static", time.monotonic() - started, STATIC_ALLOWED_S, None, verdict)


def _run_group(places: Places, group: Group, runtime: dict[str, str]) -> Outcome:
    if not has_test_files(places.root, group):
        return Outcome(group.name, 0.0, group.allowed_s, None, "no tests yet")
    say(f"\n--- {group.name}")
    report = places.build / "tests" / f"{group.name.replace(' ', '-')}.xml"
    report.unlink(missing_ok=True)
    offscreen = {"QT_QPA_PLATFORM": "offscreen"} if group.is_offscreen else {}
    started = time.monotonic()
    done = subprocess.run(
        pytest_command(places, group, report),
        cwd=places.root,
        env=_test_environment(places, "ci", {**runtime, **offscreen}),
        check=False,
    )
    seconds = time.monotonic() - started
    tests = count_tests(report)
    return Outcome(group.name, seconds, group.allowed_s, tests, verdict_of(done.returncode, tests))


def verdict_of(exit_code: int, tests: int) -> str:
    """Return what pytest's exit code and the number of tests run amount to."""
    if exit_code == PYTEST_FOUND_NO_TEST or (exit_code == 0 and tests == 0):
        return "FAILED: ran no test"
    return "ok" if exit_code == 0 else "FAILED"


def pytest_command(places: Places, group: Group, report: Path) -> list[str]:
    """Return the command that runs one group."""
    command = [str(places.venv_python), "-m", "pytest", f"--junitxml={report}"]
    command += ["-n", str(WORKERS)] if group.is_parallel else []
    command += [f"--ignore={folder}" for folder in left_out(group)]
    return [*command, *(folder for folder in group.folders if (places.root / folder).exists())]


def _run_tool(places: Places, tool: str, *arguments: str) -> int:
    program = places.venv_python.with_name(tool + (".exe" if sys.platform == "win32" else ""))
    command = [str(program), *arguments]
    environment = child_environment(places)
    return subprocess.run(command, cwd=places.root, env=environment, check=False).returncode


def _test_environment(places: Places, profile: str, more: dict[str, str]) -> dict[str, str]:
    environment = child_environment(places, **more)
    environment.setdefault("HYPOTHESIS_PROFILE", profile)
    # Tests never reach the person's own session: no window on the screen, no entry in the keyring.
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        environment.pop(name, None)
    environment.pop("PYTEST_ADDOPTS", None)
    return environment
