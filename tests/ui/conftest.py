"""What tests of the window share: an application without screen, one theme, a desk to work at."""

import os
import time
from collections.abc import Iterator

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import Theme
from tests.ui.desk import Desk, show_active

__all__ = ["Desk", "show_active"]


@pytest.fixture(scope="session")
def shared_theme(qapp: QApplication) -> Theme:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return Theme(qapp, "light")


@pytest.fixture
def theme(shared_theme: Theme) -> Theme:
    shared_theme.choose("light")
    return shared_theme


@pytest.fixture
def desk(theme: Theme) -> Iterator[Desk]:
    desk = Desk(theme)
    yield desk
    desk.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
