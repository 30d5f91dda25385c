"""Contacts: whose account a name is, and what a relay cannot make us believe."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.account import IDENTITY_ENTRY
from desktop.core.contacts import SealPairMissing
from desktop.core.records import Relation
from desktop.core.rows.relay import PeerKeys, PeerKeysState
from desktop.crypto.identity import IdentityKey, unwrap_primes
from desktop.crypto.key_chain import append_device, append_revoke, append_tombstone
from desktop.errors import AuthenticationFailed, NotYourself, UnknownPerson
from protocol.content import Text
from protocol.ids import AccountId, Realm, Username
from protocol.messages import PresenceState
from protocol.proofs import VerifiedChain, verify_chain
from tests.helpers.parties import Party, play


def answer_with(party: Party, keys: PeerKeys) -> None:
    """Make the relay answer every look-up of a party the same way."""

    async def lookup(_name: Username) -> PeerKeys:
        return keys

    party.client.lookup = lookup  # type: ignore[method-assign,assignment]


def test_look_up_and_start_pin_the_account_once(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        found = await alice.contacts.look_up("@Bob ")
        assert (found.username, found.contact) == ("bob", None)
        assert found.account == bob.account.address.account
        assert found.presence is PresenceState.ONLINE
        row = await alice.contacts.start_chat("bob")
        assert row.record.is_name_confirmed
        assert row.record.relation is Relation.ASKED
        assert await alice.contacts.start_chat("bob") == row
        assert (await alice.contacts.look_up("bob")).contact == row.record.id
        assert await alice.contacts.load_all() == [row]
        assert await alice.contacts.load_unconfirmed() == []

    play(tmp_path, story, "alice", "bob")


def test_nobody_and_oneself_are_refused(tmp_path: Path) -> None:
    async def story(alice: Party) -> None:
        with pytest.raises(UnknownPerson):
            await alice.contacts.look_up("nobody")
        with pytest.raises(NotYourself):
            await alice.contacts.start_chat("ALICE")

    play(tmp_path, story, "alice")


def test_answer_of_another_name_realm_or_form_is_refused(tmp_path: Path) -> None:
    """PR-26: the relay answers "bob" with another account's genuine chain."""

    async def story(alice: Party, bob: Party, carol: Party) -> None:
        of_carol = await carol.client.lookup(Username("carol"))
        of_bob = await bob.client.lookup(Username("bob"))
        for keys in (
            of_carol,
            replace(of_carol, chain=b"no chain"),
            replace(of_bob, seal_pair=of_carol.seal_pair),
        ):
            answer_with(alice, keys)
            with pytest.raises(AuthenticationFailed):
                await alice.contacts.start_chat("bob")
        alice.account.row = replace(alice.account.row, realm=Realm("elsewhere.test"))
        answer_with(alice, of_bob)
        with pytest.raises(AuthenticationFailed):
            await alice.contacts.start_chat("bob")
        assert await alice.contacts.load_all() == []

    play(tmp_path, story, "alice", "bob", "carol")


def test_claimed_name_is_confirmed_only_by_the_pinned_account(tmp_path: Path) -> None:
    """PR-26: a stranger's chain claims a name; it is shown after one look-up agrees."""

    async def story(alice: Party, bob: Party, carol: Party) -> None:
        await bob.take((await alice.write(bob, Text(text="hello"))).envelope)
        (record,) = await bob.contacts.load_unconfirmed()
        answer_with(bob, PeerKeys(state=PeerKeysState.UNKNOWN))
        assert await bob.contacts.confirm_name(record) is None
        answer_with(bob, await carol.client.lookup(Username("carol")))
        assert await bob.contacts.confirm_name(record) is None
        answer_with(bob, await alice.client.lookup(Username("alice")))
        confirmed = await bob.contacts.confirm_name(record)
        assert confirmed is not None
        assert confirmed.record.is_name_confirmed
        assert await bob.contacts.get(record.id) == confirmed

    play(tmp_path, story, "alice", "bob", "carol")


def identity_of(party: Party) -> IdentityKey:
    """Return a party's private ID, as it lies in its secret store."""
    primes = unwrap_primes(
        party.profile.secrets.entries[IDENTITY_ENTRY],
        store_key=party.profile.store_key,
        entry_name=IDENTITY_ENTRY,
    )
    return IdentityKey.from_primes(primes)


def grow(chain: VerifiedChain, party: Party, *, seed: int) -> bytes:
    """Return a longer chain of the same account: device revoked, then added with other keys."""
    identity = identity_of(party)
    revoked = append_revoke(chain, identity=identity, device=1, created_ms=seed)
    return append_device(
        verify_chain(revoked),
        identity=identity,
        device=1,
        signing_key=bytes([seed] * 32),
        olm_key=bytes([9, seed] * 16),
        min_suite=1,
        max_suite=1,
        created_ms=seed,
    )


def test_longer_chain_counts_and_a_fork_is_refused(tmp_path: Path) -> None:
    """PR-32: of two chains of one account, one must be a prefix of the other."""

    async def story(alice: Party, bob: Party) -> None:
        row = await alice.contacts.start_chat("bob")
        chain = bob.account.chain
        longer = grow(chain, bob, seed=1)
        fork = grow(chain, bob, seed=2)
        verified = alice.contacts.verify_sender_chain(longer, row)
        assert verified.head == verify_chain(longer).head
        await alice.contacts.keep_chain(row, verified)
        row = await alice.contacts.get(row.record.id)
        assert row.chain == longer
        assert alice.contacts.verify_sender_chain(chain.encoded, row).encoded == longer
        with pytest.raises(AuthenticationFailed):
            alice.contacts.verify_sender_chain(fork, row)

    play(tmp_path, story, "alice", "bob")


def test_ended_chain_opens_nothing(tmp_path: Path) -> None:
    """PR-37: nothing is valid after a tombstone, and an ended account is never a sender."""

    async def story(alice: Party, bob: Party) -> None:
        ended = append_tombstone(bob.account.chain, identity=identity_of(bob), created_ms=1)
        with pytest.raises(AuthenticationFailed):
            alice.contacts.verify_sender_chain(ended, None)
        found = await alice.client.lookup(Username("bob"))
        answer_with(alice, replace(found, chain=ended))
        with pytest.raises(AuthenticationFailed):
            await alice.contacts.start_chat("bob")

    play(tmp_path, story, "alice", "bob")


def test_person_without_a_seal_pair_is_pinned_and_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device was renewed a moment ago: the chain counts, and nothing can be sealed yet."""

    async def story(alice: Party, bob: Party) -> None:
        keys = await bob.client.lookup(Username("bob"))
        withheld = replace(keys, seal_pair=b"")
        answer_with(alice, withheld)
        row = await alice.contacts.start_chat("bob")

        async def fetch_keys(_account: AccountId) -> PeerKeys:
            return withheld

        with monkeypatch.context() as patch:
            patch.setattr(alice.client, "fetch_keys", fetch_keys)
            with pytest.raises(SealPairMissing):
                await alice.contacts.recipient_keys(row)
        assert (await alice.contacts.recipient_keys(row)).seal_pair.encoded == keys.seal_pair

    play(tmp_path, story, "alice", "bob")
