"""Why nothing can be delivered to a contact now, in words, and the button that asks again."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.records import ASK_AGAIN_AFTER_MS, ContactId, ContactRecord
from desktop.ui.theme import Theme
from desktop.ui.views.held_bar import HeldBar
from protocol.ids import AccountId, Username
from tests.helpers.fake_messenger import NOON_MS


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now_ms = NOON_MS

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bar(theme: Theme, clock: Clock, qtbot: QtBot) -> HeldBar:
    bar = HeldBar(theme, clock)
    qtbot.addWidget(bar)
    return bar


def bob(*, held_since_ms: int = 0, keyless_since_ms: int = 0) -> ContactRecord:
    return ContactRecord(
        id=ContactId(1),
        account=AccountId(bytes(32)),
        username=Username("bob"),
        is_name_confirmed=True,
        held_since_ms=held_since_ms,
        keyless_since_ms=keyless_since_ms,
    )


def test_nothing_is_said_while_messages_go_out(bar: HeldBar) -> None:
    bar.show_contact(bob())
    assert bar.text == ""
    bar.show_contact(None)
    assert bar.text == ""


def test_mailbox_that_refuses_is_told_with_the_time_of_the_next_asking(bar: HeldBar) -> None:
    bar.show_contact(bob(held_since_ms=NOON_MS))

    assert bar.text.startswith("Messages to bob cannot be delivered now. They wait here")
    assert "ask again from" in bar.text
    assert "12:00 on" in bar.text
    assert "{" not in bar.text
    assert bar._bar._button.isHidden()
    assert bar._due.isActive()


def test_asking_is_offered_once_a_day_has_passed(bar: HeldBar, clock: Clock, qtbot: QtBot) -> None:
    bar.show_contact(bob(held_since_ms=NOON_MS))
    clock.now_ms += ASK_AGAIN_AFTER_MS
    bar._due.timeout.emit()

    assert "whether you may still write" in bar.text
    assert not bar._bar._button.isHidden()
    assert not bar._due.isActive()
    with qtbot.waitSignal(bar.ask_requested):
        bar._bar._button.click()


def test_somebody_away_for_too_long_cannot_be_asked(bar: HeldBar) -> None:
    bar.show_contact(bob(keyless_since_ms=NOON_MS))

    assert "bob was not online for a long time" in bar.text
    assert bar._bar._button.isHidden()
    bar.show_contact(bob())
    assert bar.text == ""
