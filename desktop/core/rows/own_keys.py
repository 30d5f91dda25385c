"""Rows about the own account: its keys, its invites and what is due for them."""

import enum
from dataclasses import dataclass, field

from protocol.ids import AccountId, KeyId, Realm, Username


class Registration(enum.Enum):
    """How far the own account is."""

    PENDING = "pending"  # keys are made and stored; the relay did not confirm yet
    DONE = "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountRow:
    """The own account.

    Attributes:
        account: Account id.
        device: Own device number.
        username: Own name.
        realm: The relay's realm, taken at registration.
        relay_address: Where the relay is reached.
        chain: Own key chain, encoded.
        signing_seed: Private half of DEV, 32 bytes.
        delivery_key: The account's delivery key, 32 bytes.
        registration: How far it is.
        pending_auth: The password value while PENDING, so that a lost answer can be repeated.
        relay_epoch: Last epoch of the relay that was seen, empty for none.
        newest_issued: Highest envelope id that the relay confirmed to have issued.
        newest_acknowledged: Highest envelope id that this device acknowledged.
        relay_key: Key of the relay that the person trusts with the password: the channel of the
            first connection, or of the one that was agreed to; zeros without TLS, empty if none was
            kept yet.
        relay_pin: SHA-256 of the SPKI that the relay's certificate must have, as an invite said;
            empty if the computer's authorities vouch for it.
    """

    account: AccountId
    device: int
    username: Username
    realm: Realm
    relay_address: str
    chain: bytes
    signing_seed: bytes = field(repr=False)
    delivery_key: bytes = field(repr=False)
    registration: Registration = Registration.PENDING
    pending_auth: bytes = field(default=b"", repr=False)
    relay_epoch: bytes = b""
    newest_issued: int = 0
    newest_acknowledged: int = 0
    relay_key: bytes = b""
    relay_pin: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class SealPairRow:
    """One own seal pair; its RSA half is in the secret store under `seal-KID`.

    Attributes:
        key_id: Its `kid`.
        key: Public key bytes, enc(SEAL SPKI, ML-KEM ek).
        kem_seed: Private ML-KEM half, 64 bytes; empty if the other half is lost.
        made_ms: When it was made.
        expires_ms: From when peers refuse it.
    """

    key_id: KeyId
    key: bytes
    kem_seed: bytes = field(repr=False)
    made_ms: int
    expires_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PrekeyRow:
    """One own signed prekey.

    Attributes:
        kind: As in `protocol.proofs.PrekeyKind`.
        encoded: The signed prekey as it goes to the relay.
        made_ms: When it was made.
    """

    kind: int
    encoded: bytes
    made_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UpkeepState:
    """What is remembered between two looks after the own keys.

    Attributes:
        used_keys: One-time keys that were used and not replaced yet.
        extra_since_ms: When the day of `extra_given` began.
        extra_given: One-time keys made that day beyond the used ones.
        greeted_ms: When contacts were last greeted after a restoration.
        confirmed_acknowledged: Highest acknowledged envelope id that the relay told.
        newest_committed: Highest envelope id that is committed here.
    """

    used_keys: int
    extra_since_ms: int
    extra_given: int
    greeted_ms: int
    confirmed_acknowledged: int
    newest_committed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingChain:
    """A longer own chain that is not in force yet: the relay may or may not have it.

    Attributes:
        chain: The whole chain, encoded.
        signing_seed: Private half of a new DEV, 32 bytes; empty if the device stays.
        olm_pickle: The new device's pickled Olm account; empty likewise.
    """

    chain: bytes
    signing_seed: bytes = field(default=b"", repr=False)
    olm_pickle: bytes = field(default=b"", repr=False)


class Duty(enum.Enum):
    """What an old state or a new device asks for once the mailbox is drained."""

    RENEW_KEYS = "renew keys"
    REPLACE_DELIVERY_KEY = "replace delivery key"
    STATE_ANEW = "state anew"
    RESEND = "resend"


@dataclass(frozen=True, kw_only=True, slots=True)
class RetiredKey:
    """An own delivery key that was replaced.

    Attributes:
        key: 32 bytes.
        retired_ms: When it was replaced.
        is_done: True once nobody waits to be told the new one.
    """

    key: bytes = field(repr=False)
    retired_ms: int
    is_done: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnInvite:
    """An invite of ours.

    Attributes:
        secret: i, 32 bytes.
        made_ms: When it was made.
        used_by: Account whose proof was honoured, None for nobody yet.
    """

    secret: bytes = field(repr=False)
    made_ms: int
    used_by: AccountId | None
