"""What a person is called."""

import pytest

from desktop.core.records import ContactId, ContactRecord
from desktop.ui.contact_text import avatar_name, contact_name, handle, presence_words
from protocol.ids import AccountId, Username
from protocol.messages import PresenceState


def contact(*, is_confirmed: bool, own_name: str = "") -> ContactRecord:
    return ContactRecord(
        id=ContactId(1),
        account=AccountId(bytes(32)),
        username=Username("bob"),
        is_name_confirmed=is_confirmed,
        own_name=own_name,
    )


@pytest.mark.parametrize(
    ("record", "name", "avatar"),
    [
        (contact(is_confirmed=True), "bob", "bob"),
        (contact(is_confirmed=False), "New contact", ""),
        (contact(is_confirmed=False, own_name="Robert"), "Robert", "Robert"),
    ],
)
def test_own_name_wins_and_an_unconfirmed_one_is_not_shown(
    record: ContactRecord, name: str, avatar: str
) -> None:
    assert contact_name(record) == name
    assert avatar_name(record) == avatar


def test_presence_has_words_for_every_state() -> None:
    assert [presence_words(state) for state in PresenceState] == [
        "",
        "last seen recently",
        "online",
    ]


def test_handle_keeps_its_sign_in_front_in_any_sentence() -> None:
    assert handle("bob") == "\u2066@bob\u2069"
