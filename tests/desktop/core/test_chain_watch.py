"""A head that no chain shows: fetched once an hour, an alarm if the relay hides it (P5)."""

from pathlib import Path

import pytest

from desktop.core.account import load_identity
from desktop.core.chain_watch import ASK_PAUSE_MS, MAX_WAIT_S, MIN_WAIT_S
from desktop.core.records import DeliveryState, MessageKind, Trust
from desktop.core.rows.peers import ContactRow, HeadState
from desktop.core.rows.relay import PeerKeys, PeerKeysState
from desktop.crypto.key_chain import append_tombstone
from desktop.errors import RelayUnreachable, SendingStopped, VerificationNeeded
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId
from tests.helpers.correspondents import Correspondent, play
from tests.helpers.junk import JUNK, Junk, junk


class Asked:
    """Counts what somebody asks the relay for, and answers in its place if told to."""

    def __init__(self, person: Correspondent, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.answer: PeerKeys | Exception | None = None
        self._ask = person.client.fetch_keys
        patch.setattr(person.client, "fetch_keys", self._fetch)

    async def _fetch(self, account: AccountId) -> PeerKeys:
        self.count += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or await self._ask(account)


async def row_of(reader: Correspondent, other: Correspondent) -> ContactRow:
    """Return what is kept of somebody."""
    return await reader.profile.contacts.get(await reader.contact_of(other))


async def renew_and_write(bob: Correspondent, alice: Correspondent, text: str = "hello") -> None:
    """Let bob renew his identity and write on an old session, so that alice learns the head."""
    for one, other in ((bob, alice), (alice, bob)):
        await one.write(other, "before")
        for person in (one, other, one):
            await person.visit()
    await bob.renew(is_device=False)
    await bob.write(alice, text)
    await bob.visit()


def test_chain_is_fetched_after_a_pause_and_at_most_once_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P5: neither the moment of the fetch nor their number follows the deliveries."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await renew_and_write(bob, alice)
        asked = Asked(alice, monkeypatch)
        await alice.receive()
        wait_ms = await alice.chain_watch.ask_due()
        assert MIN_WAIT_S * 1000 <= wait_ms <= MAX_WAIT_S * 1000
        assert asked.count == 0
        alice.clock.advance(seconds=wait_ms / 1000 - 0.001)
        assert await alice.chain_watch.ask_due() == 1
        alice.clock.advance(seconds=0.001)
        assert await alice.chain_watch.ask_due() == 0
        assert asked.count == 1
        row = await row_of(alice, bob)
        assert (row.chain, row.wanted_head) == (bob.account.chain.encoded, b"")
        await bob.renew(is_device=False)
        await bob.write(alice, "again")
        await bob.visit()
        await alice.receive()
        wait_ms = await alice.chain_watch.ask_due()
        assert ASK_PAUSE_MS - wait_ms < MAX_WAIT_S * 1000
        alice.clock.advance(seconds=wait_ms / 1000)
        await alice.chain_watch.ask_due()
        assert asked.count == 2
        assert (await row_of(alice, bob)).chain == bob.account.chain.encoded

    play(tmp_path, story, "alice", "bob")


def test_refusal_to_answer_waits_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever shares the address may have used up what may be asked in an hour."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await renew_and_write(bob, alice)
        asked = Asked(alice, monkeypatch)
        asked.answer = Refused(ErrorCode.TOO_MANY_REQUESTS, 90.0)
        await alice.receive()
        alice.clock.advance(seconds=MAX_WAIT_S)
        assert await alice.chain_watch.ask_due() == 90_000
        asked.answer = None
        alice.clock.advance(seconds=90)
        assert await alice.chain_watch.ask_due() == 0
        assert asked.count == 2
        assert (await row_of(alice, bob)).chain == bob.account.chain.encoded

    play(tmp_path, story, "alice", "bob")


def test_clock_that_was_set_back_puts_no_fetch_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-10."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await renew_and_write(bob, alice)
        asked = Asked(alice, monkeypatch)
        await alice.receive()
        alice.clock.advance(days=-3_650)
        assert await alice.chain_watch.ask_due() == 0
        assert asked.count == 1

    play(tmp_path, story, "alice", "bob")


def test_known_head_asks_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await renew_and_write(bob, alice)
        await alice.contacts.refresh(await row_of(alice, bob))
        asked = Asked(alice, monkeypatch)
        await alice.receive()
        assert await alice.chain_watch.ask_due() == 0
        assert asked.count == 0

    play(tmp_path, story, "alice", "bob")


async def alarm(alice: Correspondent, asked: Asked) -> None:
    """Let alice read, ask when it is time, and be answered."""
    await alice.receive()
    alice.clock.advance(seconds=MAX_WAIT_S)
    await alice.chain_watch.ask_due()
    assert asked.count == 1


@pytest.mark.parametrize("answer", ["shorter", "unknown", "foreign", "gone"])
def test_answer_without_the_head_is_an_alarm_that_survives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """PR-11: the relay cuts the chain; amber, one notice, nothing is sent until a tap."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        before = alice.relay.by_account(bob.account.address.account)
        await renew_and_write(bob, alice)
        asked = Asked(alice, monkeypatch)
        asked.answer = {
            "shorter": before,
            "unknown": PeerKeys(state=PeerKeysState.UNKNOWN),
            "foreign": alice.relay.by_account(alice.account.address.account),
            "gone": PeerKeys(state=PeerKeysState.GONE, chain=before.chain),
        }[answer]
        await alarm(alice, asked)
        assert [line.kind for line in alice.lines] == [MessageKind.KEYS_WITHHELD]
        for _ in range(2):
            row = await row_of(alice, bob)
            assert row.record.trust is Trust.WITHHELD
            assert not row.may_send
            assert (await alice.kinds(bob)).count(MessageKind.KEYS_WITHHELD) == 1
            with pytest.raises(SendingStopped):
                await alice.check_may_write(bob)
            await alice.restart()
        await alice.write(bob, "waits")
        await alice.send()
        assert (await alice.messages(bob))[-1].state is DeliveryState.WAITING
        await alice.verification.accept_new_key(await alice.contact_of(bob))
        assert (await row_of(alice, bob)).head_state is HeadState.DISMISSED
        await bob.write(alice, "the same head again")
        for person in (bob, alice, bob, alice):
            await person.visit()
        row = await row_of(alice, bob)
        assert row.record.trust is Trust.UNVERIFIED
        assert (await alice.kinds(bob)).count(MessageKind.KEYS_WITHHELD) == 1
        assert "waits" in await bob.texts(alice)

    play(tmp_path, story, "alice", "bob")


def test_verified_contact_is_stopped_hard_until_verified_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        before = alice.relay.by_account(bob.account.address.account)
        contact = await alice.contact_of(bob)
        await alice.verification.mark_verified(contact, is_verified=True)
        await renew_and_write(bob, alice)
        asked = Asked(alice, monkeypatch)
        asked.answer = before
        await alarm(alice, asked)
        assert (await row_of(alice, bob)).record.trust is Trust.VERIFIED_WITHHELD
        with pytest.raises(VerificationNeeded):
            await alice.verification.accept_new_key(contact)
        await alice.verification.mark_verified(contact, is_verified=True)
        row = await row_of(alice, bob)
        assert (row.record.trust, row.may_send) == (Trust.VERIFIED, True)

    play(tmp_path, story, "alice", "bob")


def test_alarm_ends_by_itself_once_the_relay_shows_the_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        before = alice.relay.by_account(bob.account.address.account)
        await renew_and_write(bob, alice)
        asked = Asked(alice, monkeypatch)
        asked.answer = before
        await alarm(alice, asked)
        asked.answer = None
        alice.clock.advance(seconds=ASK_PAUSE_MS / 1000)
        await alice.chain_watch.ask_due()
        assert asked.count == 2
        row = await row_of(alice, bob)
        assert (row.record.trust, row.wanted_head) == (Trust.UNVERIFIED, b"")
        assert MessageKind.KEYS_RENEWED in await alice.kinds(bob)

    play(tmp_path, story, "alice", "bob")


def test_ended_account_and_silent_relay_are_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await renew_and_write(bob, alice)
        asked = Asked(alice, monkeypatch)
        asked.answer = RelayUnreachable("down")
        await alice.receive()
        alice.clock.advance(seconds=MAX_WAIT_S)
        with pytest.raises(RelayUnreachable):
            await alice.chain_watch.ask_due()
        identity = await load_identity(bob.profile, bob.account.chain)
        ended = append_tombstone(bob.account.chain, identity=identity, created_ms=1)
        asked.answer = PeerKeys(state=PeerKeysState.GONE, chain=ended)
        await alice.chain_watch.ask_due()
        assert asked.count == 2
        assert alice.lines == []
        assert (await row_of(alice, bob)).record.trust is Trust.UNVERIFIED

    play(tmp_path, story, "alice", "bob")


@pytest.mark.parametrize("kind", JUNK, ids=lambda kind: kind.name.lower())
def test_junk_in_a_contacts_name_asks_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Junk
) -> None:
    """PR-35: what does not open causes no fetch, no alarm and no "update needed"."""

    async def story(alice: Correspondent, bob: Correspondent, carol: Correspondent) -> None:
        await renew_and_write(bob, alice)
        alice.mailbox.held.clear()
        asked = Asked(alice, monkeypatch)
        await alice.take(await junk(bob, alice, carol, kind), 1)
        assert alice.inbound.dropped_count == 1
        alice.clock.advance(seconds=2 * MAX_WAIT_S)
        assert await alice.chain_watch.ask_due() == 0
        assert asked.count == 0
        row = await row_of(alice, bob)
        assert (row.wanted_head, row.record.trust) == (b"", Trust.UNVERIFIED)

    play(tmp_path, story, "alice", "bob", "carol")


def test_what_was_wanted_is_asked_for_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await renew_and_write(bob, alice)
        await alice.receive()
        await alice.restart()
        asked = Asked(alice, monkeypatch)

        class Done(Exception):
            """The loop waits for its next turn."""

        async def ask_due() -> int:
            raise Done

        with monkeypatch.context() as patch:
            patch.setattr(alice.chain_watch, "ask_due", ask_due)
            with pytest.raises(Done):
                await alice.chain_watch.run(await alice.sign_in())
        alice.clock.advance(seconds=MAX_WAIT_S)
        await alice.chain_watch.ask_due()
        assert asked.count == 1

    play(tmp_path, story, "alice", "bob")
