"""What the relay is told about who may write: current, retired and invited keys."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.core import mailbox_keys
from desktop.core.mailbox_keys import RETIRED_FOR_MS, MailboxKeys
from desktop.core.records import Privacy
from desktop.core.relay_time import RelayTime
from desktop.core.rows.own_keys import OwnInvite
from desktop.crypto.invite import HONOURED_FOR_MS, MAX_ENVELOPES, OPEN_FOR_MS, open_key
from protocol.ids import ContentId
from protocol.messages import DeliveryKeyRule, PresenceRule
from tests.helpers.messengers import DEADLINE_S, ManualClock
from tests.helpers.parties import Party, play


def keys_of(party: Party) -> MailboxKeys:
    return MailboxKeys(
        party.profile.keys,
        account=party.account,
        clock=party.relay.now_ms,
        relay_time=RelayTime(party.relay.now_ms, elapsed=lambda: 0),
        random=party.random,
    )


async def published(party: Party, keys: MailboxKeys) -> dict[bytes, DeliveryKeyRule]:
    """Publish on a new sign-in and return what the relay holds."""
    await keys.publish(await party.sign_in())
    return party.relay.mailboxes[party.account.address].keys


def hashed(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def test_current_key_has_neither_limit_nor_end(tmp_path: Path) -> None:
    async def story(alice: Party) -> None:
        rules = await published(alice, keys_of(alice))
        (rule,) = rules.values()
        assert rule.key_hash == hashed(alice.account.row.delivery_key)
        assert (rule.uses, rule.expires_ms) == (0, 0)

    play(tmp_path, story, "alice")


def test_replaced_key_works_on_until_everybody_was_told_or_a_week_passed(tmp_path: Path) -> None:
    """PR-18: the old key leaves the list when nobody needs it, after seven days at the latest."""
    clock = ManualClock()

    async def story(alice: Party, bob: Party) -> None:
        keys = keys_of(alice)
        contact = await alice.meet(bob)
        old = alice.account.row.delivery_key
        await keys.replace_key()
        await alice.profile.outbox.queue_content(
            contact,
            content_id=ContentId(b"c" * 16),
            kind=0,
            version=1,
            data=b"",
            now_ms=0,
        )
        await keys.note_told()
        new = alice.account.row.delivery_key
        assert new != old
        assert set(await published(alice, keys)) == {hashed(old), hashed(new)}
        assert not await keys._retire()
        clock.advance(seconds=RETIRED_FOR_MS / 1000)
        assert await keys._retire()
        assert set(await published(alice, keys)) == {hashed(new)}

    play(tmp_path, story, "alice", "bob", clock=clock)


def test_invite_opens_eight_times_in_a_week_and_is_forgotten_later(tmp_path: Path) -> None:
    """PR-28: the open key has its limits at the relay; the proof counts for longer."""
    clock = ManualClock()

    async def story(alice: Party) -> None:
        keys = keys_of(alice)
        secret = bytes([5] * 32)
        await alice.profile.keys.add_invite(secret, now_ms=clock.now_ms)
        rule = (await published(alice, keys))[hashed(open_key(secret))]
        assert (rule.uses, rule.expires_ms) == (MAX_ENVELOPES, clock.now_ms + OPEN_FOR_MS)
        clock.advance(seconds=OPEN_FOR_MS / 1000)
        assert hashed(open_key(secret)) not in await published(alice, keys)
        assert not await keys._retire()
        clock.advance(seconds=(HONOURED_FOR_MS - OPEN_FOR_MS) / 1000)
        assert await keys._retire()
        assert await alice.profile.keys.load_invites() == []

    play(tmp_path, story, "alice", clock=clock)


def test_presence_rule_is_told_with_the_keys(tmp_path: Path) -> None:
    async def story(alice: Party) -> None:
        keys = keys_of(alice)
        await keys.save_privacy(Privacy(presence=PresenceRule.NOBODY))
        await published(alice, keys)
        account = alice.relay._accounts[alice.account.address.account]
        assert account.presence is PresenceRule.NOBODY

    play(tmp_path, story, "alice")


@pytest.mark.parametrize("days", [3_650, -3_650])
def test_clock_that_jumped_forgets_no_key_and_no_invite(tmp_path: Path, days: float) -> None:
    """FT-10: what is forgotten is due by the relay's clock as well."""
    clock = ManualClock()

    async def story(alice: Party, bob: Party) -> None:
        relay_time = RelayTime(clock, elapsed=lambda: 0)
        relay_time.note_hello(clock.now_ms)
        keys = MailboxKeys(
            alice.profile.keys,
            account=alice.account,
            clock=clock,
            relay_time=relay_time,
            random=alice.random,
        )
        await alice.profile.keys.add_invite(bytes(32), now_ms=clock.now_ms)
        contact = await alice.meet(bob)
        await keys.replace_key()
        await alice.profile.outbox.queue_content(
            contact, content_id=ContentId(b"c" * 16), kind=0, version=1, data=b"", now_ms=0
        )
        await keys.note_told()
        before = await published(alice, keys)
        assert len(before) == 3
        clock.advance(days=days)
        assert not await keys._retire()
        assert set(await published(alice, keys)) == set(before)

    play(tmp_path, story, "alice", "bob", clock=clock)


def test_relay_is_told_what_changed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking for what may be forgotten is no reason to say the same again every minute."""
    monkeypatch.setattr(mailbox_keys, "CHECK_S", 0.0)

    async def story(alice: Party) -> None:
        keys = keys_of(alice)
        link = await alice.sign_in()
        told: list[int] = []
        looked = asyncio.Event()
        set_keys, load_invites = link.set_keys, alice.profile.keys.load_invites

        async def count(rules: Sequence[DeliveryKeyRule]) -> None:
            told.append(len(rules))
            await set_keys(rules)

        looks = 0

        async def look() -> list[OwnInvite]:
            nonlocal looks
            looks += 1
            if looks % 10 == 0:
                looked.set()
            return await load_invites()

        link.set_keys = count  # type: ignore[method-assign,assignment]
        alice.profile.keys.load_invites = look  # type: ignore[method-assign]
        async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
            running = group.create_task(keys.run(link))
            await looked.wait()
            assert told == [1]
            looked.clear()
            await alice.profile.keys.add_invite(bytes(32), now_ms=alice.relay.now_ms())
            await keys.publish_now()
            await looked.wait()
            assert told == [1, 2]
            running.cancel()

    play(tmp_path, story, "alice")
