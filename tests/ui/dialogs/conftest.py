"""A window for dialogs to cover."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show_active


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(1180, 740)
    qtbot.addWidget(window)
    show_active(window)
    return window
