"""How many held messages came in, and until when."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop.core.events import CatchUpProgressed, ConnectionChanged
from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.ui.theme import Theme
from desktop.ui.views.catch_up_bar import CatchUpBar
from tests.helpers.fake_messenger import NOON_MS

_DAY_MS = 86_400_000


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> CatchUpBar:
    bar = CatchUpBar(theme, lambda: NOON_MS)
    qtbot.addWidget(bar)
    bar.resize(320, 38)
    return bar


def state(state: ConnectionState) -> ConnectionChanged:
    return ConnectionChanged(state=state, trouble=ConnectionTrouble.NONE)


def progress(done: int, share: float, *, days_ago: int = 0) -> CatchUpProgressed:
    return CatchUpProgressed(done=done, share=share, reached_ms=NOON_MS - days_ago * _DAY_MS)


def filled(bar: CatchUpBar, theme: Theme) -> list[bool]:
    """Return for each place of the line from left to right whether it is filled."""
    image = bar._track.grab().toImage()
    accent, ratio = QColor(theme.tokens.accent), image.devicePixelRatio()
    middle = image.height() // 2
    places = range(4, bar._track.width() - 4)
    return [image.pixelColor(round(x * ratio), middle) == accent for x in places]


def test_count_and_how_far_in_time_are_told(bar: CatchUpBar) -> None:
    bar.show_progress(progress(2_300, 0.25, days_ago=1))
    assert bar.text == "Catching up, 2,300 messages, up to Yesterday"
    assert bar._count.text() == "2,300 messages, up to Yesterday"

    bar.show_progress(progress(9_300, 0.9))

    assert bar.text == "Catching up, 9,300 messages, up to 12:00"


def test_line_fills_from_the_leading_side(bar: CatchUpBar, theme: Theme) -> None:
    bar.show_progress(progress(2_300, 0.25))
    places = filled(bar, theme)
    assert places == sorted(places, reverse=True)
    assert sum(places) / len(places) == pytest.approx(0.25, abs=0.03)

    bar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert filled(bar, theme) == places[::-1]
    bar.show_progress(progress(9_000, 1.0))
    assert all(filled(bar, theme))


def test_a_few_messages_are_not_worth_a_bar(bar: CatchUpBar) -> None:
    bar.show_progress(progress(3, 1.0))

    assert bar.text == ""


@pytest.mark.parametrize("after", [ConnectionState.ONLINE, ConnectionState.OFFLINE])
def test_bar_goes_once_nothing_more_comes(bar: CatchUpBar, after: ConnectionState) -> None:
    bar.show_progress(progress(100, 0.5))
    bar.show_state(state(ConnectionState.CATCHING_UP))
    assert bar.text

    bar.show_state(state(after))

    assert bar.text == ""
