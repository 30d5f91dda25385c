"""The key of the relay that a password value may go to (`account.check_relay_key` asks for it).

What is kept changes only with the first connection of a profile and with the person's word. That a
sign-in succeeded under another key says nothing: whoever stands in between answers it just as well
(docs/decisions/060-the-key-that-a-password-goes-to.md).
"""

from desktop.core.account import OwnAccount
from desktop.core.ports.keys import KeyStore
from desktop.core.rows.relay import RelayGreeting


class RelayTrust:
    """Keeps the key that the password may go to, for the open account."""

    def __init__(self, keys: KeyStore, *, account: OwnAccount) -> None:
        self._keys = keys
        self._account = account

    async def note_signed_in(self, greeting: RelayGreeting) -> None:
        """Keep the relay's key if the profile keeps none: it was made before there was one."""
        if not self._account.row.relay_key:
            await self.accept(greeting.channel)

    async def accept(self, key: bytes) -> None:
        """The person trusts a key with the password from now on."""
        await self._keys.save_relay_key(key)
        self._account.use_relay_key(key)
