"""The inbound pipeline against hostile, repeated, early, late and unreadable envelopes."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.records import MessageKind, Relation
from desktop.core.rows.peers import StreamPosition
from desktop.core.rows.received import ReceivedContent, ReceivedOutcome
from desktop.core.rows.relay import Delivery
from desktop.core.sync import (
    REQUEST_MESSAGES,
    SHOWN_FUTURE_MS,
    SHOWN_PAST_MS,
    UNPARSED_KIND,
)
from desktop.crypto.body import BodyContext, parse_inner
from desktop.crypto.seal import open_envelope, seal
from desktop.errors import DiskFull
from protocol.content import Content, Delivered, Text, Typing, build_content
from protocol.ids import ContentId, EnvelopeId
from tests.helpers.parties import Party, play

DAY_MS = 24 * 60 * 60 * 1000


async def acknowledged(party: Party) -> list[EnvelopeId]:
    """Return what the pipeline would let the relay forget."""
    return await party.profile.history.load_unacknowledged()


async def is_done(party: Party, context: BodyContext) -> bool:
    return await party.profile.history.is_done(
        context.sender,
        context.content_id,
        conversation=context.conversation,
        seq=context.seq,
    )


def test_first_text_of_a_stranger_is_opened_and_shown_without_a_receipt(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        sealed = await alice.write(bob, Text(text="hello"))
        received = await bob.take(sealed.envelope)
        assert received is not None
        assert (received.kind, received.text) == (MessageKind.TEXT, "hello")
        assert not received.wants_receipt
        _, outcome = bob.received[0]
        assert outcome.contact.record.relation is Relation.REQUEST
        assert not outcome.contact.record.is_name_confirmed
        assert outcome.added is not None
        assert outcome.added.is_unread
        assert await acknowledged(bob) == [received.envelope_id]

    play(tmp_path, story, "alice", "bob")


def test_damaged_envelopes_are_dropped_acknowledged_and_change_no_session(tmp_path: Path) -> None:
    """CR-03, CR-15: whatever is wrong, the envelope is done with and nothing else happens."""

    async def story(alice: Party, bob: Party) -> None:
        sealed = await alice.write(bob, Text(text="hello"))
        before = await bob.profile.keys.load_olm_account()
        for number, place in enumerate((0, 1, 5, 10, 400, 1482, 1514, -1), start=1):
            damaged = bytearray(sealed.envelope)
            damaged[place] ^= 1
            assert await bob.take(bytes(damaged), id_=number) is None
        assert await bob.take(sealed.envelope[:-1024], id_=99) is None
        assert bob.inbound.dropped_count == 9
        assert await bob.profile.keys.load_olm_account() == before
        assert await bob.profile.keys.load_sessions(alice.account.address) == []
        assert await acknowledged(bob) == [*range(1, 9), 99]
        assert await bob.profile.contacts.load_all() == []
        assert await bob.take(sealed.envelope) is not None

    play(tmp_path, story, "alice", "bob")


def test_envelope_for_somebody_else_is_refused(tmp_path: Path) -> None:
    """CR-04: Bob's envelope delivered to Carol."""

    async def story(alice: Party, bob: Party, carol: Party) -> None:
        sealed = await alice.write(bob, Text(text="for bob"))
        assert await carol.take(sealed.envelope) is None
        assert await bob.take(sealed.envelope) is not None

    play(tmp_path, story, "alice", "bob", "carol")


def test_sender_named_inside_must_be_who_the_session_belongs_to(tmp_path: Path) -> None:
    """PR-10: the inner structure names Carol over Alice's session."""

    async def story(alice: Party, bob: Party, carol: Party) -> None:
        first = await carol.write(bob, Text(text="from carol"))
        assert await bob.take(first.envelope) is not None
        honest = await alice.write(bob, Text(text="from alice"))
        inner = parse_inner(
            open_envelope(
                honest.envelope,
                seal_keys=bob.account.seal_keys,
                device=bob.account.address,
            )
        )
        claimed = replace(honest.context, sender=carol.account.address)
        for forged in (
            replace(inner, body_context=claimed.encode()),
            replace(inner, body_context=claimed.encode(), intro=carol.account.chain.encoded),
            replace(
                inner,
                body_context=claimed.encode(),
                intro=carol.account.chain.encoded,
                chain_head=carol.account.chain.head,
            ),
        ):
            envelope = reseal(bob, forged.encode(), alice)
            assert await bob.take(envelope) is None
        assert len(await bob.profile.contacts.load_all()) == 1

    play(tmp_path, story, "alice", "bob", "carol")


def reseal(recipient: Party, inner: bytes, maker: Party) -> bytes:
    """Seal any bytes to somebody: anyone can."""
    (seal_keys,) = recipient.account.seal_keys.values()
    return seal(
        inner,
        to=recipient.account.address,
        seal_pair_key=seal_keys.key_bytes,
        suite=1,
        random=maker.random,
    )


def test_forms_that_nobody_may_send_are_refused(tmp_path: Path) -> None:
    """PR-23, PR-32, PR-35: another conversation, our own name, a false head, a stranger's claim."""

    async def story(alice: Party, bob: Party) -> None:
        honest = await alice.write(bob, Text(text="hello"))
        inner = parse_inner(
            open_envelope(
                honest.envelope,
                seal_keys=bob.account.seal_keys,
                device=bob.account.address,
            )
        )
        context = honest.context
        other_conversation = replace(context, conversation=type(context.conversation)(bytes(32)))
        for number, forged in enumerate(
            (
                b"no inner structure",
                replace(inner, body_context=other_conversation.encode()).encode(),
                replace(
                    inner, body_context=replace(context, group_state=bytes([1] * 32)).encode()
                ).encode(),
                replace(
                    inner, body_context=replace(context, sender=bob.account.address).encode()
                ).encode(),
                replace(inner, chain_head=type(inner.chain_head)(bytes(32))).encode(),
                replace(inner, intro=b"no chain").encode(),
                replace(inner, intro=bob.account.chain.encoded).encode(),
                replace(inner, intro=b"").encode(),
                replace(inner, session_id=bytes(8)).encode(),
                replace(
                    inner,
                    body_context=replace(
                        context, sender=context.sender._replace(device=2)
                    ).encode(),
                ).encode(),
            ),
            start=1,
        ):
            assert await bob.take(reseal(bob, forged, alice), id_=number) is None, number
        assert bob.received == []
        assert await bob.profile.contacts.load_all() == []

    play(tmp_path, story, "alice", "bob")


def test_repeated_content_is_dropped_in_silence(tmp_path: Path) -> None:
    """PR-03: shown once, and the repeat is acknowledged too."""

    async def story(alice: Party, bob: Party) -> None:
        sealed = await alice.write(bob, Text(text="hello"))
        assert await bob.take(sealed.envelope, id_=1) is not None
        assert await bob.take(sealed.envelope, id_=2) is None
        assert bob.inbound.dropped_count == 0
        assert await acknowledged(bob) == [1, 2]

    play(tmp_path, story, "alice", "bob")


def test_failed_commit_leaves_everything_for_the_next_delivery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PR-31: a first message opens, its commit fails (full disk), the envelope comes again."""

    async def story(alice: Party, bob: Party) -> None:
        sealed = await alice.write(bob, Text(text="hello"))
        commit = bob.profile.history.commit_received

        async def full_disk(received: ReceivedContent) -> ReceivedOutcome:
            monkeypatch.setattr(bob.profile.history, "commit_received", commit)
            raise DiskFull

        monkeypatch.setattr(bob.profile.history, "commit_received", full_disk)
        with pytest.raises(DiskFull):
            await bob.take(sealed.envelope)
        assert await acknowledged(bob) == []
        received = await bob.take(sealed.envelope)
        assert received is not None
        assert received.text == "hello"
        assert len(bob.received) == 1

    play(tmp_path, story, "alice", "bob")


def test_content_of_a_newer_version_is_kept_raw_and_shown_as_such(tmp_path: Path) -> None:
    """PR-30: an unknown kind or version counts, is kept, and gets no receipt."""

    async def story(alice: Party, bob: Party) -> None:
        for kind, version in ((77, 1), (1, 9)):
            content = Content(
                kind=kind, version=version, delivery_key=bytes(32), invite_proof=b"", data=b"\xff"
            )
            received = await bob.take((await alice.write(bob, content)).envelope)
            assert received is not None
            assert received.kind is MessageKind.NEEDS_NEWER
            assert received.raw == (kind, version, b"\xff")
            assert not received.wants_receipt

    play(tmp_path, story, "alice", "bob")


def test_authentic_content_of_a_wrong_form_is_kept_raw_without_receipt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PR-37: not UTF-8, not even a content, and a text outside the count."""

    async def story(alice: Party, bob: Party) -> None:
        not_utf8 = Content(kind=1, version=1, delivery_key=b"", invite_proof=b"", data=b"\xff\xfe")
        received = await bob.take((await alice.write(bob, not_utf8)).envelope)
        assert received is not None
        assert received.kind is MessageKind.UNREADABLE
        assert (received.text, received.wants_receipt) == ("", False)

        with monkeypatch.context() as patch:
            patch.setattr(Content, "encode", lambda _content: b"no content")
            sealed = await alice.write(bob, not_utf8)
        received = await bob.take(sealed.envelope)
        assert received is not None
        assert received.raw == (UNPARSED_KIND, 0, b"no content")
        assert received.kind is MessageKind.UNREADABLE

        # seq is one more than the stream's, so this one stands at 0, where only typing may stand.
        outside = StreamPosition(seq=-1, prev=bytes(32))
        sealed = await alice.write(bob, Text(text="no count"), stream=outside)
        received = await bob.take(sealed.envelope)
        assert received is not None
        assert received.kind is MessageKind.UNREADABLE

    play(tmp_path, story, "alice", "bob")


@pytest.mark.parametrize(
    ("claimed_ms", "shown_ms"),
    [
        (-10 * 365 * DAY_MS, -SHOWN_PAST_MS),
        (10 * 365 * DAY_MS, SHOWN_FUTURE_MS),
        (-60_000, -60_000),
    ],
)
def test_sender_time_is_clamped_to_the_relay_time_of_the_envelope(
    tmp_path: Path, claimed_ms: int, shown_ms: int
) -> None:
    """PR-22: a sender's clock may be ten years off; order never depends on it."""

    async def story(alice: Party, bob: Party) -> None:
        now_ms = bob.relay.now_ms()
        sealed = await alice.write(bob, Text(text="when"), sent_ms=now_ms + claimed_ms)
        received = await bob.take(sealed.envelope, id_=now_ms << 22)
        assert received is not None
        assert received.sent_at_ms == now_ms + shown_ms

    play(tmp_path, story, "alice", "bob")


def test_receipt_names_own_contents_and_is_not_shown(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        ids = (ContentId(bytes([1] * 16)), ContentId(bytes([2] * 16)))
        await bob.contacts.start_chat("alice")
        sealed = await alice.write(bob, Delivered(content_ids=ids))
        received = await bob.take(sealed.envelope)
        assert received is not None
        assert received.delivered_ids == ids
        assert received.kind is None
        assert bob.received[0][1].added is None

    play(tmp_path, story, "alice", "bob")


def test_receipt_of_a_stranger_has_no_effect(tmp_path: Path) -> None:
    """PR-20: who was not given our key cannot tell us anything but a request."""

    async def story(alice: Party, bob: Party) -> None:
        ids = (ContentId(bytes([1] * 16)),)
        received = await bob.take((await alice.write(bob, Delivered(content_ids=ids))).envelope)
        assert received is not None
        assert received.delivered_ids == ()

    play(tmp_path, story, "alice", "bob")


def test_request_holds_three_messages_and_the_rest_can_come_again(tmp_path: Path) -> None:
    """PR-36: a stranger's fourth message is acknowledged, not kept, and not `seen`."""

    async def story(alice: Party, bob: Party) -> None:
        for number in range(REQUEST_MESSAGES):
            received = await bob.take((await alice.write(bob, Text(text=f"{number}"))).envelope)
            assert received is not None
            assert received.is_kept
        fourth = await alice.write(bob, Text(text="fourth"))
        received = await bob.take(fourth.envelope, id_=77)
        assert received is not None
        assert not received.is_kept
        assert bob.received[-1][1].added is None
        assert 77 in await acknowledged(bob)
        assert not await is_done(bob, fourth.context)

    play(tmp_path, story, "alice", "bob")


def test_text_of_an_accepted_contact_is_due_for_a_receipt(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        await bob.contacts.start_chat("alice")
        said = build_content(Text(text="hello"), delivery_key=alice.account.row.delivery_key)
        received = await bob.take((await alice.write(bob, said)).envelope)
        assert received is not None
        assert received.wants_receipt
        assert bob.received[0][1].contact.is_accepted

    play(tmp_path, story, "alice", "bob")


def test_blocked_contact_is_discarded_unopened(tmp_path: Path) -> None:
    """PR-18: nothing of a blocked contact is kept, and it is acknowledged all the same."""

    async def story(alice: Party, bob: Party) -> None:
        await bob.take((await alice.write(bob, Text(text="hello"))).envelope)
        (row,) = await bob.contacts.load_all()
        await bob.profile.contacts.set_blocked(row.record.id, is_blocked=True)
        assert await bob.take((await alice.write(bob, Text(text="more"))).envelope, id_=5) is None
        assert len(bob.received) == 1
        assert 5 in await acknowledged(bob)

    play(tmp_path, story, "alice", "bob")


def test_invite_is_an_accept(tmp_path: Path) -> None:
    """PR-28: the first right proof of an invite lets its writer in at once."""

    async def story(alice: Party, bob: Party) -> None:
        bob.invite = bytes([7] * 32)
        await bob.profile.keys.add_invite(bob.invite, now_ms=bob.relay.now_ms())
        said = build_content(
            Text(text="hello"),
            delivery_key=alice.account.row.delivery_key,
            invite_proof=bytes([8] * 32),
        )
        received = await bob.take((await alice.write(bob, said)).envelope)
        assert received is not None
        assert received.used_invite == bob.invite
        assert received.wants_receipt
        assert bob.received[0][1].contact.is_accepted
        (own,) = await bob.profile.keys.load_invites()
        assert own.used_by == alice.account.address.account

    play(tmp_path, story, "alice", "bob")


def test_typing_is_told_for_an_accepted_contact_and_never_stored(tmp_path: Path) -> None:
    """PR-21: typing is on no disk, and the next text opens."""

    async def story(alice: Party, bob: Party) -> None:
        await bob.contacts.start_chat("alice")
        key = alice.account.row.delivery_key
        hello = build_content(Text(text="hello"), delivery_key=key)
        await bob.take((await alice.write(bob, hello)).envelope)
        before = StreamPosition(seq=-1, prev=bytes(32))
        typing = build_content(Typing(is_typing=True), delivery_key=key)
        sealed = await alice.write(bob, typing, stream=before)
        received = await bob.take(sealed.envelope, id_=0)
        assert received is not None
        assert [is_typing for _contact, is_typing in bob.typing] == [True]
        assert bob.received[-1][1].added is None
        assert not await is_done(bob, sealed.context)
        alice._streams.clear()
        after = StreamPosition(seq=1, prev=bytes(32))
        text = await alice.write(bob, Text(text="there"), stream=after)
        received = await bob.take(text.envelope)
        assert received is not None
        assert received.text == "there"

    play(tmp_path, story, "alice", "bob")


def test_stored_session_that_does_not_load_is_a_local_fault(tmp_path: Path) -> None:
    """A damaged row of our own must never make an envelope count as junk."""

    async def story(alice: Party, bob: Party) -> None:
        first = await alice.write(bob, Text(text="one"))
        assert await bob.take(first.envelope) is not None
        (session,) = await bob.profile.keys.load_sessions(alice.account.address)
        damaged = replace(session, pickle=b"damaged")
        second = await alice.write(bob, Text(text="two"))

        async def load_damaged(_peer: object) -> list[object]:
            return [damaged]

        bob.profile.keys.load_sessions = load_damaged  # type: ignore[method-assign,assignment]
        with pytest.raises(Exception, match="authentication failed"):
            await bob.inbound.take(Delivery(id=EnvelopeId(5), envelope=second.envelope))
        assert 5 not in await acknowledged(bob)

    play(tmp_path, story, "alice", "bob")
