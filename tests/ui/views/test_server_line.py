"""The server of the first page."""

from pytestqt.qtbot import QtBot

from desktop.config import LOCAL_RELAY
from desktop.ui.theme import Theme
from desktop.ui.views.server_line import ServerLine
from tests.ui.conftest import show_active


def test_fault_opens_the_field(theme: Theme, qtbot: QtBot) -> None:
    line = ServerLine(theme, "wss://chat.example")
    qtbot.addWidget(line)
    show_active(line)
    assert line.field.isHidden()
    assert line.require()

    line.field.set_text("")
    assert not line.require()

    assert line.field.isVisible()
    assert "address" in line.field.edit.accessibleDescription()


def test_fault_is_told_at_the_field_and_goes_without_the_rest(theme: Theme, qtbot: QtBot) -> None:
    line = ServerLine(theme, "wss://chat.example")
    qtbot.addWidget(line)
    show_active(line)

    line.show_fault("Not this one")

    assert line.field.edit.accessibleDescription() == "Not this one"
    line.clear_fault()
    assert not line.field.has_fault
    line.field.show_note("a note")
    line.clear_fault()
    assert line.field.edit.accessibleDescription() == "a note"


def test_change_is_told(theme: Theme, qtbot: QtBot) -> None:
    line = ServerLine(theme, "")
    qtbot.addWidget(line)
    changes: list[str] = []
    line.changed.connect(lambda: changes.append(line.address))

    line.field.set_text("chat.example")

    assert changes == ["wss://chat.example"]


def test_server_of_this_computer_is_one_press_away(theme: Theme, qtbot: QtBot) -> None:
    line = ServerLine(theme, "")
    qtbot.addWidget(line)
    show_active(line)
    changes: list[str] = []
    line.changed.connect(lambda: changes.append(line.address))

    line._here.click()
    assert changes == [LOCAL_RELAY]
    assert line.require()
    assert line._words.text() == "Server: this computer"
    assert "this computer alone" in line._local_hint.text()
    assert line._local_hint.isVisible()
    assert line.field.isHidden()

    line._change.click()
    assert line.address == ""
    assert changes[-1] == ""
    assert line._local_hint.isHidden()
    assert line.field.edit.hasFocus()
