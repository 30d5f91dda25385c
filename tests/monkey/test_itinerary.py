"""Where the monkey's windows begin."""

from random import Random

from tests.monkey.itinerary import ANY_START, FIRST_RUN, Itinerary, steps_from
from tests.monkey.reached import Reached
from tests.ui.scenes import SCENES, SHOWS


def test_every_view_is_planned_until_it_was_reached() -> None:
    reached = Reached()
    itinerary = Itinerary(Random(1), reached)
    starts = [itinerary.next() for _ in range(2)]
    assert starts == [FIRST_RUN, ANY_START]

    planned = set().union(*SHOWS.values())
    while missing := planned & set(reached.missing_views()):
        scene = itinerary.next()
        assert SHOWS[scene] & missing
        reached.views.update(SHOWS[scene])
        assert itinerary.next() == ANY_START

    assert itinerary.next() in SCENES


def test_a_start_like_any_other_gets_the_most_time() -> None:
    assert steps_from(ANY_START) == steps_from(FIRST_RUN) > steps_from("locked") > 0
