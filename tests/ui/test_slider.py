"""A slider: its value counts when the pointer lets go, and at once by key."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.slider import Slider
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


@pytest.fixture
def slider(theme: Theme, qtbot: QtBot) -> Slider:
    slider = Slider(theme, "Text size", least=80, most=200, step=10)
    qtbot.addWidget(slider)
    slider.resize(260, 28)
    show_active(slider)
    slider.setValue(100)
    return slider


@pytest.mark.parametrize(
    ("direction", "value"),
    [(Qt.LayoutDirection.LeftToRight, 200), (Qt.LayoutDirection.RightToLeft, 80)],
)
def test_pointer_brings_the_knob_and_counts_at_the_end(
    slider: Slider, direction: Qt.LayoutDirection, value: int
) -> None:
    values: list[int] = []
    moved: list[int] = []
    slider.setLayoutDirection(direction)
    slider.valueChanged.connect(values.append)
    slider.sliderMoved.connect(moved.append)

    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(130, 14))
    QTest.mouseMove(slider, QPoint(255, 14))
    assert values == []
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(255, 14))

    assert moved[0] == 140
    assert values == [value]


def test_value_is_a_whole_step(slider: Slider) -> None:
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(101, 14))

    assert slider.value() % 10 == 0


def test_keys_step_and_show_the_ring(slider: Slider) -> None:
    slider.clearFocus()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    ringed = slider.grab().toImage()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == 110
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert slider.value() == 130
    slider.setValue(100)
    slider.clearFocus()

    assert slider.grab().toImage() != ringed
