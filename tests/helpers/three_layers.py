"""Writing and reading one message through body, ratchet and seal, without the engine around it."""

from dataclasses import replace

from desktop.crypto.body import (
    NO_GROUP_STATE,
    NO_PREVIOUS,
    BodyContext,
    Inner,
    bind_context,
    decrypt_body,
    encrypt_body,
    parse_inner,
    unwrap_body_key,
    wrap_body_key,
)
from desktop.crypto.seal import open_envelope, seal
from desktop.crypto.session import OlmCiphertext, Session
from protocol.ids import ContentId
from protocol.transcript import conversation_of_pair
from tests.helpers.people import NOW_MS, Person


def make_context(
    sender: Person, recipient: Person, *, seq: int = 1, prev: bytes = NO_PREVIOUS
) -> BodyContext:
    """Return the context of a message between two people, with a fresh content id."""
    return BodyContext(
        suite=1,
        sender=sender.address,
        conversation=conversation_of_pair(sender.chain.account, recipient.chain.account),
        group_state=NO_GROUP_STATE,
        content_id=ContentId(sender.random(16)),
        seq=seq,
        prev=prev,
        sent_ms=NOW_MS,
    )


def context_hash(inner: Inner, sender: Person, recipient: Person) -> bytes:
    """Return ctx for what stands in an inner structure."""
    return bind_context(
        body_context=inner.body_context,
        flags=inner.flags,
        chain_head=inner.chain_head,
        intro=inner.intro,
        pq=inner.pq,
        sender_olm=sender.olm.identity_key,
        recipient=recipient.address,
        recipient_olm=recipient.olm.identity_key,
    )


def write_inner(
    sender: Person,
    recipient: Person,
    session: Session,
    content: bytes,
    *,
    with_intro: bool,
    seq: int = 1,
    prev: bytes = NO_PREVIOUS,
    flags: int = 0,
) -> Inner:
    """Encrypt body and key; what is missing is the seal."""
    context = make_context(sender, recipient, seq=seq, prev=prev).encode()
    body_key = sender.random(32)
    draft = Inner(
        body_context=context,
        chain_head=sender.chain.head,
        flags=flags,
        session_id=session.session_id,
        olm_ct=b"",
        pq=b"",
        intro=sender.chain.encoded if with_intro else b"",
        body_ct=encrypt_body(content, context=context, body_key=body_key),
    )
    ctx = context_hash(draft, sender, recipient)
    olm = session.encrypt(wrap_body_key(body_key, body_ct=draft.body_ct, ctx=ctx))
    assert olm.is_prekey == with_intro
    return replace(draft, olm_ct=olm.raw)


def seal_inner(inner: Inner, sender: Person, recipient: Person) -> bytes:
    """Seal an inner structure."""
    return seal(
        inner.encode(),
        to=recipient.address,
        seal_pair_key=recipient.seal_keys.key_bytes,
        suite=1,
        random=sender.random,
    )


def open_inner(envelope: bytes, recipient: Person) -> Inner:
    """Open a seal."""
    keys = {recipient.seal_keys.kid: recipient.seal_keys}
    return parse_inner(open_envelope(envelope, seal_keys=keys, device=recipient.address))


def read_inner(
    inner: Inner, sender: Person, recipient: Person, session: Session | None
) -> tuple[Session, bytes]:
    """Open ratchet and body; without a session the message must begin one."""
    if session is None:
        session, plaintext = recipient.olm.inbound_session(
            sender.olm.identity_key, inner.ciphertext
        )
    else:
        plaintext = session.decrypt(inner.ciphertext)
    return session, read_body(inner, plaintext, sender, recipient)


def read_body(inner: Inner, plaintext: bytes, sender: Person, recipient: Person) -> bytes:
    """Check what the ratchet gave, and open the body with it."""
    body_key = unwrap_body_key(
        plaintext,
        body_ct=inner.body_ct,
        ctx=context_hash(inner, sender, recipient),
        flags=inner.flags,
    )
    return decrypt_body(inner.body_ct, context=inner.body_context, body_key=body_key)


def start_pair(sender: Person, recipient: Person) -> tuple[Session, Session]:
    """Return both ends of a session on which the recipient has answered."""
    ours = sender.olm.outbound_session(recipient.olm.identity_key, recipient.take_one_time_key())
    theirs, _ = recipient.olm.inbound_session(sender.olm.identity_key, ours.encrypt(b""))
    ours.decrypt(theirs.encrypt(b""))
    return ours, theirs


def as_normal(raw: bytes) -> OlmCiphertext:
    """Return bytes as a message of a session that goes on."""
    return OlmCiphertext(is_prekey=False, raw=raw)
