"""Losses are told in plain words."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.rescue_records import SalvageReport
from desktop.ui.theme import Theme
from desktop.ui.views.saved_history_bar import SavedHistoryBar


def report(**changes: int | bool) -> SalvageReport:
    values = {"messages": 30, "lost_messages": 0, "lost_people": 0, "is_exact": True} | changes
    return SalvageReport(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "words", "absent"),
    [
        (report(), ["30", "None is lost"], ["without a name"]),
        (report(lost_messages=17), ["17 could not"], ["or more", "None is lost"]),
        (report(lost_messages=17, is_exact=False), ["17 or more"], ["None is lost"]),
        (report(lost_people=2), ["2", "without a name"], []),
    ],
)
def test_bar_says_what_there_is(
    theme: Theme, qtbot: QtBot, what: SalvageReport, words: list[str], absent: list[str]
) -> None:
    bar = SavedHistoryBar(theme)
    qtbot.addWidget(bar)

    bar.show_report(what)

    assert all(part in bar.text for part in [*words, "nothing is sent"])
    assert not any(part in bar.text for part in absent)
