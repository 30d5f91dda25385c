"""A bar over the working window."""

from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.warning_bar import WarningBar


def test_bar_says_both_to_everybody_and_tells_of_its_button(theme: Theme, qtbot: QtBot) -> None:
    bar = WarningBar(theme, "Do it")
    qtbot.addWidget(bar)
    pressed: list[bool] = []
    bar.pressed.connect(lambda: pressed.append(True))
    assert bar.text == ""

    bar.say("It happened", "Something can be done.")
    bar._button.click()

    assert bar.text == "It happened. Something can be done."
    assert bar.accessibleName() == "It happened"
    assert bar.accessibleDescription() == "Something can be done."
    assert pressed == [True]
