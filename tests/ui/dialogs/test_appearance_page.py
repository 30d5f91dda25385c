"""The settings about the look."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs.appearance_page import AppearancePage, build
from desktop.ui.preferences import PreferenceStore
from tests.ui.conftest import Desk
from tests.ui.dialogs.conftest import settings_context


@pytest.fixture
def preferences(desk: Desk) -> PreferenceStore:
    return desk.preferences


@pytest.fixture
def page(desk: Desk, window: QWidget) -> AppearancePage:
    page = build(settings_context(desk), window)
    page.resize(584, 560)
    page.show()
    return page


def test_looks_stand_below_each_other_where_there_is_no_room(page: AppearancePage) -> None:
    def is_beside() -> bool:
        QCoreApplication.processEvents()
        return page.cards["dark"].y() == page.cards["system"].y()

    assert is_beside()
    page.resize(224, 800)
    assert not is_beside()
    assert page.cards["dark"].geometry().right() < 224
    page.resize(584, 560)
    assert is_beside()


def test_look_is_chosen_at_once(page: AppearancePage, preferences: PreferenceStore) -> None:
    assert page.cards["system"].isChecked()

    page.cards["dark"].click()

    assert preferences.values.theme == "dark"
    assert not page.cards["system"].isChecked()


def test_size_is_chosen_by_key_and_written_beside(
    page: AppearancePage, preferences: PreferenceStore
) -> None:
    page.text_size.setFocus(Qt.FocusReason.TabFocusReason)

    QTest.keyClick(page.text_size, Qt.Key.Key_Right)

    assert preferences.values.zoom_percent == 110
    assert page._percent.text() == "110 %"


def test_what_enter_does_is_chosen(page: AppearancePage, preferences: PreferenceStore) -> None:
    page.enter_sends.click()

    assert not preferences.values.enter_sends


def test_language_is_chosen_by_its_own_name(
    page: AppearancePage, preferences: PreferenceStore
) -> None:
    assert page.language.value == ""
    page.language.click()
    menu = page.language.choice_menu
    assert menu is not None
    names = [row.text() for row in menu.rows]
    assert names == ["As the desktop", "English", "Deutsch", "العربية"]

    menu.rows[3].click()

    assert preferences.values.language == "ar"


def test_language_that_there_is_not_is_shown_as_the_desktops(
    page: AppearancePage, preferences: PreferenceStore
) -> None:
    preferences.change(language="de")
    assert page.language.value == "de"

    preferences.change(language="tlh")

    assert page.language.value == ""


def test_page_follows_what_is_chosen_elsewhere(
    page: AppearancePage, preferences: PreferenceStore
) -> None:
    preferences.change(theme="light", zoom_percent=150, enter_sends=False)

    assert page.cards["light"].isChecked()
    assert page.text_size.value() == 150
    assert not page.enter_sends.isChecked()
