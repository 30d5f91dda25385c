"""From a page that says why nothing opens to a history that can at least be read."""

import logging
import logging.handlers
from pathlib import Path

import pytest

from desktop.core.rescue_records import RescueRecord, SalvageReport, SavedHistory
from desktop.errors import DatabaseUnreadable, DiskFull, KeyringLocked
from desktop.ui.main_window import MainWindow
from desktop.ui.views.cannot_open_view import CannotOpenView
from tests.helpers.fake_messenger import NOON_MS, OWN_NAME
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES


def open_damaged(desk: Desk, error: Exception | None = None) -> tuple[MainWindow, CannotOpenView]:
    """Show a window over a profile that does not open."""
    bob = desk.messenger.add_contact("bob")
    desk.messenger.add_message(bob, "hello", is_told=False)
    desk.messenger.rescue = RescueRecord(copy_made_ms=NOON_MS, can_salvage=True)
    desk.messenger.saved = SavedHistory(
        username=OWN_NAME,
        report=SalvageReport(messages=1, lost_messages=2, lost_people=0, is_exact=True),
    )
    desk.messenger.faults["open_profile"] = error or DatabaseUnreadable()
    window = desk.open_window()
    page = window._cannot_open
    assert page is not None
    return window, page


def test_damaged_history_offers_everything(desk: Desk) -> None:
    """FT-17: the page stands where chats would, never an empty profile."""
    window, page = open_damaged(desk)

    assert window._pages.currentWidget() is page
    assert page.rescue.salvage.isVisible()
    assert page.rescue.copy is not None
    assert page.rescue.copy.isVisible()
    assert page.rescue.report.isVisible()


def test_locked_keyring_offers_no_salvage(desk: Desk) -> None:
    _, page = open_damaged(desk, KeyringLocked())

    assert not page.rescue.salvage.isVisible()
    assert page.rescue.copy is None
    assert "find_rescue" not in [call[0] for call in desk.messenger.calls]


def test_saved_history_is_shown_to_be_read_alone(desk: Desk) -> None:
    """FT-17."""
    window, page = open_damaged(desk)

    page.rescue.salvage.chosen.emit()
    desk.settle()
    window.shell.chats.choose_row(0)
    desk.settle()

    assert window._pages.currentWidget() is window.shell
    assert "damaged history" in window.rescue.bar.text
    assert not window.shell.conversation.foot.isVisible()
    assert window.shell.conversation.model.rowCount() == 1
    assert "mark_read" not in [call[0] for call in desk.messenger.calls]


def test_closing_it_looks_for_the_profile_again(desk: Desk) -> None:
    window, page = open_damaged(desk)
    page.rescue.salvage.chosen.emit()
    desk.settle()

    window.rescue.bar.pressed.emit()
    desk.settle()

    assert not window.rescue.bar.isVisible()
    window.shell.chats.choose_row(0)
    desk.settle()
    assert window.shell.conversation.foot.isVisible()


def test_copy_is_opened_like_any_profile(desk: Desk) -> None:
    window, page = open_damaged(desk)
    assert page.rescue.copy is not None

    page.rescue.copy.chosen.emit()
    desk.settle()

    assert [call[0] for call in desk.messenger.calls].count("open_profile") == 2
    assert window._pages.currentWidget() is window.shell
    assert not window.rescue.bar.isVisible()


def test_what_does_not_work_is_said_on_the_page(desk: Desk) -> None:
    window, page = open_damaged(desk)
    desk.messenger.faults["open_saved"] = DiskFull()

    page.rescue.salvage.chosen.emit()
    desk.settle()

    assert window._pages.currentWidget() is page
    assert page._code.text() == "disk-full"


def test_chats_that_cannot_be_listed_are_no_empty_list(desk: Desk) -> None:
    """FT-17: a page of the list is damaged although everything else opened."""
    desk.messenger.faults["load_conversations"] = DatabaseUnreadable()
    window = desk.open_window()

    assert window._cannot_open is not None
    assert window._pages.currentWidget() is window._cannot_open


def test_report_is_the_log(desk: Desk, tmp_path: Path) -> None:
    window, _ = open_damaged(desk)
    handler = logging.handlers.RotatingFileHandler(tmp_path / "app.log")
    logging.getLogger().addHandler(handler)
    try:
        (tmp_path / "app.log").write_text("open: DatabaseUnreadable")
        window.rescue.write_report(str(tmp_path / "report.txt"))
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()

    assert (tmp_path / "report.txt").read_text() == "open: DatabaseUnreadable"


@pytest.mark.parametrize("target", ["none/report.txt"])
def test_report_that_cannot_be_written_is_told(desk: Desk, tmp_path: Path, target: str) -> None:
    window, _ = open_damaged(desk)
    refused: list[object] = []
    window.rescue.refused.connect(refused.append)
    handler = logging.handlers.RotatingFileHandler(tmp_path / "app.log")
    logging.getLogger().addHandler(handler)
    try:
        window.rescue.write_report(str(tmp_path / target))
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()

    assert len(refused) == 1


def test_a_damaged_chat_is_told_with_a_way_on(desk: Desk) -> None:
    """FT-17: everything else goes on; what can be done is one press away."""
    bob = desk.messenger.add_contact("bob")
    window = desk.open_window()
    desk.messenger.faults["load_messages"] = DatabaseUnreadable()

    window.shell.chats.choose(bob)
    desk.settle()
    assert window._pages.currentWidget() is window.shell
    assert "cannot be read" in window.rescue.damage.text

    window.rescue.damage.pressed.emit()
    desk.settle()
    assert window._pages.currentWidget() is window._cannot_open
    assert not window.rescue.damage.isVisible()
    assert "find_rescue" in [call[0] for call in desk.messenger.calls]


def test_other_failures_show_no_damage(desk: Desk) -> None:
    bob = desk.messenger.add_contact("bob")
    window = desk.open_window()
    desk.messenger.faults["load_messages"] = DiskFull()

    window.shell.chats.choose(bob)
    desk.settle()

    assert not window.rescue.damage.isVisible()


def test_what_was_typed_is_kept_on_the_way_to_what_can_be_done(desk: Desk) -> None:
    window = SCENES["damaged-chat"](desk)
    window.shell.conversation.composer.editor.setPlainText("not sent yet")

    window.rescue.damage.pressed.emit()
    desk.settle()
    assert window._cannot_open is not None
    window._cannot_open.retry_requested.emit()
    desk.settle()

    assert window.shell.conversation.composer.editor.toPlainText() == "not sent yet"
