"""A window for dialogs to cover, and what pages of the settings are given."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import Privacy
from desktop.ui.dialogs.settings_context import SettingsContext
from tests.ui.conftest import Desk, show_active


def settings_context(desk: Desk) -> SettingsContext:
    """Return what a page is given, over a messenger in memory."""
    return SettingsContext(
        theme=desk.theme,
        bridge=desk.bridge,
        preferences=desk.preferences,
        privacy=Privacy,
        find_blocked=list,
    )


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(1180, 740)
    qtbot.addWidget(window)
    show_active(window)
    return window
