"""The measurement of the window says what it must; its figures are not judged here."""

import json

import pytest

from benchmarks import desktop
from benchmarks.desktop_start import Start, median
from benchmarks.gajim import GajimMissing

START = Start(window_s=0.3, stable_s=0.7, window_cpu_s=0.2, stable_cpu_s=0.6, pss_mib=80.0)
GAJIM = Start(window_s=1.2, stable_s=1.5, window_cpu_s=1.0, stable_cpu_s=1.1, pss_mib=100.0)
INSIDE = {
    "switch_ms": 20.0,
    "append_ms": 3.0,
    "scroll_frame_ms": 4.0,
    "search_p95_ms": 30.0,
    "catchup_stall_ms": 40.0,
}
REPORT = desktop._report(START, GAJIM, 0.05, INSIDE)


def test_report_has_every_figure_and_both_ratios(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(desktop, "measure", lambda _amounts, _logs: REPORT)
    assert desktop.main(["--json"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    expected = {"window_s", "stable_s", "pss_mib", "idle_cpu_pct", "gajim", "ratios", *INSIDE}
    assert expected <= report.keys()
    assert report["ratios"] == {"start_vs_gajim": 0.25, "pss_vs_gajim": 0.8}


def test_table_names_every_limit() -> None:
    rows = {row.split()[0]: row for row in desktop.table(REPORT).splitlines()}
    assert desktop.LIMITS.keys() <= rows.keys()
    assert rows["pss_mib"].endswith("at most 110")


def test_missing_gajim_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise GajimMissing("Gajim is not installed")

    monkeypatch.setattr(desktop, "measure", refuse)
    assert desktop.main(["--json"]) == 1
    assert "Gajim" in capsys.readouterr().err


def test_median_is_taken_of_each_figure() -> None:
    assert median([START, GAJIM, GAJIM]) == GAJIM
