"""The frame of the settings."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.dialogs.settings_sections import SECTIONS, Section
from tests.ui.conftest import Desk
from tests.ui.dialogs.conftest import settings_context


def open_dialog(desk: Desk, window: QWidget) -> SettingsDialog:
    dialog = SettingsDialog(settings_context(desk), window)
    dialog.open()
    return dialog


def test_privacy_is_shown_first_and_account_is_one_click_away(
    desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    dialog = open_dialog(desk, window)
    assert dialog.page("privacy").isVisible()

    names = {section.accessibleName(): section for section in dialog.sections}
    with qtbot.waitSignal(dialog.section_shown):
        names["Account"].click()

    assert dialog.page("account").isVisible()
    assert not dialog.page("privacy").isVisible()
    assert names["Account"].isChecked()
    assert not names["Privacy"].isChecked()


@pytest.mark.parametrize("size", [(1180, 740), (640, 480), (480, 480)])
def test_card_stands_inside_the_window(desk: Desk, window: QWidget, size: tuple[int, int]) -> None:
    dialog = open_dialog(desk, window)

    window.resize(*size)
    QCoreApplication.processEvents()

    assert window.rect().contains(dialog.card.geometry())
    assert not window.grab().isNull()


def test_settings_are_painted_in_both_looks_and_directions(desk: Desk, window: QWidget) -> None:
    dialog = open_dialog(desk, window)
    pictures = [window.grab().toImage()]
    desk.theme.choose("dark")
    pictures.append(window.grab().toImage())
    dialog.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    pictures.append(window.grab().toImage())

    assert all(one != other for one in pictures for other in pictures if one is not other)


def test_escape_closes(desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    dialog = open_dialog(desk, window)
    assert dialog.hasFocus()

    with qtbot.waitSignal(dialog.closed):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_every_section_has_a_page_that_is_made_once(
    desk: Desk, window: QWidget, section: Section
) -> None:
    dialog = open_dialog(desk, window)

    dialog.show_section(section.key)

    assert dialog.page(section.key).isVisible()
    assert dialog.page(section.key) is dialog.page(section.key)
    assert dialog._title.text() == section.title()


def test_words_are_found_in_every_section_and_lead_there(desk: Desk, window: QWidget) -> None:
    dialog = open_dialog(desk, window)

    QTest.keyClicks(dialog.search.edit, "TRAY start")
    names = [hit.accessibleName() for hit in dialog.results.hits]
    assert names == ["Start in the tray, Notifications"]
    assert dialog.results.isVisible()
    assert not any(section.isChecked() for section in dialog.sections)

    QTest.keyClick(dialog.search.edit, Qt.Key.Key_Down)
    QTest.keyClick(dialog.results.hits[0], Qt.Key.Key_Space)

    page = dialog.page("notifications")
    assert page.isVisible()
    assert window.focusWidget().accessibleName() == "Start in the tray"
    assert dialog.search.text == ""


def test_nothing_found_is_said_and_emptied_leads_back(desk: Desk, window: QWidget) -> None:
    dialog = open_dialog(desk, window)

    QTest.keyClicks(dialog.search.edit, "zebra")
    assert dialog.results.hits == []
    assert dialog.results._nothing.isVisible()

    QTest.keyClick(dialog.search.edit, Qt.Key.Key_Escape)
    assert dialog.page("privacy").isVisible()
    QTest.keyClick(dialog.search.edit, Qt.Key.Key_Escape)
    assert dialog.isHidden()


def test_section_chosen_while_searching_is_shown(desk: Desk, window: QWidget) -> None:
    dialog = open_dialog(desk, window)
    QTest.keyClicks(dialog.search.edit, "theme")

    dialog.sections[0].click()

    assert dialog.page("account").isVisible()
    assert dialog.search.text == ""
