"""Being sure of keys: numbers that agree, codes that match, accounts that change."""

from pathlib import Path

import pytest

from desktop.core.events import MessageChanged
from desktop.core.records import DeliveryState, FailureReason, MessageKind, Trust
from desktop.core.relations import UNANSWERED_TEXTS
from desktop.errors import NotAcceptedYet, NumberOutdated, SendingStopped, VerificationNeeded
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import PASSWORD, Person, run


async def befriend(alice: Person, bob: Person) -> None:
    for person in (alice, bob):
        await person.create_account()
    await alice.engine.send_text(await alice.chat_with(bob), "hello")
    await bob.received(1)
    await bob.accept(alice)


async def trust(person: Person, other: Person) -> Trust:
    return (await person.contact_of(other)).trust


def test_both_sides_see_one_number_and_each_reads_the_others_code(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """UI-01: the digits are equal, the codes match with roles swapped and not otherwise."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await befriend(alice, bob)
            to_bob = (await alice.contact_of(bob)).id
            to_alice = (await bob.contact_of(alice)).id
            ours = await alice.engine.load_safety_number(to_bob)
            theirs = await bob.engine.load_safety_number(to_alice)
            assert ours.digits == theirs.digits
            assert len(ours.digits) == 60
            assert not await alice.engine.check_code(to_bob, ours.code)
            assert await trust(alice, bob) is Trust.UNVERIFIED
            assert await alice.engine.check_code(to_bob, theirs.code)
            assert await trust(alice, bob) is Trust.VERIFIED
            await alice.engine.mark_verified(to_bob, is_verified=False)
            assert await trust(alice, bob) is Trust.UNVERIFIED

    run(story())


async def bob_moves(alice: Person, bob: Person, elsewhere: Person) -> None:
    """Let bob sign in on a new computer, and alice notice it by a message that cannot arrive."""
    await elsewhere.engine.sign_in(
        relay_address=elsewhere.address,
        name="bob",
        password=PASSWORD,
        progress=lambda _step: None,
    )
    await elsewhere.online()
    await alice.engine.send_text((await alice.contact_of(bob)).id, "are you there")

    async def has_changed() -> bool:
        return await trust(alice, bob) in {Trust.CHANGED, Trust.VERIFIED_CHANGED}

    await alice.until(has_changed)


def test_changed_key_of_an_unverified_contact_waits_for_a_tap(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """PR-24, PR-27: nothing is encrypted anew unasked; what waited is "not delivered"."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        elsewhere = Person("bob", tmp_path / "elsewhere", relay.client)
        async with alice, bob, elsewhere:
            await befriend(alice, bob)
            await bob_moves(alice, bob, elsewhere)
            to_bob = (await alice.contact_of(bob)).id
            with pytest.raises(SendingStopped):
                await alice.engine.send_text(to_bob, "no")
            await alice.engine.accept_new_key(to_bob)
            assert await trust(alice, bob) is Trust.UNVERIFIED
            messages = await alice.engine.load_messages(to_bob)
            waited = next(m for m in messages if m.text == "are you there")
            assert (waited.state, waited.failure) == (
                DeliveryState.FAILED,
                FailureReason.NOT_DELIVERED,
            )
            assert messages[-1].kind is MessageKind.KEY_CHANGED
            told = [
                event.message
                for event in alice.events
                if isinstance(event, MessageChanged)
                and event.message.position.row == waited.position.row
            ]
            assert told[-1] == waited
            await alice.engine.send_text(to_bob, "hello again")
            assert await elsewhere.received(1) == ["hello again"]

    (tmp_path / "elsewhere").mkdir()
    run(story())


def test_changed_key_of_a_verified_contact_stops_until_verified(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """PR-24: there is no accepting a new key of somebody who had been verified."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        elsewhere = Person("bob", tmp_path / "elsewhere", relay.client)
        async with alice, bob, elsewhere:
            await befriend(alice, bob)
            to_bob = (await alice.contact_of(bob)).id
            before = await alice.engine.load_safety_number(to_bob)
            await alice.engine.mark_verified(to_bob, is_verified=True)
            await bob_moves(alice, bob, elsewhere)
            assert await trust(alice, bob) is Trust.VERIFIED_CHANGED
            with pytest.raises(VerificationNeeded):
                await alice.engine.accept_new_key(to_bob)
            assert (await alice.engine.load_safety_number(to_bob)).digits != before.digits
            await alice.engine.mark_verified(to_bob, is_verified=True)
            assert await trust(alice, bob) is Trust.VERIFIED
            await alice.engine.send_text(to_bob, "sure again")
            assert await elsewhere.received(1) == ["sure again"]

    (tmp_path / "elsewhere").mkdir()
    run(story())


def test_what_the_old_account_got_does_not_wait_for_the_new_one(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """PR-24: as many texts as to anybody who did not accept yet, and below what came before."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        elsewhere = Person("bob", tmp_path / "elsewhere", relay.client)
        async with alice, bob, elsewhere:
            await befriend(alice, bob)
            to_bob = (await alice.contact_of(bob)).id
            for number in range(UNANSWERED_TEXTS):
                await alice.delivered(await alice.engine.send_text(to_bob, f"old {number}"))
            await bob_moves(alice, bob, elsewhere)
            await alice.engine.accept_new_key(to_bob)

            for number in range(UNANSWERED_TEXTS):
                await alice.engine.send_text(to_bob, f"new {number}")

            async def are_sent() -> bool:
                newest = (await alice.engine.load_messages(to_bob))[-UNANSWERED_TEXTS:]
                return [(message.text, message.state) for message in newest] == [
                    (f"new {number}", DeliveryState.SENT) for number in range(UNANSWERED_TEXTS)
                ]

            await alice.until(are_sent)
            with pytest.raises(NotAcceptedYet):
                await alice.engine.send_text(to_bob, "one too many")

    (tmp_path / "elsewhere").mkdir()
    run(story())


@pytest.mark.parametrize("was_changed", [False, True])
def test_key_that_changes_while_it_is_compared_is_not_the_verified_one(
    relay: FakeRelay, tmp_path: Path, was_changed: bool
) -> None:
    """PR-24: the relay brings another account in between what is shown and the person's yes."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        elsewhere = Person("bob", tmp_path / "elsewhere", relay.client)
        third = Person("bob", tmp_path / "third", relay.client)
        async with alice, bob, elsewhere, third:
            await befriend(alice, bob)
            to_bob = (await alice.contact_of(bob)).id
            if was_changed:
                await bob_moves(alice, bob, elsewhere)
            await alice.engine.load_safety_number(to_bob)
            if was_changed:
                await third.engine.sign_in(
                    relay_address=third.address,
                    name="bob",
                    password=PASSWORD,
                    progress=lambda _step: None,
                )
                running = alice.engine._session.running
                assert running is not None
                await running.verification.check_name(to_bob)
            else:
                await bob_moves(alice, bob, elsewhere)
            with pytest.raises(NumberOutdated):
                await alice.engine.mark_verified(to_bob, is_verified=True)
            assert await trust(alice, bob) is Trust.CHANGED
            await alice.engine.load_safety_number(to_bob)
            await alice.engine.mark_verified(to_bob, is_verified=True)
            assert await trust(alice, bob) is Trust.VERIFIED

    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "third").mkdir()
    run(story())


def test_false_gone_changes_nothing(relay: FakeRelay, tmp_path: Path) -> None:
    """PR-27: while the name has the same account, `gone` alone is no discontinuity."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await befriend(alice, bob)
            running = alice.engine._session.running
            assert running is not None
            to_bob = (await alice.contact_of(bob)).id
            row = await running.verification.check_name(to_bob)
            assert row.changed_to is None
            assert await trust(alice, bob) is Trust.UNVERIFIED

    run(story())
