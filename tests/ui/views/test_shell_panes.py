"""How the window's width is shared out."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme
from desktop.ui.views.shell_panes import ShellPanes


class Window(QWidget):
    """A window of empty columns."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.preferences = PreferenceStore()
        self.rail, self.conversation = QWidget(self), QWidget(self)
        self.rail.setFixedWidth(56)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.panes = ShellPanes(
            theme,
            self.preferences,
            rail=self.rail,
            conversation=self.conversation,
            row=row,
            parent=self,
        )
        self.panes.lists.addWidget(QWidget())
        row.addWidget(self.rail)
        row.addWidget(self.panes, 1)
        self.show()

    def arrange(self, width: int, *, has_details: bool = False) -> bool:
        self.resize(width, 740)
        QCoreApplication.processEvents()
        has_changed = self.panes.arrange(width, has_details=has_details)
        QCoreApplication.processEvents()
        return has_changed


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> Window:
    window = Window(theme)
    qtbot.addWidget(window)
    return window


def test_list_has_the_width_that_is_remembered(window: Window) -> None:
    window.preferences.change(list_width=400)
    window.arrange(1180)
    window.panes.place_list()

    assert window.panes.lists.width() == 399
    assert not window.panes.is_narrow


def test_conversation_keeps_its_width_before_the_list(window: Window) -> None:
    window.preferences.change(list_width=420)
    window.arrange(1180, has_details=True)

    assert window.panes.lists.width() < 420
    assert window.conversation.width() >= 480


def test_change_between_one_pane_and_two_is_told_once(window: Window) -> None:
    assert not window.arrange(1180)
    assert window.arrange(600)
    assert window.panes.is_narrow
    assert not window.arrange(590)
    assert window.arrange(900)


def test_one_pane_is_the_wanted_one(window: Window) -> None:
    window.arrange(600)

    window.panes.show_panes(is_list_wanted=True)
    assert window.rail.isVisible()
    assert window.panes.lists.isVisible()
    assert not window.conversation.isVisible()

    window.panes.show_panes(is_list_wanted=False)
    assert not window.rail.isVisible()
    assert not window.panes.lists.isVisible()
    assert window.conversation.isVisible()


def test_width_is_remembered_only_where_there_are_two(window: Window) -> None:
    window.arrange(1180)
    window.panes.setSizes([360, 700])
    window.panes.splitterMoved.emit(360, 1)
    kept = window.preferences.values.list_width
    assert 350 < kept < 370

    window.arrange(600)
    window.panes.splitterMoved.emit(500, 1)
    assert window.preferences.values.list_width == kept
