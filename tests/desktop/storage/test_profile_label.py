"""A label says username and server to who holds the keyring, and nothing by its length."""

from desktop.core.records import ProfileLabel
from desktop.storage.profile_label import LABEL_CHARS, encode_label, parse_label, put_label
from desktop.storage.profile_slots import LABEL_ENTRY
from desktop.storage.secret_store import MAX_ENTRY_CHARS, KeyringSecretStore
from protocol.limits import MAX_REALM_CHARS, MAX_USERNAME_CHARS
from tests.desktop.storage.memory_keyring import MemoryKeyring

SERVICE = "securechat-test"
ALICE = ProfileLabel(username="alice", relay_address="wss://chat.example")
LONGEST = ProfileLabel(
    username="a" * MAX_USERNAME_CHARS,
    relay_address=f"wss://{'h' * MAX_REALM_CHARS}:65535/{'p' * 200}",
)
TOO_LONG = ProfileLabel(username="alice", relay_address="wss://" + "h" * LABEL_CHARS)


class NoEntries:
    """Remembers nothing."""

    async def add(self, entry: str) -> None:
        """Called before an entry is written."""

    async def remove(self, entry: str) -> None:
        """Called after an entry was deleted."""


def test_every_label_is_as_long_as_every_other() -> None:
    for label in (ALICE, LONGEST):
        text = encode_label(label)
        assert text is not None
        assert len(text) == LABEL_CHARS <= MAX_ENTRY_CHARS
        assert parse_label(text) == label


def test_label_that_does_not_fit_is_none() -> None:
    assert encode_label(TOO_LONG) is None


def test_entry_of_another_form_is_no_label() -> None:
    for text in (
        "",
        "alice",
        "[]",
        '{"username": "alice"}',
        '{"username": 1, "relay_address": ""}',
    ):
        assert parse_label(text) is None


async def test_label_is_written_when_it_says_something_else_only() -> None:
    backend = MemoryKeyring()
    store = KeyringSecretStore(SERVICE, NoEntries(), find_backend=backend)
    verbs: list[str] = []
    backend.fail = verbs.append

    await put_label(store, ALICE)
    assert verbs.count("set") == 1
    await put_label(store, ALICE)
    assert verbs.count("set") == 1
    await put_label(store, LONGEST)
    assert verbs.count("set") == 2
    assert backend.entries == {(SERVICE, LABEL_ENTRY): encode_label(LONGEST)}

    await put_label(store, TOO_LONG)
    assert backend.entries == {}
