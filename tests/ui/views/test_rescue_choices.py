"""Only what would do something is offered."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.rescue_records import RescueRecord
from desktop.ui.theme import Theme
from desktop.ui.views.rescue_choices import RescueChoices
from tests.helpers.fake_messenger import NOON_MS


@pytest.fixture
def choices(theme: Theme, qtbot: QtBot) -> RescueChoices:
    choices = RescueChoices(theme)
    qtbot.addWidget(choices)
    choices.show()
    return choices


@pytest.mark.parametrize("copy", [None, NOON_MS])
@pytest.mark.parametrize("can_salvage", [True, False])
def test_cards_follow_what_can_be_done(
    choices: RescueChoices, copy: int | None, can_salvage: bool
) -> None:
    choices.offer(RescueRecord(copy_made_ms=copy, can_salvage=can_salvage))

    assert choices.salvage.isVisible() is can_salvage
    assert (choices.copy is not None) is (copy is not None)
    assert choices.report.isVisible()


def test_a_second_answer_replaces_the_first(choices: RescueChoices) -> None:
    for _ in range(2):
        choices.offer(RescueRecord(copy_made_ms=NOON_MS, can_salvage=True))
    asked: list[str] = []
    choices.copy_requested.connect(lambda: asked.append("copy"))
    choices.salvage_requested.connect(lambda: asked.append("salvage"))
    choices.report_requested.connect(lambda: asked.append("report"))

    assert choices.copy is not None
    for card in (choices.copy, choices.salvage, choices.report):
        card.chosen.emit()

    assert asked == ["copy", "salvage", "report"]
