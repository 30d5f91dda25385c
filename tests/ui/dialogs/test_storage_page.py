"""The page about room on this computer."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.errors import DiskFull
from desktop.ui.dialogs.storage_page import StoragePage, build
from tests.ui.conftest import Desk
from tests.ui.dialogs.conftest import settings_context


@pytest.fixture
def page(desk: Desk, window: QWidget) -> StoragePage:
    page = build(settings_context(desk), window)
    page.show()
    desk.settle()
    return page


def test_sizes_are_written_for_people(page: StoragePage) -> None:
    assert page.database.text() == "12.4 MB, 41,210 messages"
    assert page.unused.text() == "1.3 MB"
    assert page.copies.text() == "9.8 MB"


def test_unused_room_is_given_back(page: StoragePage, desk: Desk) -> None:
    page.give_back.click()
    assert not page.give_back.isEnabled()
    desk.settle()

    assert desk.messenger.called("give_back_space") == [()]
    assert page.unused.text().startswith("0")
    assert page.give_back.isHidden()


def test_copies_are_deleted_after_a_second_click(page: StoragePage, desk: Desk) -> None:
    page.delete.click()
    desk.settle()
    assert desk.messenger.called("delete_copies") == []

    page.really.click()
    desk.settle()

    assert desk.messenger.called("delete_copies") == [()]
    assert page.copies.text().startswith("0")
    assert page.delete.isHidden()
    assert page.really.isHidden()


def test_failure_is_said_and_may_be_tried_again(page: StoragePage, desk: Desk) -> None:
    desk.messenger.faults["give_back_space"] = DiskFull("give back")

    page.give_back.click()
    desk.settle()

    assert page._fault.isVisible()
    assert page.give_back.isEnabled()
