"""Counters."""

from protocol.errors import ErrorCode
from server.metrics import Event, Histogram, Metrics


def test_every_event_has_a_counter_from_the_start() -> None:
    assert Metrics().snapshot() == {event.value: 0 for event in sorted(Event)}


def test_counting_adds_up_and_shows_only_what_happened() -> None:
    metrics = Metrics()
    metrics.count(Event.REQUEST)
    metrics.count(Event.REQUEST, 2)
    metrics.count(Event.SIGN_IN, 0)

    assert metrics.snapshot()["requests"] == 3
    assert str(metrics) == "requests=3"


def test_refusals_are_told_by_reason() -> None:
    metrics = Metrics()
    metrics.count_refusal(Event.SIGN_IN_REFUSED, ErrorCode.GONE)
    metrics.count_refusal(Event.SIGN_IN_REFUSED, ErrorCode.SIGN_IN_FAILED)
    metrics.count_refusal(Event.SIGN_IN_REFUSED, ErrorCode.GONE)
    lines = metrics.render({}).splitlines()

    assert metrics.snapshot()["sign_ins_refused"] == 3
    start = lines.index("# TYPE securechat_relay_sign_ins_refused_total counter")
    assert lines[start + 1 : start + 3] == [
        'securechat_relay_sign_ins_refused_total{reason="gone"} 2',
        'securechat_relay_sign_ins_refused_total{reason="sign_in_failed"} 1',
    ]
    assert "securechat_relay_requests_refused_total 0" in lines


def test_gauges_have_one_type_for_all_their_labels() -> None:
    lines = Metrics().render({'open{kind="a"}': 1, 'open{kind="b"}': 2, "age": 0.5}).splitlines()

    assert lines[-5:] == [
        "# TYPE securechat_relay_open gauge",
        'securechat_relay_open{kind="a"} 1',
        'securechat_relay_open{kind="b"} 2',
        "# TYPE securechat_relay_age gauge",
        "securechat_relay_age 0.5",
    ]


def test_histogram_counts_up_to_each_bound() -> None:
    histogram = Histogram((0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7.0):
        histogram.observe(value)

    assert histogram.lines("commit") == [
        "# TYPE commit histogram",
        'commit_bucket{le="0.1"} 2',
        'commit_bucket{le="1.0"} 3',
        'commit_bucket{le="+Inf"} 4',
        "commit_sum 7.650000",
        "commit_count 4",
    ]
