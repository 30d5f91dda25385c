"""38 seeded kills of relay and clients: every message is shown exactly once, in order per sender.

FT-01 (relay under load), FT-05 (client between decryption and acknowledgement) and FT-06 (client
between ratchet step and send), each with real processes and SIGKILL.
"""

import asyncio
from pathlib import Path

import pytest

from tests.faults.kill_points import ON_THE_ROAD
from tests.faults.story import DEADLINE_S, Plan, Story, copy_town

AT_EACH_POINT = 3
AT_RANDOM_MOMENTS = 20

PLANS = [Plan.draw(seed, point) for point in ON_THE_ROAD for seed in range(AT_EACH_POINT)]
PLANS += [Plan.draw(seed, None) for seed in range(AT_RANDOM_MOMENTS)]

IN_EVERY_RUN = {
    "client-encrypted-0",
    "relay-committed-0",
    "relay-overtaken-0",
    "client-committed-1",
    "random-0",
}
"""A few that take seconds; `make long` plays all of them."""


def play(plan: Plan, town: Path, folder: Path) -> list[str]:
    """Play a story and return what the checker found."""
    return asyncio.run(Story(plan, copy_town(town, folder / "town")).play())


pytestmark = pytest.mark.timeout(DEADLINE_S + 30)


@pytest.mark.parametrize(
    "plan", [plan for plan in PLANS if plan.seed in IN_EVERY_RUN], ids=lambda plan: plan.seed
)
def test_every_message_is_shown_once_after_a_kill(plan: Plan, town: Path, tmp_path: Path) -> None:
    """FT-01, FT-05, FT-06."""
    assert play(plan, town, tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.seed)
def test_every_message_is_shown_once_after_each_kill(
    plan: Plan, town: Path, tmp_path: Path
) -> None:
    """FT-01, FT-05, FT-06."""
    assert play(plan, town, tmp_path) == []


def test_plans_are_those_that_were_asked_for() -> None:
    assert len({plan.seed for plan in PLANS}) == len(PLANS) == 38
    assert {plan.victim for plan in PLANS if plan.point is None} == {"relay", "alice", "bob"}
    assert {plan.seed for plan in PLANS} >= IN_EVERY_RUN
