"""Invites: a link from one person lets another in without a request."""

from pathlib import Path

import pytest

from desktop.core.records import Relation
from desktop.errors import AuthenticationFailed, NotYourself
from protocol.errors import InvalidForm
from protocol.ids import AccountId, parse_username
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import Person, run


def test_invited_person_is_accepted_from_the_first_message(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """PR-28: no identified request is needed by the first who uses it; the second is a request."""

    async def story() -> None:
        alice, bob, carol = (
            Person(name, tmp_path, relay.client) for name in ("alice", "bob", "carol")
        )
        async with alice, bob, carol:
            for person in (alice, bob, carol):
                await person.create_account()
            link = await alice.engine.create_invite()
            found = await bob.engine.read_invite(link)
            assert (found.username, found.is_other_relay) == ("alice", False)
            to_alice = (await bob.engine.open_invite(link)).contact.id
            sent = await bob.engine.send_text(to_alice, "thank you")
            assert await alice.received(1) == ["thank you"]
            await bob.delivered(sent)
            assert (await alice.contact_of(bob)).relation is Relation.ACCEPTED
            assert relay.requests == []
            second = (await carol.engine.open_invite(link)).contact.id
            await carol.engine.send_text(second, "me too")
            await alice.received(2)
            assert (await alice.contact_of(carol)).relation is Relation.REQUEST

    run(story())


def test_own_and_broken_invites_are_refused(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            link = await alice.engine.create_invite()
            with pytest.raises(NotYourself):
                await alice.engine.read_invite(link)
            with pytest.raises(InvalidForm):
                await alice.engine.read_invite("securechat:nothing")

    run(story())


def test_relay_that_answers_an_invite_with_another_account_is_refused(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """PR-26: first contact by invite trusts the relay for no key."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        mallory = Person("mallory", tmp_path, relay.client)
        async with alice, bob, mallory:
            for person in (alice, bob, mallory):
                await person.create_account()
            link = await alice.engine.create_invite()
            honest = relay.by_account
            foreign = relay.by_name(parse_username("mallory"))

            def answer(_account: AccountId) -> object:
                return foreign

            relay.by_account = answer  # type: ignore[method-assign,assignment]
            with pytest.raises(AuthenticationFailed):
                await bob.engine.open_invite(link)
            relay.by_account = honest  # type: ignore[method-assign]
            assert await bob.conversations() == []

    run(story())
