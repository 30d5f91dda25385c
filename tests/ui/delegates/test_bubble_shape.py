"""The outline of a bubble: small corners only towards its group."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF

from desktop.ui.delegates.bubble_shape import bubble_path
from desktop.ui.models.message_list_model import ShownMessage
from tests.helpers.fake_messenger import FakeMessenger

RECT = QRectF(0, 0, 200, 60)
INSET = 2.5
"""Inside a corner of radius 6, outside one of radius 14."""


def corners(shown: ShownMessage, *, is_at_right: bool) -> list[bool]:
    """Tell which corners are small, from the upper left clockwise."""
    path = bubble_path(RECT, shown, is_at_right=is_at_right)
    box = RECT.adjusted(INSET, INSET, -INSET, -INSET)
    points = (box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft())
    assert path.contains(QPointF(RECT.center()))
    return [path.contains(point) for point in points]


@pytest.fixture
def shown() -> ShownMessage:
    messenger = FakeMessenger()
    record = messenger.add_message(messenger.add_contact("bob"), "hi")
    return ShownMessage(record=record, day="", unread_count=0, starts_group=True, ends_group=True)


def test_single_message_is_round_everywhere(shown: ShownMessage) -> None:
    assert corners(shown, is_at_right=True) == [False] * 4


def test_middle_of_a_group_is_small_at_its_side(shown: ShownMessage) -> None:
    middle = replace(shown, starts_group=False, ends_group=False)

    assert corners(middle, is_at_right=True) == [False, True, True, False]
    assert corners(middle, is_at_right=False) == [True, False, False, True]


def test_ends_of_a_group_are_small_inwards(shown: ShownMessage) -> None:
    assert corners(replace(shown, ends_group=False), is_at_right=False) == [
        False,
        False,
        False,
        True,
    ]
    assert corners(replace(shown, starts_group=False), is_at_right=True) == [
        False,
        True,
        False,
        False,
    ]
