"""Nothing a person can do by mouse and keys raises, makes Qt warn, or loses a draft."""

import os
import random
from pathlib import Path

import pytest

from desktop.ui.theme import Theme
from tests.monkey.monkey import Monkey
from tests.monkey.reached import WANTED_SHARE, plain
from tests.ui.conftest import shared_theme, theme

__all__ = ["shared_theme", "theme"]

ROOT = Path(__file__).parents[2]
SHORT_S = 15.0
SHORT_SEED = 11
LONG_MINUTES = 20.0


def test_short_run_finds_nothing(theme: Theme) -> None:
    monkey = Monkey(theme, SHORT_SEED)
    monkey.play(SHORT_S)

    assert monkey.steps > 0
    assert monkey.reached.buttons


@pytest.mark.long
@pytest.mark.timeout(0)
def test_long_run_finds_nothing_and_comes_past_nearly_everything(theme: Theme) -> None:
    minutes = float(os.environ.get("MONKEY_MINUTES", LONG_MINUTES))
    seed = int(os.environ.get("MONKEY_SEED", "0")) or random.randrange(1, 1_000_000)
    trail = ROOT / "build" / "monkey" / f"seed-{seed}.txt"
    trail.parent.mkdir(parents=True, exist_ok=True)
    monkey = Monkey(theme, seed, trail)
    try:
        monkey.play(minutes * 60)
    finally:
        print(f"\nseed {seed}: {monkey.steps} steps in {minutes:g} minutes at most")
        print("\n".join(monkey.reached.describe()))

    assert min(monkey.reached.shares()) >= WANTED_SHARE


def test_names_of_buttons_are_compared_without_names_of_people() -> None:
    assert plain("Block bob") == plain("Block carol")
