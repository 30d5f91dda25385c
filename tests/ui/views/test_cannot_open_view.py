"""The page instead of an empty profile."""

from pytestqt.qtbot import QtBot

from desktop.errors import DatabaseTooNew, DatabaseUnreadable, KeyringLocked
from desktop.ui.buttons import Button
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.cannot_open_view import CannotOpenView
from desktop.ui.views.choice_card import ChoiceCard
from tests.helpers.fake_messenger import NOON_MS


def test_page_says_what_happened_and_that_nothing_is_lost(theme: Theme, qtbot: QtBot) -> None:
    view = CannotOpenView(theme)
    qtbot.addWidget(view)

    view.show_error(describe(DatabaseUnreadable()), NOON_MS)
    assert "Nothing has been deleted" in view._words.text()
    assert view._code.text() == "database-unreadable"
    assert view._time.text() == "24 November, 12:00"

    view.show_error(describe(DatabaseTooNew()), NOON_MS)
    assert "newer SecureChat" in view._words.text()


def test_ways_on_are_the_code_trying_again_and_quitting(theme: Theme, qtbot: QtBot) -> None:
    view = CannotOpenView(theme)
    qtbot.addWidget(view)
    view.offer_recovery(is_offered=True)
    recover, again = view._recover, view._again
    [leave] = view.findChildren(Button)
    cards = set(view.findChildren(ChoiceCard)) - set(view.rescue.findChildren(ChoiceCard))
    assert cards == {recover, again}

    with qtbot.waitSignal(view.recovery_requested):
        recover._head.click()
    with qtbot.waitSignal(view.retry_requested):
        again._head.click()
    with qtbot.waitSignal(view.quit_requested):
        leave.click()


def test_code_is_offered_where_there_is_one(theme: Theme, qtbot: QtBot) -> None:
    view = CannotOpenView(theme)
    qtbot.addWidget(view)
    view.show_error(describe(KeyringLocked()), NOON_MS)

    view.offer_recovery(is_offered=False)
    assert view._recover.isHidden()
    view.offer_recovery(is_offered=True)
    assert not view._recover.isHidden()
