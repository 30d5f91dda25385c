"""The frame of the settings."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import Privacy
from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.theme import Theme


def open_dialog(theme: Theme, window: QWidget) -> SettingsDialog:
    dialog = SettingsDialog(theme, Privacy(), [], window)
    dialog.open()
    return dialog


def test_privacy_is_shown_first_and_account_is_one_click_away(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    dialog = open_dialog(theme, window)
    assert dialog.privacy_page.isVisible()
    assert not dialog.account_page.isVisible()

    names = {section.accessibleName(): section for section in dialog.sections}
    with qtbot.waitSignal(dialog.section_shown):
        names["Account"].click()

    assert dialog.account_page.isVisible()
    assert names["Account"].isChecked()
    assert not names["Privacy"].isChecked()


@pytest.mark.parametrize("size", [(1180, 740), (640, 480), (480, 480)])
def test_card_stands_inside_the_window(
    theme: Theme, window: QWidget, size: tuple[int, int]
) -> None:
    dialog = open_dialog(theme, window)

    window.resize(*size)
    QCoreApplication.processEvents()

    assert window.rect().contains(dialog.card.geometry())
    assert not window.grab().isNull()


def test_settings_are_painted_in_both_looks_and_directions(theme: Theme, window: QWidget) -> None:
    dialog = open_dialog(theme, window)
    pictures = [window.grab().toImage()]
    theme.choose("dark")
    pictures.append(window.grab().toImage())
    dialog.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    pictures.append(window.grab().toImage())

    assert all(one != other for one in pictures for other in pictures if one is not other)


def test_escape_closes(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    dialog = open_dialog(theme, window)
    assert dialog.hasFocus()

    with qtbot.waitSignal(dialog.closed):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
