"""In a language whose words are 40 % longer, no text of any scene is cut off."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QTranslator
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QWidget

from desktop.ui.buttons import Button
from desktop.ui.dialogs.choice_select import ChoiceSelect
from desktop.ui.labels import TextLabel
from tests.helpers.pseudo_locale import make_catalogue, pseudo_text
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES, SHOWS

MAY_ELIDE = {"CatchUpBar"}
"""A count beside a title in the narrow list; a screen reader is told all of it."""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> QTranslator:
    translator = QTranslator()
    assert translator.load(str(make_catalogue(tmp_path_factory.mktemp("pseudo"))))
    return translator


@pytest.fixture
def pseudo_desk(desk: Desk, catalogue: QTranslator, qapp: QApplication) -> Iterator[Desk]:
    qapp.installTranslator(catalogue)
    yield desk
    qapp.removeTranslator(catalogue)


def is_translated(text: str) -> bool:
    return "[" in text


def cut_off(widget: QWidget) -> str:
    """Return what of a widget's words does not fit, empty if all does."""
    if isinstance(widget, TextLabel) and is_translated(widget.text()):
        metrics = widget._style.metrics
        if not widget._wraps:
            lacks = metrics.horizontalAdvance(widget.text()) > widget.width() + 0.5
            return "elided" if lacks else ""
        if widget.heightForWidth(widget.width()) > widget.height():
            return "lines are missing"
        longest = max(metrics.horizontalAdvance(word) for word in widget.text().split())
        return "a word is cut" if longest > widget.width() + 0.5 else ""
    if isinstance(widget, Button | ChoiceSelect) and widget.sizeHint().width() > widget.width():
        return "words are cut"
    if isinstance(widget, QLineEdit) and is_translated(widget.placeholderText()):
        advance = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        return "placeholder is cut" if advance > widget.width() else ""
    return ""


def outside(widget: QWidget) -> str:
    """Return the class of the parent that does not show all of a widget, empty if all do."""
    rect = QRect(QPoint(0, 0), widget.size())
    while (parent := widget.parentWidget()) is not None and not widget.isWindow():
        rect.translate(widget.pos())
        box = parent.rect()
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            # What is above or below is scrolled to.
            box.setTop(min(box.top(), rect.top()))
            box.setBottom(max(box.bottom(), rect.bottom()))
        if not box.contains(rect):
            return f"outside of {type(parent).__name__}"
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            return ""
        widget = parent
    return ""


def words_of(widget: QWidget) -> str:
    text = getattr(widget, "text", "")
    return str(text() if callable(text) else text)


@pytest.mark.parametrize("name", SHOWS)
def test_no_text_is_cut_off(pseudo_desk: Desk, name: str) -> None:
    window = SCENES[name](pseudo_desk)
    pseudo_desk.settle()

    faults = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(
            widget, TextLabel | Button | ChoiceSelect | QLineEdit
        ):
            continue
        fault = cut_off(widget) or (outside(widget) if is_translated(words_of(widget)) else "")
        if fault and type(widget.parentWidget()).__name__ not in MAY_ELIDE:
            parents = type(widget.parentWidget()).__name__
            faults.append(f"{parents} / {type(widget).__name__} “{words_of(widget)}”: {fault}")

    assert faults == []


def test_text_is_longer_and_keeps_its_parts() -> None:
    text = pseudo_text("Message {name}, %n times")

    assert "{name}" in text
    assert "%n" in text
    assert len(text) >= 1.4 * len("Message {name}, %n times")
    assert pseudo_text("d MMMM") == "d MMMM"
