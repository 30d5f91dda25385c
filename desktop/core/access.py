"""What opens the own profile, as the person changes it: lock, password, recovery code.

The files and the keyring are changed by `core.ports.ProfileAccess`; here stands in which order that
and the relay follow each other, and what becomes of keys that a keyring lost.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from desktop.core.account import has_lost_entry
from desktop.core.ports.profile import OpenProfile, ProfileAccess
from desktop.core.records import LockKind, LockRecord
from desktop.crypto.random_source import Random
from desktop.crypto.recovery_code import RecoveryCode
from desktop.errors import (
    ConnectionLost,
    DesktopError,
    KeyringError,
    NotSignedIn,
    RequestTimedOut,
    SignInFailed,
    WrongPassphrase,
)
from protocol.errors import ProtocolError

_log = logging.getLogger(__name__)

_MAYBE_HEARD: Final = (ConnectionLost, RequestTimedOut)


class AccessControl:
    """Changes what opens the profile that is open."""

    def __init__(self, access: ProfileAccess, *, random: Random) -> None:
        """Make it.

        Args:
            access: What opens the profile.
            random: Source of recovery codes.
        """
        self._access = access
        self._random = random

    async def find(self) -> LockRecord:
        """Tell what opens the profile."""
        return await self._access.find()

    async def turn_on(self, password: str, check: Callable[[str], Awaitable[None]]) -> None:
        """Ask for the account password from now on.

        Args:
            password: As typed.
            check: Asks the relay whether it is the account's; raises SignInFailed if not.
        """
        await check(password)
        await self._access.put(password)

    async def turn_off(self, password: str) -> None:
        """Ask for nothing from now on. Raises SignInFailed for a wrong password."""
        try:
            await self._access.check_password(password)
        except WrongPassphrase:
            raise SignInFailed from None
        await self._access.put(None)

    async def change_password(self, new: str, change: Callable[[], Awaitable[None]]) -> None:
        """Change the password at the relay, and the lock with it.

        Killed or cut off in between, either password opens the lock, until one of them did.

        Args:
            new: The new password.
            change: Asks the relay; raises if the old password stays.
        """
        kind = (await self._access.find()).kind
        if kind is not LockKind.PASSWORD:
            await change()
            if kind is LockKind.OFF:
                await self._renew_secret()
            return
        await self._access.offer(new)
        try:
            await change()
        except (DesktopError, ProtocolError) as error:
            # If perhaps the relay heard it, the next opening tells which of the two is known.
            if isinstance(error, NotSignedIn) or not isinstance(error, _MAYBE_HEARD):
                await self._access.settle(takes_offer=False)
            raise
        await self._access.settle(takes_offer=True)

    async def _renew_secret(self) -> None:
        try:
            await self._access.put(None)
        except KeyringError:
            # The password is changed, and the profile opens as before.
            _log.warning("the keyring took no new secret")

    async def make_code(self) -> tuple[str, ...]:
        """Make a recovery code beside the one there is, and return its groups."""
        code = RecoveryCode.generate(self._random)
        await self._access.put_recovery_code(code, is_kept=False)
        return code.groups

    async def keep_code(self, text: str) -> None:
        """Let the code that was shown last be the only one. Raises CodeMistyped."""
        await self._access.put_recovery_code(RecoveryCode.parse(text), is_kept=True)


async def note_lost_keys(profile: OpenProfile) -> None:
    """Note the own seal pairs whose RSA half the keyring lost, so that the account opens without.

    Raises:
        KeyringError: the keyring cannot be asked; nothing was noted.
        StorageError: as it says.
    """
    lost = [
        pair.key_id
        for pair in await profile.keys.load_seal_pairs()
        if pair.kem_seed and await has_lost_entry(profile, pair.key_id)
    ]
    for key_id in lost:
        _log.warning("the keyring lost a seal pair")
        await profile.upkeep.note_seal_pair_lost(key_id)
