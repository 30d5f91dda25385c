"""Changing what opens a profile: the lock, its password, and the recovery code."""

from collections.abc import Awaitable, Callable

from desktop.core.records import LockKind, LockRecord, ProfileState, RecoveryState
from desktop.crypto.recovery_code import RecoveryCode
from desktop.crypto.vault import Slot, SlotKind, store_tag
from desktop.errors import StorageError
from desktop.storage.open_profile import LocalOpenProfile
from desktop.storage.profile_note import ProfileNote
from desktop.storage.profile_slots import ProfileSlots
from desktop.storage.secret_store import KeyringSecretStore


class LocalProfileAccess:
    """`desktop.core.ports.ProfileAccess` over a slots file and the keyring.

    Source: docs/protocol/local-store.md, section 9.
    """

    def __init__(
        self,
        slots: ProfileSlots,
        *,
        find_state: Callable[[], Awaitable[ProfileState]],
        get_open: Callable[[], LocalOpenProfile],
        open_keyring: Callable[[], Awaitable[tuple[KeyringSecretStore, ProfileNote]]],
    ) -> None:
        """Make the object; nothing is read yet.

        Args:
            slots: The slots file.
            find_state: Tells what is there.
            get_open: Returns the open profile, or raises StorageError.
            open_keyring: Returns the profile's part of the keyring, and which entries it may have.
        """
        self._slots = slots
        self._find_state = find_state
        self._get_open = get_open
        self._open_keyring = open_keyring
        self._offered: Slot | None = None

    async def find(self) -> LockRecord:
        """Tell what opens the profile. Raises StorageError."""
        state = await self._find_state()
        try:
            recovery = await self._slots.find_recovery_state()
        except StorageError:
            recovery = RecoveryState.NONE
        kind = {ProfileState.LOCKED: LockKind.PASSWORD, ProfileState.VAULT: LockKind.PASSPHRASE}
        return LockRecord(kind=kind.get(state, LockKind.OFF), recovery=recovery)

    async def check_password(self, password: str) -> None:
        """Return if the password opens the lock, which is on.

        Raises:
            WrongPassphrase: it does not.
            KeyringError: the keyring is locked, missing or lost the secret.
            StorageError: the files cannot be read.
        """
        secrets, note = await self._open_keyring()
        await self._slots.open_lock(secrets, note.entries, password)

    async def put(self, password: str | None) -> None:
        """Make a new keyring secret for the open profile, with the lock on or off.

        Args:
            password: Of the account; None for a profile that opens with the keyring alone.

        Raises:
            KeyringError, StorageError: as they say; what opened the profile still does.
        """
        secrets, _ = await self._open_keyring()
        await self._slots.put_keyring(secrets, self._get_open().store_key, password=password)
        await self._remove_leftovers()

    async def offer(self, password: str) -> None:
        """Let a new password open the lock, too, until `settle` or the next opening decides.

        Raises:
            KeyringError, StorageError: as they say; what opened the profile still does.
        """
        secrets, _ = await self._open_keyring()
        self._offered = await self._slots.put_keyring(
            secrets, self._get_open().store_key, password=password, keeps_others=True
        )

    async def settle(self, *, takes_offer: bool) -> None:
        """Keep one of the two passwords of `offer`. Raises StorageError."""
        offered, self._offered = self._offered, None
        locks = (await self._slots.read()).find_all(SlotKind.LOCK)
        kept = [slot for slot in locks if (slot == offered) is takes_offer]
        if offered is not None and kept:
            await self._slots.keep_lock(kept[0])
        await self._remove_leftovers()

    async def put_recovery_code(self, code: RecoveryCode, *, is_kept: bool) -> None:
        """Let a recovery code open the open profile; once kept, no earlier one does.

        Raises:
            StorageError: it could not be written; nothing was changed.
        """
        await self._slots.put_recovery(self._get_open().store_key, code, is_kept=is_kept)

    async def _remove_leftovers(self) -> None:
        secrets, note = await self._open_keyring()
        tag = store_tag(self._get_open().store_key)
        await self._slots.remove_leftovers(secrets, note.entries, tag=tag)
