"""One of several choices: shown, listed, and changed by the arrows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.dialogs.choice_select import ChoiceSelect
from desktop.ui.theme import Theme

CHOICES = [("a", "First"), ("b", "Second, which is longer"), ("c", "Third")]


@pytest.fixture
def select(theme: Theme, window: QWidget) -> ChoiceSelect:
    select = ChoiceSelect(theme, "What", CHOICES, window)
    select.move(80, 80)
    select.adjustSize()
    select.show()
    return select


def taken(select: ChoiceSelect) -> list[str]:
    values: list[str] = []
    select.chosen.connect(values.append)
    return values


def test_name_says_what_is_chosen_and_what_counts(select: ChoiceSelect) -> None:
    assert select.accessibleName() == "What: First"

    select.show_choice("c")

    assert (select.value, select.text(), select.accessibleName()) == ("c", "Third", "What: Third")


def test_list_begins_at_what_counts_and_tells_what_is_taken(select: ChoiceSelect) -> None:
    select.show_choice("b")
    values = taken(select)
    select.click()
    menu = select.choice_menu
    assert menu is not None
    assert menu.rows[1].hasFocus()

    QTest.keyClick(QApplication.focusWidget() or menu, Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget() or menu, Qt.Key.Key_Return)

    assert values == ["c"]
    assert select.value == "c"
    assert select.choice_menu is None


def test_what_is_shown_by_code_or_taken_again_is_not_told(select: ChoiceSelect) -> None:
    values = taken(select)

    select.show_choice("b")
    select.click()
    assert select.choice_menu is not None
    select.choice_menu.rows[1].click()

    assert values == []
    with pytest.raises(KeyError):
        select.show_choice("d")
    assert select.value == "b"


def test_arrows_change_it_and_stop_at_the_ends(select: ChoiceSelect) -> None:
    values = taken(select)
    select.setFocus()

    for key in (Qt.Key.Key_Up, *[Qt.Key.Key_Down] * 3, Qt.Key.Key_Left):
        QTest.keyClick(select, key)

    assert values == ["b", "c", "b"]


def test_no_choice_is_cut_and_nothing_moves(select: ChoiceSelect, window: QWidget) -> None:
    before = select.sizeHint()
    plain = select.grab().toImage()

    select.show_choice("b")

    assert select.sizeHint() == before == select.minimumSizeHint()
    assert select.grab().toImage() != plain
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not select.grab().isNull()
