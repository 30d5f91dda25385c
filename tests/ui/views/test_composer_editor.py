"""The field of the composer: what its keys do, and what an input method may do in it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.spelling import SpellingMarks
from desktop.ui.theme import Theme
from desktop.ui.views.composer_editor import ComposerEditor
from tests.ui.conftest import show_active
from tests.ui.test_spelling import FewWords

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(theme: Theme, qtbot: QtBot) -> Iterator[ComposerEditor]:
    window = QWidget()
    window.resize(400, 100)
    qtbot.addWidget(window)
    editor = ComposerEditor(theme, window)
    editor.resize(400, 60)
    show_active(window)
    editor.setFocus()
    yield editor
    window.close()


@pytest.fixture
def entered(editor: ComposerEditor) -> list[bool]:
    told: list[bool] = []
    editor.entered.connect(lambda: told.append(True))
    return told


def preedit(editor: ComposerEditor, text: str, commit: str = "") -> None:
    event = QInputMethodEvent(text, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(editor, event)


@pytest.mark.parametrize(
    ("enter_sends", "modifiers", "expected"),
    [
        (True, Qt.KeyboardModifier.NoModifier, True),
        (True, SHIFT, False),
        (True, CONTROL, True),
        (False, Qt.KeyboardModifier.NoModifier, False),
        (False, SHIFT, False),
        (False, CONTROL, True),
    ],
)
def test_enter_sends_or_breaks_the_line(
    editor: ComposerEditor,
    entered: list[bool],
    enter_sends: bool,
    modifiers: Qt.KeyboardModifier,
    expected: bool,
) -> None:
    editor.enter_sends = enter_sends
    QTest.keyClicks(editor, "a")

    QTest.keyClick(editor, Qt.Key.Key_Return, modifiers)

    assert bool(entered) is expected
    assert editor.toPlainText().count("\n") == (0 if expected else 1)


def test_enter_that_chooses_letters_does_not_send(
    editor: ComposerEditor, entered: list[bool]
) -> None:
    QTest.keyClicks(editor, "a ")
    preedit(editor, "にほん")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Return, CONTROL)
    assert entered == []
    assert editor.toPlainText() == "a "

    preedit(editor, "", commit="日本")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert entered == [True]
    assert editor.toPlainText() == "a 日本"


def test_letters_that_are_given_up_leave_nothing(editor: ComposerEditor) -> None:
    preedit(editor, "に")
    preedit(editor, "")

    assert editor.toPlainText() == ""
    assert not editor.has_preedit


def test_hint_stands_only_in_an_empty_field(editor: ComposerEditor) -> None:
    editor.hint = "Message Bob"
    empty = editor.grab().toImage()
    preedit(editor, "に")
    while_choosing = editor.grab().toImage()
    preedit(editor, "")
    editor.hint = ""

    assert editor.grab().toImage() != empty
    assert while_choosing != empty


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_lock_of_the_hint_keeps_away_from_the_cursor(
    theme: Theme, qtbot: QtBot, is_mirrored: bool
) -> None:
    window = QWidget()
    if is_mirrored:
        window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.addWidget(window)
    editor = ComposerEditor(theme, window)
    editor.resize(400, 60)
    editor.hint = "Message Bob"

    image = editor.viewport().grab().toImage()
    ground = image.pixel(image.width() // 2, image.height() - 1)
    inked = [
        x
        for x in range(image.width())
        if any(image.pixel(x, y) != ground for y in range(image.height()))
    ]
    cursor = editor.cursorRect()
    gap = cursor.left() - max(inked) if is_mirrored else min(inked) - cursor.right()

    assert 6 <= gap <= 10


def test_text_begins_where_its_language_does(editor: ComposerEditor) -> None:
    middle = editor.viewport().width() / 2
    editor.setPlainText("سلام")
    assert editor.cursorRect().left() > middle

    editor.setPlainText("hello")
    assert editor.cursorRect().left() < middle

    editor.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert editor.cursorRect().left() < middle
    editor.clear()
    assert editor.cursorRect().left() > middle


def test_only_text_is_pasted(editor: ComposerEditor) -> None:
    data = QMimeData()
    data.setText("plain **text**")
    data.setHtml('<b>rich</b><img src="https://a.example/pixel.png">')
    QGuiApplication.clipboard().setMimeData(data)

    editor.paste()
    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL | SHIFT)

    assert editor.toPlainText() == "plain **text**" * 2


def test_nothing_is_pasted_of_what_is_no_text(editor: ComposerEditor) -> None:
    QGuiApplication.clipboard().setMimeData(QMimeData())

    QTest.keyClick(editor, Qt.Key.Key_V, CONTROL | SHIFT)

    assert editor.toPlainText() == ""


def test_whoever_is_asked_first_can_take_a_key(editor: ComposerEditor, entered: list[bool]) -> None:
    editor.take_key = lambda event: event.key() == Qt.Key.Key_Return

    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "a")

    assert entered == []
    assert editor.toPlainText() == "a"


def open_menu(editor: ComposerEditor) -> QMenu:
    point = editor.cursorRect().center() - QPoint(3, 0)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, editor.mapToGlobal(point))
    QApplication.sendEvent(editor.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_menu_of_a_misspelt_word_corrects_it(editor: ComposerEditor, theme: Theme) -> None:
    editor._marks = SpellingMarks(theme, editor.document(), FewWords())
    QTest.keyClicks(editor, "good bred")

    menu = open_menu(editor)
    assert [action.text() for action in menu.actions()[:2]] == ["bread", "breed"]
    menu.actions()[0].trigger()
    menu.close()

    assert editor.toPlainText() == "good bread"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_menu_without_a_checker_is_the_usual_one(editor: ComposerEditor) -> None:
    QTest.keyClicks(editor, "bred")

    menu = open_menu(editor)

    assert "bread" not in [action.text() for action in menu.actions()]
    menu.close()
