"""A damaged history: it is never shown as an empty one, and what is saved of it is read only."""

from pathlib import Path

import pytest

from desktop.core.search_records import SearchQuery
from desktop.errors import DatabaseUnreadable, ReadOnlyHistory
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import Person, run


async def write_once(alice: Person, bob: Person) -> None:
    """Let Alice, who has no account yet, write to Bob."""
    async with alice, bob:
        await alice.create_account()
        await bob.create_account()
        to_bob = await alice.chat_with(bob)
        await alice.engine.send_text(to_bob, "Hello Bob")
        await bob.received(1)


def flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 0x41
    path.write_bytes(content)


def test_saved_history_is_read_and_searched_and_nothing_else(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """FT-17."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        await write_once(alice, bob)
        flip(tmp_path / "alice" / "profile.db", 500)
        async with alice:
            with pytest.raises(DatabaseUnreadable):
                await alice.engine.open_profile()
            assert (await alice.engine.find_rescue()).can_salvage

            saved = await alice.engine.open_saved()

            assert saved.username == "alice"
            assert (saved.report.messages, saved.report.lost_messages) == (1, 0)
            (conversation,) = await alice.engine.load_conversations()
            contact = conversation.contact.id
            assert [one.text for one in await alice.engine.load_messages(contact)] == ["Hello Bob"]
            page = await alice.engine.search(SearchQuery(text="hello"))
            assert [hit.message.text for hit in page.hits] == ["Hello Bob"]
            for change in (
                alice.engine.send_text(contact, "more"),
                alice.engine.mark_read(contact),
                alice.engine.create_invite(),
            ):
                with pytest.raises(ReadOnlyHistory):
                    await change
            with pytest.raises(DatabaseUnreadable):
                await alice.engine.open_profile()

    run(story())


def test_looking_for_a_rescue_closes_what_is_open_and_it_opens_again(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        await write_once(alice, bob)
        async with alice:
            await alice.reopen()
            await alice.engine.find_rescue()
            await alice.engine.open_saved()
            with pytest.raises(DatabaseUnreadable):
                await alice.engine.restore_copy()

            assert await alice.engine.open_profile() is not None
            assert len(await alice.engine.load_conversations()) == 1

    run(story())


def test_damaged_account_is_told_and_not_taken_for_none(relay: FakeRelay, tmp_path: Path) -> None:
    """FT-17: a database that opens, but not its account, must never lead to first run."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        await write_once(alice, bob)
        flip(tmp_path / "alice" / "profile.db", 4096 + 500)  # the first table is the own account
        async with alice:
            with pytest.raises(DatabaseUnreadable):
                await alice.engine.open_profile()
            saved = await alice.engine.open_saved()

            assert saved.username is None
            assert saved.report.messages == 1

    run(story())
