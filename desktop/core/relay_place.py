"""Where a relay is, as a person gives it: an address, or an invite that also names its key."""

from dataclasses import dataclass

from desktop.core.ports.relay import Relay, RelayFactory
from desktop.core.rows.relay import RelayGreeting
from desktop.crypto.invite import is_link, parse_link
from desktop.errors import RelayIncompatible
from protocol.ids import Realm


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

    def check_realm(self, greeting: RelayGreeting) -> None:
        """Refuse a relay that is another one than the invite's. Raises RelayIncompatible."""
        if self.realm not in {None, greeting.realm}:
            raise RelayIncompatible(relay_is_newer=None)


def parse_place(text: str) -> RelayPlace:
    """Read what a person gave as the server.

    Args:
        text: An address such as ``chat.example``, or the link of an invite.

    Raises:
        InvalidForm, UnknownInviteVersion: it begins like an invite and is none.
    """
    if not is_link(text):
        return RelayPlace(address=text)
    invite = parse_link(text)
    return RelayPlace(address=invite.address, pinned_key=invite.spki_hash, realm=invite.realm)
