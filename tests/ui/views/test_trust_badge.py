"""The shield in the head of a conversation."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.core.records import Trust
from desktop.ui.theme import Theme
from desktop.ui.trust_text import trust_sign
from desktop.ui.views.trust_badge import TrustBadge


@pytest.fixture
def badge(theme: Theme, qtbot: QtBot) -> TrustBadge:
    badge = TrustBadge(theme)
    qtbot.addWidget(badge)
    return badge


@pytest.mark.parametrize("trust", Trust)
def test_badge_says_the_state(badge: TrustBadge, trust: Trust) -> None:
    badge.show_trust(trust)

    word = trust_sign(trust).word
    assert badge.text() == word
    assert word in {badge.accessibleName(), badge.accessibleDescription()}
    badge.resize(badge.sizeHint())
    before = badge.grab().toImage()
    badge.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert badge.grab().toImage() != before


def test_badge_of_a_new_contact_is_named_by_what_it_does(badge: TrustBadge) -> None:
    assert badge.accessibleName() == "Verify"
    assert badge.accessibleDescription() == "Not verified"

    badge.show_trust(Trust.VERIFIED)

    assert badge.accessibleName() == "Verified"


def test_word_is_never_cut(badge: TrustBadge) -> None:
    badge.show_trust(Trust.VERIFIED_CHANGED)

    assert badge.minimumSizeHint() == badge.sizeHint()
