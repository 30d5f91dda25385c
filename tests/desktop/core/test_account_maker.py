"""Making the own account: order of steps, where the keys lie, what a failure leaves."""

from pathlib import Path

from desktop.core.account import IDENTITY_ENTRY, is_pending, seal_entry
from desktop.core.account_maker import AccountMaker, AccountRequest
from protocol.ids import STAGE_ONE_DEVICE, parse_username
from protocol.proofs import PrekeyKind, verify_chain, verify_prekey
from tests.helpers.fake_relay import REALM
from tests.helpers.messengers import ManualClock, TestFolder, run
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
