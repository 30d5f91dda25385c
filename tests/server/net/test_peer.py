"""One connection over a real socket: rules, deadlines, slow readers, vanished peers."""

import asyncio
import contextlib
import dataclasses
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import Opcode

from protocol import codec, limits, messages
from protocol.messages import ConnectionKind, PresenceState
from server.config import Config, Deadlines
from tests.helpers.people import Person
from tests.helpers.relay_client import (
    RelayLink,
    build_send,
    fake_envelope,
    make_account,
    sign_login,
    signed_in,
)
from tests.helpers.relay_parts import config_in, relay_here, run

AUTH = b"a" * 32
LARGEST = limits.MAX_ENVELOPE_BYTES


def quick(folder: Path, **deadlines: float) -> Config:
    """Return settings with some deadlines shortened."""
    return dataclasses.replace(config_in(folder), deadlines=Deadlines(**deadlines))


@contextlib.asynccontextmanager
async def deaf(url: str, person: Person) -> AsyncIterator[ClientConnection]:
    """Sign a device in on a connection that reads nothing after the hello."""
    socket = await connect(
        f"{url}/auth", compression=None, proxy=None, max_queue=1, max_size=2 << 20
    )
    try:
        (hello,) = codec.decode_relay_frame(await socket.recv(decode=False))
        assert isinstance(hello, messages.Hello)
        login = messages.Login(
            request=1,
            account=person.address.account,
            device=1,
            signature=sign_login(person, hello),
        )
        encoded = [codec.encode_message(one) for one in (messages.Begin(version=1), login)]
        (frame,) = codec.build_frames(encoded)
        await socket.send(frame)
        yield socket
    finally:
        socket.transport.abort()
        await socket.wait_closed()


def masked(opcode: Opcode, payload: bytes, *, is_last: bool = False) -> bytes:
    """Return a frame as a client sends it, with a mask of zeros."""
    length = len(payload)
    size = bytes([0x80 | length]) if length < 126 else struct.pack("!BQ", 0x80 | 127, length)
    return bytes([(0x80 if is_last else 0) | opcode]) + size + bytes(4) + payload


# --- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("text", 1003),
        (b"", 1007),
        (b"\xc1", 1007),
        (b"\x90", 1007),
        (codec.build_frames([codec.encode_message(messages.Drained())])[0], 1007),
        (codec.build_frames([codec.encode_message(messages.Acknowledge(ids=[1]))])[0], 1002),
        (codec.build_frames([codec.encode_message(messages.Begin(version=1))])[0], 1002),
        (b"x" * limits.MAX_FRAME_BYTES, 1007),
        (b"x" * (limits.MAX_FRAME_BYTES + 1), 1009),
    ],
    ids=[
        *("text", "empty", "no MessagePack", "no message", "message of a relay"),
        *("other kind's message", "second begin", "largest", "too large"),
    ],
)
def test_broken_rule_ends_the_connection(tmp_path: Path, frame: str | bytes, code: int) -> None:
    """SV-01, SV-05."""

    async def story() -> None:
        async with (
            relay_here(config_in(tmp_path)) as url,
            RelayLink.open(url, ConnectionKind.SEND) as link,
            RelayLink.open(url, ConnectionKind.SEND) as other,
        ):
            await link.socket.send(frame)
            assert await link.closed() == code
            assert await other.lookup("nobody") == messages.AccountUnknown(request=1)

    run(story())


@pytest.mark.parametrize("size", [1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 1])
def test_frame_that_claims_two_to_the_63_bytes_is_refused_unread(tmp_path: Path, size: int) -> None:
    """SV-01: and what comes near it."""
    header = struct.pack("!BBQ4s", 0x82, 0x80 | 127, size, b"mask")

    async def story() -> None:
        async with (
            relay_here(config_in(tmp_path)) as url,
            RelayLink.open(url, ConnectionKind.SEND) as link,
        ):
            link.socket.transport.write(header)
            assert await link.closed() == 1009

    run(story())


@pytest.mark.parametrize("size", [1, 64 * 1024])
def test_fragments_are_limited_in_sum(tmp_path: Path, size: int) -> None:
    """SV-02: endless fragments, with control frames between them."""

    async def endless(link: RelayLink) -> None:
        transport = link.socket.transport
        transport.write(masked(Opcode.BINARY, b"x" * size))
        while not transport.is_closing():
            transport.write(masked(Opcode.CONT, b"x" * size))
            transport.write(masked(Opcode.PING, b"between", is_last=True))
            await asyncio.sleep(0)

    async def story() -> None:
        async with (
            relay_here(dataclasses.replace(config_in(tmp_path), pings=100_000)) as url,
            RelayLink.open(url, ConnectionKind.SEND) as link,
            asyncio.TaskGroup() as group,
        ):
            flood = group.create_task(endless(link))
            code = await link.closed()
            flood.cancel()
            assert code in {1009, 1002}

    run(story())


def test_reserved_bits_are_refused(tmp_path: Path) -> None:
    """SV-07."""

    async def story() -> None:
        async with (
            relay_here(config_in(tmp_path)) as url,
            RelayLink.open(url, ConnectionKind.SEND) as link,
        ):
            first = 0x80 | 0x40 | Opcode.BINARY
            link.socket.transport.write(bytes([first, 0x80]) + b"mask")
            assert await link.closed() == 1002

    run(story())


def test_two_attempts_to_sign_in_are_one_too_many(tmp_path: Path, bob: Person) -> None:
    """AU-03: the nonce is good for one attempt; racing it twice ends the connection."""

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                logins = [
                    messages.Login(
                        request=number,
                        account=bob.address.account,
                        device=1,
                        signature=sign_login(bob, link.hello),
                    )
                    for number in (1, 2)
                ]
                (frame,) = codec.build_frames([codec.encode_message(one) for one in logins])
                await link.socket.send(frame)
                assert await link.closed() == 1002

    run(story())


def test_too_many_unanswered_requests_end_the_connection(tmp_path: Path) -> None:
    asked = [
        codec.encode_message(messages.Lookup(request=number, name="nobody"))
        for number in range(1, limits.MAX_REQUESTS_IN_FLIGHT + 2)
    ]
    (frame,) = codec.build_frames(asked)

    async def story() -> None:
        async with (
            relay_here(config_in(tmp_path)) as url,
            RelayLink.open(url, ConnectionKind.SEND) as link,
        ):
            await link.socket.send(frame)
            assert await link.closed() == 1002

    run(story())


def test_answers_of_one_turn_leave_in_one_frame(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            relay_here(config_in(tmp_path)) as url,
            RelayLink.open(url, ConnectionKind.WATCH) as link,
        ):
            await link.tell(
                *(messages.WatchName(request=number, name="bob") for number in range(1, 60))
            )
            frame = await link.socket.recv(decode=False)
            assert len(codec.decode_relay_frame(frame)) == 59

    run(story())


def test_refusals_hold_for_the_rest_of_a_frame_and_no_longer(tmp_path: Path, bob: Person) -> None:
    """P8: two sends in one frame, the first over its budget at the end."""
    config = config_in(tmp_path)
    budgets = dataclasses.replace(
        config.budgets, sends=dataclasses.replace(config.budgets.sends, burst=3, per_s=0.000_1)
    )

    async def story() -> None:
        async with relay_here(dataclasses.replace(config, budgets=budgets)) as url:
            await make_account(url, bob, auth=AUTH)
            async with RelayLink.open(url, ConnectionKind.SEND) as link:
                first = build_send(1, bob.address, *(fake_envelope(mark) for mark in "1234"))
                second = build_send(2, bob.address, fake_envelope("1"), fake_envelope("5"))
                await link.tell(first, second)
                one, two = await link.answer(1), await link.answer(2)
                assert isinstance(one, messages.SendResults)
                assert isinstance(two, messages.SendResults)
                assert [result.verdict for result in one.results] == [0, 0, 0, 4]
                assert [result.verdict for result in two.results] == [0, 4]  # a repeat is known

    run(story())


# --- deadlines -----------------------------------------------------------------------------------


def test_peer_that_never_begins_is_closed(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            relay_here(quick(tmp_path, opening_s=0.2)) as url,
            RelayLink.open(url, ConnectionKind.WATCH, begin=False) as link,
        ):
            assert await link.closed() == 1000

    run(story())


def test_idle_anonymous_connection_is_closed_and_others_stay(tmp_path: Path, bob: Person) -> None:
    """P8: /send and an /auth without sign-in end when idle; watches and devices stay."""
    config = quick(tmp_path, send_idle_s=0.2, sign_in_idle_s=0.2)

    async def story() -> None:
        async with relay_here(config) as url:
            await make_account(url, bob, auth=AUTH)
            async with (
                signed_in(url, bob) as device,
                RelayLink.open(url, ConnectionKind.WATCH) as watch,
                RelayLink.open(url, ConnectionKind.AUTH) as guest,
                RelayLink.open(url, ConnectionKind.SEND) as send,
            ):
                await watch.watch("bob")
                assert await send.closed() == 1000
                assert await guest.closed() == 1000
                assert await watch.watch("alice") is PresenceState.UNKNOWN
                reply = await device.ask(
                    lambda number: messages.PutPrekeys(request=number, wipe=False, prekeys=[])
                )
                assert isinstance(reply, messages.Done)

    run(story())


def test_vanished_peer_is_noticed(tmp_path: Path, bob: Person) -> None:
    """FT-09: nothing comes any more, not even answers to pings; presence tells it."""

    async def story() -> None:
        async with relay_here(quick(tmp_path, ping_s=0.2, closing_s=0.2)) as url:
            await make_account(url, bob, auth=AUTH)
            async with (
                RelayLink.open(url, ConnectionKind.WATCH) as watch,
                deaf(url, bob) as device,
            ):
                state = await watch.watch("bob")
                while state is not PresenceState.ONLINE:
                    state = (await watch.receive(messages.PresenceIs)).state
                device.transport.pause_reading()
                change = await watch.receive(messages.PresenceIs)
                assert change.state is PresenceState.RECENTLY

    run(story())


def test_shipped_deadlines_notice_a_vanished_peer_in_time() -> None:
    """FT-09: within 40 s."""
    deadlines = Deadlines()

    assert 2 * deadlines.ping_s + deadlines.closing_s <= 40
    assert deadlines.send_idle_s == 30
    assert deadlines.opening_s <= 10


# --- slow readers --------------------------------------------------------------------------------


def test_device_that_does_not_read_what_was_held_is_dropped(tmp_path: Path, bob: Person) -> None:
    """SV-04: 16 MB are held; little is queued, the connection is cut off, every row stays."""
    envelopes = [fake_envelope(str(number), LARGEST) for number in range(120)]

    async def story() -> None:
        async with relay_here(quick(tmp_path, sending_s=0.5)) as url:
            await make_account(url, bob, auth=AUTH)
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                for envelope in envelopes:
                    await send.store(bob.address, envelope)
            async with (
                RelayLink.open(url, ConnectionKind.WATCH) as watch,
                deaf(url, bob),
            ):
                state = await watch.watch("bob")
                while state is not PresenceState.RECENTLY:
                    state = (await watch.receive(messages.PresenceIs)).state
            async with signed_in(url, bob) as device:
                found = await device.deliveries()
                assert [one.envelope for one in found] == envelopes

    run(story())


def test_device_that_stops_reading_is_dropped_when_its_queue_is_full(
    tmp_path: Path, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SV-04: live pushes pile up to a bound, then the connection is cut off; rows stay."""
    # Each of the first is held back for so long, since its acknowledgement may still come.
    monkeypatch.setattr("server.services.mailbox_writes.HOLD_BACK_S", 0.01)
    config = dataclasses.replace(quick(tmp_path, sending_s=3600, ping_s=3600), queue_bytes=1 << 20)
    envelopes = [fake_envelope(str(number), LARGEST) for number in range(120)]

    async def story() -> None:
        async with relay_here(config) as url:
            await make_account(url, bob, auth=AUTH)
            async with (
                RelayLink.open(url, ConnectionKind.WATCH) as watch,
                RelayLink.open(url, ConnectionKind.SEND) as send,
                deaf(url, bob),
            ):
                await watch.watch("bob")
                for envelope in envelopes:
                    await send.store(bob.address, envelope)
                state = PresenceState.ONLINE
                while state is not PresenceState.RECENTLY:
                    state = (await watch.receive(messages.PresenceIs)).state
            async with signed_in(url, bob) as device:
                found = await device.deliveries()
                assert [one.envelope for one in found] == envelopes

    run(story())


# --- ending --------------------------------------------------------------------------------------


def test_replaced_connection_is_told_why_and_closed(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with signed_in(url, bob) as first:
                await first.deliveries()
                async with signed_in(url, bob) as second:
                    await second.deliveries()
                    assert (await first.receive(messages.SignedOut)).code == 12
                    assert await first.closed() == 1000

    run(story())


def test_connection_cut_in_mid_registration_leaves_one_account(tmp_path: Path, bob: Person) -> None:
    """AU-16: cut right after asking; what was begun is finished, and the repeat is ok."""

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                async with asyncio.TaskGroup() as group:
                    asking = group.create_task(link.register(bob, auth=AUTH))
                    await asyncio.sleep(0)
                    asking.cancel()
                link.socket.transport.abort()
            await make_account(url, bob, auth=AUTH)
            async with signed_in(url, bob) as device:
                assert await device.deliveries() == []

    run(story())
