"""The relay as the messenger sees it."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from desktop.core.rows.relay import (
    Delivery,
    DrainedSignal,
    OutgoingEnvelope,
    PeerKeys,
    RelayGreeting,
    SignedInState,
)
from protocol.ids import AccountId, DeviceAddress, EnvelopeId, Username
from protocol.messages import DeliveryKeyRule, PresenceRule, PresenceState, SendResult


class AuthLink(Protocol):
    """The connection that signs in; requests raise NetworkError or `protocol.errors.Refused`."""

    @property
    def greeting(self) -> RelayGreeting:
        """What the relay said of itself."""

    async def register(
        self, *, chain: bytes, auth: bytes, prekeys: Sequence[bytes], signature: bytes, code: bytes
    ) -> None:
        """Make the account, perhaps by a registration code; uses the nonce up."""

    async def login(self, *, address: DeviceAddress, signature: bytes) -> SignedInState:
        """Sign the device in; uses the nonce up."""

    async def put_chain(self, chain: bytes) -> None:
        """Publish a longer chain of the own account."""

    async def set_keys(self, keys: Sequence[DeliveryKeyRule]) -> None:
        """Set the whole list of keys that open the own mailbox."""

    async def set_presence(self, rule: PresenceRule) -> None:
        """Choose who may know whether the account is online."""

    async def ask(self, mailbox: DeviceAddress, envelope: bytes) -> SendResult:
        """Submit one envelope to somebody whose delivery key is not known."""

    async def change_password(self, *, old_auth: bytes, new_auth: bytes) -> None:
        """Replace the password value."""

    async def delete_account(self, *, auth: bytes, chain: bytes) -> None:
        """End the account."""

    async def put_prekeys(self, prekeys: Sequence[bytes], *, wipe: bool) -> None:
        """Upload signed prekeys; `wipe` drops the one-time keys that the relay still holds."""

    async def acknowledge(self, ids: Sequence[EnvelopeId]) -> None:
        """Send acknowledgements; returns when they were handed to the socket."""

    async def check(self) -> None:
        """Return once the relay has answered; ConnectionLost, soon, if it does not any more."""

    def deliveries(self) -> AsyncIterator[Delivery | DrainedSignal]:
        """Yield deliveries in order; ends with ConnectionLost, or Refused when signed out."""

    async def close(self) -> None:
        """Close the connection."""


class WatchLink(Protocol):
    """The anonymous connection that watches presence."""

    async def add(self, name: Username) -> PresenceState:
        """Watch a name and return its presence now. Raises NetworkError, Refused."""

    async def add_contact(
        self, name: Username, account: AccountId, delivery_key: bytes
    ) -> PresenceState:
        """Watch an account with its delivery key; changes are told under the name."""

    async def remove(self, name: Username) -> None:
        """End every watch of a name; nothing happens if there is none."""

    def changes(self) -> AsyncIterator[tuple[Username, PresenceState]]:
        """Yield changes of the watched names; ends with ConnectionLost."""

    async def close(self) -> None:
        """Close the connection."""


class Relay(Protocol):
    """The relay at one address, reached over connections of three kinds (PROTOCOL P8)."""

    async def connect(self) -> AuthLink:
        """Open the connection that signs in.

        Raises:
            RelayUnreachable, RelayUntrusted, RelayIncompatible: as they say.
        """

    async def greet(self) -> RelayGreeting:
        """Return what the relay says of itself to somebody anonymous. Raises as `connect`."""

    async def lookup(self, name: Username) -> PeerKeys:
        """Ask anonymously who has a name. Raises NetworkError, Refused."""

    async def fetch_keys(self, account: AccountId) -> PeerKeys:
        """Ask anonymously for the keys of an account. Raises NetworkError, Refused."""

    async def claim_prekey(self, peer: DeviceAddress) -> bytes | None:
        """Take one signed one-time or fallback prekey; None if the account is unknown or gone."""

    async def submit(self, envelopes: Sequence[OutgoingEnvelope]) -> list[SendResult]:
        """Submit envelopes anonymously; one result each, in order. Raises NetworkError, Refused."""

    async def find_presence(self, name: Username) -> PresenceState:
        """Ask once for the presence of a name. Raises NetworkError, Refused."""

    async def open_watch(self) -> WatchLink:
        """Open the connection that watches presence. Raises as `connect`."""

    async def close(self) -> None:
        """Close every connection."""


class RelayFactory(Protocol):
    """Makes the relay at an address."""

    def __call__(self, address: str, /, *, pinned_key: bytes = b"") -> Relay:
        """Return the relay; nothing is connected yet.

        Args:
            address: Such as ``wss://chat.example`` or ``ws://127.0.0.1:8765``.
            pinned_key: SHA-256 of the SPKI that its certificate must have, empty to trust the
                computer's authorities.

        Raises:
            InvalidForm, InsecureAddress: the address is none, or would send plain traffic out.
        """
