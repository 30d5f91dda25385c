"""The page about the app itself."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.config import VERSION
from desktop.ui.dialogs import about_page
from desktop.ui.dialogs.about_page import AboutPage, build
from desktop.ui.labels import TextLabel
from tests.architecture.source_tree import ROOT
from tests.helpers.fake_messenger import OWN_NAME
from tests.ui.conftest import Desk
from tests.ui.dialogs.conftest import settings_context


@pytest.fixture
def page(desk: Desk, window: QWidget) -> AboutPage:
    page = build(settings_context(desk), window)
    page.resize(584, 700)
    page.show()
    return page


def test_self_test_is_run_in_a_process_of_its_own(page: AboutPage, qtbot: QtBot) -> None:
    page._process.setWorkingDirectory(str(ROOT))
    with qtbot.waitSignal(page._process.finished, timeout=50_000):
        page.test.click()
        assert not page.test.isEnabled()

    lines = page._report.text().splitlines()
    assert "ok      cryptography" in lines
    assert "ok      database and migrations" in lines
    assert page.test.isEnabled()


def test_program_that_cannot_start_is_said(
    page: AboutPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(about_page, "own_command", lambda _argument: ("/no/such/program", []))

    with qtbot.waitSignal(page._process.errorOccurred):
        page.test.click()

    assert page._report.text() == "The self-test could not be started."
    assert page.test.isEnabled()


def test_diagnostics_hold_versions_and_no_name(page: AboutPage) -> None:
    page.copy.click()

    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(f"SecureChat {VERSION}")
    assert "vodozemac" in copied
    assert OWN_NAME not in copied
    assert page._copied.isVisible()


def test_name_of_a_part_is_read_whole_in_a_narrow_page(page: AboutPage) -> None:
    page.resize(240, 700)
    QCoreApplication.processEvents()

    labels = [each for each in page.findChildren(TextLabel) if each.text() == "cryptography"]
    assert [each.width() >= each.sizeHint().width() for each in labels] == [True]


def test_licences_are_shown_in_full(page: AboutPage) -> None:
    page.licences.click()

    text = page._texts.text()
    assert "SIL OPEN FONT LICENSE" in text
    assert "ISC License" in text
    assert page._texts.isVisible()
