"""Fields: names, faults, marks, and letters shown or hidden."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.fields import TextField
from desktop.ui.theme import Theme


@pytest.fixture
def field(theme: Theme, qtbot: QtBot) -> TextField:
    field = TextField(theme, "Username", sign="@", help_text="Small letters.")
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.fixture
def secret(theme: Theme, qtbot: QtBot) -> TextField:
    field = TextField(theme, "Password", is_secret=True)
    qtbot.addWidget(field)
    field.show()
    return field


def test_edit_is_named_by_its_label(field: TextField) -> None:
    assert field.edit.accessibleName() == "Username"
    assert field.focusProxy() is field.edit


def test_typing_and_enter_are_told(field: TextField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.text_changed) as typed:
        QTest.keyClicks(field.edit, "b")
    with qtbot.waitSignal(field.entered):
        QTest.keyClick(field.edit, Qt.Key.Key_Return)

    assert typed.args == ["b"]
    assert field.text == "b"


def test_fault_is_said_below_and_to_a_screen_reader(field: TextField) -> None:
    field.show_fault("This is not a username.")

    assert field.edit.accessibleDescription() == "This is not a username."
    assert field._frame.has_fault

    field.clear_marks()
    assert field.edit.accessibleDescription() == "Small letters."
    assert field._mark.isHidden()


def test_line_below_takes_room_only_while_something_stands_there(
    theme: Theme, qtbot: QtBot
) -> None:
    field = TextField(theme, "Password")
    qtbot.addWidget(field)
    empty = field.sizeHint().height()

    field.show_fault("Too short.")
    assert field.sizeHint().height() >= empty + 8 + 16
    field.show_help()
    assert field.sizeHint().height() == empty


def test_good_text_gets_a_tick_and_a_word(field: TextField) -> None:
    field.show_mark("free")

    assert field._mark.word.text() == "free"
    assert not field._mark.isHidden()


def test_help_may_say_something_else_for_a_while(field: TextField) -> None:
    field.show_help("Looking…")
    assert field._help.text() == "Looking…"

    field.show_help()
    assert field._help.text() == "Small letters."


def test_secret_letters_are_dots_until_asked_for(secret: TextField, qtbot: QtBot) -> None:
    assert secret.edit.echoMode() is QLineEdit.EchoMode.Password
    eye = secret._eye
    assert eye is not None
    assert eye.accessibleName() == "Show password"

    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)

    assert secret.edit.echoMode() is QLineEdit.EchoMode.Normal
    assert eye.accessibleName() == "Hide password"


@pytest.mark.parametrize("look", ["light", "dark"])
def test_field_paints_with_focus_fault_and_mark(field: TextField, theme: Theme, look: str) -> None:
    theme.choose("dark" if look == "dark" else "light")
    plain = field.grab().toImage()
    field.show_mark("free")
    good = field.grab().toImage()
    field.show_fault("no")

    assert len({plain.cacheKey(), good.cacheKey(), field.grab().toImage().cacheKey()}) == 3
    assert good != plain
