"""Lock and recovery code: the real engine over the real store, and a keyring in memory."""

import gc
import os
import sys
import weakref
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import apsw
import keyring.errors
import pytest

from desktop.core.account import OwnAccount
from desktop.core.account_maker import AccountMaker
from desktop.core.events import NoticeRaised
from desktop.core.open_account import OpenAccount
from desktop.core.ports.keys import KeyStore
from desktop.core.records import (
    AccountNotice,
    ConnectionState,
    LockKind,
    LockRecord,
    ProfileLabel,
    ProfileState,
    RecoveryState,
)
from desktop.crypto.device_key import DeviceKey
from desktop.crypto.identity import IdentityKey
from desktop.crypto.seal import SealKeys
from desktop.crypto.session import OlmAccount, Session
from desktop.errors import (
    CodeMistyped,
    ConnectionLost,
    KeyringEntryLost,
    NotSignedIn,
    SignInFailed,
    WrongPassphrase,
)
from desktop.storage.open_profile import LocalOpenProfile
from desktop.storage.profile_folder import LocalProfileFolder
from desktop.storage.profile_label import parse_label
from tests.desktop.storage.memory_keyring import MemoryKeyring
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import PASSWORD, Person, run
from tests.helpers.quick_accounts import QuickAccountMaker
from tests.helpers.quick_stretching import quick_stretching

__all__ = ["quick_stretching"]

pytestmark = pytest.mark.usefixtures("quick_stretching")

KEY_HOLDERS = (
    OpenAccount,
    OwnAccount,
    DeviceKey,
    IdentityKey,
    SealKeys,
    OlmAccount,
    Session,
)
"""Every class of ours whose objects hold a private key or a ratchet, or lead to one."""


class StretchingMaker(QuickAccountMaker):
    """Stretches the password as the app does: the lock is about it."""

    password_value = AccountMaker.password_value


class Keeper(Person):
    """A person whose profile is the app's own, over a keyring in memory."""

    maker_class = StretchingMaker

    def __init__(self, name: str, path: Path, relay: FakeRelay) -> None:
        super().__init__(name, path, relay.client)
        self.path = path / f"{name}-profile"
        self.keyring = MemoryKeyring()

    async def __aenter__(self) -> Self:
        self.real_folder = LocalProfileFolder(
            self.path, random=os.urandom, find_backend=self.keyring
        )
        self.folder: Any = self.real_folder
        return await super().__aenter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await super().__aexit__(kind, error, trace)
        await self.real_folder.release()

    async def keep_new_code(self) -> str:
        code = " ".join(await self.engine.make_recovery_code())
        await self.engine.keep_recovery_code(code)
        return code

    def notices(self) -> list[NoticeRaised]:
        return [event for event in self.events if isinstance(event, NoticeRaised)]


# ── the lock ──────────────────────────────────────────────────────────────────────────────────


def test_locked_messenger_opens_with_the_password_and_gets_what_came_meanwhile(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        alice, bob = Keeper("alice", tmp_path, relay), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_alice = await bob.chat_with(alice)
            await bob.engine.send_text(to_alice, "before")
            await alice.received(1)
            await alice.engine.turn_on_lock(PASSWORD)
            await alice.engine.lock()
            assert await alice.engine.find_profile_state() is ProfileState.LOCKED
            await bob.engine.send_text(to_alice, "while locked")
            for wrong in (None, "not the password"):
                with pytest.raises(WrongPassphrase):
                    await alice.engine.open_profile(password=wrong)
            assert await alice.engine.open_profile(password=PASSWORD) is not None
            assert await alice.received(2) == ["before", "while locked"]
            assert await alice.texts() == ["before", "while locked"]

    run(story())


def test_label_is_there_while_the_keyring_alone_opens_the_profile(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """UI-03: from the moment the lock is on, nothing outside names the account."""

    async def story() -> None:
        async with Keeper("alice", tmp_path, relay) as alice:
            await alice.create_account()
            await alice.until(lambda: "label" in alice.keyring.names)
            await alice.engine.turn_on_lock(PASSWORD)
            assert "label" not in alice.keyring.names
            await alice.engine.turn_off_lock(PASSWORD)
            (text,) = [
                text for (_, entry), text in alice.keyring.entries.items() if entry == "label"
            ]
            label = ProfileLabel(username="alice", relay_address=alice.address)
            assert parse_label(text) == label

            def keep_entries(verb: str) -> None:
                if verb == "delete":
                    raise keyring.errors.KeyringError

            alice.keyring.fail = keep_entries
            await alice.engine.turn_on_lock(PASSWORD)
            assert "label" in alice.keyring.names
            await alice.engine.lock()
            alice.keyring.fail = lambda _verb: None
            await alice.engine.open_profile(password=PASSWORD)
            await alice.until(lambda: "label" not in alice.keyring.names)

    run(story())


def test_lock_takes_only_the_password_of_the_account(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        async with Keeper("alice", tmp_path, relay) as alice:
            await alice.create_account()
            with pytest.raises(SignInFailed):
                await alice.engine.turn_on_lock("mistyped once")
            assert (await alice.engine.load_lock()).kind is LockKind.OFF
            await alice.engine.turn_on_lock(PASSWORD)
            with pytest.raises(SignInFailed):
                await alice.engine.turn_off_lock("mistyped once")
            assert (await alice.engine.load_lock()).kind is LockKind.PASSWORD
            await alice.engine.turn_off_lock(PASSWORD)
            assert (await alice.engine.load_lock()).kind is LockKind.OFF

    run(story())


def test_changed_password_is_the_locks_too(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        async with Keeper("alice", tmp_path, relay) as alice:
            await alice.create_account()
            await alice.engine.turn_on_lock(PASSWORD)
            with pytest.raises(SignInFailed):
                await alice.engine.change_password("wrong", "another password")
            await alice.engine.change_password(PASSWORD, "another password")
            await alice.engine.lock()
            with pytest.raises(WrongPassphrase):
                await alice.engine.open_profile(password=PASSWORD)
            assert await alice.engine.open_profile(password="another password") is not None

    run(story())


def test_password_of_a_new_registration_is_the_locks_too(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        async with Keeper("alice", tmp_path, relay) as alice:
            await alice.create_account()
            await alice.engine.turn_on_lock(PASSWORD)
            with pytest.raises(SignInFailed):
                await alice.engine.register_again("mistyped")
            relay.cut_all()
            relay.restore(({}, {}, {}), epoch=b"another epoch" + bytes(3))
            await alice.engine.register_again("another password")
            await alice.engine.lock()
            for wrong in (PASSWORD, "mistyped"):
                with pytest.raises(WrongPassphrase):
                    await alice.engine.open_profile(password=wrong)
            assert await alice.engine.open_profile(password="another password") is not None

    run(story())


def test_password_change_without_an_answer_leaves_both_open(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """Nobody knows which of the two the relay has: neither may lock the person out."""

    async def story(typed: str) -> None:
        async with Keeper(typed[:3], tmp_path, relay) as alice:
            await alice.create_account()
            await alice.engine.turn_on_lock(PASSWORD)

            async def lose_answer() -> None:
                raise ConnectionLost

            with pytest.raises(ConnectionLost):
                await alice.engine._access.change_password("new password", lose_answer)
            await alice.engine.lock()
            assert await alice.engine.open_profile(password=typed) is not None

    run(story("new password"))


def test_password_that_could_not_be_asked_for_opens_nothing(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """Without a connection nothing was sent, so nobody need guess which of the two holds."""

    async def story() -> None:
        async with Keeper("alice", tmp_path, relay) as alice:
            await alice.create_account()
            await alice.engine.turn_on_lock(PASSWORD)
            relay.is_up = False
            relay.cut_all()
            await alice.until(lambda: alice.connection_states()[-1] is ConnectionState.OFFLINE)
            with pytest.raises(NotSignedIn):
                await alice.engine.change_password(PASSWORD, "another password")
            await alice.engine.lock()
            with pytest.raises(WrongPassphrase):
                await alice.engine.open_profile(password="another password")
            assert await alice.engine.open_profile(password=PASSWORD) is not None

    run(story())


def test_every_change_of_password_makes_a_new_keyring_secret(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        async with Keeper("alice", tmp_path, relay) as alice:

            def secret() -> str:
                entries = alice.keyring.entries.items()
                (found,) = [value for (_, name), value in entries if name.startswith("secret-")]
                return found

            await alice.create_account()
            secrets = [secret()]
            await alice.engine.change_password(PASSWORD, "another password")
            secrets.append(secret())
            await alice.engine.turn_on_lock("another password")
            secrets.append(secret())
            await alice.engine.change_password("another password", PASSWORD)
            secrets.append(secret())
            await alice.engine.turn_off_lock(PASSWORD)
            secrets.append(secret())
            assert len(set(secrets)) == 5

    run(story())


def test_nothing_of_the_keys_is_left_in_memory_once_locked(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """P12: locking lets go of every key object, of STORE, and of the database file."""

    async def story() -> None:
        alice, bob = Keeper("alice", tmp_path, relay), Person("bob", tmp_path, relay.client)
        async with alice:
            async with bob:
                await alice.create_account()
                await bob.create_account()
                await alice.engine.send_text(await alice.chat_with(bob), "Hello")
                await bob.received(1)
                await bob.accept(alice)
                await bob.engine.send_text(await bob.chat_with(alice), "Hello yourself")
                await alice.received(1)
            del bob
            await alice.engine.turn_on_lock(PASSWORD)
            profile = alice.engine._session.profile
            assert isinstance(profile, LocalOpenProfile)
            # Not the number, a string or bytes object of its own would be found by value.
            store_key = bytes(bytearray(profile.store_key))
            database = weakref.ref(profile._database)
            running = weakref.ref(alice.engine._open)
            del profile
            assert [kind for kind in KEY_HOLDERS[:4] if not _alive(kind)] == [IdentityKey]

            await alice.engine.lock()

            gc.collect()
            assert running() is None
            assert [kind.__name__ for kind in KEY_HOLDERS if _alive(kind)] == []
            assert _holders_of(store_key) == []
            closed = database()
            if closed is not None:
                with pytest.raises(apsw.ConnectionClosedError):
                    closed._connection.execute("SELECT 1")
            assert _open_files(alice.path) == ["lock"]

    run(story())


def _alive(kind: type) -> list[object]:
    gc.collect()
    return [thing for thing in gc.get_objects() if type(thing) is kind]


def _holders_of(key: bytes) -> list[object]:
    """Return what still holds these bytes or their hex, as far as the collector sees."""
    values = (key, key.hex())
    own = {id(values), id(sys._getframe().f_locals)}
    found: list[object] = []
    for thing in gc.get_objects():
        if id(thing) in own or thing is found:
            continue
        if isinstance(thing, dict | list | tuple | set):
            parts = list(thing.values()) if isinstance(thing, dict) else list(thing)
            if any(
                part is not key and isinstance(part, bytes | str) and part in values
                for part in parts
            ):
                found.append(type(thing))
    return found


def _open_files(folder: Path) -> list[str]:
    """Return the files below a folder that this process holds open."""
    if sys.platform != "linux":
        return ["lock"]
    names = []
    for number in Path("/proc/self/fd").iterdir():
        try:
            target = number.readlink()
        except FileNotFoundError:
            continue
        if folder in target.parents:
            names.append(target.name)
    return sorted(names)


# ── the recovery code ─────────────────────────────────────────────────────────────────────────


def test_wiped_keyring_is_told_and_the_code_opens_everything_again(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """FT-16, empty: the same identity, the whole history, and no empty profile over it."""

    async def story() -> None:
        alice, bob = Keeper("alice", tmp_path, relay), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            await alice.engine.send_text(to_bob, "one")
            await bob.received(1)
            await bob.accept(alice)
            to_alice = await bob.chat_with(alice)
            assert await alice.engine.load_lock() == LockRecord(
                kind=LockKind.OFF, recovery=RecoveryState.NONE
            )
            code = await alice.keep_new_code()
            before = await alice.engine._open.profile.keys.find_account()
            assert before is not None
        alice.keyring.entries.clear()
        async with alice, bob:
            await bob.reopen()
            # Sealed to a pair that is gone: nobody will open these two.
            await bob.engine.send_text(to_alice, "lost 1")
            await bob.engine.send_text(to_alice, "lost 2")
            await bob.until(lambda: len(relay.submitted) >= 4)
            with pytest.raises(KeyringEntryLost):
                await alice.engine.open_profile()
            assert await alice.engine.find_profile_state() is ProfileState.KEYRING
            assert alice.keyring.entries == {}
            assert await alice.engine.open_with_code(code) is not None
            await alice.online()
            after = await alice.engine._open.profile.keys.find_account()
            assert after is not None
            assert (after.account, after.chain) == (before.account, before.chain)
            assert "one" in await alice.texts()
            # What was sealed to the old pair is counted; repair asks for it once Bob's app looks
            # the keys up again.
            # Receipts are among them: nobody can tell what an envelope holds that does not open.
            await alice.until(lambda: max((it.count for it in alice.notices()), default=0) >= 2)
            assert {notice.notice for notice in alice.notices()} == {AccountNotice.KEYS_LOST}

            # A new pair is there and used: what is written now arrives.
            keys = alice.engine._open.profile.keys
            await alice.until(lambda: is_pair_renewed(keys))
            async with Person("carol", tmp_path, relay.client) as carol:
                await carol.create_account()
                await carol.engine.send_text(await carol.chat_with(alice), "to the new pair")
                assert await alice.received(1) == ["to the new pair"]
            await alice.engine.send_text(to_bob, "two")
            await bob.until(lambda: "two" in [message.text for message in bob.added()])
        async with alice:
            # The keyring opens it again by itself, lost pair or not.
            await alice.reopen()
            names = [row.contact.username for row in await alice.conversations()]
            assert sorted(names) == ["bob", "carol"]

    async def is_pair_renewed(keys: KeyStore) -> bool:
        pairs = await keys.load_seal_pairs()
        has_seed = [bool(pair.kem_seed) for pair in pairs]
        return has_seed == [True, False] and not await keys.load_unpublished_prekeys()

    run(story())


def test_forgotten_password_is_no_end(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        async with Keeper("alice", tmp_path, relay) as alice:
            await alice.create_account()
            code = await alice.keep_new_code()
            await alice.engine.turn_on_lock(PASSWORD)
            await alice.engine.lock()
            assert await alice.engine.open_with_code(code.lower()) is not None
            await alice.online()
            assert (await alice.engine.load_lock()).kind is LockKind.OFF
            # The keyring was whole, so nothing is lost and nobody is told so.
            assert alice.notices() == []
            pairs = await alice.engine._open.profile.keys.load_seal_pairs()
            assert [bool(pair.kem_seed) for pair in pairs] == [True]

    run(story())


def test_code_of_somebody_else_opens_nothing(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice, bob = Keeper("alice", tmp_path, relay), Keeper("bob", tmp_path, relay)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            code = await bob.keep_new_code()
            await alice.keep_new_code()
            await alice.engine.lock()
            with pytest.raises(WrongPassphrase):
                await alice.engine.open_with_code(code)
            slip = ("1" if code[0] == "0" else "0") + code[1:]
            with pytest.raises(CodeMistyped):
                await alice.engine.open_with_code(slip)

    run(story())


def test_account_without_its_identity_key_says_so_when_it_is_to_end(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """P12: without ID the chain stays as it is."""

    async def story() -> None:
        async with Keeper("alice", tmp_path, relay) as alice:
            await alice.create_account()
            code = await alice.keep_new_code()
            await alice.engine.lock()
            alice.keyring.entries.clear()
            await alice.engine.open_with_code(code)
            await alice.online()
            with pytest.raises(KeyringEntryLost):
                await alice.engine.delete_account(PASSWORD)
            assert await alice.engine.load_conversations() == []

    run(story())


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_everything_is_encrypted_anew_and_the_chats_go_on(
    relay: FakeRelay, tmp_path: Path, password: str | None
) -> None:
    async def story() -> None:
        alice, bob = Keeper("alice", tmp_path, relay), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            await alice.engine.send_text(to_bob, "before")
            await bob.received(1)
            await bob.accept(alice)
            await bob.engine.send_text(await bob.chat_with(alice), "answer")
            await alice.received(1)
            old_code = await alice.keep_new_code()
            if password is not None:
                await alice.engine.turn_on_lock(password)
            before = alice.engine._open.profile.store_key
            code = " ".join(await alice.engine.make_recovery_code())
            if password is not None:
                with pytest.raises(SignInFailed):
                    await alice.engine.keep_recovery_code(code, renews_store=True, password="no")
                assert alice.engine._open.profile.store_key == before

            await alice.engine.keep_recovery_code(code, renews_store=True, password=password)

            assert alice.engine._open.profile.store_key != before
            # The same ratchet, seal pair and identity under the new key.
            sent = await alice.engine.send_text(to_bob, "after")
            await alice.delivered(sent)
            await bob.engine.send_text(await bob.chat_with(alice), "and back")
            await alice.received(2)
            assert await alice.texts() == ["before", "answer", "after", "and back"]
            assert alice.notices() == []
            await alice.engine.lock()
            with pytest.raises(WrongPassphrase):
                await alice.engine.open_with_code(old_code)
            assert await alice.engine.open_with_code(code) is not None
            await alice.online()
            await alice.engine.delete_account(PASSWORD)

    run(story())
