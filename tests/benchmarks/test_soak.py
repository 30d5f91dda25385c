"""A soak of a second really happens, and its verdict is about loss, doubles and growth (FT-21)."""

import json
from pathlib import Path

import pytest
import uvloop

from benchmarks import soak
from benchmarks.soak import Course, Outcome


def test_people_come_go_and_are_replaced_without_a_fault(tmp_path: Path) -> None:
    """FT-21: the hour itself is `make soak`."""
    course = Course(
        seconds=2.0,
        seed=5,
        staying=3,
        changing=2,
        per_s=40.0,
        connection_every_s=0.1,
        account_every_s=0.5,
        away_s=0.2,
    )
    outcome = uvloop.run(soak.soak(tmp_path, course))
    assert outcome.faults == []
    assert outcome.messages > 0
    assert outcome.reconnects > 0
    assert outcome.accounts > 0
    assert outcome.memory_kib > 0


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome(memory_growth_kib=1_024.0, is_memory_judged=True), 0),
        (Outcome(memory_growth_kib=1_025.0, is_memory_judged=True), 1),
        (Outcome(memory_growth_kib=1_025.0), 0),
        (Outcome(files_growth=1), 1),
        (Outcome(faults=["got 1 twice"]), 1),
    ],
)
def test_verdict_is_the_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    outcome: Outcome,
    code: int,
) -> None:
    async def pretend(_folder: Path, course: Course) -> Outcome:
        assert course.seconds == 60.0
        return outcome

    monkeypatch.setattr(soak, "soak", pretend)
    assert soak.main(["--minutes", "1"]) == code
    assert json.loads(capsys.readouterr().out)["faults"] == outcome.faults
