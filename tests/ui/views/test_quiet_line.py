"""What stands in place of the composer."""

from pytestqt.qtbot import QtBot

from desktop.ui.buttons import Button
from desktop.ui.theme import Theme
from desktop.ui.views.quiet_line import QuietLine


def test_line_is_named_by_its_words(theme: Theme, qtbot: QtBot) -> None:
    line = QuietLine(theme, "pause")
    qtbot.addWidget(line)

    line.tell("Sending is paused.")

    assert line.text == line.accessibleName() == "Sending is paused."
    assert line.findChildren(Button) == []
    assert not line.grab().isNull()


def test_action_asks(theme: Theme, qtbot: QtBot) -> None:
    line = QuietLine(theme, "ban", action="Unblock")
    qtbot.addWidget(line)

    with qtbot.waitSignal(line.action_requested):
        line.findChildren(Button)[0].click()
