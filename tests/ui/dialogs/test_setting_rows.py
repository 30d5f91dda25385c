"""Rows and groups of the settings."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.choices import Toggle
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


def test_row_has_its_words_at_the_start_and_its_control_at_the_end(
    theme: Theme, qtbot: QtBot
) -> None:
    page = SettingsPage(theme)
    qtbot.addWidget(page)
    page.add_heading("Behaviour")
    toggle = Toggle(theme, "Enter sends")
    row = page.add_row("Enter sends", "Otherwise Ctrl Enter does.", toggle)
    page.add_line()
    page.resize(600, 200)
    show_active(page)
    title = row.findChildren(QLabel)[0]
    assert row.height() >= 56
    assert title.x() < toggle.x()

    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QCoreApplication.processEvents()

    assert title.geometry().right() > toggle.geometry().right()
