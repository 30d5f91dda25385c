"""The three layers put together: what goes in comes out, and only whole."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.rows.peers import StreamPosition
from desktop.core.sealing import NO_FLAGS, open_content, read_inner
from desktop.crypto.body import parse_inner
from desktop.crypto.seal import open_envelope
from desktop.crypto.session import OlmCiphertext
from desktop.errors import AuthenticationFailed
from protocol.content import ContentKind, Text, parse_content
from tests.helpers.parties import Party, play


def opened(recipient: Party, envelope: bytes) -> bytes:
    return open_envelope(
        envelope, seal_keys=recipient.account.seal_keys, device=recipient.account.address
    )


async def ratchet(recipient: Party, sender: Party, ciphertext: OlmCiphertext) -> bytes:
    """Open a first message's ratchet part without storing anything."""
    olm = recipient.account.load_olm(await recipient.profile.keys.load_olm_account())
    return olm.inbound_session(sender.account.olm_key, ciphertext)[1]


def test_sealed_content_opens_whole(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        sealed = await alice.write(bob, Text(text="hello"))
        claimed = read_inner(
            opened(bob, sealed.envelope), envelope=sealed.envelope, account=bob.account
        )
        assert claimed.context == sealed.context
        assert claimed.inner.flags == NO_FLAGS
        assert claimed.inner.intro == alice.account.chain.encoded
        plaintext = await ratchet(bob, alice, claimed.inner.ciphertext)
        encoded = open_content(claimed, plaintext, chain=alice.account.chain, account=bob.account)
        content = parse_content(encoded)
        assert (content.kind, content.data) == (ContentKind.TEXT, b"hello")
        (own_pair,) = bob.account.seal_keys
        assert sealed.seal_key_id == own_pair

    play(tmp_path, story, "alice", "bob")


def test_stream_counts_and_chains_its_contexts(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        first = await alice.write(bob, Text(text="one"))
        second = await alice.write(bob, Text(text="two"))
        assert (first.context.seq, first.context.prev) == (1, bytes(32))
        assert (second.context.seq, second.context.prev) == (2, first.stream.prev)
        assert second.stream == StreamPosition(seq=2, prev=second.stream.prev)
        assert first.stream.prev != second.stream.prev

    play(tmp_path, story, "alice", "bob")


def test_body_key_of_one_message_opens_no_other(tmp_path: Path) -> None:
    """CR-13, PR-09: the 100 bytes belong to one context, one body and two devices."""

    async def story(alice: Party, bob: Party, carol: Party) -> None:
        sealed = await alice.write(bob, Text(text="hello"))
        other = await alice.write(bob, Text(text="other"))
        claimed = read_inner(
            opened(bob, sealed.envelope), envelope=sealed.envelope, account=bob.account
        )
        plaintext = await ratchet(bob, alice, claimed.inner.ciphertext)
        foreign = parse_inner(opened(bob, other.envelope))
        for inner in (
            replace(claimed.inner, body_ct=foreign.body_ct),
            replace(claimed.inner, body_context=foreign.body_context),
            replace(claimed.inner, chain_head=carol.account.chain.head),
            replace(claimed.inner, intro=carol.account.chain.encoded),
        ):
            with pytest.raises(AuthenticationFailed):
                open_content(
                    replace(claimed, inner=inner),
                    plaintext,
                    chain=alice.account.chain,
                    account=bob.account,
                )
        for chain, account in (
            (carol.account.chain, bob.account),
            (alice.account.chain, carol.account),
        ):
            with pytest.raises(AuthenticationFailed):
                open_content(claimed, plaintext, chain=chain, account=account)

    play(tmp_path, story, "alice", "bob", "carol")
