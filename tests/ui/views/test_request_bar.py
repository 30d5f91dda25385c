"""The foot of a request."""

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop.ui.buttons import Button
from desktop.ui.theme import Theme
from desktop.ui.views.request_bar import RequestBar
from protocol.messages import PresenceRule
from tests.ui.conftest import show_active


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> RequestBar:
    bar = RequestBar(theme)
    qtbot.addWidget(bar)
    return bar


@pytest.mark.parametrize("name", ["Accept", "Delete", "Block"])
def test_every_button_asks(bar: RequestBar, qtbot: QtBot, name: str) -> None:
    buttons = {button.accessibleName(): button for button in bar.findChildren(Button)}

    with qtbot.waitSignal(getattr(bar, f"{name.lower()}_requested")):
        buttons[name].click()


def test_promise_holds_for_who_shows_presence_to_everybody(bar: RequestBar) -> None:
    bar.show_person("Ivo", PresenceRule.EVERYBODY)

    assert bar._title.text() == "Let Ivo write to you?"
    assert bar._promise.text() == "Until then Ivo cannot see that you read this."


@pytest.mark.parametrize("rule", [PresenceRule.CONTACTS, PresenceRule.NOBODY])
def test_hidden_presence_is_promised_too(bar: RequestBar, rule: PresenceRule) -> None:
    bar.show_person("Ivo", rule)

    assert "or that you are online" in bar._promise.text()


def test_buttons_stand_below_the_words_where_it_is_narrow(bar: RequestBar) -> None:
    bar.show_person("Ivo", PresenceRule.EVERYBODY)
    show_active(bar)
    wide = bar.sizeHint().height()

    bar.set_narrow(is_narrow=True)
    QCoreApplication.processEvents()

    assert bar.sizeHint().height() > wide + 36
    assert not bar.grab().isNull()
