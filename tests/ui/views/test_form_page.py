"""Pages with one column in the middle, and the dots of the steps."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.form_page import FORM_WIDTH, FormPage, StepDots


def test_column_stands_in_the_middle(qtbot: QtBot) -> None:
    page = FormPage()
    label = QLabel("form")
    page.form.addWidget(label)
    page.resize(900, 700)
    qtbot.addWidget(page)
    page.show()
    QApplication.processEvents()

    column = page._column.geometry()

    assert column.width() == FORM_WIDTH
    assert abs(column.center().x() - 450) <= 1
    assert abs(column.center().y() - 350) <= 1


def test_low_window_scrolls_to_what_is_asked_for(qtbot: QtBot) -> None:
    page = FormPage()
    controls = [QLabel(f"control {number}") for number in range(20)]
    for control in controls:
        control.setMinimumHeight(40)
        page.form.addWidget(control)
    page.resize(480, 400)
    qtbot.addWidget(page)
    page.show()
    QApplication.processEvents()

    page.reveal(controls[-1])

    place = controls[-1].mapTo(page.viewport(), controls[-1].rect().center())
    assert page.viewport().rect().contains(place)
    assert page.verticalScrollBar().value() > 0


def test_column_narrows_with_the_page(qtbot: QtBot) -> None:
    page = FormPage()
    page.form.addWidget(QLabel("form"))
    page.resize(300, 700)
    qtbot.addWidget(page)
    page.show()
    QApplication.processEvents()

    assert page._column.width() <= 300 - 2 * 24


def test_dots_show_how_far_it_is(theme: Theme, qtbot: QtBot) -> None:
    dots = StepDots(theme, current=2, count=3)
    qtbot.addWidget(dots)

    assert dots.width() == 3 * 8 + 16 + 2 * 6
    before = dots.grab().toImage()
    dots.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert dots.grab().toImage() != before
