"""An account that the relay no longer knows: registered again with the same chain (PROTOCOL P7)."""

import asyncio
from collections.abc import Callable

from desktop.core.account import OwnAccount, check_relay_key
from desktop.core.account_entry import VERDICTS
from desktop.core.account_maker import AccountMaker
from desktop.core.key_upkeep import KeyUpkeep
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink, Relay
from desktop.core.ports.runtime import Clock
from desktop.core.rows.own_keys import Duty
from desktop.errors import CodeNeeded, RelayIncompatible
from protocol.errors import Refused
from protocol.messages import RegistrationRule


class LostAccount:
    """Brings the own account back to a relay that lost it."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        relay: Relay,
        account: OwnAccount,
        maker: AccountMaker,
        upkeep: KeyUpkeep,
        clock: Clock,
        on_registered: Callable[[], None],
    ) -> None:
        """Make it.

        Args:
            profile: Where the account and what is due is kept.
            relay: The relay of the account.
            account: The own account.
            maker: Derives the password value.
            upkeep: Gives the prekeys that a registration needs.
            clock: Local time.
            on_registered: Told that a sign-in works again.
        """
        self._profile = profile
        self._relay = relay
        self._account = account
        self._maker = maker
        self._upkeep = upkeep
        self._clock = clock
        self._on_registered = on_registered

    async def register_again(self, password: str, *, code: bytes = b"") -> None:
        """Register the account with the chain it has; see `Messenger.register_again`.

        The duties are noted first: whatever the answer, the next sign-in does them, and doing them
        once too often changes nothing.
        """
        link = await self._relay.connect()
        try:
            await self._register(link, password, code)
        except Refused as error:
            verdict = VERDICTS.get(error.code)
            if verdict is None:
                raise
            raise verdict from error
        finally:
            await link.close()
        await self._profile.keys.finish_registration()
        self._on_registered()

    async def _register(self, link: AuthLink, password: str, code: bytes) -> None:
        row = self._account.row
        if link.greeting.realm != row.realm:
            raise RelayIncompatible(relay_is_newer=None)
        if link.greeting.registration is RegistrationRule.BY_CODE and not code:
            raise CodeNeeded
        check_relay_key(row, link.greeting)
        auth = await asyncio.to_thread(
            self._maker.password_value, password, realm=row.realm, username=row.username
        )
        prekeys = await self._upkeep.load_first_prekeys(link.greeting.time_ms)
        await self._profile.upkeep.add_duties((Duty.STATE_ANEW, Duty.RESEND), now_ms=self._clock())
        await link.register(
            chain=self._account.chain.encoded,
            auth=auth,
            prekeys=prekeys,
            signature=self._account.sign_login(link.greeting),
            code=code,
        )
