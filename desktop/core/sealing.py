"""One content to one envelope and back: the three layers put together, without any store.

Sessions and the Olm account come in freshly loaded and go out changed; storing them, and in which
order, is the business of `outbox` and `sync`.
"""

import functools
import hashlib
from dataclasses import dataclass
from typing import Final

from desktop.core.account import OwnAccount
from desktop.core.contacts import RecipientKeys
from desktop.core.rows.peers import StreamPosition
from desktop.crypto.body import (
    BODY_KEY_BYTES,
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
from desktop.crypto.random_source import Random
from desktop.crypto.seal import parse_header, seal
from desktop.crypto.session import Session
from desktop.errors import AuthenticationFailed
from protocol.content import Content
from protocol.errors import InvalidForm
from protocol.ids import ContentId, KeyId
from protocol.proofs import VerifiedChain
from protocol.transcript import conversation_of_pair

NO_FLAGS: Final = 0
"""Stage 1 sets no flag bit."""

_conversation = functools.lru_cache(maxsize=1024)(conversation_of_pair)


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedContent:
    """An encrypted content.

    Attributes:
        context: What it is bound to.
        body_context: The same, encoded.
        inner: What lies under the seal.
        envelope: What goes to the relay.
        stream: Own stream position after it.
    """

    context: BodyContext
    body_context: bytes
    inner: bytes
    envelope: bytes
    stream: StreamPosition

    @property
    def seal_key_id(self) -> KeyId:
        """The seal pair that the envelope was made for."""
        return parse_header(self.envelope).kid


def seal_content(
    content: Content,
    *,
    content_id: ContentId,
    account: OwnAccount,
    recipient: RecipientKeys,
    session: Session,
    is_answered: bool,
    stream: StreamPosition | None,
    sent_ms: int,
    random: Random,
    again: bytes = b"",
) -> SealedContent:
    """Encrypt a content for one device: body, ratchet, seal (PROTOCOL P5).

    Args:
        content: With the own delivery key in it.
        content_id: Its id.
        account: The sender.
        recipient: Verified keys of the device.
        session: Freshly loaded or new; advanced by one step.
        is_answered: False while nothing was received on the session: our chain rides along.
        stream: Own stream position before it; None for transient content, which has none.
        sent_ms: The sender's clock.
        random: Source of the body key and the seal secret.
        again: Body context of an earlier sending, to be kept byte for byte; empty for the first.
    """
    if again:
        context = parse_body_context(again)
    else:
        context = BodyContext(
            suite=recipient.suite,
            sender=account.address,
            conversation=_conversation(account.address.account, recipient.address.account),
            group_state=NO_GROUP_STATE,
            content_id=content_id,
            seq=0 if stream is None else stream.seq + 1,
            prev=NO_PREVIOUS if stream is None else stream.prev,
            sent_ms=sent_ms,
        )
    body_context = again or context.encode()
    body_key = random(BODY_KEY_BYTES)
    body_ct = encrypt_body(content.encode(), context=body_context, body_key=body_key)
    intro = b"" if is_answered else account.chain.encoded
    ctx = bind_context(
        body_context=body_context,
        flags=NO_FLAGS,
        chain_head=account.chain.head,
        intro=intro,
        pq=b"",
        sender_olm=account.olm_key,
        recipient=recipient.address,
        recipient_olm=recipient.olm_key,
    )
    ciphertext = session.encrypt(wrap_body_key(body_key, body_ct=body_ct, ctx=ctx))
    assert ciphertext.is_prekey != is_answered
    inner = Inner(
        body_context=body_context,
        chain_head=account.chain.head,
        flags=NO_FLAGS,
        session_id=session.session_id,
        olm_ct=ciphertext.raw,
        pq=b"",
        intro=intro,
        body_ct=body_ct,
    ).encode()
    envelope = seal(
        inner,
        to=recipient.address,
        seal_pair_key=recipient.seal_pair.key,
        suite=recipient.suite,
        random=random,
    )
    return SealedContent(
        context=context,
        body_context=body_context,
        inner=inner,
        envelope=envelope,
        stream=StreamPosition(seq=context.seq, prev=hashlib.sha256(body_context).digest()),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimedContent:
    """An envelope whose seal opened; who wrote it is still only claimed.

    Attributes:
        inner: What lay under the seal.
        context: The context that it claims.
    """

    inner: Inner
    context: BodyContext


def read_inner(encoded: bytes, *, envelope: bytes, account: OwnAccount) -> ClaimedContent:
    """Check the form of what lay under a seal, before anything is looked up.

    Args:
        encoded: What `open_envelope` returned.
        envelope: Where it came from.
        account: The recipient.

    Raises:
        AuthenticationFailed: the form is wrong, it claims to come from ourselves, or to belong to
            another conversation than the sender's and ours.
    """
    try:
        inner = parse_inner(encoded)
        context = parse_body_context(inner.body_context)
    except InvalidForm as error:
        raise AuthenticationFailed from error
    own = account.address.account
    pair = _conversation(own, context.sender.account)
    if (
        context.sender.account == own
        or context.suite != parse_header(envelope).suite
        or context.conversation != pair
        or context.group_state != NO_GROUP_STATE
    ):
        raise AuthenticationFailed
    return ClaimedContent(inner=inner, context=context)


def open_content(
    claimed: ClaimedContent,
    plaintext: bytes,
    *,
    chain: VerifiedChain,
    account: OwnAccount,
) -> bytes:
    """Check what the ratchet opened against everything it must belong to, then open the body.

    Args:
        claimed: The envelope.
        plaintext: The 100 bytes that the ratchet gave.
        chain: The sender's verified chain; the sending device is live in it.
        account: The recipient.

    Returns:
        The encoded content, authentic but not yet parsed.

    Raises:
        AuthenticationFailed: another context or another body.
        UpdateNeeded: authentic, but with a flag that only a newer version knows.
    """
    inner = claimed.inner
    ctx = bind_context(
        body_context=inner.body_context,
        flags=inner.flags,
        chain_head=inner.chain_head,
        intro=inner.intro,
        pq=inner.pq,
        sender_olm=chain.devices[claimed.context.sender.device].olm_key,
        recipient=account.address,
        recipient_olm=account.olm_key,
    )
    body_key = unwrap_body_key(plaintext, body_ct=inner.body_ct, ctx=ctx, flags=inner.flags)
    return decrypt_body(inner.body_ct, context=inner.body_context, body_key=body_key)
