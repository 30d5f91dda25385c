"""Checking key chains: what an account is, entry by entry, and which of two is newer.

Spec: docs/protocol/keys.md, sections 4 to 7.
"""

import enum
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from protocol import limits
from protocol.errors import InvalidForm, InvalidProof, UnknownEntryType
from protocol.ids import (
    STAGE_ONE_DEVICE,
    AccountId,
    ChainHead,
    Realm,
    Username,
    is_username,
    parse_realm,
)
from protocol.proofs.keys import check_x25519_key, load_rsa_spki
from protocol.proofs.signatures import verify_pss
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
)

CHAIN_VERSION = 1
"""Version of the chain entries that this code makes and reads."""

NO_HEAD: Final = ChainHead(bytes(limits.HEAD_BYTES))
"""What stands for the head before the genesis."""


class EntryType(enum.IntEnum):
    """What a chain entry does. Numbers are part of the wire and never reused."""

    GENESIS = 0
    ADD_DEVICE = 1
    REVOKE_DEVICE = 2
    ROTATE_ID = 3
    TOMBSTONE = 4


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
        verify_pss(self._current_key, body.signatures[0], signed_bytes(Label.CHAIN, body.encoded))

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
        verify_pss(self._current_key, by_old, signed_bytes(Label.CHAIN, body.encoded))
        verify_pss(new_key, by_new, signed_bytes(Label.CHAIN_NEW, body.encoded))
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
