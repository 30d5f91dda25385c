"""Cards: one head that is pressed, one body that opens."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.choice_card import ChoiceCard


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> ChoiceCard:
    card = ChoiceCard(theme, "log-in", "Sign in", "I have one", open_name="Sign in: chosen")
    card.body.addWidget(QLabel("body"))
    qtbot.addWidget(card)
    card.resize(400, 200)
    card.show()
    return card


def test_press_on_the_head_chooses(card: ChoiceCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.chosen):
        QTest.mouseClick(card._head, Qt.MouseButton.LeftButton)


def test_open_card_shows_its_body_and_gives_its_name_to_the_button(card: ChoiceCard) -> None:
    assert card._head.accessibleName() == "Sign in"
    assert card._holder.isHidden()

    card.set_open(is_open=True)

    assert card.is_open
    assert not card._holder.isHidden()
    assert card._head.accessibleName() == "Sign in: chosen"


def test_chosen_card_looks_different(card: ChoiceCard, theme: Theme) -> None:
    plain = card.grab().toImage()
    card.set_ringed(is_ringed=True)
    assert card.grab().toImage() != plain
    card._head.is_ring_shown = True
    theme.choose("dark")
    card.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert card.grab().toImage() != plain


def test_card_without_body_points_onwards(theme: Theme, qtbot: QtBot) -> None:
    card = ChoiceCard(theme, "rotate-cw", "Try again", "Once more", has_body=False)
    qtbot.addWidget(card)

    assert card._head.arrow == "chevron-right"
