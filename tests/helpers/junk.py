"""Envelopes that anybody can seal to somebody and that name somebody else as their writer."""

import enum
from dataclasses import replace

from desktop.core.rows.peers import StreamPosition
from desktop.core.sealing import seal_content
from desktop.crypto.body import parse_body_context, parse_inner
from desktop.crypto.seal import seal
from protocol.content import Text, build_content
from protocol.ids import ChainHead, ContentId
from protocol.transcript import conversation_of_pair
from tests.helpers.correspondents import Correspondent


class Junk(enum.Enum):
    """What an envelope bears that is not its writer's."""

    PUBLIC_CHAIN = "the public chain of whom it names, as intro"
    FALSE_HEAD = "a head that no chain has, and no intro"
    UNKNOWN_FLAG = "a flag that only a newer version knows, with the public chain"


JUNK = tuple(Junk)


async def junk(
    alice: Correspondent, bob: Correspondent, carol: Correspondent, kind: Junk = Junk.PUBLIC_CHAIN
) -> bytes:
    """Return an envelope by Carol to Bob that names Alice."""
    row = await carol.profile.contacts.find_by_account(bob.account.address.account)
    assert row is not None
    recipient = await carol.contacts.recipient_keys(row)
    olm = carol.account.load_olm(await carol.profile.keys.load_olm_account())
    session = olm.outbound_session(recipient.olm_key, bytes([9]) + bytes(31))
    sealed = seal_content(
        build_content(Text(text="junk")),
        content_id=ContentId(carol.random(16)),
        account=carol.account,
        recipient=recipient,
        session=session,
        is_answered=False,
        stream=StreamPosition(seq=0, prev=bytes(32)),
        sent_ms=carol.clock(),
        random=carol.random,
    )
    inner = parse_inner(sealed.inner)
    one, other = alice.account.address.account, bob.account.address.account
    context = replace(
        parse_body_context(inner.body_context),
        sender=alice.account.address,
        conversation=conversation_of_pair(one, other),
    )
    has_chain = kind is not Junk.FALSE_HEAD
    forged = replace(
        inner,
        body_context=context.encode(),
        flags=1 if kind is Junk.UNKNOWN_FLAG else 0,
        chain_head=alice.account.chain.head if has_chain else ChainHead(carol.random(32)),
        intro=alice.account.chain.encoded if has_chain else b"",
    )
    return seal(
        forged.encode(),
        to=bob.account.address,
        seal_pair_key=recipient.seal_pair.key,
        suite=1,
        random=carol.random,
    )
