"""The page of a new recovery code: shown once, copied, saved, and two groups typed back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.recovery_code_page import RecoveryCodePage, RecoveryCodeView
from tests.helpers.fake_messenger import RECOVERY_GROUPS
from tests.ui.conftest import show_active

CODE = " ".join(RECOVERY_GROUPS)


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> RecoveryCodeView:
    view = RecoveryCodeView(theme, RECOVERY_GROUPS, is_first_run=True)
    qtbot.addWidget(view)
    view.resize(1180, 740)
    show_active(view)
    return view


@pytest.fixture
def page(view: RecoveryCodeView) -> RecoveryCodePage:
    return view.page


def asked_groups(page: RecoveryCodePage) -> list[str]:
    return [RECOVERY_GROUPS[place] for place in page.asked]


def test_finish_stays_off_until_both_groups_match(page: RecoveryCodePage) -> None:
    finished: list[str] = []
    page.finished.connect(finished.append)
    first, second = asked_groups(page)

    page.fields[0].set_text(first)
    assert not page._finish.isEnabled()
    page.fields[1].set_text(second[:-1] + ("7" if second[-1] != "7" else "8"))
    assert not page._finish.isEnabled()
    assert "Not as above" in page.fields[1].edit.accessibleDescription()
    page.fields[1].set_text(second[:3])
    assert page.fields[1].edit.accessibleDescription() == ""
    page.fields[1].set_text(second.lower())
    assert page._finish.isEnabled()
    page._finish.click()

    assert finished == [CODE]
    assert not page._finish.isEnabled()


def test_fault_below_one_field_does_not_move_the_other(page: RecoveryCodePage) -> None:
    page.fields[0].set_text("?????")
    QApplication.processEvents()
    first, second = (field.edit.mapTo(page, QPoint()).y() for field in page.fields)

    assert page.fields[0].edit.accessibleDescription()
    assert first == second


def test_enter_goes_on_to_the_second_field_and_then_finishes(page: RecoveryCodePage) -> None:
    finished: list[str] = []
    page.finished.connect(finished.append)
    page.start()
    for field, group in zip(page.fields, asked_groups(page), strict=True):
        assert field.edit.hasFocus()
        QTest.keyClicks(field.edit, group)
        QTest.keyClick(field.edit, Qt.Key.Key_Return)

    assert finished == [CODE]


def test_look_alikes_count_as_what_they_are(theme: Theme, qtbot: QtBot) -> None:
    page = RecoveryCodePage(
        theme, ("01V01",) * 6, is_first_run=False, can_wait=False, can_go_back=False
    )
    qtbot.addWidget(page)
    for field in page.fields:
        field.set_text("oluOI")
    assert page._finish.isEnabled()


def test_code_is_copied_whole(page: RecoveryCodePage) -> None:
    page._card.copy.click()

    assert QGuiApplication.clipboard().text() == CODE
    assert page._card.copy.accessibleName() == "Copied"


def test_code_is_saved_for_its_owner_alone(page: RecoveryCodePage, tmp_path: Path) -> None:
    file = tmp_path / "code.txt"

    page.save_to(str(file))

    assert CODE in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert page._card.save.accessibleName() == "Saved"


def test_file_that_cannot_be_written_is_said(page: RecoveryCodePage, tmp_path: Path) -> None:
    page.save_to(str(tmp_path / "no folder" / "code.txt"))

    assert page._card.save.accessibleName() != "Saved"
    assert page._fault.isVisible()


def test_dialog_for_the_file_opens_once_and_blocks_nothing(page: RecoveryCodePage) -> None:
    page._card.save.click()
    files = page._files
    page._card.save.click()

    assert files is not None
    assert page._files is files
    files.reject()
    assert page._files is None


def test_screen_reader_spells_the_groups_with_their_numbers(page: RecoveryCodePage) -> None:
    assert page._card.accessibleName() == "Recovery code"
    assert page._card.accessibleDescription().startswith("1: 7 K 4 M Q, 2: 9 X D T R")


def test_groups_that_are_asked_differ_from_code_to_code(theme: Theme, qtbot: QtBot) -> None:
    pairs = set()
    for number in range(40):
        group = "ABCDEFGHJK"[number % 10] + "2345"[number // 10] + "777"
        page = RecoveryCodePage(
            theme,
            (group, *RECOVERY_GROUPS[1:]),
            is_first_run=False,
            can_wait=False,
            can_go_back=False,
        )
        qtbot.addWidget(page)
        pairs.add(page.asked)
    assert len(pairs) > 8


@pytest.mark.parametrize(("width", "is_shown"), [(1180, True), (899, False), (480, False)])
def test_side_leaves_where_there_is_no_room(
    view: RecoveryCodeView, width: int, *, is_shown: bool
) -> None:
    view.resize(width, 740)

    side: QWidget = view._side
    assert side.isVisible() is is_shown
    assert view.page._finish.width() <= width


def test_ways_out_are_offered_where_there_are_any(theme: Theme, qtbot: QtBot) -> None:
    heard: list[str] = []
    view = RecoveryCodeView(theme, RECOVERY_GROUPS, can_wait=True, can_go_back=True)
    qtbot.addWidget(view)
    view.page.later_requested.connect(lambda: heard.append("later"))
    view.page.back_requested.connect(lambda: heard.append("back"))

    view.page._later.click()
    view.page._back.click()

    assert heard == ["later", "back"]
