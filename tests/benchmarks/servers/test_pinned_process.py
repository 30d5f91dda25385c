"""A server is measured with its children, on one processor, and is gone afterwards."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from benchmarks.failure import MeasurementFailed
from benchmarks.servers.pinned_process import PinnedProcess, two_processors
from tests.e2e.waiting import Deadline

PROGRAM = """
import os, subprocess, sys, time
work = "total = 0\\nwhile total < 3_000_000: total += 1"
subprocess.run([sys.executable, "-c", work])
child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
print(f"listening on x://127.0.0.1:{child.pid}", flush=True)
time.sleep(1000)
"""


def start(folder: Path, program: str) -> PinnedProcess:
    return PinnedProcess(
        [sys.executable, "-c", program], folder=folder, environment=os.environ, log=folder / "log"
    )


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_children_count_and_end_with_it(tmp_path: Path) -> None:
    process = start(tmp_path, PROGRAM)
    child = asyncio.run(process.listening())

    assert os.sched_getaffinity(process.pid) == {two_processors()[0]}
    assert process.cpu_s() > 0.05  # the work of the child that has ended
    assert process.resident_kib() > 1_000
    assert process.open_files() >= 3
    process.end()
    assert not process.is_running()
    deadline = Deadline()
    while is_alive(child):
        assert deadline.remaining_s()


def test_server_that_does_not_start_is_told_with_its_words(tmp_path: Path) -> None:
    process = start(tmp_path, "raise SystemExit('no such realm')")
    with pytest.raises(MeasurementFailed, match="no such realm"):
        asyncio.run(process.listening())
    process.end()
