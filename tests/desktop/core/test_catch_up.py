"""Progress of catching up is the way in time between the oldest held and the newest issued."""

import pytest

from desktop.core.catch_up import STEP, CatchUp
from desktop.core.events import CatchUpProgressed
from protocol.ids import ENVELOPE_ID_TIME_SHIFT, EnvelopeId

START_MS = 1_800_000_000_000


def at(ms: int) -> EnvelopeId:
    return EnvelopeId(START_MS + ms << ENVELOPE_ID_TIME_SHIFT)


def told(catch_up: CatchUp, ids: list[EnvelopeId]) -> list[CatchUpProgressed]:
    return [progress for one in ids if (progress := catch_up.note(one)) is not None]


def test_share_is_the_way_in_time_and_never_goes_back() -> None:
    catch_up = CatchUp(at(1_000))

    steps = told(catch_up, [at(10 * number) for number in range(101)])

    assert [step.done for step in steps] == [STEP, 2 * STEP, 3 * STEP, 4 * STEP]
    assert [step.share for step in steps] == pytest.approx([0.24, 0.49, 0.74, 0.99])
    assert [step.reached_ms - START_MS for step in steps] == [240, 490, 740, 990]


def test_what_came_after_the_sign_in_fills_no_more_than_all() -> None:
    catch_up = CatchUp(at(10))

    steps = told(catch_up, [at(number) for number in range(2 * STEP)])

    assert [step.share for step in steps] == [1.0, 1.0]


@pytest.mark.parametrize("newest", [at(0), 0], ids=["one moment", "relay says nothing"])
def test_without_a_way_everything_has_come(newest: int) -> None:
    (step,) = told(CatchUp(newest), [at(0)] * STEP)

    assert step.share == 1.0


def test_fewer_than_a_step_are_not_told() -> None:
    assert told(CatchUp(at(9)), [at(number) for number in range(STEP - 1)]) == []
