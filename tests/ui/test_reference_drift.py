"""A binding that loses references to None or True aborts the process after some thousand calls.

PySide6 6.12.0 does so on CPython 3.11: one reference a call. A sound one may drift by a few.
"""

import sys

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

CALLS = 2_000
TOLERATED = CALLS // 10


class Sender(QObject):
    told = Signal()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal since 3.12")
def test_void_calls_and_signals_keep_the_references_of_none_and_true(
    qapp: QApplication, qtbot: QtBot
) -> None:
    label, timer, sender = QLabel(), QTimer(), Sender()
    qtbot.addWidget(label)
    before = sys.getrefcount(None), sys.getrefcount(True)

    for _ in range(CALLS):
        label.setText("text")
        label.update()
        timer.start(1_000)
        timer.stop()
        sender.told.emit()
        qapp.processEvents()

    after = sys.getrefcount(None), sys.getrefcount(True)
    assert before[0] - after[0] < TOLERATED
    assert before[1] - after[1] < TOLERATED
