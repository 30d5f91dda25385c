"""Rows and groups of the settings."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.choices import Toggle
from desktop.ui.dialogs.choice_select import ChoiceSelect
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


def test_long_control_goes_below_the_words_in_a_narrow_page(theme: Theme, qtbot: QtBot) -> None:
    page = SettingsPage(theme)
    qtbot.addWidget(page)
    select = ChoiceSelect(theme, "Seen by", [("all", "Anyone with my username")])
    toggle = Toggle(theme, "Enter sends")
    words = "People who may not see it are told nothing else."
    long, short = (page.add_row("Seen by", words, control) for control in (select, toggle))
    page.resize(300, 400)
    show_active(page)
    title, told = long.findChildren(QLabel)

    assert select.y() > told.geometry().bottom()
    assert select.x() == title.x() == told.x()
    assert told.width() == long.width()
    assert toggle.x() > short.findChildren(QLabel)[0].x()

    page.resize(600, 400)
    QCoreApplication.processEvents()

    assert select.x() > told.geometry().right()


def test_long_title_is_read_whole_in_a_narrow_page(theme: Theme, qtbot: QtBot) -> None:
    page = SettingsPage(theme)
    qtbot.addWidget(page)
    toggle = Toggle(theme, "Keep running")
    row = page.add_row("Keep running when the window is closed and nobody is there", "", toggle)
    page.resize(240, 300)
    show_active(page)
    title = row.findChildren(QLabel)[0]

    assert title.height() >= title.heightForWidth(title.width())
    assert title.height() > title.sizeHint().height()
