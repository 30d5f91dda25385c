"""The settings about what others see."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import Privacy, Relation
from desktop.errors import RelayUnreachable
from desktop.ui.buttons import Button
from desktop.ui.choices import Radio
from desktop.ui.dialogs.privacy_page import PrivacyPage
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from protocol.messages import PresenceRule
from tests.helpers.fake_messenger import FakeMessenger
from tests.ui.conftest import show_active


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> PrivacyPage:
    page = PrivacyPage(theme, Privacy(), [])
    qtbot.addWidget(page)
    page.resize(580, 600)
    show_active(page)
    return page


def chosen(page: PrivacyPage) -> list[Privacy]:
    choices: list[Privacy] = []
    page.privacy_chosen.connect(choices.append)
    return choices


def radios(page: QWidget) -> dict[str, Radio]:
    return {radio.accessibleName(): radio for radio in page.findChildren(Radio)}


@pytest.mark.parametrize(
    ("name", "rule"),
    [("My contacts", PresenceRule.CONTACTS), ("Nobody", PresenceRule.NOBODY)],
)
def test_presence_is_chosen_once(page: PrivacyPage, name: str, rule: PresenceRule) -> None:
    choices = chosen(page)
    assert radios(page)["Anyone with my username"].isChecked()

    radios(page)[name].click()

    assert choices == [Privacy(presence=rule)]
    assert not page.grab().isNull()


@pytest.mark.parametrize(
    ("toggle", "expected"),
    [
        ("read_receipts", Privacy(read_receipts=True)),
        ("typing", Privacy(typing=False)),
        ("slow_receipts", Privacy(slow_receipts=True)),
    ],
)
def test_switch_is_told_at_once(page: PrivacyPage, toggle: str, expected: Privacy) -> None:
    choices = chosen(page)

    getattr(page, toggle).click()

    assert choices == [expected]


def test_two_choices_add_up(page: PrivacyPage) -> None:
    choices = chosen(page)

    page.typing.click()
    radios(page)["Nobody"].click()

    assert choices[-1] == Privacy(presence=PresenceRule.NOBODY, typing=False)


def test_choice_that_was_not_saved_is_taken_back_and_said(page: PrivacyPage) -> None:
    choices = chosen(page)
    page.typing.click()

    page.show_privacy(Privacy())
    page.take_back(describe(RelayUnreachable()))

    assert page.typing.isChecked()
    assert page._fault.accessibleName() == describe(RelayUnreachable()).sentence
    assert len(choices) == 1
    page.show_privacy(Privacy(typing=False))
    assert page._fault.isHidden()


def test_blocked_people_are_unblocked_here(theme: Theme, qtbot: QtBot) -> None:
    messenger = FakeMessenger()
    contact = messenger.add_contact("ivo", relation=Relation.BLOCKED)
    page = PrivacyPage(theme, Privacy(), [messenger.conversation(contact).contact])
    qtbot.addWidget(page)
    asked: list[object] = []
    page.unblock_requested.connect(asked.append)

    (button,) = page.findChildren(Button)
    assert button.accessibleName() == "Unblock ivo"
    button.click()

    assert asked == [contact]


def test_arrow_keys_choose_among_the_rules(page: PrivacyPage) -> None:
    choices = chosen(page)
    radios(page)["Anyone with my username"].setFocus()

    QTest.keyClick(radios(page)["Anyone with my username"], Qt.Key.Key_Down)

    assert choices == [Privacy(presence=PresenceRule.CONTACTS)]
    assert radios(page)["My contacts"].hasFocus()
