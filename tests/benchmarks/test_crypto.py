"""The measurement of the message layers measures what it says; its figures are not judged here."""

import json

import pytest

from benchmarks import crypto
from benchmarks.crypto import Figures, Stopwatch

KEYS = (
    "send_ms",
    "receive_ms",
    "first_receive_ms",
    "rsa_decrypt_ms",
    "receive_over_rsa",
    "bytes_short_text",
    "bytes_first_text",
)
SAMPLE = Figures(
    send_ms=0.2,
    receive_ms=1.0,
    first_receive_ms=2.0,
    rsa_decrypt_ms=0.8,
    receive_over_rsa=1.25,
    bytes_short_text=2_554,
    bytes_first_text=5_626,
)


def test_json_is_one_object_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert crypto.main(["--json", "--turns", "4"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    figures = json.loads(line)
    assert tuple(figures) == KEYS
    assert all(value > 0 for value in figures.values())
    assert figures["bytes_short_text"] == 1_024 + 1_530 <= crypto.MAX_SHORT_TEXT_BYTES
    assert figures["bytes_first_text"] == 4_096 + 1_530
    assert figures["rsa_decrypt_ms"] < figures["receive_ms"] < figures["first_receive_ms"]


def test_table_names_the_limits() -> None:
    printed = crypto.table(SAMPLE).splitlines()
    assert "receive / RSA                      1.25   at most 1.5" in printed
    assert "send / RSA                         0.25   at most 0.35" in printed
    assert "short text                   2554 bytes   at most 2600" in printed


def test_median_leaves_the_warm_up_out() -> None:
    watch = Stopwatch()
    watch.times_ns = [9_000_000, 1_000_000, 2_000_000, 3_000_000]
    assert watch.median_ms(warm_up=1) == 2.0
    assert watch.run(lambda: "result") == "result"
    assert len(watch.times_ns) == 5
