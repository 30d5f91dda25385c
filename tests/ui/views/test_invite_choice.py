"""The card for an invite on the first page."""

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.core.records import InviteFound
from desktop.ui.theme import Theme
from desktop.ui.views.invite_choice import InviteChoice
from protocol.ids import AccountId, Username
from tests.helpers.fake_messenger import INVITE
from tests.ui.conftest import show_active

FOUND = InviteFound(
    username=Username("bob"),
    account=AccountId(bytes(32)),
    relay_address="wss://chat.example",
    is_other_relay=False,
)


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> InviteChoice:
    QGuiApplication.clipboard().clear()
    card = InviteChoice(theme)
    qtbot.addWidget(card)
    card.set_open(is_open=True)
    show_active(card)
    return card


def test_invite_on_the_clipboard_is_taken(card: InviteChoice) -> None:
    read: list[str] = []
    card.read_requested.connect(read.append)
    QGuiApplication.clipboard().setText(f" {INVITE}\n")

    card.begin()

    assert read == [INVITE]


def test_other_texts_on_the_clipboard_are_left_alone(card: InviteChoice) -> None:
    QGuiApplication.clipboard().setText("my secret shopping list")

    card.begin()

    assert card.link == ""


def test_another_invite_can_be_used(card: InviteChoice) -> None:
    card.field.set_text(INVITE)
    card.show_found(INVITE, FOUND)
    assert card.name.isVisible()
    assert card.field.isHidden()

    card._other.click()

    assert card.field.isVisible()
    assert card.name.isHidden()
    assert card.link == ""


def test_answer_about_another_link_is_not_shown(card: InviteChoice) -> None:
    card.field.set_text(INVITE)

    card.show_found(INVITE + "x", FOUND)

    assert card.name.isHidden()
