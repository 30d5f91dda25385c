"""Where a relay is, as a person gives it: an address, perhaps with its key, or an invite."""

import base64
from dataclasses import dataclass
from typing import Final

from desktop.core.ports.relay import Relay, RelayFactory
from desktop.core.rows.relay import RelayGreeting
from desktop.crypto.invite import is_link, parse_link
from desktop.errors import RelayIncompatible
from protocol.errors import InvalidForm
from protocol.ids import Realm

_KEY_CHARS: Final = 43
_KEY_BYTES: Final = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class RelayPlace:
    """Where a relay is and how to know that it is the right one.

    Attributes:
        address: As typed, or as the invite says.
        pinned_key: SHA-256 of the SPKI that its certificate must have, empty for none.
        realm: The realm that it must have, None for any.
    """

    address: str
    pinned_key: bytes = b""
    realm: Realm | None = None

    def relay(self, make: RelayFactory) -> Relay:
        """Return the relay. Raises InvalidForm, InsecureAddress."""
        return make(self.address, pinned_key=self.pinned_key)

    async def greet(self, make: RelayFactory) -> RelayGreeting:
        """Return what the relay says of itself, and leave. Raises NetworkError, Refused."""
        relay = self.relay(make)
        try:
            link = await relay.connect()
            await link.close()
        finally:
            await relay.close()
        return link.greeting

    def check_realm(self, greeting: RelayGreeting) -> None:
        """Refuse a relay that is another one than the invite's, or than was dialled.

        A password is stretched for a realm: a relay that takes another's name would be given what
        opens that one's account.

        Raises:
            RelayIncompatible: it has another realm.
        """
        if (self.realm or greeting.dialled) not in {None, greeting.realm}:
            raise RelayIncompatible(relay_is_newer=None)


def parse_place(text: str) -> RelayPlace:
    """Read what a person gave as the server.

    Args:
        text: An address such as ``chat.example``, the link of an invite, or, from whoever runs a
            server that no authority vouches for, an address with its key behind a ``#``.

    Raises:
        InvalidForm, UnknownInviteVersion: it begins like an invite and is none, or the key is none.

    Source: docs/protocol/wire.md, addresses.
    """
    if not is_link(text):
        address, has_key, key = text.strip().partition("#")
        return RelayPlace(address=address, pinned_key=_parse_key(key) if has_key else b"")
    invite = parse_link(text)
    return RelayPlace(address=invite.address, pinned_key=invite.spki_hash, realm=invite.realm)


def _parse_key(text: str) -> bytes:
    """Return SHA-256 of an SPKI from its one base64url form without "="."""
    try:
        key = base64.urlsafe_b64decode(text + "=") if len(text) == _KEY_CHARS else b""
    except ValueError:
        raise InvalidForm("relay address") from None
    if len(key) != _KEY_BYTES or base64.urlsafe_b64encode(key).decode().rstrip("=") != text:
        raise InvalidForm("relay address")
    return key
