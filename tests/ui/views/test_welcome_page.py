"""The first page: names, cards and the server."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.core.records import InviteFound, NameChecked
from desktop.errors import CodeRefused, NameTaken, RelayUnreachable, RelayUntrusted, SignInFailed
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.welcome_page import Way, WelcomePage
from protocol.errors import ErrorCode, InvalidForm, Refused
from protocol.ids import AccountId, Username
from protocol.messages import RegistrationRule
from protocol.registration_code import write_code
from tests.ui.conftest import show_active

FOUND = InviteFound(
    username=Username("bob"),
    account=AccountId(bytes(32)),
    relay_address="wss://chat.example",
    is_other_relay=False,
)

FREE, TAKEN, BY_CODE, CLOSED = (
    NameChecked(is_taken=is_taken, registration=rule)
    for is_taken, rule in (
        (False, RegistrationRule.OPEN),
        (True, RegistrationRule.OPEN),
        (False, RegistrationRule.BY_CODE),
        (False, RegistrationRule.CLOSED),
    )
)
CODE = write_code(bytes(range(16)))


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> WelcomePage:
    page = WelcomePage(theme, "wss://chat.example")
    page.resize(700, 740)
    qtbot.addWidget(page)
    show_active(page)
    return page


class Heard:
    """What the page asked for."""

    def __init__(self, page: WelcomePage) -> None:
        self.checks: list[tuple[str, str]] = []
        self.created: list[str] = []
        self.signed_in: list[tuple[str, str]] = []
        self.read: list[str] = []
        page.invite_read_requested.connect(self.read.append)
        page.check_requested.connect(lambda relay, name: self.checks.append((relay, name)))
        page.create_requested.connect(self.created.append)
        page.sign_in_requested.connect(lambda name, word: self.signed_in.append((name, word)))


def test_name_is_checked_on_a_pause_only(page: WelcomePage) -> None:
    heard = Heard(page)

    QTest.keyClicks(page.name.edit, "Lena.o")
    assert heard.checks == []
    assert page.name._pause.isActive()

    page.name._pause.timeout.emit()
    assert heard.checks == [("wss://chat.example", "lena.o")]


def test_free_name_gets_a_tick(page: WelcomePage) -> None:
    page.name.set_text("Lena.o")

    page.show_check("other", TAKEN, taken=describe(NameTaken()))
    assert not page.name._frame.has_fault

    page.show_check("lena.o", FREE, taken=describe(NameTaken()))
    assert page.name._mark.word.text() == "free"


def test_taken_name_is_said_and_does_not_go_on(page: WelcomePage) -> None:
    heard = Heard(page)
    page.name.set_text("bob")

    page.show_check("bob", TAKEN, taken=describe(NameTaken()))
    page._continue.click()
    assert heard.created == []
    assert "already has this name" in page.name.edit.accessibleDescription()

    page.name.set_text("bobby")
    page._continue.click()
    assert heard.created == ["bobby"]


@pytest.mark.parametrize("name", ["", "x", "no spaces", "ümlaut"])
def test_ill_formed_name_does_not_go_on(page: WelcomePage, name: str) -> None:
    heard = Heard(page)
    page.name.set_text(name)

    QTest.keyClick(page.name.edit, Qt.Key.Key_Return)

    assert heard.created == []
    assert "not a username" in page.name.edit.accessibleDescription()
    assert page.name.text == name


def test_name_goes_on_without_waiting_for_the_check(page: WelcomePage) -> None:
    heard = Heard(page)
    page.name.set_text("lena.o")

    QTest.keyClick(page.name.edit, Qt.Key.Key_Return)

    assert heard.created == ["lena.o"]
    assert not page.name._pause.isActive()


def test_check_that_failed_is_said_quietly(page: WelcomePage) -> None:
    page.name.set_text("lena.o")

    page.show_check_failed("lena.o", describe(RelayUnreachable()))

    assert page.name.edit.accessibleDescription() == "The server cannot be reached."
    assert not page.name._frame.has_fault


def test_server_that_cannot_be_reached_is_told_where_it_is_typed(page: WelcomePage) -> None:
    page.server._change.click()
    page.name.set_text("lena.o")

    page.show_check_failed("lena", describe(RelayUnreachable()))
    assert not page.server.field.has_fault

    page.show_check_failed("lena.o", describe(RelayUnreachable()))
    assert "cannot be reached" in page.server.field.edit.accessibleDescription()
    assert "cannot be reached" not in page.name.edit.accessibleDescription()

    page.show_check("lena.o", FREE, taken=describe(NameTaken()))
    assert not page.server.field.has_fault


@pytest.mark.parametrize("is_asked", [True, False])
def test_name_that_no_server_answered_for_is_asked_again_before_it_goes_on(
    page: WelcomePage, *, is_asked: bool
) -> None:
    heard = Heard(page)
    if is_asked:
        page.server._change.click()
    page.name.set_text("lena.o")
    page.show_check_failed("lena.o", describe(RelayUnreachable()))

    page._continue.click()
    assert heard.created == []
    assert heard.checks == [("wss://chat.example", "lena.o")]
    assert not page._continue.isEnabled()
    page.show_check_failed("lena.o", describe(RelayUnreachable()))
    assert page._continue.isEnabled()
    assert "cannot be reached" in page.server.field.edit.accessibleDescription()
    assert page.server.field.edit.hasFocus()

    page._continue.click()
    page.show_check("lena.o", FREE, taken=describe(NameTaken()))
    assert heard.created == ["lena.o"]
    assert page._continue.isEnabled()


def test_look_up_that_was_refused_holds_nobody_up(page: WelcomePage) -> None:
    heard = Heard(page)
    page.name.set_text("lena.o")
    page.show_check_failed("lena.o", describe(Refused(ErrorCode.TOO_MANY_REQUESTS)))

    page._continue.click()

    assert heard.created == ["lena.o"]


@pytest.mark.parametrize("answer", [TAKEN, CLOSED, BY_CODE])
def test_answer_that_stops_the_way_stops_it_at_the_second_look_up_too(
    page: WelcomePage, answer: NameChecked
) -> None:
    heard = Heard(page)
    page.name.set_text("lena.o")
    page.show_check_failed("lena.o", describe(RelayUnreachable()))
    page._continue.click()

    page.show_check("lena.o", answer, taken=describe(NameTaken()))

    assert heard.created == []
    assert page._continue.isEnabled()


def test_another_name_or_server_needs_no_answer_to_the_old_one(page: WelcomePage) -> None:
    heard = Heard(page)
    page.name.set_text("lena.o")
    page.show_check_failed("lena.o", describe(RelayUnreachable()))
    page._continue.click()

    page.server._change.click()
    page.server.field.set_text("other.example")
    assert page._continue.isEnabled()
    page._continue.click()

    assert heard.created == ["lena.o"]


def test_text_that_is_no_address_is_told_at_the_server_not_at_the_name(page: WelcomePage) -> None:
    page.server._change.click()
    page.server.field.set_text("not a server!!")
    page.name.set_text("lena.o")

    page.show_name_fault("lena.o", describe(InvalidForm("relay address")))

    assert "not a server" in page.server.field.edit.accessibleDescription()
    assert not page.name.has_fault


def test_enter_in_the_server_goes_on(page: WelcomePage) -> None:
    heard = Heard(page)
    page.server._change.click()
    page.name.set_text("lena.o")
    QTest.keyClick(page.server.field.edit, Qt.Key.Key_Return)
    assert heard.created == ["lena.o"]

    page.choose(Way.SIGN_IN)
    page.old_name.set_text("lena.o")
    page.password.set_text("a password")
    QTest.keyClick(page.server.field.edit, Qt.Key.Key_Return)
    assert heard.signed_in == [("lena.o", "a password")]


@pytest.mark.parametrize("way", [Way.CREATE, Way.SIGN_IN])
def test_tab_goes_from_above_to_below(page: WelcomePage, way: Way) -> None:
    page.choose(way)
    page.server._change.click()
    page._create._head.setFocus()
    places = []
    while not page.server.field.edit.hasFocus():
        focused = QApplication.focusWidget()
        assert focused is not None
        places.append(focused.rect().translated(focused.mapTo(page, QPoint())))
        assert len(places) < 12
        QTest.keyClick(focused, Qt.Key.Key_Tab)

    assert all(above.top() <= below.bottom() for above, below in pairwise(places))
    assert len(places) >= 5


def test_sign_in_card_asks_for_name_and_password(page: WelcomePage) -> None:
    heard = Heard(page)
    page._sign_in._head.click()
    assert page._sign_in.is_open
    assert not page._create.is_open
    assert page.old_name.edit.hasFocus()

    page._go.click()
    page.old_name.set_text("lena.o")
    page._go.click()
    assert heard.signed_in == []
    assert page.password.edit.accessibleDescription() == "Type your password."

    page.password.set_text("secret words")
    QTest.keyClick(page.password.edit, Qt.Key.Key_Return)
    assert heard.signed_in == [("lena.o", "secret words")]


def test_enter_in_the_old_name_goes_to_the_password(page: WelcomePage) -> None:
    page.choose(Way.SIGN_IN)

    QTest.keyClick(page.old_name.edit, Qt.Key.Key_Return)

    assert page.password.edit.hasFocus()


def test_server_can_be_changed(page: WelcomePage) -> None:
    heard = Heard(page)
    assert page.server.field.isHidden()
    assert page.server._change.accessibleName() == "Change server"

    page.server._change.click()
    assert page.server.field.edit.hasFocus()
    page.server.field.set_text("127.0.0.1:8765")
    page.name.set_text("lena.o")
    page.name._pause.timeout.emit()

    assert page.relay_address == "ws://127.0.0.1:8765"
    assert heard.checks == [("ws://127.0.0.1:8765", "lena.o")]


def test_without_server_one_is_asked_for(theme: Theme, qtbot: QtBot) -> None:
    page = WelcomePage(theme, "")
    qtbot.addWidget(page)
    show_active(page)
    heard = Heard(page)
    page.name.set_text("lena.o")

    page.name._pause.timeout.emit()
    page._continue.click()

    assert heard.checks == []
    assert heard.created == []
    assert not page.server.field.isHidden()
    assert "address" in page.server.field.edit.accessibleDescription()


def test_failures_and_waits_stand_below_the_cards(page: WelcomePage) -> None:
    page.show_waiting("Wait")
    assert page._notice.accessibleName() == "Wait"

    page.show_failure(describe(RelayUnreachable()))
    assert "cannot be reached" in page._notice.accessibleName()

    QTest.keyClicks(page.name.edit, "a")
    assert page._notice.isHidden()


def test_refused_sign_in_is_seen_without_scrolling(page: WelcomePage) -> None:
    page.resize(700, 600)
    page.choose(Way.SIGN_IN)

    page.show_failure(describe(SignInFailed()))
    QCoreApplication.processEvents()

    place = page.password.rect().translated(page.password.mapTo(page.viewport(), QPoint()))
    assert page.viewport().rect().contains(place)


def test_wrong_password_is_told_at_its_field_until_one_of_both_is_typed_anew(
    page: WelcomePage,
) -> None:
    page.choose(Way.SIGN_IN)
    page.old_name.set_text("lena.o")
    page.password.set_text("not the one")

    page.show_failure(describe(SignInFailed()))

    assert "wrong" in page.password.edit.accessibleDescription()
    assert page._notice.isHidden()
    assert page.password.edit.hasFocus()
    assert page.password.edit.selectedText() == "not the one"
    QTest.keyClicks(page.old_name.edit, "s")
    assert not page.password.has_fault


def test_server_that_will_not_do_is_told_at_its_field(page: WelcomePage) -> None:
    page.choose(Way.SIGN_IN)

    page.show_failure(describe(RelayUntrusted(is_pinned=False)))

    field = page.server.field
    assert "prove who it is" in field.edit.accessibleDescription()
    assert field.edit.hasFocus()
    assert page._notice.isHidden()
    QTest.keyClicks(field.edit, "other.example")
    assert not field.has_fault


def test_refused_server_leaves_the_heading_in_sight(page: WelcomePage) -> None:
    page.resize(740, 740)
    page.choose(Way.SIGN_IN)

    page.show_failure(describe(RelayUntrusted(is_pinned=False)))
    for _ in range(9):  # a layout asks the one around it anew in each
        QCoreApplication.processEvents()

    title = next(label for label in page.findChildren(QLabel) if label.text() == "Welcome")
    for control in (title, page.server.field):
        place = control.rect().translated(control.mapTo(page.viewport(), QPoint()))
        assert page.viewport().rect().contains(place)


def test_server_without_a_field_is_told_below_the_cards(page: WelcomePage) -> None:
    page.choose(Way.INVITE)
    page.show_failure(describe(RelayUntrusted(is_pinned=True)))
    assert "Another server" in page._notice.accessibleName()

    page.choose(Way.SIGN_IN)
    page.server._change.click()
    page.server._here.click()
    page.show_failure(describe(RelayUntrusted(is_pinned=False)))
    assert "prove who it is" in page._notice.accessibleName()
    assert page.server.field.isHidden()


def test_invite_card_asks_for_the_name_once_it_is_known_whose_it_is(page: WelcomePage) -> None:
    heard = Heard(page)
    page.choose(Way.INVITE)
    assert page.server.isHidden()

    page.invite.field.set_text("securechat:abc\n def")
    assert heard.read == ["securechat:abcdef"]
    assert page.invite.name.isHidden()
    page.show_invite("securechat:abcdef", FOUND)
    page.invite.name.set_text("lena.o")
    page.invite.name._pause.timeout.emit()
    page.invite._continue.click()

    assert page.relay_address == "securechat:abcdef"
    assert heard.checks == [("securechat:abcdef", "lena.o")]
    assert heard.created == ["lena.o"]


def test_invite_pasted_as_the_server_is_one(page: WelcomePage) -> None:
    heard = Heard(page)
    page.server._change.click()
    page.server.field.set_text("securechat:abc")
    page.show_invite("securechat:abc", FOUND)

    assert heard.read == ["securechat:abc"]
    assert page.relay_address == "securechat:abc"
    assert "where bob is" in page.server.field.edit.accessibleDescription()

    page.show_invite_fault("securechat:abc", describe(InvalidForm("invite")))
    assert "not an invite" in page.server.field.edit.accessibleDescription()


def answer(page: WelcomePage, checked: NameChecked) -> None:
    page.show_check("lena.o", checked, taken=describe(NameTaken()))


def test_code_is_asked_for_where_the_server_wants_one(page: WelcomePage) -> None:
    heard = Heard(page)
    page.name.set_text("lena.o")
    assert page.code.isHidden()
    answer(page, BY_CODE)
    assert page.name._mark.word.text() == "free"

    QTest.keyClick(page.name.edit, Qt.Key.Key_Return)
    assert page.code.edit.hasFocus()
    assert page.code.edit.accessibleDescription() == "You get it from whoever runs the server."
    page._continue.click()
    assert heard.created == []
    assert "not a registration code" in page.code.edit.accessibleDescription()

    page.code.set_text(CODE)
    QTest.keyClick(page.code.edit, Qt.Key.Key_Return)
    assert heard.created == ["lena.o"]
    assert page.registration_code == CODE


def test_code_goes_with_the_server_that_asked_for_it(page: WelcomePage) -> None:
    page.name.set_text("lena.o")
    answer(page, BY_CODE)
    page.code.set_text(CODE)
    page.server._change.click()
    page.server.field.set_text("other.example")
    assert page.code.isHidden()
    assert page.registration_code == ""
    answer(page, FREE)
    assert page.code.isHidden()


def test_refused_code_is_asked_for_again(page: WelcomePage) -> None:
    page.show_code_fault(describe(CodeRefused()))
    assert page.code.isVisible()
    assert page.code.edit.hasFocus()
    assert "does not accept this code" in page.code.edit.accessibleDescription()


def test_server_that_takes_nobody_is_told_before_the_password(page: WelcomePage) -> None:
    page.name.set_text("lena.o")
    page.name.setFocus()
    answer(page, CLOSED)
    assert "takes no new accounts" in page.server.field.edit.accessibleDescription()
    assert page.name.edit.hasFocus()
    answer(page, FREE)
    assert not page.server.field.has_fault


def test_invites_server_may_ask_for_a_code_too(page: WelcomePage) -> None:
    heard = Heard(page)
    page.choose(Way.INVITE)
    page.invite.field.set_text("securechat:AAAA")
    page.show_invite("securechat:AAAA", FOUND)
    page.invite.name.set_text("lena.o")
    answer(page, BY_CODE)
    QTest.keyClick(page.invite.name.edit, Qt.Key.Key_Return)
    assert page.invite.code.edit.hasFocus()
    page.invite.code.set_text("nothing")
    page.invite._continue.click()
    assert heard.created == []

    page.invite.code.set_text(CODE)
    page.invite._continue.click()
    assert heard.created == ["lena.o"]
    assert page.registration_code == CODE
    assert page.code.isHidden()
    page.invite._other.click()
    assert page.invite.code.isHidden()
