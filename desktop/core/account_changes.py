"""Changes of the own account at the relay: another password, the end."""

import asyncio
from collections.abc import Callable

from desktop.core.account import OwnAccount, check_relay_key, load_identity
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink
from desktop.core.ports.runtime import Clock
from desktop.crypto import password as password_kdf
from desktop.crypto.key_chain import append_tombstone
from desktop.errors import NotSignedIn, SignInFailed
from protocol.errors import ErrorCode, Refused


class AccountChanges:
    """Asks the relay for what needs the password."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        account: OwnAccount,
        clock: Clock,
        find_link: Callable[[], AuthLink | None],
    ) -> None:
        """Make it.

        Args:
            profile: Where the ID key is.
            account: The own account.
            clock: Local time.
            find_link: Returns the signed-in connection while there is one.
        """
        self._profile = profile
        self._account = account
        self._clock = clock
        self._find_link = find_link

    async def change_password(self, old: str, new: str) -> None:
        """Change the password; see `Messenger.change_password`."""
        self._link()  # whether it may be asked at all is told before the work
        # One after the other: two stretches of four lanes at once wait for each other's threads.
        old_auth = await self._auth(old)
        new_auth = await self._auth(new)
        link = self._link()
        try:
            await link.change_password(old_auth=old_auth, new_auth=new_auth)
        except Refused as error:
            raise _translated(error) from error

    async def check_password(self, password: str) -> None:
        """Return if the relay takes this for the account's password, which stays as it is.

        Raises:
            SignInFailed: it is another one.
            NetworkError, Refused: the relay could not be asked.
        """
        auth = await self._auth(password)
        try:
            await self._link().change_password(old_auth=auth, new_auth=auth)
        except Refused as error:
            raise _translated(error) from error

    async def delete_account(self, password: str) -> None:
        """End the account at the relay; see `Messenger.delete_account`."""
        self._link()
        auth = await self._auth(password)
        chain = append_tombstone(
            self._account.chain,
            identity=await load_identity(self._profile, self._account.chain),
            created_ms=self._clock(),
        )
        try:
            await self._link().delete_account(auth=auth, chain=chain)
        except Refused as error:
            raise _translated(error) from error

    def _link(self) -> AuthLink:
        """Return the connection that a password value may go to.

        Raises:
            NotSignedIn: there is none.
            RelayKeyChanged: the relay has another key than the one trusted with the password.
        """
        link = self._find_link()
        if link is None:
            raise NotSignedIn
        check_relay_key(self._account.row, link.greeting)
        return link

    async def _auth(self, password: str) -> bytes:
        row = self._account.row

        def derive() -> bytes:
            root = password_kdf.password_root(password, realm=row.realm, username=row.username)
            return password_kdf.auth_value(root)

        return await asyncio.to_thread(derive)


def _translated(error: Refused) -> Exception:
    return SignInFailed() if error.code is ErrorCode.SIGN_IN_FAILED else error
