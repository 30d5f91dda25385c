"""Counters."""

from server.metrics import Event, Metrics


def test_every_event_has_a_counter_from_the_start() -> None:
    assert Metrics().snapshot() == {event.value: 0 for event in sorted(Event)}


def test_counting_adds_up_and_shows_only_what_happened() -> None:
    metrics = Metrics()
    metrics.count(Event.REQUEST)
    metrics.count(Event.REQUEST, 2)
    metrics.count(Event.SIGN_IN, 0)

    assert metrics.snapshot()["requests"] == 3
    assert str(metrics) == "requests=3"
