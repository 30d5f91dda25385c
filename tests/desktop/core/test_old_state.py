"""A profile or a relay that went back is noticed at sign-in, and everything goes on."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.events import NoticeRaised
from desktop.core.key_upkeep import ANEW_KEYS_A_DAY, MOST_SEAL_PAIRS
from desktop.core.old_state import SEQ_JUMP, seq_floor
from desktop.core.records import AccountNotice, DeliveryState, MessageKind
from desktop.core.rows.own_keys import Duty
from desktop.errors import KeyringError
from protocol.errors import ErrorCode, Refused
from protocol.ids import EnvelopeId
from protocol.transcript import conversation_of_pair
from tests.helpers.correspondents import Correspondent, play
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import Person, run, system_clock

RESTORED, RELAY = AccountNotice.RESTORED_PROFILE, AccountNotice.RELAY_RESTORED


async def talk(one: Correspondent, other: Correspondent, *texts: str) -> None:
    """Let both write, read and receipt everything."""
    for text in texts or ("hello",):
        await one.write(other, text)
        await other.write(one, text)
    for _ in range(3):
        await one.visit()
        await other.visit()


async def own_seq(one: Correspondent, other: Correspondent) -> int:
    conversation = conversation_of_pair(one.account.address.account, other.account.address.account)
    return (await one.profile.history.find_stream(one.account.address, conversation)).seq


def test_ordinary_sign_ins_notice_nothing(tmp_path: Path) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.restart()
        await talk(alice, bob)
        assert alice.notices_told() == bob.notices_told() == []

    play(tmp_path, story, "alice", "bob")


def test_junk_and_a_crash_before_the_note_are_no_old_state(tmp_path: Path) -> None:
    """PR-35: what was dropped counts as committed, and so does what was acknowledged unnoted."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        bob.mailbox.newest_issued += 1
        bob.mailbox.held[EnvelopeId(bob.mailbox.newest_issued)] = b"junk"
        for number, envelope in sorted(bob.mailbox.held.items()):
            await bob.take(envelope, number)
        ids = await bob.profile.history.load_unacknowledged()
        bob.relay.acknowledge(bob.account.address, ids)
        await bob.restart()
        await bob.visit()
        assert bob.notices_told() == []

    play(tmp_path, story, "alice", "bob")


def test_restored_profile_goes_on_without_its_old_sessions(tmp_path: Path) -> None:
    """PR-07: noticed, told, greeted; nothing is sent twice under one seq."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.snapshot()
        await talk(alice, bob, "later", "and later")
        before = await own_seq(alice, bob)
        old_key = alice.account.row.delivery_key
        await alice.restore()
        keys = set(alice.account.seal_keys)
        await alice.sign_in()
        assert alice.notices_told() == [RESTORED]
        sessions = await alice.profile.keys.load_sessions(bob.account.address)
        assert all(session.is_archived for session in sessions)
        seq = await own_seq(alice, bob)
        assert seq >= before + SEQ_JUMP - 10
        assert seq == seq_floor(alice.clock())
        assert await alice.profile.upkeep.load_duties() == [
            Duty.RENEW_KEYS,
            Duty.REPLACE_DELIVERY_KEY,
        ]
        alice.clock.advance(seconds=3600)
        await alice.visit()
        assert await alice.profile.upkeep.load_duties() == []
        assert alice.account.row.delivery_key != old_key
        assert set(alice.account.seal_keys) > keys
        assert alice.relay.one_time_keys_left(alice.account.address.account) == 50
        await bob.visit()
        assert MessageKind.RESTORED in await bob.kinds(alice)
        assert await bob.missing(alice) == []
        await talk(alice, bob, "after it")
        assert (await bob.texts(alice))[-1] == "after it"
        assert (await alice.texts(bob))[-1] == "after it"
        assert alice.notices_told() == [RESTORED]
        contact = await bob.profile.contacts.find_by_account(alice.account.address.account)
        assert contact is not None
        assert contact.delivery_key == alice.account.row.delivery_key

    play(tmp_path, story, "alice", "bob")


def test_relay_that_says_so_at_every_sign_in_makes_nobody_grow(tmp_path: Path) -> None:
    """A relay alone says which ids were acknowledged; what it says makes no keys without end."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        for number in range(1, 25):
            alice.mailbox.newest_issued += number
            alice.mailbox.newest_acknowledged = alice.mailbox.newest_issued
            await alice.visit()
            assert alice.relay.by_account(alice.account.address.account).seal_pair
        assert alice.notices_told() == [RESTORED] * 24
        assert len(await alice.profile.keys.load_seal_pairs()) == MOST_SEAL_PAIRS
        assert len(await alice.profile.upkeep.load_fallback_keys()) == 2
        state = await alice.profile.upkeep.load_state()
        assert state.extra_given == ANEW_KEYS_A_DAY
        pickle = await alice.profile.keys.load_olm_account()
        for _ in range(5):
            alice.mailbox.newest_issued += 1
            alice.mailbox.newest_acknowledged = alice.mailbox.newest_issued
            await alice.visit()
        assert await alice.profile.keys.load_olm_account() == pickle
        alice.clock.advance(days=1)
        await talk(alice, bob, "the next day")
        assert (await bob.texts(alice))[-1] == "the next day"

    play(tmp_path, story, "alice", "bob")


def test_clock_that_was_set_back_puts_no_greeting_off(tmp_path: Path) -> None:
    """FT-10: they stay in the database, and so would a timer that is too long for the window."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.snapshot()
        await talk(alice, bob, "later")
        await alice.restore()
        await alice.sign_in()
        assert len(await alice.profile.upkeep.load_greetings()) == 1
        alice.clock.advance(days=-60)
        assert await alice.old_states.greet_due() is None
        assert await alice.profile.upkeep.load_greetings() == {}

    play(tmp_path, story, "alice", "bob")


@pytest.mark.parametrize("time_ms", [2**63 - 1, 8_000 * 365 * 86_400_000])
def test_relay_that_lies_about_the_year_uses_up_no_numbers(tmp_path: Path, time_ms: int) -> None:
    """FT-10: the own streams go on by the earlier clock, so that seqs are left to write under."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        before = await own_seq(alice, bob)
        link = await alice.client.connect()
        state = await link.login(
            address=alice.account.address, signature=alice.account.sign_login(link.greeting)
        )
        newest = EnvelopeId(state.newest_issued + 5)
        await alice.old_states.note_signed_in(
            replace(link.greeting, time_ms=time_ms),
            replace(state, newest_acknowledged=newest, newest_issued=newest),
        )
        assert alice.notices_told() == [RESTORED]
        seq = await own_seq(alice, bob)
        assert seq == max(before + SEQ_JUMP, seq_floor(alice.clock()))

    play(tmp_path, story, "alice", "bob")


def test_duty_that_cannot_be_done_now_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-23: the keyring, the relay, or a clock that differs: it is done another time."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.snapshot()
        await talk(alice, bob, "later")
        await alice.restore()
        link = await alice.sign_in()

        async def locked(_entry: str, _value: str) -> None:
            raise KeyringError("locked")

        async def too_many(_prekeys: object, *, wipe: bool) -> None:
            raise Refused(ErrorCode.TOO_MANY_REQUESTS, 60.0)

        for owner, name, fails in (
            (alice.profile.secrets, "save", locked),
            (link, "put_prekeys", too_many),
        ):
            with monkeypatch.context() as patch:
                patch.setattr(owner, name, fails)
                await alice.old_states.do_duties(link)
            assert await alice.profile.upkeep.load_duties() == [Duty.RENEW_KEYS]
        alice.relay_time.note_hello(0)
        await alice.old_states.do_duties(link)
        assert await alice.profile.upkeep.load_duties() == [Duty.RENEW_KEYS]
        await alice.visit()
        assert await alice.profile.upkeep.load_duties() == []

    play(tmp_path, story, "alice", "bob")


def test_what_came_meanwhile_still_opens_on_the_archived_session(tmp_path: Path) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.snapshot()
        await bob.write(alice, "acknowledged and lost with the newer state")
        await bob.visit()
        await alice.visit()
        await alice.restore()
        await bob.write(alice, "on the session that is archived there")
        await bob.send()
        await alice.visit()
        assert (await alice.texts(bob))[-1] == "on the session that is archived there"
        for _ in range(3):
            alice.clock.advance(seconds=3600)
            await alice.visit()
            await bob.visit()
        assert "acknowledged and lost with the newer state" in await alice.texts(bob)
        assert await alice.missing(bob) == []

    play(tmp_path, story, "alice", "bob")


def test_text_that_waited_in_the_copy_is_shown_once_and_leaves_no_gap(tmp_path: Path) -> None:
    """PR-07: it is encrypted once more under another seq, which counts though it was seen."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.write(bob, "waited in the copy")
        await alice.snapshot()
        await talk(alice, bob, "later")
        await alice.restore()
        alice.clock.advance(seconds=3600)
        await alice.visit()
        await talk(alice, bob, "after it")
        texts = await bob.texts(alice)
        assert texts.count("waited in the copy") == 1
        assert texts[-1] == "after it"
        assert await bob.missing(alice) == []
        own = [message for message in await alice.messages(bob) if message.is_own]
        assert {message.state for message in own} == {DeliveryState.DELIVERED}

    play(tmp_path, story, "alice", "bob")


def test_same_copy_restored_twice_uses_no_seq_twice(tmp_path: Path) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.snapshot()
        for round_ in range(2):
            await talk(alice, bob, f"round {round_}")
            await alice.restore()
            for _ in range(2):
                alice.clock.advance(days=1.1)
                await alice.visit()
                await bob.visit()
            await talk(alice, bob, f"after {round_}")
            assert (await bob.texts(alice))[-1] == f"after {round_}"
        assert (await bob.kinds(alice)).count(MessageKind.RESTORED) == 2
        assert MessageKind.FORKED not in await bob.kinds(alice)

    play(tmp_path, story, "alice", "bob")


def test_contacts_are_greeted_at_most_once_a_day_and_over_an_hour(tmp_path: Path) -> None:
    async def story(alice: Correspondent, bob: Correspondent, carol: Correspondent) -> None:
        await talk(alice, bob)
        await talk(alice, carol)
        await alice.snapshot()
        await talk(alice, bob, "later")
        await alice.restore()
        await alice.sign_in()
        due = await alice.profile.upkeep.load_greetings()
        assert len(due) == 2
        assert all(0 <= at - alice.clock() < 3_600_000 for at in due.values())
        next_ms = await alice.old_states.greet_due()
        assert next_ms == min(due.values()) - alice.clock() or next_ms is not None
        alice.clock.advance(seconds=3600)
        assert await alice.old_states.greet_due() is None
        assert await alice.profile.upkeep.load_greetings() == {}
        for other in (bob, carol):
            rows = await alice.profile.outbox.load_work(await alice.contact_of(other), limit=9)
            assert [(row.kind, row.wants_new_session) for row in rows][-1:] == [(0, True)]
        await alice.snapshot("second")
        await talk(alice, bob, "later still")
        await alice.restore("second")
        await alice.sign_in()
        assert await alice.profile.upkeep.load_greetings() == {}

    play(tmp_path, story, "alice", "bob", "carol")


def test_whole_messenger_notices_that_its_profile_was_put_back(tmp_path: Path) -> None:
    async def story() -> None:
        relay = FakeRelay(system_clock)
        alice, bob = (Person(name, tmp_path, relay.client) for name in ("alice", "bob"))
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            await alice.engine.send_text(to_bob, "hello")
            await bob.received(1)
            await bob.accept(alice)
        profile = tmp_path / "alice" / "profile.db"
        copied = profile.read_bytes()
        async with alice, bob:
            await alice.reopen()
            await bob.reopen()
            await bob.engine.send_text((await bob.contact_of(alice)).id, "meanwhile")
            await alice.received(1)
        for leftover in profile.parent.glob("profile.db-*"):
            leftover.unlink()
        profile.write_bytes(copied)
        async with alice, bob:
            await alice.reopen()
            await bob.reopen()
            assert NoticeRaised(notice=RESTORED) in alice.events
            again = await alice.engine.send_text(to_bob, "after it")
            await alice.delivered(again)
            kinds = {each.kind for each in bob.added()}
            assert kinds == {MessageKind.RESTORED, MessageKind.TEXT}
        async with alice:
            await alice.reopen()
            assert NoticeRaised(notice=RESTORED) not in alice.events

    run(story())


def test_restored_relay_gets_everything_again(tmp_path: Path) -> None:
    """FT-15: put back an hour: keys anew, what was not receipted again, nothing doubled."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        backup = alice.relay.back_up()
        alice.clock.advance(seconds=1800)
        await alice.write(bob, "receipted")
        await alice.visit()
        await bob.visit()
        await alice.visit()
        await alice.write(bob, "lost with the relay")
        await alice.visit()
        alice.relay.restore(backup, epoch=b"another epoch ..")
        await alice.visit()
        await bob.visit()
        assert alice.notices_told() == bob.notices_told() == [RELAY]
        assert alice.relay.one_time_keys_left(alice.account.address.account) == 50
        await talk(alice, bob, "after it")
        texts = await bob.texts(alice)
        assert texts == ["hello", "receipted", "lost with the relay", "after it"]
        assert await bob.missing(alice) == []
        states = {m.state for m in await alice.messages(bob) if m.is_own}
        assert states == {DeliveryState.DELIVERED}
        assert alice.notices_told() == bob.notices_told() == [RELAY]

    play(tmp_path, story, "alice", "bob")


def test_relay_put_back_by_hand_is_noticed_by_its_ids(tmp_path: Path) -> None:
    """FT-15: without a new epoch, ids that it confirmed and no longer knows tell."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        backup = alice.relay.back_up()
        await talk(alice, bob, "later")
        alice.relay.restore(backup)
        await alice.visit()
        assert alice.notices_told() == [RELAY]
        await talk(alice, bob, "after it")
        assert (await bob.texts(alice))[-1] == "after it"
        assert alice.notices_told() == [RELAY]

    play(tmp_path, story, "alice", "bob")
