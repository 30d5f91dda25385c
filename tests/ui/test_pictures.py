"""The scenes look as they did when their pictures were made: `make screenshots` makes them anew."""

import json
from random import Random

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from desktop.ui.main_window import MainWindow
from tests.ui.conftest import Desk
from tests.ui.pictures import (
    CENTRAL,
    FAULTS,
    PICTURES,
    all_drawings,
    find_differences,
    run_alone,
    to_png,
    with_few_colors,
    with_marks,
)
from tests.ui.scenes import SCENES

DRAWN = 24
SEED = 20261124

HELP = (
    "These pictures are not as they were; build/scenes shows where. If the change is wanted, run"
    " `make screenshots` and look at what it changed. If they differ although no view changed, the"
    " fonts of this computer are drawn otherwise, by another Qt or other font packages:"
    " `make screenshots` on an unchanged checkout tells, for it then changes pictures as well."
)


def compare(names: list[str]) -> None:
    done = run_alone("--check", "--only", *names)

    assert done.returncode == 0, done.stdout
    changed = json.loads(done.stdout.splitlines()[-1])
    assert changed == [], f"{HELP}\n{FAULTS}"


def test_some_pictures_are_as_they_were() -> None:
    """A part in every run, the same for everybody; the rest in the long run."""
    names = [drawing.name for drawing in all_drawings()]

    compare(Random(SEED).sample(names, DRAWN))


@pytest.mark.long
def test_all_pictures_are_as_they_were() -> None:
    compare([drawing.name for drawing in all_drawings()])


def test_every_drawing_has_its_picture_and_no_picture_is_left_over() -> None:
    assert sorted(file.name for file in PICTURES.glob("*.png")) == sorted(
        drawing.name for drawing in all_drawings()
    )
    assert set(CENTRAL) <= SCENES.keys()


def picture(window: MainWindow) -> QImage:
    return window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def controls(window: MainWindow) -> list[QWidget]:
    conversation = window.shell.conversation
    return [conversation.header.menu, window.shell.rail.avatar, conversation.composer._emoji]


def test_control_that_moved_by_four_pixels_is_found(desk: Desk) -> None:
    window = SCENES["chat"](desk)
    before = with_few_colors(picture(window))
    assert find_differences(before, picture(window)) == []

    for control in controls(window):
        place = control.pos()
        control.move(place + QPoint(4, 0))
        tiles = find_differences(before, picture(window))
        control.move(place)

        middle = control.mapTo(window, control.rect().center())
        assert any(tile.adjusted(-64, -64, 64, 64).contains(middle) for tile in tiles)


def test_few_pixels_may_differ_and_more_are_marked(desk: Desk) -> None:
    window = SCENES["empty"](desk)
    now = picture(window)
    before = with_few_colors(now)

    for x in range(20):
        now.setPixelColor(x, 0, QColor("red"))
    assert find_differences(before, now) == []

    now.setPixelColor(20, 0, QColor("red"))
    [tile] = find_differences(before, now)
    assert tile.topLeft() == QPoint(0, 0)
    assert with_marks(now, [tile]).pixelColor(0, 63) == QColor("red")


def test_picture_of_another_size_differs_and_a_file_keeps_what_it_shows(desk: Desk) -> None:
    window = SCENES["empty"](desk)
    now = picture(window)
    kept = QImage.fromData(to_png(now))

    assert find_differences(kept, now) == []
    assert len(find_differences(kept, now.scaled(QSize(480, 740)))) == 1
