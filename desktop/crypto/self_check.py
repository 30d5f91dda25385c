"""Whether this build's cryptography works: run at start-up and by `--self-test`, some 30 ms.

Known answers of every primitive, a recorded message that must open and may not be altered, keys of
low order that must be refused, and one fresh message through all three layers.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from desktop.crypto import self_check_vectors as vectors
from desktop.crypto.body import (
    NO_GROUP_STATE,
    NO_PREVIOUS,
    BodyContext,
    Inner,
    bind_context,
    decrypt_body,
    encrypt_body,
    parse_body_context,
    parse_inner,
    unwrap_body_key,
    wrap_body_key,
)
from desktop.crypto.device_key import DeviceKey
from desktop.crypto.identity import IdentityKey
from desktop.crypto.primitives import _argon2id, _gcm_encrypt, _hkdf
from desktop.crypto.seal import SealKeys, open_envelope, seal
from desktop.crypto.session import OlmAccount, OlmCiphertext, Session
from desktop.errors import AuthenticationFailed, SelfCheckFailed
from protocol import limits
from protocol.errors import InvalidForm, InvalidProof
from protocol.ids import AccountId, ContentId, ConversationId, DeviceAddress, Realm
from protocol.proofs import (
    LOW_ORDER_X25519,
    check_x25519_key,
    login_message,
    verify_chain,
    verify_login,
)
from protocol.transcript import Label

_NO_SECRET_KEY = bytes(32)
_RECIPIENT = DeviceAddress(account=AccountId(vectors.RECIPIENT_ACCOUNT), device=1)


class _Wrong(Exception):
    """A check did not come out as it must."""


def run(checks: Mapping[str, Callable[[], None]] | None = None) -> None:
    """Check everything, in order.

    Args:
        checks: What to check, by name; everything unless a test says otherwise.

    Raises:
        SelfCheckFailed: the first check that did not come out as it must.

    Source: docs/protocol/transcript.md, section 6.
    """
    for part, check in (CHECKS if checks is None else checks).items():
        try:
            check()
        except Exception as error:
            raise SelfCheckFailed(part) from error


def _demand(claim: bool) -> None:  # noqa: FBT001 - it is the claim
    if not claim:
        raise _Wrong


def _must_refuse(call: Callable[[], object]) -> None:
    try:
        call()
    except (AuthenticationFailed, InvalidForm, InvalidProof):
        return
    raise _Wrong


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _check_derivation() -> None:
    """RFC 5869, test case 3."""
    derived = _hkdf(b"\x0b" * 22, salt=b"", info=b"", size=42)
    _demand(derived == vectors.HKDF_OUTPUT)


def _check_aead() -> None:
    """The Galois/Counter Mode of Operation (McGrew, Viega), test case 14."""
    ciphertext = _gcm_encrypt(bytes(32), bytes(12), bytes(16), b"")
    _demand(ciphertext == vectors.GCM_OUTPUT)


def _check_password_stretching() -> None:
    """RFC 9106, section 5.3."""
    stretched = _argon2id(
        b"\x01" * 32,
        salt=b"\x02" * 16,
        memory_kib=32,
        iterations=3,
        lanes=4,
        secret=b"\x03" * 8,
        aad=b"\x04" * 12,
    )
    _demand(stretched == vectors.ARGON2ID_OUTPUT)


def _check_device_signature() -> None:
    """RFC 8032, section 7.1, test 1 for the key; Ed25519 gives the same signature each time."""
    key = DeviceKey.from_seed(vectors.ED25519_SEED)
    _demand(key.public == vectors.ED25519_PUBLIC)
    realm, nonce = Realm("self-check"), bytes(32)
    signature = vectors.LOGIN_SIGNATURE

    def verify(signature: bytes) -> None:
        verify_login(
            signature,
            key=key.public,
            realm=realm,
            channel=bytes(32),
            nonce=nonce,
            address=_RECIPIENT,
        )

    message = login_message(realm, bytes(32), nonce, _RECIPIENT)
    _demand(key.sign(Label.LOGIN, message) == signature)
    verify(signature)
    _must_refuse(lambda: verify(_flip(signature, 40)))


def _check_identity_signature() -> None:
    """A recorded chain verifies, altered it does not; and a new signature verifies."""
    chain = verify_chain(vectors.SENDER_CHAIN)
    identity = IdentityKey.from_primes(vectors.SENDER_PRIMES)
    _demand(chain.identity_key == identity.spki)
    _must_refuse(lambda: verify_chain(_flip(vectors.SENDER_CHAIN, -1 + len(chain.encoded))))
    _demand(len(identity.sign(Label.CHAIN, b"")) == limits.RSA_SIGNATURE_BYTES)


def _check_recorded_message() -> None:
    """A first message that was recorded once opens to its text, and altered it does not."""
    keys = _seal_keys()
    _demand(keys.kid == vectors.ENVELOPE[2:10])
    _demand(_open(vectors.ENVELOPE, keys, _account(), None) == vectors.CONTENT)
    for place in (1, 5, 20, 500, 1490, len(vectors.ENVELOPE) - 1):
        altered = _flip(vectors.ENVELOPE, place)
        _must_refuse(partial(_open, altered, keys, _account(), None))


def _check_low_order_keys() -> None:
    """Everywhere an X25519 key can come from: chain and prekeys, and four places inside Olm."""
    for key in sorted(LOW_ORDER_X25519):
        _must_refuse(partial(check_x25519_key, key))
    account = _account()
    good = account.identity_key
    _must_refuse(lambda: account.outbound_session(_NO_SECRET_KEY, good))
    _must_refuse(lambda: account.outbound_session(good, _NO_SECRET_KEY))
    for raw in (vectors.LOW_BASE_KEY_MESSAGE, vectors.LOW_RATCHET_KEY_MESSAGE):
        first = OlmCiphertext(is_prekey=True, raw=raw)
        _must_refuse(partial(account.inbound_session, vectors.FORGER_OLM, first))
    control = OlmCiphertext(is_prekey=True, raw=vectors.GOOD_RATCHET_KEY_MESSAGE)
    account.inbound_session(vectors.FORGER_OLM, control)
    session = Session.from_pickle(vectors.SESSION_PICKLE, vectors.PICKLE_KEY)
    later = OlmCiphertext(is_prekey=False, raw=vectors.LOW_LATER_KEY_MESSAGE)
    _must_refuse(lambda: session.decrypt(later))
    session.decrypt(OlmCiphertext(is_prekey=False, raw=vectors.GOOD_LATER_KEY_MESSAGE))


def _check_round_trip() -> None:
    """A fresh first message, through all three layers."""
    keys = _seal_keys()
    account = _account()
    writer = OlmAccount.create()
    session = writer.outbound_session(account.identity_key, vectors.FALLBACK_KEY)
    envelope = _write(session, writer.identity_key, account.identity_key, keys)
    _demand(_open(envelope, keys, account, writer.identity_key) == vectors.CONTENT)


def _seal_keys() -> SealKeys:
    return SealKeys.from_parts(primes=vectors.SEAL_PRIMES, kem_seed=vectors.KEM_SEED)


def _account() -> OlmAccount:
    return OlmAccount.from_pickle(vectors.ACCOUNT_PICKLE, vectors.PICKLE_KEY)


def _write(session: Session, our_olm: bytes, their_olm: bytes, keys: SealKeys) -> bytes:
    chain = verify_chain(vectors.SENDER_CHAIN)
    context = BodyContext(
        suite=1,
        sender=DeviceAddress(account=chain.account, device=1),
        conversation=ConversationId(bytes(32)),
        group_state=NO_GROUP_STATE,
        content_id=ContentId(bytes(16)),
        seq=1,
        prev=NO_PREVIOUS,
        sent_ms=0,
    ).encode()
    body_key = vectors.PICKLE_KEY
    body_ct = encrypt_body(vectors.CONTENT, context=context, body_key=body_key)
    ctx = bind_context(
        body_context=context,
        flags=0,
        chain_head=chain.head,
        intro=chain.encoded,
        pq=b"",
        sender_olm=our_olm,
        recipient=_RECIPIENT,
        recipient_olm=their_olm,
    )
    olm = session.encrypt(wrap_body_key(body_key, body_ct=body_ct, ctx=ctx))
    inner = Inner(
        body_context=context,
        chain_head=chain.head,
        flags=0,
        session_id=session.session_id,
        olm_ct=olm.raw,
        pq=b"",
        intro=chain.encoded,
        body_ct=body_ct,
    )
    return seal(
        inner.encode(),
        to=_RECIPIENT,
        seal_pair_key=keys.key_bytes,
        suite=1,
        random=lambda size: b"\x5c" * size,  # nothing of it leaves
    )


def _open(envelope: bytes, keys: SealKeys, account: OlmAccount, their_olm: bytes | None) -> bytes:
    inner = parse_inner(open_envelope(envelope, seal_keys={keys.kid: keys}, device=_RECIPIENT))
    parse_body_context(inner.body_context)
    sender_olm = their_olm or verify_chain(inner.intro).devices[1].olm_key
    session, plaintext = account.inbound_session(sender_olm, inner.ciphertext)
    _demand(session.session_id == inner.session_id)
    ctx = bind_context(
        body_context=inner.body_context,
        flags=inner.flags,
        chain_head=inner.chain_head,
        intro=inner.intro,
        pq=inner.pq,
        sender_olm=sender_olm,
        recipient=_RECIPIENT,
        recipient_olm=account.identity_key,
    )
    body_key = unwrap_body_key(plaintext, body_ct=inner.body_ct, ctx=ctx, flags=inner.flags)
    return decrypt_body(inner.body_ct, context=inner.body_context, body_key=body_key)


CHECKS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        "key derivation": _check_derivation,
        "authenticated encryption": _check_aead,
        "password stretching": _check_password_stretching,
        "device signatures": _check_device_signature,
        "identity signatures": _check_identity_signature,
        "recorded message": _check_recorded_message,
        "keys of low order": _check_low_order_keys,
        "round trip": _check_round_trip,
    }
)
"""Every check by its name, in the order in which they run."""
