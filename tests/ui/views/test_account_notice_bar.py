"""The bar about the own account."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.records import AccountNotice
from desktop.ui.theme import Theme
from desktop.ui.views.account_notice_bar import AccountNoticeBar


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> AccountNoticeBar:
    bar = AccountNoticeBar(theme)
    qtbot.addWidget(bar)
    bar.resize(1124, 61)
    return bar


@pytest.mark.parametrize("notice", AccountNotice)
def test_every_notice_says_what_to_do(bar: AccountNoticeBar, notice: AccountNotice) -> None:
    assert bar.text == ""

    bar.raise_notice(notice)

    assert bar.text.endswith(".")
    assert bar.accessibleName()
    assert "relay" not in bar.text
    assert not bar.grab().isNull()


def test_restored_profile_asks_to_check_whom_one_had_blocked(bar: AccountNoticeBar) -> None:
    bar.raise_notice(AccountNotice.RESTORED_PROFILE)

    assert "check whom you had blocked" in bar.text


def test_notices_wait_for_each_other_and_are_told_once(bar: AccountNoticeBar) -> None:
    for notice in (
        AccountNotice.CLOCKS_DIFFER,
        AccountNotice.RELAY_RESTORED,
        AccountNotice.CLOCKS_DIFFER,
    ):
        bar.raise_notice(notice)
    first = bar.text

    bar._button.click()
    assert bar.text not in {"", first}
    bar._button.click()
    assert bar.text == ""
    bar._button.click()
    assert bar.text == ""


def test_number_of_what_could_not_be_opened_follows(bar: AccountNoticeBar) -> None:
    for count in (1, 2, 17):
        bar.raise_notice(AccountNotice.KEYS_LOST, count)

    assert "17" in bar.text
    assert bar.text.count("17") == 1
