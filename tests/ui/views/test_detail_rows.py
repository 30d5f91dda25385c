"""Rows and the card of trust in the details."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import Trust
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.detail_rows import DetailRow, TrustCard


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    holder = QWidget()
    qtbot.addWidget(holder)
    return holder


@pytest.mark.parametrize(
    ("trust", "ground", "word"),
    [
        (Trust.UNVERIFIED, "list", "Not verified"),
        (Trust.VERIFIED, "good_ground", "Verified"),
        (Trust.CHANGED, "warning_ground", "Key changed"),
        (Trust.VERIFIED_CHANGED, "danger_ground", "No longer verified"),
    ],
)
def test_card_says_how_things_stand(
    theme: Theme, holder: QWidget, trust: Trust, ground: str, word: str
) -> None:
    card = TrustCard(theme, holder)
    card.resize(280, 60)

    card.show_trust(trust)

    assert card.accessibleDescription().startswith(f"{word}. ")
    color = QColor(card.grab().toImage().pixelColor(140, 4)).name()
    assert color == theme.tokens.color(ground).name()


def test_row_shows_how_it_stands_if_there_is_room(theme: Theme, holder: QWidget) -> None:
    row = DetailRow(theme, "pencil", "Your name", parent=holder)
    row.resize(296, 44)
    plain = row.grab().toImage()

    row.show_text("Your name", "Mira Sandoval " * 9)

    assert row.accessibleDescription().startswith("Mira Sandoval")
    long = row.grab().toImage()
    assert long != plain
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert row.grab().toImage() != long
    row.resize(90, 44)
    narrow = row.grab().toImage()
    row.show_text("Your name")
    assert row.grab().toImage() == narrow


def test_words_that_do_not_fit_end_with_an_ellipsis(theme: Theme, holder: QWidget) -> None:
    row = DetailRow(theme, "ban", "Block Robert, who lives above the harbour", parent=holder)
    row.resize(220, 44)
    long = row.grab().toImage()

    row.show_text("Block Robert, who lives above the harbour" + " and the market" * 5)
    assert row.grab().toImage() == long
    style = TypeStyle.BODY
    room = 220 - 8 - 20 - 16 - 8
    row.show_text(
        style.metrics.elidedText(
            "Block Robert, who lives above the harbour", Qt.TextElideMode.ElideRight, room
        )
    )

    assert row.text().endswith("…")
    assert row.grab().toImage() == long
