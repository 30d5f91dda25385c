"""What a search in the settings finds."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.settings_results import SettingsEntry, SettingsResults
from desktop.ui.theme import Theme


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        ("read", True),
        ("RECEIPTS read", True),
        ("both turn", True),
        ("read zebra", False),
        ("", True),
    ],
)
def test_every_word_must_stand_in_title_or_words(wanted: str, is_found: bool, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    entry = SettingsEntry("Read receipts", "Works only when both of you turn it on.", widget)

    assert entry.has(wanted) is is_found


def test_hits_are_replaced_and_chosen(theme: Theme, qtbot: QtBot) -> None:
    results = SettingsResults(theme)
    qtbot.addWidget(results)
    widget = QWidget(results)
    chosen: list[tuple[str, object]] = []
    results.chosen.connect(lambda key, found: chosen.append((key, found)))
    entry = SettingsEntry("Typing", "", widget)

    results.show_found([("privacy", "Privacy", entry)] * 3)
    results.show_found([("privacy", "Privacy", entry)])
    results.resize(500, 300)
    results.show()

    assert [hit.accessibleName() for hit in results.hits] == ["Typing, Privacy"]
    assert not results.grab().isNull()
    results.hits[0].click()  # type: ignore[attr-defined]
    assert chosen == [("privacy", widget)]
