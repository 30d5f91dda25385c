"""The outbox: what is encrypted when, what is sent again, and what is refused."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.outbox import BATCH_BYTES, RETRY_DELAY_S
from desktop.core.records import ContactId, DeliveryState, FailureReason
from desktop.core.rows.relay import OutgoingEnvelope, PeerKeys, PeerKeysState
from desktop.core.rows.sent import EncryptedContent, OutboxState
from desktop.errors import ConnectionLost, DiskFull, RelayUnreachable
from protocol import limits
from protocol.content import CONTENT_VERSION, ContentKind
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId, ContentId, DeviceAddress
from protocol.messages import SendResult, SendVerdict
from protocol.proofs import PrekeyKind
from tests.helpers.messengers import DEADLINE_S, ManualClock
from tests.helpers.parties import Party, play


async def queue(sender: Party, recipient: Party, text: str) -> ContactId:
    """Put a text into the sender's outbox."""
    contact = await sender.contacts.start_chat(recipient.account.row.username)
    await sender.profile.outbox.queue_text(
        contact.record.id,
        content_id=ContentId(sender.random(16)),
        text=text,
        kind=ContentKind.TEXT,
        version=CONTENT_VERSION,
        data=text.encode(),
        now_ms=sender.relay.now_ms(),
    )
    return contact.record.id


async def states(sender: Party, contact: ContactId) -> list[tuple[DeliveryState, FailureReason]]:
    """Return delivery states in display order."""
    messages = await sender.profile.history.load_page(contact, before=None, limit=100)
    return [(message.state, message.failure) for message in messages]


SENT = (DeliveryState.SENT, FailureReason.NONE)
WAITING = (DeliveryState.WAITING, FailureReason.NONE)


def test_one_pass_sends_everything_in_order_on_one_session(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        contact = await queue(alice, bob, "one")
        for text in ("two", "three"):
            await queue(alice, bob, text)
        assert await alice.outbox._run_pass() is None
        assert await states(alice, contact) == [SENT] * 3
        texts = []
        for item in alice.relay.submitted:
            received = await bob.take(item.envelope)
            assert received is not None
            texts.append((received.stream.seq, received.text))
        assert texts == [(1, "one"), (2, "two"), (3, "three")]
        assert len(await alice.profile.keys.load_sessions(bob.account.address)) == 1

    play(tmp_path, story, "alice", "bob")


def test_lost_relay_leaves_rows_encrypted_and_resends_the_same_bytes(tmp_path: Path) -> None:
    """PR-19, FT-06: the ratchet steps once for each content, whatever the link does."""

    async def story(alice: Party, bob: Party) -> None:
        contact = await queue(alice, bob, "one")
        alice.relay.lose_next_answer = True
        with pytest.raises(ConnectionLost):
            await alice.outbox._run_pass()
        assert await states(alice, contact) == [WAITING]
        await alice.outbox._run_pass()
        first, second = alice.relay.submitted
        assert first == second
        assert await states(alice, contact) == [SENT]

    play(tmp_path, story, "alice", "bob")


def test_failed_commit_leaves_the_row_queued_and_nothing_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-06: killed between ratchet step and commit, the message is encrypted anew."""

    async def story(alice: Party, bob: Party) -> None:
        contact = await queue(alice, bob, "one")

        async def full_disk(_encrypted: EncryptedContent) -> None:
            raise DiskFull

        with monkeypatch.context() as patch:
            patch.setattr(alice.profile.outbox, "commit_encrypted", full_disk)
            with pytest.raises(DiskFull):
                await alice.outbox._run_pass()
        assert alice.relay.submitted == []
        (row,) = await alice.profile.outbox.load_work(contact, limit=5)
        assert row.state is OutboxState.QUEUED
        await alice.outbox._run_pass()
        received = await bob.take(alice.relay.submitted[0].envelope)
        assert received is not None
        assert received.stream.seq == 1

    play(tmp_path, story, "alice", "bob")


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (SendVerdict.FULL, FailureReason.MAILBOX_FULL),
        (SendVerdict.GONE, FailureReason.ACCOUNT_GONE),
        (SendVerdict.NO_SUCH_MAILBOX, FailureReason.NO_SUCH_MAILBOX),
    ],
)
def test_refused_message_is_failed_with_its_reason(
    tmp_path: Path, verdict: SendVerdict, reason: FailureReason
) -> None:
    """SV-11: `full` and its like are told to the sender, and the text is kept."""

    async def story(alice: Party, bob: Party) -> None:
        contact = await queue(alice, bob, "one")
        alice.relay.verdicts.append(verdict)
        await alice.outbox._run_pass()
        assert await states(alice, contact) == [(DeliveryState.FAILED, reason)]

    play(tmp_path, story, "alice", "bob")


def test_mailbox_that_refuses_our_key_holds_everything_until_it_takes_it(tmp_path: Path) -> None:
    """PR-33: it is told with the contact, and taken back as soon as something is accepted."""

    async def story(alice: Party, bob: Party) -> None:
        contact = await alice.meet(bob)
        await queue(alice, bob, "one")
        alice.relay.verdicts.append(SendVerdict.NO_SUCH_MAILBOX)
        await alice.outbox._run_pass()
        assert await states(alice, contact) == [WAITING]
        row = await alice.profile.contacts.get(contact)
        assert row.record.held_since_ms == alice.relay.now_ms()
        assert alice.refreshed == [contact]

        alice.outbox.release(contact)
        await alice.outbox._run_pass()
        assert await states(alice, contact) == [SENT]
        assert (await alice.profile.contacts.get(contact)).record.held_since_ms == 0
        assert alice.refreshed == [contact, contact]

    play(tmp_path, story, "alice", "bob")


def test_retry_verdict_leaves_the_message_waiting(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        contact = await queue(alice, bob, "one")
        alice.relay.verdicts.append(SendVerdict.RETRY)
        assert await alice.outbox._run_pass() == RETRY_DELAY_S
        assert await states(alice, contact) == [WAITING]
        assert await alice.outbox._run_pass() is None
        assert await states(alice, contact) == [SENT]

    play(tmp_path, story, "alice", "bob")


def test_refused_look_up_waits_as_long_as_the_relay_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(alice: Party, bob: Party) -> None:
        contact = await queue(alice, bob, "one")

        async def too_many(_peer: DeviceAddress) -> bytes | None:
            raise Refused(ErrorCode.TOO_MANY_REQUESTS, 7.0)

        monkeypatch.setattr(alice.client, "claim_prekey", too_many)
        assert await alice.outbox._run_pass() == 7.0
        assert await states(alice, contact) == [WAITING]

    play(tmp_path, story, "alice", "bob")


def test_keys_that_do_not_verify_are_never_encrypted_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PR-11: the relay gives a prekey of somebody else."""

    async def story(alice: Party, bob: Party, carol: Party) -> None:
        contact = await queue(alice, bob, "one")
        foreign = alice.relay.claim(carol.account.address)

        async def claim(_peer: DeviceAddress) -> bytes | None:
            return foreign

        monkeypatch.setattr(alice.client, "claim_prekey", claim)
        await alice.outbox._run_pass()
        assert alice.relay.submitted == []
        assert await states(alice, contact) == [(DeliveryState.FAILED, FailureReason.KEYS_UNUSABLE)]

    play(tmp_path, story, "alice", "bob", "carol")


def test_account_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(alice: Party, bob: Party) -> None:
        contact = await queue(alice, bob, "one")

        async def nobody(_peer: DeviceAddress) -> bytes | None:
            return None

        with monkeypatch.context() as patch:
            patch.setattr(alice.client, "claim_prekey", nobody)
            await alice.outbox._run_pass()
        assert await states(alice, contact) == [(DeliveryState.FAILED, FailureReason.ACCOUNT_GONE)]

    play(tmp_path, story, "alice", "bob")


def test_old_seal_pair_is_fetched_anew_and_must_extend_what_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PR-11, PR-26: a fetched chain of another account, or a shorter one, is never a basis."""
    clock = ManualClock()

    async def story(alice: Party, bob: Party, carol: Party) -> None:
        contact = await queue(alice, bob, "one")
        clock.advance(days=8)
        fetched: list[AccountId] = []
        honest = alice.client.fetch_keys

        async def note(account: AccountId) -> PeerKeys:
            fetched.append(account)
            return await honest(account)

        with monkeypatch.context() as patch:
            patch.setattr(alice.client, "fetch_keys", note)
            await alice.outbox._run_pass()
        assert fetched == [bob.account.address.account]
        assert await states(alice, contact) == [SENT]

        clock.advance(days=8)
        await queue(alice, bob, "two")

        async def foreign(_account: AccountId) -> PeerKeys:
            return alice.relay.by_account(carol.account.address.account)

        with monkeypatch.context() as patch:
            patch.setattr(alice.client, "fetch_keys", foreign)
            await alice.outbox._run_pass()
        assert (await states(alice, contact))[1][1] is FailureReason.KEYS_UNUSABLE

        await queue(alice, bob, "three")

        async def unknown(_account: AccountId) -> PeerKeys:
            return PeerKeys(state=PeerKeysState.UNKNOWN)

        with monkeypatch.context() as patch:
            patch.setattr(alice.client, "fetch_keys", unknown)
            await alice.outbox._run_pass()
        assert (await states(alice, contact))[2][1] is FailureReason.ACCOUNT_GONE

    play(tmp_path, story, "alice", "bob", "carol", clock=clock)


def test_large_messages_are_split_over_requests_that_fit_a_frame(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        await alice.meet(bob)
        contact = await queue(alice, bob, "x" * 64_000)
        for _ in range(19):
            await queue(alice, bob, "x" * 64_000)
        batches: list[int] = []
        submit = alice.client.submit

        async def measure(envelopes):  # type: ignore[no-untyped-def]
            batches.append(sum(len(envelope.envelope) for envelope in envelopes))
            return await submit(envelopes)

        alice.client.submit = measure  # type: ignore[method-assign]
        await alice.outbox._run_pass()
        assert len(batches) > 1
        assert max(batches) <= BATCH_BYTES
        assert await states(alice, contact) == [SENT] * 20

    play(tmp_path, story, "alice", "bob")


def test_running_outbox_works_when_it_is_woken_and_ends_with_the_relay(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        await alice.meet(bob)
        contact = await queue(alice, bob, "one")
        running = asyncio.ensure_future(alice.outbox.run(await alice.client.connect()))  # noqa: TID251 - owned below
        while await states(alice, contact) != [SENT]:  # noqa: ASYNC110
            await asyncio.sleep(0)
        alice.relay.is_up = False
        await queue_offline(alice, contact, "two")
        alice.outbox.wake()
        with pytest.raises(RelayUnreachable):
            await running

    play(tmp_path, story, "alice", "bob")


def test_outbox_runs_on_an_event_loop_whose_timers_do_not_tell_their_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window's loop is Qt's: what its `call_later` returns can be cancelled, and no more."""

    async def story(alice: Party, bob: Party) -> None:
        loop = asyncio.get_running_loop()
        plain_later = loop.call_later

        def call_later(delay_s: float, callback: Callable[[], object]) -> asyncio.Handle:
            handle = asyncio.Handle(callback, (), loop)
            plain_later(delay_s, lambda: handle.cancelled() or callback())
            return handle

        contact = await queue(alice, bob, "one")
        with monkeypatch.context() as patch:
            patch.setattr(loop, "call_later", call_later)
            alice.relay.lose_next_answer = True
            with pytest.raises(ConnectionLost):
                await alice.outbox.run(await alice.client.connect())
        assert await states(alice, contact) == [WAITING]

    play(tmp_path, story, "alice", "bob")


async def queue_offline(sender: Party, contact: ContactId, text: str) -> None:
    """Put a text into the outbox without asking the relay for anything."""
    await sender.profile.outbox.queue_text(
        contact,
        content_id=ContentId(sender.random(16)),
        text=text,
        kind=ContentKind.TEXT,
        version=CONTENT_VERSION,
        data=text.encode(),
        now_ms=sender.relay.now_ms(),
    )


def test_answer_settles_on_the_session_last_received_on(tmp_path: Path) -> None:
    """PR-06: after crossing first messages, the next one rides on the session that was answered."""
    clock = ManualClock()

    async def story(alice: Party, bob: Party) -> None:
        to_bob = await queue(alice, bob, "from alice")
        await queue(bob, alice, "from bob")
        await alice.outbox._run_pass()
        await bob.outbox._run_pass()
        from_alice, from_bob = alice.relay.submitted
        assert await bob.take(from_alice.envelope) is not None
        assert await alice.take(from_bob.envelope) is not None
        clock.advance(seconds=1)
        await queue_offline(alice, to_bob, "again")
        await alice.outbox._run_pass()
        received = await bob.take(alice.relay.submitted[-1].envelope)
        assert received is not None
        own = (await bob.profile.keys.load_sessions(alice.account.address))[0]
        assert received.session.session_id == own.session_id
        assert replace(received.session, pickle=b"") == replace(own, pickle=b"")

    play(tmp_path, story, "alice", "bob", clock=clock)


@pytest.mark.parametrize(
    ("expires_ms", "state"),
    [
        (2**64 - 1, (DeliveryState.FAILED, FailureReason.KEYS_UNUSABLE)),
        (limits.MAX_EXPIRES_MS, SENT),
    ],
)
def test_pair_that_never_expires_holds_nobody_else_up(
    tmp_path: Path, expires_ms: int, state: tuple[DeliveryState, FailureReason]
) -> None:
    """A contact may sign any time; what goes to everybody else must not stop at it."""

    async def story(alice: Party, bob: Party, mallory: Party) -> None:
        (keys,) = mallory.account.seal_keys.values()
        pair = mallory.account.sign_prekey(
            PrekeyKind.SEAL_PAIR, keys.key_bytes, expires_ms=expires_ms
        )
        to_mallory = await queue(alice, mallory, "one")
        await alice.profile.database.run(
            "forget",
            lambda connection: connection.execute("DELETE FROM peer_seal_pair"),
        )
        fetch_keys = alice.client.fetch_keys

        async def fetch(account: AccountId) -> PeerKeys:
            return replace(await fetch_keys(account), seal_pair=pair)

        alice.client.fetch_keys = fetch  # type: ignore[method-assign]
        to_bob = await queue(alice, bob, "two")
        await alice.outbox._run_pass()
        assert await states(alice, to_mallory) == [state]
        assert await states(alice, to_bob) == [SENT]

    play(tmp_path, story, "alice", "bob", "mallory")


def test_one_timer_waits_for_the_next_try_whatever_wakes_the_outbox(tmp_path: Path) -> None:
    """Each pass that left a timer of its own would make more of them, and more requests."""

    async def story(alice: Party, bob: Party) -> None:
        await alice.meet(bob)
        await queue(alice, bob, "one")
        loop = asyncio.get_running_loop()
        waiting: list[asyncio.TimerHandle] = []
        call_later, submit = loop.call_later, alice.client.submit
        submitted = asyncio.Event()

        def note_timer(
            delay: float, call: Callable[..., object], *given: object, **more: object
        ) -> asyncio.TimerHandle:
            timer = call_later(delay, call, *given, **more)  # type: ignore[arg-type]
            if delay == RETRY_DELAY_S:
                waiting.append(timer)
            return timer

        async def note_submit(envelopes: Sequence[OutgoingEnvelope]) -> list[SendResult]:
            results = await submit(envelopes)
            submitted.set()
            return results

        loop.call_later = note_timer  # type: ignore[method-assign,assignment]
        alice.client.submit = note_submit  # type: ignore[method-assign]
        alice.relay.verdicts += [SendVerdict.RETRY] * 20
        assert alice.outbox._link is not None
        async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
            running = group.create_task(alice.outbox.run(alice.outbox._link))
            for _ in range(10):
                await submitted.wait()
                submitted.clear()
                alice.outbox.wake()
            await submitted.wait()
            assert len(waiting) >= 9
            assert sum(not timer.cancelled() for timer in waiting) <= 1
            running.cancel()
        assert all(timer.cancelled() for timer in waiting)

    play(tmp_path, story, "alice", "bob")


def test_relay_that_asks_for_weeks_is_asked_again_within_the_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The timers of the window's loop hold no seven weeks, and nobody waits for so long."""

    async def story(alice: Party, bob: Party) -> None:
        await alice.meet(bob)
        await queue(alice, bob, "one")

        async def later(envelopes: Sequence[OutgoingEnvelope]) -> list[SendResult]:
            result = SendResult(verdict=SendVerdict.RETRY, retry_after_ms=2**32 - 1)
            return [result] * len(envelopes)

        monkeypatch.setattr(alice.client, "submit", later)
        assert await alice.outbox._run_pass() == limits.MAX_RETRY_AFTER_MS / 1000

    play(tmp_path, story, "alice", "bob")
