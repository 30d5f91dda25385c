"""Chooses where each window of the monkey begins, so that nothing rare is left to chance.

First run comes first. Then windows that begin as any start might, and windows that begin in a scene
that shows a view which was not on the screen yet, take turns. From there on everything is random.
"""

from random import Random
from typing import Final

from tests.monkey.reached import Reached
from tests.ui.scenes import SCENES, SHOWS

FIRST_RUN: Final = "first run"
ANY_START: Final = "any start"
STEPS: Final = {FIRST_RUN: 250, ANY_START: 250}
STEPS_FROM_A_SCENE: Final = 60


class Itinerary:
    """Goes from one start to the next."""

    def __init__(self, random: Random, reached: Reached) -> None:
        """Begin with the first run."""
        self._random = random
        self._reached = reached
        self._starts = 0

    def next(self) -> str:
        """Return FIRST_RUN, ANY_START, or the name of a scene."""
        self._starts += 1
        if self._starts == 1:
            return FIRST_RUN
        return ANY_START if self._starts % 2 == 0 else self._choose_scene()

    def _choose_scene(self) -> str:
        missing = set(self._reached.missing_views())
        shown = {scene: len(views & missing) for scene, views in SHOWS.items()}
        most = max(shown.values())
        best = [scene for scene, count in shown.items() if count == most] if most else [*SCENES]
        return self._random.choice(best)


def steps_from(start: str) -> int:
    """Return how much is done in a window that began there."""
    return STEPS.get(start, STEPS_FROM_A_SCENE)
