"""The settings about notifications and the tray."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs.notifications_page import NotificationsPage, build
from tests.ui.conftest import Desk
from tests.ui.dialogs.conftest import settings_context


@pytest.fixture
def page(desk: Desk, window: QWidget) -> NotificationsPage:
    page = build(settings_context(desk), window)
    page.show()
    return page


def test_every_switch_is_a_preference_of_its_name(page: NotificationsPage, desk: Desk) -> None:
    assert set(page.switches) == {
        "notifications",
        "do_not_disturb",
        "close_to_tray",
        "start_minimised",
    }
    for name, toggle in page.switches.items():
        before = getattr(desk.preferences.values, name)
        assert toggle.isChecked() is before
        toggle.click()
        assert getattr(desk.preferences.values, name) is not before


def test_level_is_chosen_and_the_name_alone_is_the_default(
    page: NotificationsPage, desk: Desk
) -> None:
    assert page.level.value == "name"

    page.level.click()
    assert page.level.choice_menu is not None
    page.level.choice_menu.rows[2].click()

    assert desk.preferences.values.notification_level == page.level.value == "hidden"


def test_page_follows_what_is_chosen_elsewhere(page: NotificationsPage, desk: Desk) -> None:
    desk.preferences.change(do_not_disturb=True, notification_level="text")

    assert page.switches["do_not_disturb"].isChecked()
    assert page.level.value == "text"
