"""Drafts stay with their contact until they are sent; used emoji are counted."""

from desktop.core.records import ContactId, Draft
from desktop.storage.composer_store import MOST_KEPT_EMOJI
from tests.desktop.storage.sample_rows import CAROL, NOW_MS, Stores


async def begin(stores: Stores) -> ContactId:
    """Make the own account and a contact, Bob."""
    await stores.add_account()
    return (await stores.add_contact()).record.id


async def test_draft_comes_back_with_its_cursor(stores: Stores) -> None:
    bob = await begin(stores)
    carol = (await stores.add_contact(CAROL)).record.id

    await stores.composer.save_draft(bob, Draft(text="one", cursor=1))
    await stores.composer.save_draft(bob, Draft(text="hello 🙂", cursor=8))

    assert (await stores.history.get_conversation(bob)).draft == Draft(text="hello 🙂", cursor=8)
    assert (await stores.history.get_conversation(carol)).draft is None
    by_contact = {each.contact.id: each.draft for each in await stores.history.load_conversations()}
    assert by_contact == {bob: Draft(text="hello 🙂", cursor=8), carol: None}


async def test_emptied_draft_is_gone(stores: Stores) -> None:
    bob = await begin(stores)
    await stores.composer.save_draft(bob, Draft(text="one", cursor=1))

    await stores.composer.save_draft(bob, None)

    assert (await stores.history.get_conversation(bob)).draft is None


async def test_draft_goes_with_the_commit_of_its_message(stores: Stores) -> None:
    bob = await begin(stores)
    carol = (await stores.add_contact(CAROL)).record.id
    for contact in (bob, carol):
        await stores.composer.save_draft(contact, Draft(text="hello", cursor=5))

    await stores.queue(bob, 1)

    assert (await stores.history.get_conversation(bob)).draft is None
    assert (await stores.history.get_conversation(carol)).draft is not None


async def test_draft_to_somebody_who_is_gone_is_dropped(stores: Stores) -> None:
    bob = await begin(stores)
    await stores.composer.save_draft(ContactId(99), Draft(text="hello", cursor=0))

    await stores.composer.save_draft(bob, Draft(text="hello", cursor=0))
    await stores.contacts.delete(bob)

    assert await stores.history.load_conversations() == []


async def test_most_used_emoji_come_first(stores: Stores) -> None:
    for number, emoji in enumerate("👍🎉👍🥖"):
        await stores.composer.note_emoji_used(emoji, now_ms=NOW_MS + number)

    assert await stores.composer.load_used_emoji(limit=8) == ["👍", "🥖", "🎉"]
    assert await stores.composer.load_used_emoji(limit=1) == ["👍"]


async def test_seldom_used_emoji_are_forgotten_but_never_the_newest(stores: Stores) -> None:
    for number in range(MOST_KEPT_EMOJI + 5):
        for _ in range(2):
            await stores.composer.note_emoji_used(chr(0x1F300 + number), now_ms=NOW_MS + number)

    await stores.composer.note_emoji_used("🥖", now_ms=NOW_MS)

    kept = await stores.composer.load_used_emoji(limit=1_000)
    assert len(kept) <= MOST_KEPT_EMOJI + 1
    assert kept[-1] == "🥖"


def test_draft_tells_nothing_to_a_log() -> None:
    assert "secret" not in repr(Draft(text="secret", cursor=0))
