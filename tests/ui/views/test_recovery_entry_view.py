"""The page on which a recovery code is typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.errors import CodeMistyped
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.recovery_entry_view import RecoveryEntryView
from tests.helpers.fake_messenger import RECOVERY_GROUPS
from tests.ui.conftest import show_active

CODE = " ".join(RECOVERY_GROUPS)


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> RecoveryEntryView:
    view = RecoveryEntryView(theme)
    qtbot.addWidget(view)
    view.resize(800, 600)
    show_active(view)
    return view


def test_groups_part_by_themselves_while_one_types(view: RecoveryEntryView) -> None:
    assert view.code.edit.hasFocus()

    QTest.keyClicks(view.code.edit, CODE.replace(" ", "").lower())

    assert view.code.text == CODE


@pytest.mark.parametrize("typed", [CODE, CODE.replace(" ", "-"), CODE + "77"])
def test_code_with_separators_or_too_long_becomes_six_groups(
    view: RecoveryEntryView, typed: str
) -> None:
    QTest.keyClicks(view.code.edit, typed)

    assert view.code.text == CODE


def test_correction_in_the_middle_is_left_alone(view: RecoveryEntryView) -> None:
    view.code.set_text(CODE)
    view.code.edit.setCursorPosition(3)

    QTest.keyClick(view.code.edit, Qt.Key.Key_Backspace)

    assert view.code.text == CODE[:2] + CODE[3:]
    assert view.code.edit.cursorPosition() == 2


def test_slip_is_said_and_the_code_stays_to_be_corrected(view: RecoveryEntryView) -> None:
    tried: list[str] = []
    view.code_entered.connect(tried.append)
    view._open.click()
    assert tried == []
    view.code.set_text(CODE)

    QTest.keyClick(view.code.edit, Qt.Key.Key_Return)
    view._open.click()
    assert tried == [CODE]

    view.show_refused(describe(CodeMistyped(groups=(2, 5), missing=0)))
    assert "groups 2 and 5" in view.code.edit.accessibleDescription()
    assert view.code.text == CODE
    view._open.click()
    assert tried == [CODE, CODE]
