"""The lists scroll by pixels and show focus to the keyboard."""

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from desktop.ui.list_view import FocusListView
from tests.ui.conftest import show_active


def test_list_scrolls_by_pixels(qtbot: QtBot) -> None:
    view = FocusListView()
    qtbot.addWidget(view)

    assert view.verticalScrollMode() is QAbstractItemView.ScrollMode.ScrollPerPixel


def test_first_key_shows_the_focus(qtbot: QtBot) -> None:
    view = FocusListView()
    qtbot.addWidget(view)
    view.setModel(QStringListModel(["one", "two"], view))
    show_active(view)
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not view.is_focus_shown

    QTest.keyClick(view, Qt.Key.Key_Down)

    assert view.is_focus_shown
