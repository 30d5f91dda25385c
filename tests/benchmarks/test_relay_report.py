"""Ratios are of the right figures, and a limit that does not hold is marked."""

import pytest

from benchmarks import relay_report
from benchmarks.relay_report import RATIOS, ratios, ratios_table

FIGURES = {
    "relay": {"cpu_s": 0.4, "cpu_s_500": 2.0, "messages_per_s": 20_000.0, "p50_ms": 0.3},
    "forwarder": {"cpu_s": 0.2, "messages_per_s": 50_000.0, "p50_ms": 0.1},
    "ejabberd": {"cpu_s": 1.0, "cpu_s_500": 2.5, "messages_per_s": 8_000.0},
    "prosody": {},
}


def test_ratios_are_of_one_run() -> None:
    found = ratios(FIGURES)
    assert found["cpu_vs_forwarder"] == pytest.approx(2.0)
    assert found["rate_vs_ejabberd"] == pytest.approx(2.5)
    assert found["p50_vs_forwarder"] == pytest.approx(3.0)
    assert found["store_vs_forwarder"] is None
    assert found.keys() == RATIOS.keys()


def test_stored_and_drained_are_held_against_the_forwarders_rate() -> None:
    relay = FIGURES["relay"] | {"stored_per_s": 25_000.0, "drained_per_s": 10_000.0}
    found = ratios(FIGURES | {"relay": relay})
    assert found["store_vs_forwarder"] == pytest.approx(0.5)
    assert found["drain_vs_forwarder"] == pytest.approx(0.2)


def test_only_what_is_not_held_is_marked() -> None:
    rows = {row.split()[0]: row for row in ratios_table(ratios(FIGURES)).splitlines()}
    assert rows["cpu_vs_forwarder"].endswith("at most 3")
    assert rows["rate_vs_ejabberd"].endswith("at least 1.8")
    assert rows["p50_vs_forwarder"].endswith("at most 2  NOT HELD")
    assert "store_vs_forwarder" not in rows


def test_memory_has_its_limit() -> None:
    values = {"idle_kib_per_connection": 25.0, "idle_kib_per_connection_tls": 40.0}
    first, second = relay_report.single_table(values).splitlines()
    assert first.endswith("at most 20  NOT HELD")
    assert second.endswith("40.00")
