"""The relay's measurement really runs, and a failure of it is one sentence and an exit code."""

import json
from pathlib import Path

import pytest
import uvloop

from benchmarks import relay
from benchmarks.failure import MeasurementFailed
from benchmarks.relay import Amounts, Measurement
from benchmarks.relay_report import RATIOS
from benchmarks.systems.standing import Load

TINY = Amounts(
    load=Load(
        pairs=3, times=1, each=12, warm_up=2, window=4, paced_each=2, paced_per_s=1_000,
        stored_each=5,
    ),
    idle=4,
    sign_ins=2,
    held=3,
    hold_s=0.05,
)  # fmt: skip


def test_relay_and_forwarder_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # So little load has settled at once, and nobody reads these processor times.
    for module in ("relay_idle", "relay_rounds", "systems.relay"):
        monkeypatch.setattr(f"benchmarks.{module}.SETTLING_S", 0.01)
    measurement = Measurement(TINY, tmp_path, ("relay", "forwarder"))
    uvloop.run(measurement.run(("online", "stored", "shipped", "idle", "sign-in", "hold")))

    report = measurement.report()
    ours, forwarder = report["relay"], report["forwarder"]
    assert ours.keys() >= {"messages_per_s", "cpu_s_500", "p99_ms", "stored_per_s", "drained_per_s"}
    assert report["ratios"].keys() == RATIOS.keys()
    assert report["ratios"]["rate_vs_forwarder"] == pytest.approx(
        ours["messages_per_s"] / forwarder["messages_per_s"]
    )
    assert report["changed_limits"] == ["smallest envelope 1024 instead of 2554 bytes"]
    assert report["shipped"]["relay"].keys() == forwarder.keys()
    assert report["argon2id_cpu_ms"] > 0
    assert report["hold"]["messages"] == 48
    assert report["hold"]["files_growth"] == 0
    assert json.loads(json.dumps(report)) == report
    assert "rate_vs_forwarder" in measurement.table()
    assert list(tmp_path.iterdir()) == []


def test_what_fails_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fail(_measurement: Measurement, _sections: object) -> None:
        raise MeasurementFailed("ejabberd is not installed.")

    monkeypatch.setattr(relay, "_prepare_process", lambda: None)
    monkeypatch.setattr(Measurement, "run", fail)
    assert relay.main(["--json"]) == 1
    told = capsys.readouterr()
    assert told.err == "ejabberd is not installed.\n"
    assert told.out == ""
