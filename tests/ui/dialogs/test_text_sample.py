"""The sample of the text size."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.text_sample import TextSample
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


def test_larger_text_makes_a_higher_sample(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    sample = TextSample(theme, holder)
    sample.resize(584, sample.heightForWidth(584))
    show_active(holder)
    usual = (sample.heightForWidth(584), sample.grab().toImage())

    sample.show_percent(200)

    assert sample.heightForWidth(584) > 1.5 * usual[0]
    assert sample.grab().toImage() != usual[1]
    sample.show_percent(100)
    assert sample.heightForWidth(584) == usual[0]
