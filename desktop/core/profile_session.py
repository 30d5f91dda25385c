"""What is open of one profile, and every way in and out: opened, made, rescued, moved, closed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from desktop.core.access import note_lost_keys
from desktop.core.account import is_pending, load_account, move_to_store
from desktop.core.account_entry import REFUSED_FOR_GOOD, AccountEntry
from desktop.core.account_maker import AccountMaker, AccountRequest
from desktop.core.events import Event
from desktop.core.messenger import Progress
from desktop.core.open_account import OpenAccount
from desktop.core.ports.profile import OpenProfile, ProfileFolder
from desktop.core.ports.relay import Relay
from desktop.core.records import ProfileLabel, ProfileRecord, ProfileState
from desktop.core.relay_place import RelayPlace, parse_place
from desktop.core.rescue_records import RescueRecord, SavedHistory
from desktop.core.rows.own_keys import AccountRow
from desktop.core.surroundings import Surroundings
from desktop.crypto.recovery_code import RecoveryCode
from desktop.errors import (
    DatabaseUnreadable,
    KeyringError,
    NetworkError,
    ReadOnlyHistory,
    RelayIncompatible,
    RelayKeyChanged,
    SignInFailed,
    StorageError,
    WrongPassphrase,
)
from protocol.errors import Refused

_log = logging.getLogger(__name__)


class ProfileSession:
    """Opens and closes a profile, one way in or out at a time.

    Attributes:
        entry: Brings accounts into being.
        profile: The profile that is open, with or without an account.
        running: Its account, connected or on the way there.
        saved: What could be read of a damaged history; then nothing is running.
    """

    def __init__(
        self, folder: ProfileFolder, surroundings: Surroundings, *, emit: Callable[[Event], None]
    ) -> None:
        """Make a session that has nothing open yet.

        Args:
            folder: The profile, locked for this process.
            surroundings: What the program gives it.
            emit: Is told what happens to the open account.
        """
        self._folder = folder
        self._surroundings = surroundings
        self._emit = emit
        self._relay_address = surroundings.relay_address
        self._turn = asyncio.Lock()
        self._label: ProfileLabel | None = None
        self.entry = AccountEntry(surroundings.relay_factory, maker_of=self._maker)
        self.profile: OpenProfile | None = None
        self.running: OpenAccount | None = None
        self.saved: OpenProfile | None = None

    @property
    def open_account(self) -> OpenAccount:
        """The account that is open. Raises ReadOnlyHistory for a history that is only read."""
        if self.saved is not None:
            raise ReadOnlyHistory
        assert self.running is not None, "no account is open"
        return self.running

    @property
    def readable(self) -> OpenProfile:
        """What can be read: the profile of the open account, or what was saved of a damaged one."""
        return self.open_account.profile if self.saved is None else self.saved

    # ── ways in ───────────────────────────────────────────────────────────────────────────────

    async def open(
        self, *, vault_passphrase: str | None = None, password: str | None = None
    ) -> ProfileRecord | None:
        """Open the profile and connect in the background."""
        async with self._turn:
            if self.saved is not None:
                await self.close()
            if self.profile is None:
                self.profile = await self._folder.open(
                    vault_passphrase=vault_passphrase, password=password
                )
            return await self._open_found(self.profile)

    async def open_with_code(
        self, code: RecoveryCode, *, vault_passphrase: str | None = None
    ) -> ProfileRecord | None:
        """Open the profile by its recovery code, and connect in the background."""
        async with self._turn:
            profile = await self._folder.open_with_code(code, vault_passphrase=vault_passphrase)
            self.profile = profile
            try:
                await note_lost_keys(profile)
            except BaseException:
                await self.close()
                raise
            return await self._open_found(profile)

    async def _open_found(self, profile: OpenProfile) -> ProfileRecord | None:
        try:
            row = await profile.keys.find_account()
            if row is not None and is_pending(row):
                row = await self._resume(profile, row)
            return None if row is None else await self._start(profile, row)
        except DatabaseUnreadable:
            await self._close_damaged()
            raise
        except BaseException:
            # Another way in must find it closed, and nothing of it may stay in memory.
            await self.close()
            raise

    async def find_rescue(self) -> RescueRecord:
        """Tell what can be done about a history that does not open; an open one is closed."""
        async with self._turn:
            if self.saved is None:
                await self._close_damaged()
            return await self._folder.rescue.find()

    async def _close_damaged(self) -> None:
        """Close what is open, and keep its key so that something can be done about it."""
        if self.profile is not None:
            self._folder.rescue.note_damaged(self.profile.store_key, self.profile.secrets)
        await self.close()

    async def restore_copy(self) -> None:
        """Go back to the copy made before the last upgrade; the damaged history is kept."""
        async with self._turn:
            await self.close()
            await self._folder.rescue.restore_copy()

    async def open_saved(self) -> SavedHistory:
        """Open what can be read of a damaged history, to be read alone."""
        async with self._turn:
            await self.close()
            self.profile, report = await self._folder.rescue.salvage()
            self.saved = self.profile
            row = await self.profile.keys.find_account()
            return SavedHistory(username=None if row is None else row.username, report=report)

    async def lock(self) -> None:
        """Disconnect, close the database and let go of every key."""
        async with self._turn:
            await self.close()

    async def _resume(self, profile: OpenProfile, row: AccountRow) -> AccountRow | None:
        """Bring a pending account to the relay; None if the relay refused it for good."""
        try:
            await self._register(profile, row)
        except REFUSED_FOR_GOOD:
            return None
        except (NetworkError, RelayKeyChanged, Refused):
            _log.info("the registration waits")
        return row

    async def enter(
        self,
        build: Callable[[], Awaitable[AccountRequest]],
        vault_passphrase: str | None,
        progress: Progress,
    ) -> ProfileRecord:
        """Bring an account into being and connect in the background.

        Args:
            build: Asks the relay for what the account needs.
            vault_passphrase: Of the vault instead of the keyring, None for the keyring.
            progress: Is told each step as it begins: `server`, `keys`, `saving`.
        """
        async with self._turn:
            progress("server")
            request = await build()
            progress("keys")
            profile = self.profile
            if profile is None:
                profile = await self._open_or_create(vault_passphrase)
                self.profile = profile
            row = await self.entry.pending_row(profile, request)
            progress("saving")
            await self._register(profile, row, code=request.code)
            return await self._start(profile, row)

    async def _open_or_create(self, vault_passphrase: str | None) -> OpenProfile:
        if await self._folder.find_state() is ProfileState.EMPTY:
            return await self._folder.create(vault_passphrase=vault_passphrase)
        return await self._folder.open(vault_passphrase=vault_passphrase)

    async def move_relay(self, address: str) -> ProfileRecord:
        """Reach the same relay at another address from now on."""
        async with self._turn:
            running = self.open_account
            row = await running.profile.keys.find_account()
            assert row is not None, "an account is open"
            place = parse_place(address)
            # An address alone says nothing of the key: the one that was pinned stays.
            place = replace(place, pinned_key=place.pinned_key or row.relay_pin)
            greeting = await place.greet(self._surroundings.relay_factory)
            if greeting.realm != row.realm:
                raise RelayIncompatible(relay_is_newer=None)
            await running.profile.keys.save_relay_place(place.address, pinned_key=place.pinned_key)
            await running.close()
            self._relay_address = None
            row = replace(row, relay_address=place.address, relay_pin=place.pinned_key)
            return await self._start(running.profile, row)

    async def renew_store(self, code: RecoveryCode, *, password: str | None) -> None:
        """Move everything under a new STORE that the code opens; the account goes on after it.

        Args:
            code: The recovery code that was shown.
            password: Of the account, if the profile is locked by it.

        Raises:
            SignInFailed: wrong password; everything is as it was.
        """
        async with self._turn:
            running, self.running = self.open_account, None
            await running.close()
            profile = running.profile
            move = partial(move_to_store, random=self._surroundings.random)
            try:
                await self._folder.renew_store(code, password=password, move=move)
            except WrongPassphrase:
                await self._open_found(profile)
                raise SignInFailed from None
            finally:
                if self.running is None:
                    # As it was or under the new STORE: the chats go on either way.
                    await self.close()
                    self.profile = await self._folder.open(
                        vault_passphrase=password, password=password
                    )
                    await self._open_found(self.profile)

    async def settle_label(self) -> None:
        """Let other windows call the open account by its name, if nothing but the keyring opens it.

        What the keyring refuses is no reason to keep anybody from anything; it is tried again when
        the profile is opened.
        """
        if self._label is None:
            return
        try:
            await self._folder.settle_label(self._label)
        except (KeyringError, StorageError) as error:
            _log.info("the profile's label waits: %s", type(error).__name__)

    async def delete(self) -> None:
        """Remove the profile from this computer."""
        await self.close()
        await self._folder.erase()

    async def close(self) -> None:
        """Disconnect, finish the running commit and close the database."""
        if self.running is not None:
            await self.running.close()
        self.running = None
        self.saved = None
        self._label = None
        profile, self.profile = self.profile, None
        if profile is not None:
            await profile.close()

    # ── steps ─────────────────────────────────────────────────────────────────────────────────

    async def _start(self, profile: OpenProfile, row: AccountRow) -> ProfileRecord:
        self.running = OpenAccount(
            profile,
            account=await load_account(profile, row),
            relay=self._relay_of(row),
            maker=self._maker(profile),
            clock=self._surroundings.clock,
            random=self._surroundings.random,
            emit=self._emit,
        )
        self.running.start(
            self._surroundings.spawn, connect_after_s=self._surroundings.connect_after_s
        )
        address = self._relay_address or row.relay_address
        self._label = ProfileLabel(username=row.username, relay_address=address)
        self._surroundings.spawn(self.settle_label(), "label")
        return ProfileRecord(account=row.account, username=row.username, relay_address=address)

    def _relay_of(self, row: AccountRow) -> Relay:
        place = RelayPlace(address=row.relay_address, pinned_key=row.relay_pin)
        if self._relay_address:
            place = replace(place, address=parse_place(self._relay_address).address)
        return place.relay(self._surroundings.relay_factory)

    def _maker(self, profile: OpenProfile) -> AccountMaker:
        given = self._surroundings
        return given.maker_class(profile, clock=given.clock, random=given.random)

    async def _register(self, profile: OpenProfile, row: AccountRow, *, code: bytes = b"") -> None:
        try:
            await self.entry.register(profile, row, self._relay_of(row), code=code)
        except REFUSED_FOR_GOOD:
            await self._undo(profile)
            raise

    async def _undo(self, profile: OpenProfile) -> None:
        """Leave nothing of a try that the relay refused for good."""
        await self._maker(profile).discard()
        await profile.close()
        self.profile = None
        await self._folder.erase()
