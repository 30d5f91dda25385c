"""What waited too long is sealed anew or encrypted anew, and what was never received is told."""

from pathlib import Path

import pytest

from desktop.core.records import DeliveryState, FailureReason
from desktop.core.rows.sent import OutboxRow, OutboxState
from desktop.crypto.body import parse_inner
from desktop.errors import RelayUnreachable
from tests.helpers.correspondents import Correspondent, play
from tests.helpers.messengers import ManualClock


async def waiting(sender: Correspondent, other: Correspondent) -> OutboxRow:
    (row,) = await sender.profile.outbox.load_work(await sender.contact_of(other), limit=9)
    return row


async def encrypt_only(
    sender: Correspondent, monkeypatch: pytest.MonkeyPatch, *, others_sign_in: bool = False
) -> None:
    """Encrypt what waits while the relay takes nothing."""

    async def down(_envelopes: object) -> list[object]:
        raise RelayUnreachable("down")

    with monkeypatch.context() as patch:
        patch.setattr(sender.client, "submit", down)
        with pytest.raises(RelayUnreachable):
            await sender.send()


async def talk(one: Correspondent, other: Correspondent) -> None:
    await one.write(other, "hello")
    await other.write(one, "hello")
    for _ in range(3):
        await one.visit()
        await other.visit()


def test_expired_seal_is_replaced_around_the_same_inner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PR-29: nothing is encrypted twice; only the outer layer is new."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.write(bob, "waits")
        await encrypt_only(alice, monkeypatch)
        row = await waiting(alice, bob)
        alice.clock.advance(days=45)
        await bob.visit()
        await encrypt_only(alice, monkeypatch)
        assert (await waiting(alice, bob)).envelope == row.envelope
        alice.clock.advance(days=16)
        await encrypt_only(alice, monkeypatch)
        resealed = await waiting(alice, bob)
        assert resealed.envelope != row.envelope
        assert resealed.inner == row.inner
        assert resealed.seal_key_id != row.seal_key_id
        await alice.send()
        await bob.visit()
        assert (await bob.texts(alice))[-1] == "waits"

    play(tmp_path, story, "alice", "bob")


def test_somebody_away_until_all_keys_expired_is_told_of_until_they_are_back(
    tmp_path: Path,
) -> None:
    """PR-29: what is written meanwhile waits."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        alice.clock.advance(days=61)
        await alice.write(bob, "waits")

        async def keyless_since_ms() -> int:
            contact = await alice.contacts.find_by_account(bob.account.address.account)
            assert contact is not None
            return contact.record.keyless_since_ms

        await alice.send()
        assert await keyless_since_ms() == alice.clock.now_ms
        await bob.visit()
        alice.outbox.begin_day()
        await alice.send()
        assert await keyless_since_ms() == 0
        await bob.visit()
        assert (await bob.texts(alice))[-1] == "waits"

    play(tmp_path, story, "alice", "bob")


def test_first_message_that_waited_two_weeks_is_encrypted_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PR-29: all of them go to one new session, under the same contexts."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        for text in ("one", "two"):
            await alice.write(bob, text)
        await encrypt_only(alice, monkeypatch)
        contact = await alice.contact_of(bob)
        before = await alice.profile.outbox.load_work(contact, limit=9)
        alice.clock.advance(days=13.9)
        await encrypt_only(alice, monkeypatch)
        assert await alice.profile.outbox.load_work(contact, limit=9) == before
        alice.clock.advance(days=0.1)
        await encrypt_only(alice, monkeypatch)
        after = await alice.profile.outbox.load_work(contact, limit=9)
        assert [row.body_context for row in after] == [row.body_context for row in before]
        assert all(new.inner != old.inner for new, old in zip(after, before, strict=True))
        assert len({parse_inner(row.inner).session_id for row in after}) == 1
        await alice.send()
        await bob.visit()
        assert await bob.texts(alice) == ["one", "two"]
        assert await bob.missing(alice) == []

    play(tmp_path, story, "alice", "bob")


def test_contact_without_a_pair_in_force_is_waited_for(tmp_path: Path) -> None:
    """PR-29: away for 61 days; the sender's message waits and is tried at each sign-in."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        alice.clock.advance(days=61)
        await alice.write(bob, "are you there")
        await alice.visit()
        await alice.visit()
        row = await waiting(alice, bob)
        assert row.state is OutboxState.QUEUED
        assert [m.state for m in await alice.messages(bob)] == [DeliveryState.WAITING]
        await bob.visit()
        await alice.send()
        assert (await waiting(alice, bob)).state is OutboxState.QUEUED
        await alice.visit()
        await bob.visit()
        assert await bob.texts(alice) == ["are you there"]

    play(tmp_path, story, "alice", "bob")


def test_thirty_days_without_a_receipt_is_not_delivered(tmp_path: Path) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await alice.write(bob, "nobody reads this")
        await alice.visit()
        alice.clock.advance(days=30)
        await alice.visit()
        assert [m.state for m in await alice.messages(bob)] == [DeliveryState.SENT]
        alice.clock.advance(seconds=1)
        await alice.visit()
        (message,) = await alice.messages(bob)
        assert (message.state, message.failure) == (
            DeliveryState.FAILED,
            FailureReason.NOT_DELIVERED,
        )
        await bob.visit()
        await alice.visit()
        assert [m.state for m in await alice.messages(bob)] == [DeliveryState.DELIVERED]

    play(tmp_path, story, "alice", "bob")


def test_clock_that_jumped_calls_nothing_undelivered(tmp_path: Path) -> None:
    """FT-10."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await alice.write(bob, "on its way")
        await alice.visit()
        alice.clock = ManualClock(alice.clock.now_ms)
        await alice.restart()
        alice.clock.advance(days=3650)
        await alice.write(bob, "written in ten years")
        await alice.visit()
        states = [message.state for message in await alice.messages(bob)]
        assert states == [DeliveryState.SENT, DeliveryState.WAITING]
        alice.clock.now_ms = bob.clock.now_ms
        await alice.visit()
        await bob.visit()
        assert await bob.texts(alice) == ["on its way", "written in ten years"]

    play(tmp_path, story, "alice", "bob")
