"""What can be done about a history that does not open, asked by the window."""

from desktop.core.rescue_records import RescueRecord
from desktop.errors import DatabaseUnreadable
from tests.ui.conftest import Desk


def test_answers_come_as_signals(desk: Desk) -> None:
    desk.messenger.rescue = RescueRecord(copy_made_ms=5, can_salvage=True)
    rescue = desk.bridge.rescue
    told: list[object] = []
    rescue.found.connect(told.append)
    rescue.copy_restored.connect(lambda: told.append("copy"))
    rescue.saved_opened.connect(told.append)

    rescue.find()
    rescue.restore_copy()
    rescue.open_saved()
    desk.settle()

    assert told == [desk.messenger.rescue, "copy", desk.messenger.saved]


def test_what_fails_is_told_in_words(desk: Desk) -> None:
    failed: list[object] = []
    desk.bridge.rescue.failed.connect(failed.append)
    for name in ("find_rescue", "restore_copy", "open_saved"):
        desk.messenger.faults[name] = DatabaseUnreadable()

    desk.bridge.rescue.find()
    desk.bridge.rescue.restore_copy()
    desk.bridge.rescue.open_saved()
    desk.settle()

    assert [getattr(error, "code", "") for error in failed] == ["database-unreadable"] * 3
