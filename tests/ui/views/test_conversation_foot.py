"""What stands at the foot of a conversation, as the two people stand."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactRecord, Relation, Trust
from desktop.ui.theme import Theme
from desktop.ui.views.conversation_foot import ConversationFoot
from protocol.messages import PresenceRule
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger
from tests.ui.conftest import show_active


@pytest.fixture
def foot(theme: Theme, qtbot: QtBot) -> ConversationFoot:
    foot = ConversationFoot(theme, lambda: NOON_MS)
    qtbot.addWidget(foot)
    foot.resize(804, 100)
    show_active(foot)
    return foot


def contact(
    relation: Relation = Relation.ACCEPTED, trust: Trust = Trust.UNVERIFIED
) -> ContactRecord:
    messenger = FakeMessenger()
    return messenger.conversation(
        messenger.add_contact("bob", relation=relation, trust=trust)
    ).contact


def parts(foot: ConversationFoot) -> set[str]:
    widgets = {
        "composer": foot.composer,
        "request": foot.request,
        "paused": foot.paused,
        "blocked": foot.blocked,
        "waiting": foot.waiting,
        "refusal": foot.refusal,
    }
    return {name for name, widget in widgets.items() if widget.isVisible()}


@pytest.mark.parametrize(
    ("relation", "trust", "expected"),
    [
        (Relation.ACCEPTED, Trust.UNVERIFIED, {"composer"}),
        (Relation.ACCEPTED, Trust.VERIFIED, {"composer"}),
        (Relation.ASKED, Trust.UNVERIFIED, {"composer", "waiting"}),
        (Relation.REQUEST, Trust.UNVERIFIED, {"request"}),
        (Relation.REQUEST, Trust.CHANGED, {"request"}),
        (Relation.BLOCKED, Trust.VERIFIED_CHANGED, {"blocked"}),
        (Relation.ACCEPTED, Trust.CHANGED, {"paused"}),
        (Relation.ASKED, Trust.CHANGED, {"paused"}),
        (Relation.ACCEPTED, Trust.VERIFIED_CHANGED, {"paused"}),
    ],
)
def test_foot_shows_what_can_be_done(
    foot: ConversationFoot, relation: Relation, trust: Trust, expected: set[str]
) -> None:
    foot.show_contact(contact(relation, trust))

    assert parts(foot) == expected
    assert not foot.grab().isNull()


def test_asked_person_is_waited_for(foot: ConversationFoot) -> None:
    foot.show_contact(contact(Relation.ASKED))

    assert foot.waiting.words.accessibleName() == "Waiting for bob to accept"


def test_nobody_is_waited_for_before_anything_was_written(foot: ConversationFoot) -> None:
    foot.show_contact(replace(contact(Relation.ASKED), was_written_to=False))

    assert parts(foot) == {"composer"}


def test_refused_text_is_explained_until_they_accept(foot: ConversationFoot) -> None:
    asked = contact(Relation.ASKED)
    foot.show_contact(asked)

    foot.show_not_accepted(asked.id)
    assert parts(foot) == {"composer", "waiting", "refusal"}
    assert "your text stays here" in foot.refusal.accessibleName()

    foot.show_contact(replace(asked, relation=Relation.ACCEPTED))
    foot.show_contact(asked)
    assert "refusal" not in parts(foot)


def test_waiting_messages_are_counted(foot: ConversationFoot) -> None:
    foot.set_waiting_count(2)
    foot.show_contact(contact(trust=Trust.CHANGED))

    assert foot.paused.text == "Sending is paused. 2 messages wait here."


def test_promise_follows_the_presence_rule(foot: ConversationFoot) -> None:
    foot.show_contact(contact(Relation.REQUEST))
    assert "online" not in foot.request._promise.text()

    foot.set_presence_rule(PresenceRule.NOBODY)

    assert "online" in foot.request._promise.text()


def test_cursor_goes_only_into_a_composer_that_is_there(foot: ConversationFoot) -> None:
    foot.show_contact(contact(Relation.BLOCKED))
    foot.write()
    assert not foot.composer.editor.hasFocus()

    foot.show_contact(contact())
    foot.write()
    assert foot.composer.editor.hasFocus()


def test_unblock_asks(foot: ConversationFoot, qtbot: QtBot) -> None:
    foot.show_contact(contact(Relation.BLOCKED))
    foot.set_narrow(is_narrow=True)

    with qtbot.waitSignal(foot.unblock_requested):
        foot.blocked.action_requested.emit()


def test_what_cannot_be_delivered_is_told_above_the_composer(
    foot: ConversationFoot, qtbot: QtBot
) -> None:
    messenger = FakeMessenger()
    contact = messenger.conversation(messenger.add_contact("bob")).contact
    foot.show_contact(replace(contact, held_since_ms=1))
    assert "cannot be delivered now" in foot.held.text
    assert not foot.composer.isHidden()
    with qtbot.waitSignal(foot.ask_requested):
        foot.held.ask_requested.emit()

    foot.show_contact(replace(contact, held_since_ms=1, relation=Relation.BLOCKED))
    assert foot.held.text == ""
    foot.show_contact(contact)
    assert foot.held.text == ""
