"""Checking keys, key chains, prekeys and login signatures with public keys alone.

The relay and every peer run the same checks. Nothing here holds a private key, and the exact bytes
received are checked, never a re-serialised copy. Spec: docs/protocol/keys.md and prekeys.md.
"""

import enum
import functools
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from protocol import limits
from protocol.errors import InvalidForm, InvalidProof, PrekeyExpired, UnknownEntryType
from protocol.ids import (
    STAGE_ONE_DEVICE,
    AccountId,
    ChainHead,
    DeviceAddress,
    Realm,
    Username,
    is_username,
    parse_realm,
)
from protocol.transcript import (
    ANY_WIDTH,
    Label,
    enc,
    labelled_hash,
    parse_all,
    parse_form,
    read_text,
    read_uint,
    signed_bytes,
    u32,
)

CHAIN_VERSION = 1
"""Version of the chain entries that this code makes and reads."""

NO_HEAD: Final = ChainHead(bytes(limits.HEAD_BYTES))
"""What stands for the head before the genesis."""

_RSA_EXPONENT = 65537
_SPKI_PREFIX = bytes.fromhex("308201a2300d06092a864886f70d01010105000382018f003082018a0282018100")
_SPKI_SUFFIX = bytes.fromhex("0203010001")
_SMALL_FACTOR_BOUND = 2**16

# The 14 encodings of the points of small order, RFC 7748 read with the top bit ignored:
# u = 0, 1, the two of order 8, p - 1, and p, p + 1, each with the top bit clear and set.
_P = 2**255 - 19
_LOW_ORDER_POINTS = (
    0,
    1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
    _P - 1,
    _P,
    _P + 1,
)
LOW_ORDER_X25519: Final = frozenset(
    (point | top_bit).to_bytes(limits.X25519_KEY_BYTES, "little")
    for point in _LOW_ORDER_POINTS
    for top_bit in (0, 1 << 255)
)
"""Every encoding of an X25519 key with which any shared secret would be all zeros."""


class EntryType(enum.IntEnum):
    """What a chain entry does. Numbers are part of the wire and never reused."""

    GENESIS = 0
    ADD_DEVICE = 1
    REVOKE_DEVICE = 2
    ROTATE_ID = 3
    TOMBSTONE = 4


class PrekeyKind(enum.IntEnum):
    """What a prekey is for. Numbers are part of the wire and never reused."""

    ONE_TIME = 1
    FALLBACK = 2
    SEAL_PAIR = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceEntry:
    """The certificate of a device: one add_device entry.

    Attributes:
        device: Device number, 1 in stage 1.
        signing_key: DEV, an Ed25519 public key, 32 bytes.
        olm_key: OLM, an X25519 public key, 32 bytes, not of low order.
        min_suite: Lowest suite that the device accepts, at least 1.
        max_suite: Highest suite that it speaks, at least `min_suite`.
    """

    device: int
    signing_key: bytes
    olm_key: bytes
    min_suite: int
    max_suite: int


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifiedChain:
    """A key chain that passed every check of `verify_chain`.

    Attributes:
        account: The account's id, made of the genesis.
        realm: Realm that the genesis names.
        username: Name that the genesis claims.
        predecessor: Account that this one says to continue; proves nothing to peers.
        created_ms: Unix time that the genesis states; shown, never judged.
        entries: Every entry, the exact bytes received, oldest first.
        heads: The head after each entry, oldest first.
        devices: The live devices by number.
        device_history: Every device entry ever added, oldest first.
        revoked: Numbers of devices that were added once and are not live now.
        identity_keys: Every ID ever, as SPKI, oldest first; the last one is current.
        is_tombstoned: Whether the account was ended.
    """

    account: AccountId
    realm: Realm
    username: Username
    predecessor: AccountId | None
    created_ms: int
    entries: tuple[bytes, ...]
    heads: tuple[ChainHead, ...]
    devices: Mapping[int, DeviceEntry]
    device_history: tuple[DeviceEntry, ...]
    revoked: frozenset[int]
    identity_keys: tuple[bytes, ...]
    is_tombstoned: bool

    @property
    def head(self) -> ChainHead:
        """Hash of the newest entry's body."""
        return self.heads[-1]

    @property
    def identity_key(self) -> bytes:
        """The current ID as SPKI, 422 bytes."""
        return self.identity_keys[-1]

    @property
    def encoded(self) -> bytes:
        """The chain as it travels: enc(entry ..)."""
        return enc(*self.entries)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prekey:
    """A signed prekey that passed every check of `verify_prekey`.

    Attributes:
        kind: What it is for.
        address: The device that it belongs to.
        olm_key: That device's OLM, 32 bytes.
        key: 32 bytes of X25519, or for a seal pair enc(SEAL SPKI, ML-KEM ek).
        expires_ms: Unix time from which it is refused; None for a one-time key.
        encoded: The exact bytes that were checked.
    """

    kind: PrekeyKind
    address: DeviceAddress
    olm_key: bytes
    key: bytes
    expires_ms: int | None
    encoded: bytes


# --- keys ----------------------------------------------------------------------------------------


def check_rsa_spki(spki: bytes) -> int:
    """Check that an RSA public key is in the one form that ID and SEAL may have.

    Args:
        spki: SubjectPublicKeyInfo in DER.

    Returns:
        The modulus.

    Raises:
        InvalidForm: another size, exponent, algorithm or encoding, an even modulus, or a factor
            below 2**16.

    Source: docs/protocol/keys.md, section 2.
    """
    if (
        len(spki) != limits.RSA_SPKI_BYTES
        or not spki.startswith(_SPKI_PREFIX)
        or not spki.endswith(_SPKI_SUFFIX)
    ):
        raise InvalidForm("RSA key")
    modulus = int.from_bytes(spki[len(_SPKI_PREFIX) : -len(_SPKI_SUFFIX)], "big")
    is_short = modulus.bit_length() != limits.RSA_KEY_BITS
    if is_short or math.gcd(modulus, _product_of_small_primes()) != 1:
        raise InvalidForm("RSA key")
    return modulus


def load_rsa_spki(spki: bytes) -> RSAPublicKey:
    """Check an RSA public key as `check_rsa_spki` does, and return it ready for use.

    Raises:
        InvalidForm: see `check_rsa_spki`.

    Source: docs/protocol/keys.md, section 2.
    """
    return RSAPublicNumbers(_RSA_EXPONENT, check_rsa_spki(spki)).public_key()


def check_x25519_key(key: bytes) -> None:
    """Check that an X25519 public key is of the right length and not of low order.

    Raises:
        InvalidForm: it is neither.

    Source: docs/protocol/keys.md, section 3.
    """
    if len(key) != limits.X25519_KEY_BYTES or key in LOW_ORDER_X25519:
        raise InvalidForm("X25519 key")


def parse_seal_pair_key(key: bytes) -> tuple[bytes, bytes]:
    """Take the public key of a seal pair apart and check both halves.

    Args:
        key: enc(SEAL SPKI, ML-KEM-768 encapsulation key).

    Returns:
        The RSA key as SPKI and the encapsulation key, 1,184 bytes.

    Raises:
        InvalidForm: wrong widths, an RSA key that `check_rsa_spki` refuses, or an encapsulation
            key with a coefficient that is not below 3,329 (FIPS 203, 7.2).

    Source: docs/protocol/prekeys.md, section 3.
    """
    spki, kem_key, _, _ = _load_seal_pair(key)
    return spki, kem_key


def load_seal_pair_key(key: bytes) -> tuple[RSAPublicKey, MLKEM768PublicKey]:
    """Check the public key of a seal pair as `parse_seal_pair_key` does, and load both halves.

    Raises:
        InvalidForm: see `parse_seal_pair_key`.

    Source: docs/protocol/prekeys.md, section 3.
    """
    _, _, rsa_key, kem_key = _load_seal_pair(key)
    return rsa_key, kem_key


# Public keys only. 512 pairs: two for each member of the largest group, about 3 MB at most;
# the check of the modulus would otherwise cost three times as much as the whole sealing.
@functools.lru_cache(maxsize=512)
def _load_seal_pair(key: bytes) -> tuple[bytes, bytes, RSAPublicKey, MLKEM768PublicKey]:
    spki, kem_key = parse_form(key, "seal pair", (limits.RSA_SPKI_BYTES, limits.MLKEM_EK_BYTES))
    rsa_key = load_rsa_spki(spki)
    try:
        return spki, kem_key, rsa_key, MLKEM768PublicKey.from_public_bytes(kem_key)
    except ValueError:
        raise InvalidForm("seal pair") from None


@functools.cache
def _product_of_small_primes() -> int:
    is_prime = bytearray([1]) * _SMALL_FACTOR_BOUND
    primes = []
    for candidate in range(2, _SMALL_FACTOR_BOUND):
        if is_prime[candidate]:
            primes.append(candidate)
            is_prime[candidate::candidate] = bytes(len(is_prime[candidate::candidate]))
    return math.prod(primes)


# --- signatures ----------------------------------------------------------------------------------


def _verify_pss(key: RSAPublicKey, signature: bytes, message: bytes) -> None:
    """RSASSA-PSS with SHA-256, MGF1-SHA-256 and a salt of 32 bytes."""
    try:
        key.verify(
            signature,
            message,
            padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32),
            hashes.SHA256(),
        )
    except InvalidSignature:
        raise InvalidProof("signature") from None


def _verify_ed25519(key: bytes, signature: bytes, message: bytes) -> None:
    """Ed25519 (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise InvalidProof("signature") from None


# --- chains --------------------------------------------------------------------------------------


def verify_chain(encoded: bytes) -> VerifiedChain:
    """Check a key chain from its genesis to its newest entry.

    Args:
        encoded: enc(entry ..), 1 to 32 entries, exactly as received.

    Returns:
        What the chain says, all of it proven by the keys in it.

    Raises:
        InvalidForm: something in it is not in its one form.
        UnknownEntryType: an entry of a type that a later version defines; it carries the heads that
            were proven before it.
        InvalidProof: a signature, a link or a rule of the order of entries does not hold.

    Source: docs/protocol/keys.md, section 5.
    """
    if len(encoded) > limits.MAX_CHAIN_BYTES:
        raise InvalidForm("chain")
    return _verified_chain(encoded)


def _verify_whole_chain(encoded: bytes) -> VerifiedChain:
    entries = parse_all(encoded, limits.MAX_CHAIN_ENTRIES)
    if not entries:
        raise InvalidForm("chain")
    reader = _ChainReader(entries[0])
    for entry in entries[1:]:
        reader.read(entry)
    return reader.result(entries)


# The same bytes come with every message of a contact, and proving them costs more than opening the
# seal; 128 chains of the largest size are 16 MB, of the usual one 0.7 MB. Refusals are not kept.
_verified_chain = functools.lru_cache(maxsize=128)(_verify_whole_chain)


def extends(newer: VerifiedChain, older: VerifiedChain) -> bool:
    """Tell whether `older` is a prefix of `newer`, or equal to it, by its head.

    Two chains of one account of which neither extends the other are a fork.

    Source: docs/protocol/keys.md, section 6.
    """
    return older.head in newer.heads


def is_fork(one: VerifiedChain, other: VerifiedChain) -> bool:
    """Tell whether two chains of one account contradict each other.

    Source: docs/protocol/keys.md, section 6.
    """
    return one.account == other.account and not extends(one, other) and not extends(other, one)


def common_suite(chain: VerifiedChain, *, device: int, our_min: int, our_max: int) -> int:
    """Return the suite to speak with a device: the highest common one, never a lower one.

    Args:
        chain: The peer's chain.
        device: Number of a live device in it.
        our_min: Lowest suite of our own device entry.
        our_max: Highest suite of our own device entry.

    Raises:
        InvalidProof: the device is not live, nothing is in common, or what is in common lies below
            a floor: either minimum, or the highest suite in common with an earlier device entry.

    Source: docs/protocol/keys.md, section 7.
    """
    entry = chain.devices.get(device)
    if entry is None:
        raise InvalidProof("device")
    suite = min(our_max, entry.max_suite)
    floor = max(
        our_min,
        entry.min_suite,
        *(
            min(our_max, earlier.max_suite)
            for earlier in chain.device_history
            if earlier.min_suite <= our_max
        ),
    )
    if suite < floor:
        raise InvalidProof("suite")
    return suite


_BODY_WIDTHS = (1, 1, ANY_WIDTH, 8, limits.HEAD_BYTES, 8, ANY_WIDTH)
_GENESIS_WIDTHS = (ANY_WIDTH, ANY_WIDTH, limits.RSA_SPKI_BYTES, ANY_WIDTH, 16)
_ADD_DEVICE_WIDTHS = (4, limits.ED25519_KEY_BYTES, limits.X25519_KEY_BYTES, 1, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Body:
    """One entry whose form is right; nothing is proven yet."""

    type: int
    account: bytes
    seq: int
    prev: bytes
    created_ms: int
    payload: bytes
    encoded: bytes
    signatures: tuple[bytes, ...]


def _parse_entry(entry: bytes) -> _Body:
    encoded, *signatures = parse_all(entry, 3) or (b"",)
    version, kind, account, seq, prev, created, payload = parse_form(
        encoded, "chain entry", _BODY_WIDTHS
    )
    if read_uint(version) != CHAIN_VERSION:
        raise InvalidForm("chain entry")
    return _Body(
        type=read_uint(kind),
        account=account,
        seq=read_uint(seq),
        prev=prev,
        created_ms=read_uint(created),
        payload=payload,
        encoded=encoded,
        signatures=tuple(signatures),
    )


class _ChainReader:
    """Reads a chain entry by entry; every method either proves its entry or raises."""

    def __init__(self, genesis: bytes) -> None:
        body = _parse_entry(genesis)
        if body.type != EntryType.GENESIS or body.account or body.seq or body.prev != NO_HEAD:
            raise InvalidProof("genesis")
        realm, username, spki, predecessor, _ = parse_form(body.payload, "genesis", _GENESIS_WIDTHS)
        self._realm = _parse_own_realm(realm)
        self._username = _parse_own_username(username)
        if len(predecessor) not in {0, limits.ACCOUNT_ID_BYTES}:
            raise InvalidForm("genesis")
        self._predecessor = AccountId(predecessor) if predecessor else None
        self._created_ms = body.created_ms
        self._account = AccountId(labelled_hash(Label.GENESIS, body.encoded))
        self._identity_keys = [spki]
        self._current_key = load_rsa_spki(spki)
        self._heads: list[ChainHead] = []
        self._live: dict[int, DeviceEntry] = {}
        self._history: list[DeviceEntry] = []
        self._is_tombstoned = False
        self._check_signature(body)
        self._close(body)

    def read(self, entry: bytes) -> None:
        body = _parse_entry(entry)
        if (
            body.account != self._account
            or body.seq != len(self._heads)
            or body.prev != self._heads[-1]
            or self._is_tombstoned
        ):
            raise InvalidProof("chain")
        if body.type not in list(EntryType):
            raise UnknownEntryType(heads=tuple(self._heads))
        if body.type == EntryType.ROTATE_ID:
            self._rotate(body)
        else:
            self._check_signature(body)
            self._apply(body)
        self._close(body)

    def result(self, entries: tuple[bytes, ...]) -> VerifiedChain:
        added = {entry.device for entry in self._history}
        return VerifiedChain(
            account=self._account,
            realm=self._realm,
            username=self._username,
            predecessor=self._predecessor,
            created_ms=self._created_ms,
            entries=entries,
            heads=tuple(self._heads),
            devices=MappingProxyType(dict(self._live)),
            device_history=tuple(self._history),
            revoked=frozenset(added - self._live.keys()),
            identity_keys=tuple(self._identity_keys),
            is_tombstoned=self._is_tombstoned,
        )

    def _close(self, body: _Body) -> None:
        self._heads.append(ChainHead(labelled_hash(Label.CHAIN_HEAD, body.encoded)))

    def _check_signature(self, body: _Body) -> None:
        if [len(signature) for signature in body.signatures] != [limits.RSA_SIGNATURE_BYTES]:
            raise InvalidForm("chain entry")
        _verify_pss(self._current_key, body.signatures[0], signed_bytes(Label.CHAIN, body.encoded))

    def _apply(self, body: _Body) -> None:
        match body.type:
            case EntryType.ADD_DEVICE:
                self._add_device(body.payload)
            case EntryType.REVOKE_DEVICE:
                (device,) = parse_form(body.payload, "revoke_device", (4,))
                if self._live.pop(read_uint(device), None) is None:
                    raise InvalidProof("chain")
            case EntryType.TOMBSTONE:
                parse_form(body.payload, "tombstone", ())
                self._live.clear()
                self._is_tombstoned = True
            case _:
                raise InvalidProof("chain")  # a second genesis

    def _add_device(self, payload: bytes) -> None:
        device, signing_key, olm_key, min_suite, max_suite = parse_form(
            payload, "add_device", _ADD_DEVICE_WIDTHS
        )
        check_x25519_key(olm_key)
        entry = DeviceEntry(
            device=read_uint(device),
            signing_key=signing_key,
            olm_key=olm_key,
            min_suite=read_uint(min_suite),
            max_suite=read_uint(max_suite),
        )
        if not 1 <= entry.min_suite <= entry.max_suite:
            raise InvalidForm("add_device")
        if entry.device != STAGE_ONE_DEVICE or self._live:
            raise InvalidProof("chain")
        if any(
            signing_key == earlier.signing_key or olm_key == earlier.olm_key
            for earlier in self._history
        ):
            raise InvalidProof("chain")
        self._live[entry.device] = entry
        self._history.append(entry)

    def _rotate(self, body: _Body) -> None:
        (spki,) = parse_form(body.payload, "rotate_id", (limits.RSA_SPKI_BYTES,))
        new_key = load_rsa_spki(spki)
        if spki in self._identity_keys:
            raise InvalidProof("chain")
        if [len(one) for one in body.signatures] != [limits.RSA_SIGNATURE_BYTES] * 2:
            raise InvalidForm("chain entry")
        by_old, by_new = body.signatures
        _verify_pss(self._current_key, by_old, signed_bytes(Label.CHAIN, body.encoded))
        _verify_pss(new_key, by_new, signed_bytes(Label.CHAIN_NEW, body.encoded))
        self._identity_keys.append(spki)
        self._current_key = new_key


def _parse_own_realm(item: bytes) -> Realm:
    text = read_text(item, "genesis")
    realm = parse_realm(text)
    if realm != text:
        raise InvalidForm("genesis")
    return realm


def _parse_own_username(item: bytes) -> Username:
    text = read_text(item, "genesis")
    if not is_username(text):
        raise InvalidForm("genesis")
    return Username(text)


# --- prekeys -------------------------------------------------------------------------------------

_PREKEY_WIDTHS = (
    1,
    limits.ACCOUNT_ID_BYTES,
    4,
    limits.X25519_KEY_BYTES,
    ANY_WIDTH,
    ANY_WIDTH,
)


def verify_prekey(
    encoded: bytes, *, chain: VerifiedChain, kinds: Collection[PrekeyKind], now_ms: int
) -> Prekey:
    """Check a signed prekey against the chain of the account that it must belong to.

    Args:
        encoded: The prekey, exactly as received.
        chain: The account's chain; only its live devices count.
        kinds: The kinds that were asked for.
        now_ms: Unix time; a prekey that expires at this very millisecond is refused.

    Raises:
        InvalidForm: not in its one form, a low-order or malformed key in it.
        InvalidProof: a kind that was not asked for, another account, device or OLM than a live
            entry's, an RSA key that is also an ID, or a signature that does not hold.
        PrekeyExpired: it was good, until it expired.

    Source: docs/protocol/prekeys.md, section 2.
    """
    if len(encoded) > limits.MAX_PREKEY_BYTES:
        raise InvalidForm("prekey")
    body, signature = parse_form(encoded, "prekey", (ANY_WIDTH, limits.ED25519_SIGNATURE_BYTES))
    kind_item, account, device, olm_key, key, expires = parse_form(body, "prekey", _PREKEY_WIDTHS)
    if read_uint(kind_item) not in list(PrekeyKind):
        raise InvalidForm("prekey")
    kind = PrekeyKind(read_uint(kind_item))
    if len(expires) != (0 if kind is PrekeyKind.ONE_TIME else 8):
        raise InvalidForm("prekey")
    entry = chain.devices.get(read_uint(device))
    if kind not in kinds or account != chain.account or entry is None or olm_key != entry.olm_key:
        raise InvalidProof("prekey")
    _verify_ed25519(entry.signing_key, signature, signed_bytes(Label.PREKEY, body))
    if kind is PrekeyKind.SEAL_PAIR:
        spki, _ = parse_seal_pair_key(key)
        if spki in chain.identity_keys:
            raise InvalidProof("prekey")
    else:
        check_x25519_key(key)
    expires_ms = read_uint(expires) if expires else None
    if expires_ms is not None and now_ms >= expires_ms:
        raise PrekeyExpired
    return Prekey(
        kind=kind,
        address=DeviceAddress(account=chain.account, device=entry.device),
        olm_key=olm_key,
        key=key,
        expires_ms=expires_ms,
        encoded=encoded,
    )


# --- login ---------------------------------------------------------------------------------------


def login_message(realm: Realm, channel: bytes, nonce: bytes, address: DeviceAddress) -> bytes:
    """Return what a device signs to sign in.

    Args:
        realm: The relay's realm.
        channel: SHA-256 of the SPKI of the TLS certificate that the client saw, or 32 zero bytes.
        nonce: The 32 bytes of this connection's hello.
        address: The device that signs in.

    Raises:
        InvalidForm: channel or nonce have another width.

    Source: docs/protocol/keys.md, section 8.
    """
    if len(channel) != limits.CHANNEL_BYTES or len(nonce) != limits.NONCE_BYTES:
        raise InvalidForm("login")
    return enc(realm.encode("ascii"), channel, nonce, address.account, u32(address.device))


def verify_login(
    signature: bytes,
    *,
    key: bytes,
    realm: Realm,
    channel: bytes,
    nonce: bytes,
    address: DeviceAddress,
) -> None:
    """Check a login signature.

    Args:
        signature: 64 bytes.
        key: DEV of the device that claims to sign in.
        realm: The relay's own realm.
        channel: One of the channels that the relay accepts.
        nonce: The nonce of this connection.
        address: The device that claims to sign in.

    Raises:
        InvalidProof: the signature does not hold.

    Source: docs/protocol/keys.md, section 8.
    """
    message = login_message(realm, channel, nonce, address)
    _verify_ed25519(key, signature, signed_bytes(Label.LOGIN, message))
