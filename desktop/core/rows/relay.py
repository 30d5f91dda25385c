"""What the relay says and takes, as rows."""

import enum
from dataclasses import dataclass, field

from protocol.ids import DeviceAddress, EnvelopeId, Realm
from protocol.messages import RegistrationRule, RelayLimits


@dataclass(frozen=True, kw_only=True, slots=True)
class RelayGreeting:
    """What a relay said of itself when the connection began.

    Attributes:
        realm: Its realm.
        epoch: 16 bytes.
        time_ms: Its clock at hello.
        nonce: For the one sign-in attempt.
        channel: What the login signature binds to, 32 bytes (zeros without TLS).
        limits: What it takes.
        registration: Who may make a new account there.
        dialled: The realm that the dialled host stands for, None for this computer, whose relay
            has the one that it made.
    """

    realm: Realm
    epoch: bytes
    time_ms: int
    nonce: bytes
    channel: bytes
    limits: RelayLimits
    registration: RegistrationRule = RegistrationRule.OPEN
    dialled: Realm | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedInState:
    """The relay's answer to a sign-in; fields as in `protocol.messages.SignedIn`."""

    newest_acknowledged: int
    newest_issued: int
    chain_head: bytes
    one_time_keys_left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """An envelope that came, byte for byte."""

    id: EnvelopeId
    envelope: bytes = field(repr=False)


class DrainedSignal(enum.Enum):
    """Stands in the stream of deliveries where everything held at sign-in has come."""

    DRAINED = "drained"


class PeerKeysState(enum.Enum):
    """What the relay says of an account."""

    FOUND = "found"
    UNKNOWN = "unknown"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerKeys:
    """Answer to a look-up, not verified yet.

    Attributes:
        state: What the relay says.
        chain: The chain with FOUND and GONE.
        seal_pair: The signed seal pair with FOUND.
    """

    state: PeerKeysState
    chain: bytes = b""
    seal_pair: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingEnvelope:
    """One envelope for one mailbox."""

    mailbox: DeviceAddress
    delivery_key: bytes = field(repr=False)
    is_transient: bool
    envelope: bytes = field(repr=False)
