"""Who may write, ask and look, over real connections: keys, invites, requests, presence (P9)."""

from pathlib import Path

import pytest

from protocol import messages
from protocol.errors import ErrorCode
from protocol.ids import AccountId, DeviceAddress
from protocol.messages import ConnectionKind, PresenceRule, PresenceState, SendVerdict
from tests.helpers.people import NOW_MS, Person, make_person
from tests.helpers.relay_client import (
    DELIVERY_KEY,
    RelayLink,
    fake_envelope,
    key_rule,
    make_account,
    signed_in,
)
from tests.helpers.relay_parts import ManualClock, config_in, relay_here, run
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["rsa_pool"]

AUTH = b"a" * 32
INVITE, NEW_KEY, WRONG_KEY = b"i" * 32, b"n" * 32, b"w" * 32
ACCEPTED, NO_SUCH_MAILBOX = SendVerdict.ACCEPTED, SendVerdict.NO_SUCH_MAILBOX
DAY_S = 86_400
UNKNOWN = DeviceAddress(account=AccountId(b"u" * 32), device=1)


@pytest.fixture(scope="module")
def alice(rsa_pool: RsaPool) -> Person:
    return make_person("alice", rsa_pool, number=0)


@pytest.fixture(scope="module")
def bob(rsa_pool: RsaPool) -> Person:
    return make_person("bob", rsa_pool, number=1)


async def set_rule(link: RelayLink, rule: PresenceRule) -> None:
    reply = await link.ask(lambda number: messages.SetPresence(request=number, rule=rule))
    assert isinstance(reply, messages.Done), reply


@pytest.mark.parametrize("key", [b"", WRONG_KEY, DELIVERY_KEY[:31]], ids=["none", "wrong", "short"])
def test_mailbox_without_the_right_key_is_no_mailbox(
    tmp_path: Path, alice: Person, bob: Person, key: bytes
) -> None:
    """P9: the answer is the same as for a mailbox that does not exist."""

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                for transient in (False, True):
                    envelope = fake_envelope(f"{transient}")
                    refused = await send.send(bob.address, envelope, key=key, transient=transient)
                    unknown = await send.send(alice.address, envelope, key=key, transient=transient)
                    assert refused == unknown
                    assert refused[0].verdict is NO_SUCH_MAILBOX

    run(story())


def test_account_that_set_no_key_accepts_nothing_by_send(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH, is_open=False)
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                (result,) = await send.send(bob.address, fake_envelope("1"))
                assert result.verdict is NO_SUCH_MAILBOX

    run(story())


def test_replaced_key_opens_no_more(tmp_path: Path, bob: Person) -> None:
    """PR-18 (relay part): old and new side by side, then the new one alone."""

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with (
                signed_in(url, bob) as device,
                RelayLink.open(url, ConnectionKind.SEND) as send,
            ):
                await device.set_keys(key_rule(NEW_KEY), key_rule(DELIVERY_KEY))
                await send.store(bob.address, fake_envelope("1"), key=DELIVERY_KEY)
                await send.store(bob.address, fake_envelope("2"), key=NEW_KEY)
                await device.set_keys(key_rule(NEW_KEY))
                (late,) = await send.send(bob.address, fake_envelope("3"), key=DELIVERY_KEY)
                assert late.verdict is NO_SUCH_MAILBOX
                await send.store(bob.address, fake_envelope("4"), key=NEW_KEY)

    run(story())


def test_invite_opens_eight_times_within_seven_days(tmp_path: Path, bob: Person) -> None:
    """PR-28 (relay part): a repeat is free, the ninth and anything after the time is refused."""
    clock = ManualClock()
    config = config_in(tmp_path)
    expires_ms = NOW_MS + 7 * DAY_S * 1000
    rules = [key_rule(), key_rule(INVITE, uses=8, expires_ms=expires_ms)]

    async def first() -> None:
        async with relay_here(config, clock=clock) as url:
            await make_account(url, bob, auth=AUTH)
            async with (
                signed_in(url, bob) as device,
                RelayLink.open(url, ConnectionKind.SEND) as send,
            ):
                await device.set_keys(*rules)
                for number in range(7):
                    await send.store(bob.address, fake_envelope(f"{number}"), key=INVITE)
                for _ in range(3):  # repeats
                    await send.store(bob.address, fake_envelope("6"), key=INVITE)
                await device.set_keys()
                await device.set_keys(*rules)

    async def second() -> None:
        async with relay_here(config, clock=clock) as url:
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                eighth = await send.store(bob.address, fake_envelope("7"), key=INVITE)
                (ninth,) = await send.send(bob.address, fake_envelope("8"), key=INVITE)
                assert ninth.verdict is NO_SUCH_MAILBOX
                again = await send.store(bob.address, fake_envelope("7"), key=INVITE)
                assert again == eighth
                await send.store(bob.address, fake_envelope("by a contact"))
                clock.advance(7 * DAY_S)
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                (late,) = await send.send(bob.address, fake_envelope("7"), key=INVITE)
                assert late.verdict is NO_SUCH_MAILBOX

    run(first())
    run(second())


def test_request_needs_no_key_and_is_limited(tmp_path: Path, alice: Person, bob: Person) -> None:
    """P9: 30 a day for each account; a repeat of what is held costs nothing."""
    clock = ManualClock()

    async def story() -> None:
        async with relay_here(config_in(tmp_path), clock=clock) as url:
            await make_account(url, alice, auth=AUTH, is_open=False)
            await make_account(url, bob, auth=AUTH, is_open=False)
            async with signed_in(url, alice) as asker, signed_in(url, bob) as device:
                await device.deliveries()
                first = await asker.ask_to_write(bob.address, fake_envelope("0"))
                assert first.verdict is ACCEPTED
                assert (await device.receive(messages.Deliver)).id == first.id
                for _ in range(40):
                    assert await asker.ask_to_write(bob.address, fake_envelope("0")) == first
                stranger = await asker.ask_to_write(UNKNOWN, fake_envelope("x"))
                assert stranger.verdict is NO_SUCH_MAILBOX
                for number in range(1, 29):
                    result = await asker.ask_to_write(bob.address, fake_envelope(f"{number}"))
                    assert result.verdict is ACCEPTED
                refused = await asker.ask_to_write(bob.address, fake_envelope("too many"))
                assert refused.verdict is SendVerdict.RETRY
                assert refused.retry_after_ms == pytest.approx(DAY_S * 1000 / 30, rel=0.01)
                assert await asker.ask_to_write(bob.address, fake_envelope("0")) == first
                clock.advance(refused.retry_after_ms / 1000 + 1)
                later = await asker.ask_to_write(bob.address, fake_envelope("too many"))
                assert later.verdict is ACCEPTED

    run(story())


def test_presence_is_told_to_contacts_alone(tmp_path: Path, bob: Person) -> None:
    """SV-17, PR-18: by name, without a key, with a wrong, an invite's or an old key: unknown."""
    nobody = "nobody"

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with (
                signed_in(url, bob) as device,
                RelayLink.open(url, ConnectionKind.WATCH) as friend,
                RelayLink.open(url, ConnectionKind.WATCH) as mallory,
            ):
                account = bob.address.account
                await device.set_keys(key_rule(), key_rule(INVITE, uses=8))
                assert await mallory.watch("bob") is PresenceState.ONLINE
                assert await mallory.watch_account(account) is PresenceState.ONLINE
                assert await friend.watch_account(account, DELIVERY_KEY) is PresenceState.ONLINE
                await set_rule(device, PresenceRule.CONTACTS)
                for _ in range(2):
                    told = await mallory.receive(messages.PresenceIs)
                    assert told.state is PresenceState.UNKNOWN
                for key in (b"", WRONG_KEY, INVITE):
                    assert await mallory.watch_account(account, key) is PresenceState.UNKNOWN
                assert await mallory.watch("bob") is await mallory.watch(nobody)
                assert await friend.watch_account(account, DELIVERY_KEY) is PresenceState.ONLINE
                short = await mallory.ask(
                    lambda n: messages.WatchAccount(request=n, account=account, delivery_key=b"x")
                )
                assert isinstance(short, messages.RefusedReply)
                assert short.code == ErrorCode.BAD_REQUEST

                await device.set_keys(key_rule(NEW_KEY))
                for _ in range(2):
                    told = await friend.receive(messages.PresenceIs)
                    assert told.state is PresenceState.UNKNOWN
                assert await friend.watch_account(account, DELIVERY_KEY) is PresenceState.UNKNOWN
                assert await friend.watch_account(account, NEW_KEY) is PresenceState.ONLINE
                await set_rule(device, PresenceRule.NOBODY)
                told = await friend.receive(messages.PresenceIs)
                assert told.state is PresenceState.UNKNOWN
            async with (
                signed_in(url, bob) as device,
                RelayLink.open(url, ConnectionKind.WATCH) as friend,
            ):
                assert await friend.watch_account(account, NEW_KEY) is PresenceState.UNKNOWN
                await set_rule(device, PresenceRule.EVERYBODY)
                told = await friend.receive(messages.PresenceIs)
                assert told.state is PresenceState.ONLINE
                assert await friend.watch("bob") is PresenceState.ONLINE

    run(story())
