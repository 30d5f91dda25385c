"""The menu of a conversation's head."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from desktop.core.records import Relation
from desktop.ui.dialogs.contact_menu import ContactMenu
from desktop.ui.menu_row import MenuRow
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import FakeMessenger


def open_menu(theme: Theme, window: QWidget, relation: Relation = Relation.ACCEPTED) -> ContactMenu:
    messenger = FakeMessenger()
    contact = messenger.conversation(messenger.add_contact("bob", relation=relation)).contact
    menu = ContactMenu(theme, contact, QRect(1128, 14, 36, 36), window)
    menu.open()
    return menu


def rows(menu: ContactMenu) -> dict[str, MenuRow]:
    return {row.accessibleName(): row for row in menu.findChildren(MenuRow)}


def test_menu_stands_below_its_button(theme: Theme, window: QWidget) -> None:
    menu = open_menu(theme, window)

    assert menu.card.geometry().top() > 36
    assert window.rect().contains(menu.card.geometry())
    menu.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    menu.place_card()
    assert window.rect().contains(menu.card.geometry())
    assert menu._first.hasFocus()


@pytest.mark.parametrize(
    ("relation", "name", "signal"),
    [
        (Relation.ACCEPTED, "Safety number…", "verify_requested"),
        (Relation.ACCEPTED, "Block", "block_requested"),
        (Relation.BLOCKED, "Unblock", "unblock_requested"),
    ],
)
def test_every_entry_asks_and_closes(
    theme: Theme, window: QWidget, relation: Relation, name: str, signal: str
) -> None:
    menu = open_menu(theme, window, relation)
    told: list[bool] = []
    getattr(menu, signal).connect(lambda: told.append(menu.isHidden()))

    rows(menu)[name].click()

    # Closed before it tells: another dialog may open at once.
    assert told == [True]


def test_blocked_contact_cannot_be_blocked_again(theme: Theme, window: QWidget) -> None:
    assert "Block" not in rows(open_menu(theme, window, Relation.BLOCKED))


def test_menu_of_a_row_begins_where_it_was_asked_for(theme: Theme, window: QWidget) -> None:
    messenger = FakeMessenger()
    contact = messenger.conversation(messenger.add_contact("bob")).contact
    menu = ContactMenu(theme, contact, QRect(200, 100, 1, 1), window)
    menu.open()
    assert menu.card.geometry().left() == 200

    low = ContactMenu(theme, contact, QRect(200, 735, 1, 1), window)
    low.open()
    assert window.rect().contains(low.card.geometry())
