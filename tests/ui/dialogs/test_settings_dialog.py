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
