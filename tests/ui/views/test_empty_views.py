"""The pane without a conversation."""

from pytestqt.qtbot import QtBot

from desktop.ui.buttons import Button
from desktop.ui.theme import Theme
from desktop.ui.views.empty_views import FirstChatView, NoChatView


def test_first_step_is_one_button(theme: Theme, qtbot: QtBot) -> None:
    view = FirstChatView(theme)
    qtbot.addWidget(view)
    [button] = view.findChildren(Button)

    assert button.accessibleName() == "Add a contact"
    with qtbot.waitSignal(view.add_requested):
        button.click()
    assert not view.grab().isNull()


def test_somebody_who_answers_is_offered_quietly(theme: Theme, qtbot: QtBot) -> None:
    view = FirstChatView(theme)
    qtbot.addWidget(view)
    view.offer_hello("echo")
    first, second = view.findChildren(Button)

    assert (first.accessibleName(), second.accessibleName()) == (
        "Add a contact",
        "Say hello to echo",
    )
    with qtbot.waitSignal(view.hello_requested) as asked:
        second.click()
    assert asked.args == ["echo", "Hello!"]


def test_hint_has_three_shortcuts_and_no_button(theme: Theme, qtbot: QtBot) -> None:
    view = NoChatView(theme)
    qtbot.addWidget(view)

    assert view.findChildren(Button) == []
    assert not view.grab().isNull()
