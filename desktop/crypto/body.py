"""The body of a message, what it is bound to, and the inner structure that the seal hides.

The body is encrypted once, for all recipients; its key travels to each device through the ratchet
in 100 bytes that bind both devices and the whole context. Spec: docs/protocol/body.md.
"""

import hashlib
from dataclasses import dataclass

from desktop.crypto.primitives import KEY_BYTES, decrypt_once, derive, encrypt_once, equal
from desktop.crypto.session import SESSION_ID_BYTES, OlmCiphertext
from desktop.errors import AuthenticationFailed, UpdateNeeded
from protocol import limits
from protocol.errors import InvalidForm
from protocol.ids import AccountId, ChainHead, ContentId, ConversationId, DeviceAddress
from protocol.transcript import (
    ANY_WIDTH,
    Label,
    enc,
    labelled_hash,
    parse_form,
    read_uint,
    u8,
    u32,
    u64,
)

BODY_KEY_BYTES = 32
NO_GROUP_STATE = bytes(32)
"""Stands for the state of a group in a conversation of two."""

NO_PREVIOUS = bytes(32)
"""Stands for the hash of the previous body where there is none."""

KNOWN_FLAGS = 0
"""Every flag bit that this version understands."""

_KEY_MAGIC = b"SCK1"
_HASH_BYTES = 32
_WRAPPED_BYTES = len(_KEY_MAGIC) + BODY_KEY_BYTES + 2 * _HASH_BYTES


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyContext:
    """What a body is bound to.

    Attributes:
        suite: The cipher suite, the same as in the envelope's header.
        sender: The device that claims to have written it.
        conversation: Where it belongs.
        group_state: 32 bytes, zeros in a conversation of two.
        content_id: The content's id, the same for all recipients.
        seq: The sender device's count in this conversation, from 1; 0 for transient content.
        prev: SHA-256 of the sender's previous body_ctx there; zeros at seq 1 and for transient.
        sent_ms: Unix time by the sender's clock; only shown.
    """

    suite: int
    sender: DeviceAddress
    conversation: ConversationId
    group_state: bytes
    content_id: ContentId
    seq: int
    prev: bytes
    sent_ms: int

    @property
    def is_transient(self) -> bool:
        """Whether the content stands outside the count; typing does, and nothing else."""
        return self.seq == 0

    def encode(self) -> bytes:
        """Return body_ctx.

        Source: docs/protocol/body.md, section 1.
        """
        return enc(
            u8(self.suite),
            self.sender.account,
            u32(self.sender.device),
            self.conversation,
            self.group_state,
            self.content_id,
            u64(self.seq),
            self.prev,
            u64(self.sent_ms),
        )


_CONTEXT_WIDTHS = (
    1,
    limits.ACCOUNT_ID_BYTES,
    4,
    limits.CONVERSATION_ID_BYTES,
    len(NO_GROUP_STATE),
    limits.CONTENT_ID_BYTES,
    limits.SEQ_BYTES,
    _HASH_BYTES,
    8,
)


def parse_body_context(encoded: bytes) -> BodyContext:
    """Take body_ctx apart.

    Raises:
        InvalidForm: not its form, a suite that we do not speak, or a `prev` where none may be.

    Source: docs/protocol/body.md, section 1.
    """
    suite, account, device, conversation, group_state, content_id, seq, prev, sent = parse_form(
        encoded, "body context", _CONTEXT_WIDTHS
    )
    context = BodyContext(
        suite=read_uint(suite),
        sender=DeviceAddress(account=AccountId(account), device=read_uint(device)),
        conversation=ConversationId(conversation),
        group_state=group_state,
        content_id=ContentId(content_id),
        seq=read_uint(seq),
        prev=prev,
        sent_ms=read_uint(sent),
    )
    if not limits.SUITE_MIN <= context.suite <= limits.SUITE_MAX:
        raise InvalidForm("suite")
    if context.seq <= 1 and prev != NO_PREVIOUS:
        raise InvalidForm("body context")
    return context


def encrypt_body(content: bytes, *, context: bytes, body_key: bytes) -> bytes:
    """Encrypt a content.

    Args:
        content: `Content.encode()`.
        context: body_ctx, `BodyContext.encode()`.
        body_key: 32 fresh random bytes, never used for another content.

    Returns:
        body_ct, 16 bytes longer than the content.

    Source: docs/protocol/body.md, section 2.
    """
    key = derive(Label.BODY_KEY, body_key, KEY_BYTES, context)
    return encrypt_once(key, content, aad=context)


def decrypt_body(body_ct: bytes, *, context: bytes, body_key: bytes) -> bytes:
    """Open what `encrypt_body` made.

    Raises:
        AuthenticationFailed: wrong key or context, or altered bytes.

    Source: docs/protocol/body.md, section 2.
    """
    key = derive(Label.BODY_KEY, body_key, KEY_BYTES, context)
    return decrypt_once(key, body_ct, aad=context)


@dataclass(frozen=True, kw_only=True, slots=True)
class Inner:
    """What the seal hides.

    Attributes:
        body_context: body_ctx, the exact bytes.
        chain_head: Head of the sender's own chain.
        flags: Bits; an unknown one is refused, but only once the ratchet part is proven.
        session_id: 8 bytes that name the session that the Olm message belongs to.
        olm_ct: The raw Olm message; a pre-key message exactly when there is an intro.
        pq: Empty in suite 1.
        intro: The sender's whole chain until the first answer, then empty.
        body_ct: The encrypted content.
    """

    body_context: bytes
    chain_head: ChainHead
    flags: int
    session_id: bytes
    olm_ct: bytes
    pq: bytes
    intro: bytes
    body_ct: bytes

    @property
    def ciphertext(self) -> OlmCiphertext:
        """The Olm message with its kind, which the intro decides."""
        return OlmCiphertext(is_prekey=bool(self.intro), raw=self.olm_ct)

    def encode(self) -> bytes:
        """Return the inner structure, not padded.

        Source: docs/protocol/body.md, section 6.
        """
        return enc(
            self.body_context,
            self.chain_head,
            u8(self.flags),
            self.session_id,
            self.olm_ct,
            self.pq,
            self.intro,
            self.body_ct,
        )


_INNER_WIDTHS = (
    ANY_WIDTH,
    limits.HEAD_BYTES,
    1,
    SESSION_ID_BYTES,
    ANY_WIDTH,
    0,
    ANY_WIDTH,
    ANY_WIDTH,
)


def parse_inner(encoded: bytes) -> Inner:
    """Take the inner structure apart; its context and chain stay unparsed, its sender is claimed.

    Raises:
        InvalidForm: not its form.

    Source: docs/protocol/body.md, section 6.
    """
    body_context, chain_head, flags, session_id, olm_ct, pq, intro, body_ct = parse_form(
        encoded, "inner", _INNER_WIDTHS
    )
    return Inner(
        body_context=body_context,
        chain_head=ChainHead(chain_head),
        flags=read_uint(flags),
        session_id=session_id,
        olm_ct=olm_ct,
        pq=pq,
        intro=intro,
        body_ct=body_ct,
    )


def bind_context(
    *,
    body_context: bytes,
    flags: int,
    chain_head: ChainHead,
    intro: bytes,
    pq: bytes,
    sender_olm: bytes,
    recipient: DeviceAddress,
    recipient_olm: bytes,
) -> bytes:
    """Return ctx: the hash of everything that a ratchet message must belong to.

    Args:
        body_context: body_ctx.
        flags: The flags of the inner structure.
        chain_head: The sender's head.
        intro: The sender's chain, or empty.
        pq: Empty in suite 1.
        sender_olm: OLM of the sending device, from its chain.
        recipient: The device that it is for.
        recipient_olm: OLM of that device, from its chain.

    Returns:
        32 bytes.

    Source: docs/protocol/body.md, section 5.
    """
    return labelled_hash(
        Label.RATCHET_CONTEXT,
        body_context,
        u8(flags),
        chain_head,
        intro,
        pq,
        sender_olm,
        recipient.account,
        u32(recipient.device),
        recipient_olm,
    )


def wrap_body_key(body_key: bytes, *, body_ct: bytes, ctx: bytes) -> bytes:
    """Return the 100 bytes that the ratchet encrypts.

    Args:
        body_key: 32 bytes.
        body_ct: The body that it opens.
        ctx: What `bind_context` returned.

    Returns:
        "SCK1", body_key, SHA-256(body_ct), ctx.

    Source: docs/protocol/body.md, section 5.
    """
    return _KEY_MAGIC + body_key + hashlib.sha256(body_ct).digest() + ctx


def unwrap_body_key(plaintext: bytes, *, body_ct: bytes, ctx: bytes, flags: int) -> bytes:
    """Check the 100 bytes that the ratchet gave and return the body key.

    Args:
        plaintext: What the ratchet opened.
        body_ct: The body that came with it.
        ctx: What `bind_context` returns for what came with it.
        flags: The flags of the inner structure, which `ctx` binds.

    Raises:
        AuthenticationFailed: another form, another context, or another body.
        UpdateNeeded: the context is right, but has a flag that only a newer version knows.

    Source: docs/protocol/body.md, section 5.
    """
    is_key = len(plaintext) == _WRAPPED_BYTES and equal(plaintext[: len(_KEY_MAGIC)], _KEY_MAGIC)
    if not is_key or not equal(plaintext[-_HASH_BYTES:], ctx):
        raise AuthenticationFailed
    if flags & ~KNOWN_FLAGS:
        raise UpdateNeeded
    if not equal(plaintext[-2 * _HASH_BYTES : -_HASH_BYTES], hashlib.sha256(body_ct).digest()):
        raise AuthenticationFailed
    return plaintext[len(_KEY_MAGIC) : len(_KEY_MAGIC) + BODY_KEY_BYTES]
