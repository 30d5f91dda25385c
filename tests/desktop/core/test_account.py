"""Making the own account: order of steps, where the keys lie, what is left after a failure."""

from pathlib import Path

import pytest

from desktop.core.account import (
    IDENTITY_ENTRY,
    AccountMaker,
    AccountRequest,
    is_pending,
    load_account,
    seal_entry,
)
from desktop.core.rows.own_keys import Registration
from desktop.crypto.identity import unwrap_primes
from desktop.errors import AuthenticationFailed, KeyringEntryLost
from protocol.ids import STAGE_ONE_DEVICE, parse_username
from protocol.proofs import PrekeyKind, verify_chain, verify_prekey
from tests.helpers.fake_relay import REALM, FakeRelay
from tests.helpers.messengers import ManualClock, TestFolder, run
from tests.helpers.parties import Party, play
from tests.helpers.seeded_random import SeededRandom

REQUEST = AccountRequest(
    relay_address="ws://127.0.0.1:1",
    realm=REALM,
    username=parse_username("alice"),
    password="a long enough password",
)


def maker(profile, clock: ManualClock) -> AccountMaker:  # type: ignore[no-untyped-def]
    return AccountMaker(profile, clock=clock, random=SeededRandom("keys"))


def test_made_account_is_pending_and_whole(tmp_path: Path) -> None:
    async def story() -> None:
        clock = ManualClock()
        folder = TestFolder(tmp_path / "alice")
        profile = await folder.create(vault_passphrase=None)
        row = await maker(profile, clock).make(REQUEST)
        chain = verify_chain(row.chain)
        assert (chain.account, chain.username, chain.realm) == (row.account, "alice", REALM)
        assert list(chain.devices) == [STAGE_ONE_DEVICE]
        stored = await profile.keys.find_account()
        assert stored == row
        assert is_pending(stored)
        kinds = [
            verify_prekey(
                prekey.encoded, chain=chain, kinds=set(PrekeyKind), now_ms=clock.now_ms
            ).kind
            for prekey in await profile.keys.load_unpublished_prekeys()
        ]
        assert sorted(kinds) == [PrekeyKind.ONE_TIME] * 50 + [
            PrekeyKind.FALLBACK,
            PrekeyKind.SEAL_PAIR,
        ]
        (pair,) = await profile.keys.load_seal_pairs()
        assert set(folder.secrets.entries) == {IDENTITY_ENTRY, seal_entry(pair.key_id)}
        await profile.close()

    run(story())


def test_private_keys_in_the_secret_store_open_only_with_the_store_key(tmp_path: Path) -> None:
    async def story(alice: Party) -> None:
        secrets = alice.profile.secrets
        for entry, wrapped in secrets.entries.items():
            assert unwrap_primes(wrapped, store_key=alice.profile.store_key, entry_name=entry)
            with pytest.raises(AuthenticationFailed):
                unwrap_primes(wrapped, store_key=bytes(32), entry_name=entry)

    play(tmp_path, story, "alice")


def test_registered_account_keeps_no_password_value(tmp_path: Path) -> None:
    async def story(alice: Party) -> None:
        row = await alice.profile.keys.find_account()
        assert row is not None
        assert row.registration is Registration.DONE
        assert not is_pending(row)
        assert row.pending_auth == b""
        assert await alice.profile.keys.load_unpublished_prekeys() == []

    play(tmp_path, story, "alice")


def test_repeat_is_recognised_by_name_realm_and_password(tmp_path: Path) -> None:
    async def story() -> None:
        folder = TestFolder(tmp_path / "alice")
        profile = await folder.create(vault_passphrase=None)
        account_maker = maker(profile, ManualClock())
        row = await account_maker.make(REQUEST)
        assert await account_maker.is_repeat(row, REQUEST)
        other = AccountRequest(
            relay_address=REQUEST.relay_address,
            realm=REQUEST.realm,
            username=REQUEST.username,
            password="another password",
        )
        assert not await account_maker.is_repeat(row, other)
        await account_maker.discard()
        assert folder.secrets.entries == {}
        assert await profile.keys.find_account() is None
        assert not is_pending(None)
        await profile.close()

    run(story())


def test_lost_keyring_entry_is_told_and_no_new_identity_is_made(tmp_path: Path) -> None:
    """FT-16: an empty keyring ends in a clear error, never in new keys."""

    async def story(alice: Party) -> None:
        row = await alice.profile.keys.find_account()
        assert row is not None
        (pair,) = await alice.profile.keys.load_seal_pairs()
        await alice.profile.secrets.delete(seal_entry(pair.key_id))
        with pytest.raises(KeyringEntryLost):
            await load_account(alice.profile, row)
        assert await alice.profile.keys.find_account() == row

    play(tmp_path, story, "alice")


def test_loaded_account_signs_in_and_opens_its_own_pickles(tmp_path: Path) -> None:
    async def story(alice: Party) -> None:
        row = await alice.profile.keys.find_account()
        assert row is not None
        again = await load_account(alice.profile, row)
        olm = again.load_olm(await alice.profile.keys.load_olm_account())
        assert olm.identity_key == again.olm_key
        link = await alice.client.connect()
        state = await link.login(address=again.address, signature=again.sign_login(link.greeting))
        assert state.one_time_keys_left == 50
        assert state.chain_head == again.chain.head

    play(tmp_path, story, "alice")


def test_repr_of_rows_shows_no_secret(tmp_path: Path) -> None:
    async def story(alice: Party) -> None:
        row = alice.account.row
        assert repr(row.signing_seed) not in repr(row)
        assert repr(row.delivery_key) not in repr(row)
        assert isinstance(alice.relay, FakeRelay)

    play(tmp_path, story, "alice")
