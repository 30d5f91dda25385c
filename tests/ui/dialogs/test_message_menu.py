"""The menu of messages: only what can be done with them, each entry asks for one thing."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from desktop.core.records import DeliveryState, MessageKind, MessageRecord
from desktop.ui.dialogs.message_menu import MessageMenu
from desktop.ui.menu_row import MenuRow
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import FakeMessenger

URL = "https://a.example"


def message(**fields: object) -> MessageRecord:
    messenger = FakeMessenger()
    return messenger.add_message(messenger.add_contact("bob"), "hi", **fields)  # type: ignore[arg-type]


def open_menu(
    theme: Theme, window: QWidget, *records: MessageRecord, url: str = "", is_marked: bool = False
) -> tuple[MessageMenu, dict[str, MenuRow]]:
    menu = MessageMenu(theme, records, url, QPoint(50, 50), window, has_marked_text=is_marked)
    menu.open()
    return menu, {row.text(): row for row in menu.findChildren(MenuRow)}


def test_received_text_offers_what_fits(theme: Theme, window: QWidget) -> None:
    _, rows = open_menu(theme, window, message())

    assert list(rows) == ["Copy text", "Select", "Info", "Delete here…"]


def test_address_adds_its_entries(theme: Theme, window: QWidget) -> None:
    menu, rows = open_menu(theme, window, message(), url=URL)
    asked: list[str] = []
    menu.link_copy_requested.connect(lambda url: asked.append(f"copy {url}"))
    menu.link_requested.connect(lambda url: asked.append(f"open {url}"))

    rows["Copy link"].click()
    rows["Open link…"].click()

    assert asked == [f"copy {URL}", f"open {URL}"]


def test_message_that_waits_cannot_be_deleted(theme: Theme, window: QWidget) -> None:
    _, rows = open_menu(theme, window, message(is_own=True, state=DeliveryState.WAITING))

    assert "Delete here…" not in rows


def test_unreadable_message_has_no_text_to_copy(theme: Theme, window: QWidget) -> None:
    unreadable = message(kind=MessageKind.UNREADABLE)

    assert "Copy text" not in open_menu(theme, window, unreadable)[1]
    assert "Copy text" in open_menu(theme, window, unreadable, is_marked=True)[1]


def test_several_are_copied_and_deleted_together(theme: Theme, window: QWidget) -> None:
    _, rows = open_menu(theme, window, message(), message(is_own=True))

    assert list(rows) == ["Copy 2 messages", "Delete here…"]


@pytest.mark.parametrize(
    ("entry", "signal"),
    [
        ("Copy text", "copy_requested"),
        ("Select", "choose_requested"),
        ("Info", "info_requested"),
        ("Try again", "retry_requested"),
        ("Delete here…", "delete_requested"),
    ],
)
def test_every_entry_asks(theme: Theme, window: QWidget, entry: str, signal: str) -> None:
    menu, rows = open_menu(theme, window, message(is_own=True, state=DeliveryState.FAILED))
    told: list[bool] = []
    getattr(menu, signal).connect(lambda: told.append(menu.isHidden()))

    rows[entry].click()

    assert told == [True]
