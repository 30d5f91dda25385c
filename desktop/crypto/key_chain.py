"""Making the entries of our own key chain; `protocol.proofs` is what checks them.

Every function checks its result before it returns it, so that no chain leaves that a peer would
refuse.
"""

from desktop.crypto.identity import IdentityKey
from desktop.crypto.random_source import Random
from protocol.ids import AccountId, Realm, Username
from protocol.proofs import CHAIN_VERSION, NO_HEAD, EntryType, VerifiedChain, verify_chain
from protocol.transcript import Label, enc, u8, u32, u64

_GENESIS_RANDOM_BYTES = 16


def build_genesis(
    *,
    identity: IdentityKey,
    realm: Realm,
    username: Username,
    created_ms: int,
    random: Random,
    predecessor: AccountId | None = None,
) -> bytes:
    """Begin a new account.

    Args:
        identity: The account's ID.
        realm: The relay's realm.
        username: The name that the account claims.
        created_ms: Unix time; shown to peers, never judged.
        random: Source of the 16 bytes that make the account id unpredictable.
        predecessor: The account that the person had under this name before, if any.

    Returns:
        A chain of one entry.

    Raises:
        InvalidForm: realm or username are not in their one form.

    Source: docs/protocol/keys.md, section 4.
    """
    payload = enc(
        realm.encode(),
        username.encode(),
        identity.spki,
        predecessor or b"",
        random(_GENESIS_RANDOM_BYTES),
    )
    body = _encode_body(
        EntryType.GENESIS, account=b"", seq=0, prev=NO_HEAD, created_ms=created_ms, payload=payload
    )
    return _checked(enc(enc(body, identity.sign(Label.CHAIN, body))))


def append_device(
    chain: VerifiedChain,
    *,
    identity: IdentityKey,
    device: int,
    signing_key: bytes,
    olm_key: bytes,
    min_suite: int,
    max_suite: int,
    created_ms: int,
) -> bytes:
    """Add a device, which is also its certificate.

    Args:
        chain: Our chain so far.
        identity: The account's current ID.
        device: Number of the device.
        signing_key: Its DEV, 32 bytes, new to the chain.
        olm_key: Its OLM, 32 bytes, new to the chain.
        min_suite: Lowest suite that it accepts.
        max_suite: Highest suite that it speaks.
        created_ms: Unix time.

    Returns:
        The whole chain with the entry.

    Raises:
        InvalidForm: a key or a suite is not in its one form.
        InvalidProof: a rule of the chain forbids it, or `identity` is not current.

    Source: docs/protocol/keys.md, section 4.
    """
    payload = enc(u32(device), signing_key, olm_key, u8(min_suite), u8(max_suite))
    return _append(chain, EntryType.ADD_DEVICE, payload, identity, created_ms)


def append_revoke(
    chain: VerifiedChain, *, identity: IdentityKey, device: int, created_ms: int
) -> bytes:
    """Take a device out.

    Returns:
        The whole chain with the entry.

    Raises:
        InvalidProof: the device is not live, the account has ended, or `identity` is not current.

    Source: docs/protocol/keys.md, section 4.
    """
    return _append(chain, EntryType.REVOKE_DEVICE, enc(u32(device)), identity, created_ms)


def append_rotation(
    chain: VerifiedChain, *, identity: IdentityKey, new_identity: IdentityKey, created_ms: int
) -> bytes:
    """Replace the account's ID; both sign.

    Returns:
        The whole chain with the entry.

    Raises:
        InvalidProof: the new ID was used before, the account has ended, or `identity` is not
            current.

    Source: docs/protocol/keys.md, section 4.
    """
    body = _next_body(chain, EntryType.ROTATE_ID, created_ms, enc(new_identity.spki))
    entry = enc(
        body,
        identity.sign(Label.CHAIN, body),
        new_identity.sign(Label.CHAIN_NEW, body),
    )
    return _checked(enc(*chain.entries, entry))


def append_tombstone(chain: VerifiedChain, *, identity: IdentityKey, created_ms: int) -> bytes:
    """End the account; nothing may follow.

    Returns:
        The whole chain with the entry.

    Raises:
        InvalidProof: the account has ended already, or `identity` is not current.

    Source: docs/protocol/keys.md, section 4.
    """
    return _append(chain, EntryType.TOMBSTONE, b"", identity, created_ms)


def _append(
    chain: VerifiedChain,
    kind: EntryType,
    payload: bytes,
    identity: IdentityKey,
    created_ms: int,
) -> bytes:
    body = _next_body(chain, kind, created_ms, payload)
    return _checked(enc(*chain.entries, enc(body, identity.sign(Label.CHAIN, body))))


def _next_body(chain: VerifiedChain, kind: EntryType, created_ms: int, payload: bytes) -> bytes:
    return _encode_body(
        kind,
        account=chain.account,
        seq=len(chain.entries),
        prev=chain.head,
        created_ms=created_ms,
        payload=payload,
    )


def _encode_body(
    kind: EntryType, *, account: bytes, seq: int, prev: bytes, created_ms: int, payload: bytes
) -> bytes:
    return enc(u8(CHAIN_VERSION), u8(kind), account, u64(seq), prev, u64(created_ms), payload)


def _checked(encoded: bytes) -> bytes:
    verify_chain(encoded)
    return encoded
