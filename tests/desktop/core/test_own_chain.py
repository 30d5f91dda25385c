"""The own chain grows: contacts follow it, and a crash leaves one consistent identity."""

from pathlib import Path

import pytest

from desktop.core.account import IDENTITY_ENTRY, identity_entry, load_identity, seal_entry
from desktop.core.contacts import SealPairMissing
from desktop.core.own_chain import GREET_WITHIN_S
from desktop.core.records import DeliveryState, MessageKind, Trust
from desktop.core.rows.relay import PeerKeys
from desktop.crypto.key_chain import append_revoke
from desktop.errors import ChainFull, ConnectionLost, StorageError
from protocol import limits
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId
from protocol.proofs import VerifiedChain, verify_chain
from tests.helpers.correspondents import Correspondent, play


def chain_of(reader: Correspondent, other: Correspondent) -> VerifiedChain:
    """Return the chain that a relay would show to `reader`."""
    return verify_chain(other.relay.by_account(other.account.address.account).chain)


async def known_chain(reader: Correspondent, other: Correspondent) -> VerifiedChain:
    """Return the chain that somebody knows of somebody else."""
    row = await reader.profile.contacts.get(await reader.contact_of(other))
    return verify_chain(row.chain)


async def write_and_read(writer: Correspondent, reader: Correspondent, text: str) -> None:
    """Write, and let it be read and receipted."""
    await writer.write(reader, text)
    for person in (writer, reader, writer):
        await person.visit()
    assert (await reader.texts(writer))[-1] == text
    own = [message for message in await writer.messages(reader) if message.is_own]
    assert own[-1].state is DeliveryState.DELIVERED


async def tell(renewed: Correspondent, other: Correspondent) -> None:
    """Let somebody greet with new keys, and the other learn of them."""
    await renewed.visit()
    renewed.clock.advance(seconds=GREET_WITHIN_S + 1)
    await renewed.visit()
    await other.visit()


def test_renewed_identity_is_a_notice_and_the_contact_stays_verified(tmp_path: Path) -> None:
    """P10: the chain proves it, so nothing stops; both see the same new number."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await write_and_read(alice, bob, "before")
        to_bob = await alice.contact_of(bob)
        await alice.verification.mark_verified(to_bob, is_verified=True)
        before = await alice.verification.load_safety_number(to_bob)
        entries = set(bob.store.secrets.entries)
        await bob.renew(is_device=False)
        assert bob.account.chain.head == chain_of(alice, bob).head
        assert set(bob.store.secrets.entries) - entries == {identity_entry(bob.account.chain)}
        assert IDENTITY_ENTRY not in bob.store.secrets.entries
        await bob.write(alice, "on an old session")
        await bob.visit()
        await alice.visit()
        assert await alice.texts(bob) == ["on an old session"]
        assert MessageKind.KEYS_RENEWED not in await alice.kinds(bob)
        alice.clock.advance(seconds=61)
        await alice.visit()
        assert (await alice.kinds(bob))[-1] is MessageKind.KEYS_RENEWED
        row = await alice.profile.contacts.get(to_bob)
        assert row.record.trust is Trust.VERIFIED
        now = await alice.verification.load_safety_number(to_bob)
        theirs = await bob.verification.load_safety_number(await bob.contact_of(alice))
        assert now.digits == theirs.digits != before.digits
        await write_and_read(alice, bob, "after")

    play(tmp_path, story, "alice", "bob")


def test_renewed_device_opens_with_new_keys_and_nothing_on_its_way_is_lost(tmp_path: Path) -> None:
    """P3: the old keys are gone everywhere; what was sent to them goes again to the new ones."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await write_and_read(alice, bob, "before")
        await write_and_read(bob, alice, "before, too")
        old_entries = {seal_entry(kid) for kid in bob.account.seal_keys}
        await bob.renew(is_device=True)
        assert not old_entries & set(bob.store.secrets.entries)
        await alice.write(bob, "to the old keys")
        await alice.send()
        await bob.write(alice, "from the new device")
        for person in (bob, alice, bob, alice):
            await person.visit()
        assert await bob.texts(alice) == ["before", "to the old keys"]
        assert await alice.texts(bob) == ["before, too", "from the new device"]
        assert await bob.missing(alice) == []
        assert (await alice.kinds(bob)).count(MessageKind.KEYS_RENEWED) == 1
        assert (await known_chain(alice, bob)).head == bob.account.chain.head
        for one, other in ((alice, bob), (bob, alice)):
            await write_and_read(one, other, "after")

    play(tmp_path, story, "alice", "bob")


def test_text_that_waits_is_encrypted_for_the_new_device(tmp_path: Path) -> None:
    """A text encrypted for keys that are gone is not sent as it is."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await write_and_read(alice, bob, "before")
        await alice.write(bob, "waits")
        contact = await alice.contact_of(bob)
        rows = await alice.profile.outbox.load_work(contact, limit=9)
        await alice.outbox._encrypt_missing(contact, rows)
        await bob.renew(is_device=True)
        await bob.visit()
        await alice.contacts.refresh(await alice.profile.contacts.get(contact))
        await alice.visit()
        await bob.visit()
        assert await bob.texts(alice) == ["before", "waits"]
        assert await bob.missing(alice) == []

    play(tmp_path, story, "alice", "bob")


def test_device_between_two_sets_of_keys_is_waited_for(tmp_path: Path) -> None:
    """A revoked device without successor has no seal pair: nothing fails, nothing is lost."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await write_and_read(alice, bob, "before")
        await bob.renew(is_device=True)
        assert alice.relay.by_account(bob.account.address.account).seal_pair == b""
        contact = await alice.contact_of(bob)
        await alice.contacts.refresh(await alice.profile.contacts.get(contact))
        await alice.write(bob, "waits for keys")
        await alice.visit()
        (waiting,) = [m for m in await alice.messages(bob) if m.text == "waits for keys"]
        assert waiting.state is DeliveryState.WAITING
        await bob.visit()
        await alice.visit()
        await bob.visit()
        assert await bob.texts(alice) == ["before", "waits for keys"]

    play(tmp_path, story, "alice", "bob")


def test_revoked_device_is_refused_even_with_its_old_chain_as_intro(tmp_path: Path) -> None:
    """PR-32, AU-06: what the old keys sign or seal opens nowhere, and they do not sign in."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await write_and_read(bob, alice, "before")
        await bob.snapshot()
        first_secrets = dict(bob.store.secrets.entries)
        await bob.renew(is_device=True)
        await tell(bob, alice)
        await bob.snapshot("renewed")
        bob.store.secrets.entries |= first_secrets
        await bob.restore()
        with pytest.raises(Refused) as refused:
            await bob.sign_in()
        assert refused.value.code is ErrorCode.SIGN_IN_FAILED
        await bob.profile.database.run(
            "archive", lambda connection: connection.execute("UPDATE session SET is_archived = 1")
        )
        await bob.write(alice, "from the old device")
        await bob.send()
        await alice.visit()
        assert await alice.texts(bob) == ["before"]
        await bob.restore("renewed")
        await write_and_read(bob, alice, "from the new one")

    play(tmp_path, story, "alice", "bob")


async def hold_back(reader: Correspondent, other: Correspondent) -> None:
    """Let the relay's next answer about somebody be older than what came meanwhile."""
    fetch_keys = reader.client.fetch_keys

    async def fetch_slowly(account: AccountId) -> PeerKeys:
        reader.client.fetch_keys = fetch_keys  # type: ignore[method-assign]
        answer = await fetch_keys(account)
        await other.renew(is_device=True)
        await other.write(reader, "from the new device")
        await other.visit()
        await reader.receive()
        return answer

    reader.client.fetch_keys = fetch_slowly  # type: ignore[method-assign]


@pytest.mark.parametrize("asks_for_keys", [False, True])
def test_answer_that_was_held_back_brings_no_revoked_device_back(
    tmp_path: Path, asks_for_keys: bool
) -> None:
    """PR-11, PR-32: the longer chain came while the relay was asked; it stays the pinned one."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await alice.befriend(bob)
        await bob.befriend(alice)
        await write_and_read(alice, bob, "hello")
        contact = await alice.profile.contacts.get(await alice.contact_of(bob))
        await hold_back(alice, bob)
        if asks_for_keys:
            alice.clock.advance(days=8)
            keys = await alice.contacts.recipient_keys(contact)
            assert keys.chain.head == bob.account.chain.head
            assert keys.seal_pair.olm_key == bob.account.olm_key
        else:
            assert await alice.contacts.refresh(contact)
        assert (await alice.texts(bob))[-1] == "from the new device"
        assert (await known_chain(alice, bob)).head == bob.account.chain.head
        assert await alice.profile.keys.load_sessions(bob.account.address) != []
        await write_and_read(alice, bob, "to the new device")

    play(tmp_path, story, "alice", "bob")


def test_revoked_device_without_successor_is_refused(tmp_path: Path) -> None:
    """PR-32: the sender's device must be live in the longest chain."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await write_and_read(bob, alice, "before")
        identity = await load_identity(bob.profile, bob.account.chain)
        without = append_revoke(bob.account.chain, identity=identity, device=1, created_ms=1)
        await bob.write(alice, "too late")
        await bob.send()
        bob.relay.put_chain(bob.account.address.account, without)
        row = await alice.profile.contacts.get(await alice.contact_of(bob))
        await alice.contacts.refresh(row)
        await alice.visit()
        assert await alice.texts(bob) == ["before"]
        with pytest.raises(SealPairMissing):
            await alice.contacts.recipient_keys(
                await alice.profile.contacts.get(await alice.contact_of(bob))
            )

    play(tmp_path, story, "alice", "bob")


def test_copy_of_the_profile_follows_an_identity_that_was_renewed_after_it(tmp_path: Path) -> None:
    """A restored profile takes the longer chain from the relay, and finds the key by its name."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await write_and_read(alice, bob, "before")
        await bob.snapshot()
        await bob.renew(is_device=False)
        head = bob.account.chain.head
        await bob.restore()
        assert bob.account.chain.head != head
        await bob.visit()
        assert bob.account.chain.head == head
        await bob.restart()
        assert bob.account.chain.head == head
        await bob.renew(is_device=False)
        await write_and_read(alice, bob, "after")

    play(tmp_path, story, "alice", "bob")


def test_chain_that_the_relay_invents_is_not_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        own = bob.account.chain
        entry = bob.relay._accounts[bob.account.address.account]
        entry.chain = alice.account.chain
        with pytest.raises(Refused):
            await bob.sign_in()
        entry.chain = own
        bob.own_chain._relay_head = b"another head"
        await bob.own_chain._adopt_longer()
        assert bob.account.chain.head == own.head
        entry.chain = alice.account.chain
        await bob.own_chain._adopt_longer()
        assert bob.account.chain.head == own.head
        entry.chain = own
        assert caplog.messages == ["the relay has another chain of this account"]

    play(tmp_path, story, "alice", "bob")


def test_restored_relay_is_told_the_end_that_it_lost(tmp_path: Path) -> None:
    async def story(bob: Correspondent) -> None:
        backup = bob.relay.back_up()
        await bob.renew(is_device=False)
        bob.relay.restore(backup)
        await bob.visit()
        assert chain_of(bob, bob).head == bob.account.chain.head

    play(tmp_path, story, "bob")


def test_room_for_the_last_entry_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account can be ended however often its keys were renewed."""

    async def story(bob: Correspondent) -> None:
        monkeypatch.setattr(limits, "MAX_CHAIN_ENTRIES", 5)
        with pytest.raises(ConnectionLost):
            await bob.own_chain.renew_identity()
        await bob.renew(is_device=True)
        for is_device in (False, True):
            with pytest.raises(ChainFull):
                await bob.renew(is_device=is_device)
        await bob.visit()

    play(tmp_path, story, "bob")


STEPS = [
    ("plan_secret", "upkeep"),
    ("save", "secrets"),
    ("plan", "chains"),
    ("put_chain", "link"),
    ("finish", "chains"),
    ("delete", "secrets"),
    ("forget_leftover", "upkeep"),
]
DEATHS = [
    pytest.param(step, owner, is_device, id=f"{'device' if is_device else 'identity'}-{step}")
    for is_device in (False, True)
    for step, owner in STEPS
    # A new device needs no secret before its chain is there.
    if not (is_device and step in {"plan_secret", "save"})
]


@pytest.mark.parametrize(("step", "owner_name", "is_device"), DEATHS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_each_step_of_renewing_it_goes_on(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    owner_name: str,
    *,
    after: bool,
    is_device: bool,
) -> None:
    """FT-23: one consistent identity, no secret that belongs to nothing, nothing said is lost."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await write_and_read(alice, bob, "before")
        bob._link = await bob.sign_in()
        await bob.receive()
        owner = bob._link if owner_name == "link" else getattr(bob.profile, owner_name)
        whole = getattr(owner, step)

        async def killed(*arguments: object, **named: object) -> object:
            if after:
                await whole(*arguments, **named)
            raise StorageError("killed")

        with monkeypatch.context() as patch:
            patch.setattr(owner, step, killed)
            renew = bob.own_chain.renew_device if is_device else bob.own_chain.renew_identity
            with pytest.raises(StorageError):
                await renew()
        await bob.restart()
        await bob.visit()
        await bob.visit()
        assert chain_of(alice, bob).head == bob.account.chain.head
        row = await bob.profile.keys.find_account()
        assert row is not None
        assert row.chain == bob.account.chain.encoded
        assert await bob.profile.chains.find_pending() is None
        identity = await load_identity(bob.profile, bob.account.chain)
        assert identity.spki == bob.account.chain.identity_key
        assert set(bob.store.secrets.entries) == {
            identity_entry(bob.account.chain),
            *(seal_entry(kid) for kid in bob.account.seal_keys),
        }
        await tell(bob, alice)
        for one, other in ((alice, bob), (bob, alice)):
            await write_and_read(one, other, "after")
        await bob.renew(is_device=is_device)
        await tell(bob, alice)
        await write_and_read(alice, bob, "at last")

    play(tmp_path, story, "alice", "bob")


def test_pending_chain_that_can_never_follow_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Two copies of a profile made the chain longer: the one that the relay has counts."""

    async def story(bob: Correspondent) -> None:
        first_secrets = dict(bob.store.secrets.entries)
        await bob.snapshot()
        await bob.renew(is_device=False)
        head = bob.account.chain.head
        await bob.restore()
        bob.store.secrets.entries |= first_secrets
        bob._link = await bob.client.connect()

        async def killed(_chain: bytes) -> None:
            raise StorageError("killed")

        with monkeypatch.context() as patch:
            patch.setattr(bob._link, "put_chain", killed)
            with pytest.raises(StorageError):
                await bob.own_chain.renew_device()
        await bob.visit()
        assert bob.account.chain.head == head
        assert await bob.profile.chains.find_pending() is None
        assert "a pending chain does not fit what the relay has" in caplog.messages

    play(tmp_path, story, "bob")
