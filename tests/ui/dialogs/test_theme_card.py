"""The pictures of the looks."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.theme_card import ThemeCard
from desktop.ui.preferences import ThemeChoice
from desktop.ui.theme import Theme
from desktop.ui.tokens import DARK, LIGHT
from tests.ui.conftest import show_active


def grounds(card: ThemeCard) -> list[str]:
    """Return the colour of the window at the start and at the end of the picture."""
    image = card.grab().toImage()
    return [QColor(image.pixelColor(x, 95)).name().upper() for x in (80, 140)]


def test_picture_shows_the_look_that_is_chosen(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    choices: tuple[ThemeChoice, ...] = ("light", "dark", "system")
    cards = {choice: ThemeCard(theme, choice, choice, holder) for choice in choices}
    for card in cards.values():
        card.resize(card.sizeHint())
    show_active(holder)

    assert grounds(cards["light"]) == [LIGHT.window] * 2
    assert grounds(cards["dark"]) == [DARK.window] * 2
    assert grounds(cards["system"]) == [LIGHT.window, DARK.window]


def test_whole_card_can_be_clicked_and_shows_its_ring(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    card = ThemeCard(theme, "dark", "Dark", holder)
    card.resize(card.sizeHint())
    show_active(holder)
    plain = card.grab().toImage()

    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert card.isChecked()
    chosen = card.grab().toImage()
    card.clearFocus()
    card.setFocus(Qt.FocusReason.TabFocusReason)

    assert plain != chosen
    assert chosen != card.grab().toImage()
