"""The dialog that explains."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.buttons import Button
from desktop.ui.dialogs.explain_dialog import ExplainDialog
from desktop.ui.labels import TextLabel
from desktop.ui.theme import Theme
from desktop.ui.trust_text import explain_change


def test_every_paragraph_is_shown_and_one_button_closes(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    paragraphs = explain_change("Mira")
    dialog = ExplainDialog(theme, "Why?", paragraphs, window)
    dialog.open()

    texts = [label.text() for label in dialog.findChildren(TextLabel)]
    assert texts == ["Why?", *paragraphs]
    assert not window.grab().isNull()
    (done,) = dialog.findChildren(Button)
    with qtbot.waitSignal(dialog.closed):
        done.click()
