"""Measures are read at the zoom in force, in every way a number is used."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize

from desktop.ui import measures
from desktop.ui.measures import Px, PxSize, px, scale_px, set_zoom_percent, zoom_percent

ROW = Px(40)
GIVEN_ONCE = {
    "setContentsMargins", "setSpacing", "addSpacing", "setFixedSize", "setFixedWidth",
    "setFixedHeight", "setMinimumWidth", "setMinimumHeight", "setMaximumWidth", "setMaximumHeight",
}  # fmt: skip
"""Calls whose numbers are kept by Qt; 0 and 1 are the same at every zoom."""


@pytest.fixture
def zoomed() -> Iterator[None]:
    before = zoom_percent()
    set_zoom_percent(150)
    yield
    set_zoom_percent(before)


def test_measure_is_what_was_written_at_100_percent() -> None:
    assert (px(12), ROW, px(ROW)) == (12, 40, 40)


@pytest.mark.usefixtures("zoomed")
def test_measure_follows_the_zoom_in_sums_comparisons_and_calls_of_qt() -> None:
    assert (px(12), px(-12), px(0), px(1), px(ROW)) == (18, -18, 0, 2, 60)
    assert (ROW + 1, 1 + ROW, ROW - 1, 100 - ROW, 2 * ROW, ROW * 0.5, ROW / 2, ROW // 7) == (
        61, 61, 59, 40, 120, 30, 30, 8,
    )  # fmt: skip
    assert (-ROW, abs(ROW), round(ROW), ROW % 7, ROW + ROW) == (-60, 60, 60, 4, 120)
    assert min(ROW, 61) == 60 < max(ROW, 61.5)
    assert (ROW == 60, ROW > 59, ROW <= 60, ROW != 60) == (True, True, True, False)
    assert (f"{ROW}", f"{ROW:03d}", float(ROW), list(range(3))[: ROW - 58]) == (
        "60", "060", 60.0, [0, 1],
    )  # fmt: skip
    assert QSize(ROW, ROW) == QSize(60, 60)
    assert QRectF(0.5, ROW, ROW, ROW).adjusted(ROW, 0, 0, 0) == QRectF(60.5, 60, 0, 60)
    assert PxSize(10, 20).size() == QSize(15, 30)


@pytest.mark.parametrize(
    ("length", "percent", "expected"), [(36, 80, 29), (1, 80, 1), (0, 200, 0), (-7, 80, -6)]
)
def test_something_is_never_nothing(length: float, percent: int, expected: int) -> None:
    assert scale_px(length, percent) == expected


def test_no_layout_is_given_a_number_that_no_zoom_reaches() -> None:
    folder = Path(measures.__file__).parent
    bare = [
        f"{path.relative_to(folder)}:{call.lineno}"
        for path in sorted(folder.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in GIVEN_ONCE
        and any(
            isinstance(value, ast.Constant) and isinstance(value.value, int) and value.value > 1
            for value in call.args
        )
    ]

    assert bare == []
