"""Every process ends with its keeper, whatever happens, and missing programs are named."""

import os
import sys
from pathlib import Path

import pytest

from tests.e2e.processes import FoundProcess, ProcessKeeper
from tests.e2e.waiting import Deadline, StoryFailed, ToolMissing

# Starts a grandchild in a session of its own, which no parent or group leads to.
DETACHING = """
import os, signal
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    print(os.getpid(), flush=True)
signal.pause()
"""
ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_detached_grandchild_is_ended_too(tmp_path: Path) -> None:
    with ProcessKeeper(tmp_path) as keeper:
        process = keeper.start(
            "detaching", python(DETACHING), environment=ENVIRONMENT, is_talking=True
        )
        grandchild = int(process.read_line(Deadline(10)))
        assert is_running(grandchild)
        assert {process.pid, grandchild} <= set(keeper.marked_pids())
    assert not is_running(process.pid)
    assert not is_running(grandchild)


def test_program_of_another_is_watched_until_it_ends(tmp_path: Path) -> None:
    with ProcessKeeper(tmp_path) as keeper:
        process = keeper.start(
            "detaching", python(DETACHING), environment=ENVIRONMENT, is_talking=True
        )
        found = FoundProcess("grandchild", int(process.read_line(Deadline(10))))
        assert found.return_code() is None
        with pytest.raises(StoryFailed, match="grandchild did not end"):
            found.wait(Deadline(0))
    assert found.wait(Deadline(10)) == 0
    assert found.return_code() == 0


def test_processes_end_when_the_story_fails(tmp_path: Path) -> None:
    keeper = ProcessKeeper(tmp_path)
    pids = []

    def fail() -> None:
        with keeper:
            command = python("import signal; signal.pause()")
            pids.append(keeper.start("pausing", command, environment=ENVIRONMENT).pid)
            raise StoryFailed("as planned")

    with pytest.raises(StoryFailed):
        fail()
    assert pids
    assert not is_running(pids[0])


def test_process_that_ignores_the_polite_signal_is_killed(tmp_path: Path) -> None:
    program = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True);"
        "signal.pause()"
    )
    with ProcessKeeper(tmp_path, ending_patience_s=0.2) as keeper:
        process = keeper.start("deaf", python(program), environment=ENVIRONMENT, is_talking=True)
        process.read_line(Deadline(10))
    assert process.return_code() == -9


def test_missing_program_is_named(tmp_path: Path) -> None:
    with ProcessKeeper(tmp_path) as keeper, pytest.raises(ToolMissing, match="no-such-program"):
        keeper.start("nothing", ["no-such-program"], environment=ENVIRONMENT)


def test_early_end_is_told_with_the_last_words(tmp_path: Path) -> None:
    with ProcessKeeper(tmp_path) as keeper:
        command = python("import sys; sys.exit('the port is taken')")
        process = keeper.start("relay", command, environment=ENVIRONMENT, is_talking=True)
        with pytest.raises(StoryFailed, match=r"relay ended .* the port is taken"):
            process.read_line(Deadline(10))


def test_silent_program_is_given_up_at_the_deadline(tmp_path: Path) -> None:
    with ProcessKeeper(tmp_path) as keeper:
        command = python("import signal; signal.pause()")
        process = keeper.start("relay", command, environment=ENVIRONMENT, is_talking=True)
        with pytest.raises(StoryFailed, match="relay said nothing"):
            process.read_line(Deadline(0.05))
