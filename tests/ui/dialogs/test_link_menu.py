"""An address is shown in full before anything is opened; nothing is opened by showing it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs.link_menu import LinkMenu
from desktop.ui.labels import TextLabel
from desktop.ui.links import find_links
from desktop.ui.menu_row import MenuRow
from desktop.ui.theme import Theme


def open_menu(theme: Theme, window: QWidget, text: str) -> LinkMenu:
    [link] = find_links(text)
    menu = LinkMenu(theme, link.url, QPoint(300, 300), window)
    menu.open()
    return menu


def words(menu: LinkMenu) -> list[str]:
    return [label.text().replace("\u200b", "") for label in menu.findChildren(TextLabel)]


def test_host_stands_first_and_alone(theme: Theme, window: QWidget) -> None:
    shown = words(open_menu(theme, window, "https://bank.example.evil.example/bank.example/"))

    assert shown == [
        "This link leads to",
        "bank.example.evil.example",
        "https://bank.example.evil.example/bank.example/",
    ]


def test_imitation_is_shown_in_ascii_with_a_warning(theme: Theme, window: QWidget) -> None:
    shown = words(open_menu(theme, window, "https://раypal.example/"))

    assert shown[1].startswith("xn--")
    assert any("may imitate" in line for line in shown)


def test_foreign_name_is_shown_in_both_forms(theme: Theme, window: QWidget) -> None:
    shown = words(open_menu(theme, window, "https://москва.example/"))

    assert shown[1:3] == ["москва.example", "xn--80adxhks.example"]


def test_page_that_others_can_change_is_told(theme: Theme, window: QWidget) -> None:
    assert any(
        "can read and change" in line
        for line in words(open_menu(theme, window, "http://a.example"))
    )


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_longest_address_stays_inside(
    theme: Theme, window: QWidget, direction: Qt.LayoutDirection
) -> None:
    window.setLayoutDirection(direction)
    host = ".".join(["a" * 60] * 3) + ".example"
    menu = open_menu(theme, window, f"https://{host}/" + "x" * 1_500)

    assert window.rect().contains(menu.card.geometry())
    for label in menu.findChildren(TextLabel):
        assert menu.card.rect().contains(label.geometry())
    assert not menu.grab().isNull()


def test_every_entry_asks_and_cancel_asks_for_nothing(theme: Theme, window: QWidget) -> None:
    asked: list[str] = []
    for entry in ("Open in browser", "Copy link", "Cancel"):
        menu = open_menu(theme, window, "https://a.example/x")
        menu.open_requested.connect(lambda url: asked.append(f"open {url}"))
        menu.copy_requested.connect(lambda url: asked.append(f"copy {url}"))
        rows = {row.text(): row for row in menu.findChildren(MenuRow)}
        rows[entry].click()
        assert menu.isHidden()

    assert asked == ["open https://a.example/x", "copy https://a.example/x"]
