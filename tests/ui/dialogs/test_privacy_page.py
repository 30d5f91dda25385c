"""The settings about what others see."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.records import Privacy, Relation
from desktop.errors import RelayUnreachable
from desktop.ui.buttons import Button
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


@pytest.mark.parametrize("rule", [PresenceRule.CONTACTS, PresenceRule.NOBODY])
def test_presence_is_chosen_once(page: PrivacyPage, rule: PresenceRule) -> None:
    choices = chosen(page)
    assert page.presence.text() == "Anyone with my username"

    page.presence.click()
    assert page.presence.choice_menu is not None
    page.presence.choice_menu.rows[list(PresenceRule).index(rule)].click()

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
    QTest.keyClick(page.presence, Qt.Key.Key_Down)
    QTest.keyClick(page.presence, Qt.Key.Key_Down)

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
