"""The keys of an own account: where they lie, what opens them, what a lost one leads to."""

from pathlib import Path

import pytest

from desktop.core.account import is_pending, load_account, seal_entry
from desktop.core.rows.own_keys import Registration
from desktop.crypto.identity import unwrap_primes
from desktop.errors import AuthenticationFailed, KeyringEntryLost
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.parties import Party, play


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
