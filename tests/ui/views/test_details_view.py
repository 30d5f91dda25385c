"""The details of a contact."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactRecord, Relation, Trust
from desktop.ui.theme import Theme
from desktop.ui.views.details_view import DetailsView
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import FakeMessenger
from tests.ui.conftest import show_active


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


@pytest.fixture
def bob(messenger: FakeMessenger) -> ContactRecord:
    return messenger.conversation(messenger.add_contact("bob")).contact


@pytest.fixture
def view(theme: Theme, qtbot: QtBot, bob: ContactRecord) -> DetailsView:
    view = DetailsView(theme)
    qtbot.addWidget(view)
    view.resize(320, 740)
    view.show_contact(bob, PresenceState.ONLINE)
    show_active(view)
    return view


def changed(messenger: FakeMessenger, contact: ContactRecord, **values: object) -> ContactRecord:
    messenger.change_contact(contact.id, **values)  # type: ignore[arg-type]
    return messenger.conversation(contact.id).contact


def test_contact_is_shown_as_it_is(
    view: DetailsView, messenger: FakeMessenger, bob: ContactRecord
) -> None:
    assert (view._name.text(), view._handle.text()) == ("bob", "\u2066@bob\u2069")
    assert view._dot.isVisible()
    assert view.name_row.accessibleDescription() == "None"

    named = changed(messenger, bob, own_name="Robert", is_muted=True, trust=Trust.VERIFIED)
    view.show_contact(named, PresenceState.UNKNOWN)

    assert view._name.text() == "Robert"
    assert not view._dot.isVisible()
    assert not view._presence.isVisible()
    assert view.name_row.accessibleDescription() == "Robert"
    assert view.mute_row.accessibleDescription() == "Off"
    assert view.block_row.accessibleName() == "Block Robert"


def test_name_of_a_claim_is_not_shown(
    view: DetailsView, messenger: FakeMessenger, theme: Theme
) -> None:
    claim = messenger.add_contact("ivo", relation=Relation.REQUEST, is_name_confirmed=False)
    view.show_contact(messenger.conversation(claim).contact, PresenceState.UNKNOWN)

    assert view._handle.text() == ""


def test_own_name_is_written_and_saved_by_enter(view: DetailsView, bob: ContactRecord) -> None:
    asked: list[tuple[ContactRecord, str]] = []
    view.rename_requested.connect(lambda contact, name: asked.append((contact, name)))

    view.name_row.click()
    assert view.name_field.edit.hasFocus()
    QTest.keyClicks(view.name_field.edit, "Robert")
    QTest.keyClick(view.name_field.edit, Qt.Key.Key_Return)

    assert asked == [(bob, "Robert")]
    assert not view.name_field.isVisible()
    assert view.name_row.hasFocus()


def test_escape_leaves_the_name_and_then_the_details(view: DetailsView, qtbot: QtBot) -> None:
    view.name_row.click()
    with qtbot.assertNotEmitted(view.close_requested):
        QTest.keyClick(view.name_field.edit, Qt.Key.Key_Escape)
    assert view.name_row.isVisible()

    with qtbot.waitSignal(view.close_requested):
        QTest.keyClick(view.name_row, Qt.Key.Key_Escape)


def test_other_contact_ends_the_writing_of_a_name(
    view: DetailsView, messenger: FakeMessenger
) -> None:
    view.name_row.click()
    carol = messenger.conversation(messenger.add_contact("carol")).contact

    view.show_contact(carol, PresenceState.UNKNOWN)

    assert not view.name_field.isVisible()


def test_rows_ask_for_what_they_say(
    view: DetailsView, messenger: FakeMessenger, bob: ContactRecord, qtbot: QtBot
) -> None:
    for row, signal in (
        (view.trust, view.verify_requested),
        (view.search_row, view.search_requested),
        (view.block_row, view.block_requested),
        (view.delete_row, view.delete_requested),
    ):
        with qtbot.waitSignal(signal) as waited:
            row.click()
        assert waited.args == [bob]
    with qtbot.waitSignal(view.mute_requested) as waited:
        view.mute_row.click()
    assert waited.args == [bob, True]

    blocked = changed(messenger, bob, relation=Relation.BLOCKED)
    view.show_contact(blocked, PresenceState.UNKNOWN)
    with qtbot.waitSignal(view.unblock_requested):
        view.block_row.click()
