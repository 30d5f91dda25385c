"""Delivery: held ones first, in order; one connection for a device; slow readers are waited for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from protocol import messages
from protocol.errors import ErrorCode
from protocol.ids import DeviceAddress, EnvelopeId
from server.services import delivery as delivery_module
from server.services.delivery import Delivery, Session
from server.services.peers import ConnectionNumber
from server.store import account_rows
from server.store.engine import StoreUnavailable
from tests.helpers.relay_client import fake_envelope
from tests.helpers.relay_parts import Parts, Pushes, run, store, store_parts

HOME, LAPTOP, OTHER = (ConnectionNumber(number) for number in (1, 2, 3))


class World:
    """The service over an open store, and one device."""

    def __init__(self, parts: Parts, address: DeviceAddress, mailbox: int) -> None:
        self.parts = parts
        self.address = address
        self.mailbox = mailbox
        self.pushes = Pushes()
        self.delivery = Delivery(
            reader=parts.reader,
            push=self.pushes.push,
            room=self.pushes.room,
            metrics=parts.metrics,
        )

    def sign_in(self, connection: ConnectionNumber = HOME) -> Session:
        return self.delivery.sign_in(self.address, self.mailbox, connection)

    async def store(self, *markers: str, tell: bool = True) -> list[EnvelopeId]:
        """Commit envelopes and tell the service, as the mailbox service does."""
        ids = await self.parts.write(
            lambda connection: store(connection, self.address, self.parts.mailboxes.ids, *markers)
        )
        for one, marker in zip(ids, markers, strict=True):
            if tell:
                self.delivery.on_stored(self.address, one, fake_envelope(marker))
        return ids

    def told(self, connection: ConnectionNumber = HOME) -> list[str | ErrorCode]:
        """Return the markers of delivered envelopes, "drained", or why it was signed out."""
        found: list[str | ErrorCode] = []
        for message in self.pushes.to(connection):
            match message:
                case messages.Deliver():
                    found.append(message.envelope.rstrip(b".").decode())
                case messages.Drained():
                    found.append("drained")
                case messages.SignedOut():
                    found.append(ErrorCode(message.code))
        return found


@contextlib.asynccontextmanager
async def world_in(folder: Path) -> AsyncIterator[World]:
    async with store_parts(folder) as parts:
        address = await parts.add_device("bob")
        device = await parts.reader.read(
            lambda connection: account_rows.find_device(connection, address)
        )
        assert device is not None
        yield World(parts, address, device.key)


def test_held_ones_come_in_order_then_drained(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            ids = await world.store("1", "2", "3")
            await world.delivery.drain(world.sign_in())
            assert world.told() == ["1", "2", "3", "drained"]
            pushed = [m.id for m in world.pushes.to(HOME) if isinstance(m, messages.Deliver)]
            assert pushed == ids

    run(story())


def test_empty_mailbox_is_drained_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.delivery.drain(world.sign_in())
            assert world.told() == ["drained"]

    run(story())


def test_what_is_stored_later_is_pushed_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.delivery.drain(world.sign_in())
            await world.store("1", "2")
            assert world.told() == ["drained", "1", "2"]

    run(story())


def test_device_that_is_away_gets_nothing_pushed(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.store("1")
            world.delivery.pass_on(world.address, fake_envelope("typing"))
            assert world.pushes.sent == []

    run(story())


def test_unacknowledged_ones_come_again_at_the_next_sign_in(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.store("1")
            await world.delivery.drain(world.sign_in())
            assert world.delivery.sign_out(HOME) == world.address
            await world.store("2")
            await world.delivery.drain(world.sign_in(LAPTOP))
            assert world.told(LAPTOP) == ["1", "2", "drained"]

    run(story())


def test_what_comes_while_draining_keeps_its_place(tmp_path: Path) -> None:
    """Committed between pages: neither lost, nor doubled, nor before what was held."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.store("1", "2")
            world.pushes.may_continue.clear()
            async with asyncio.TaskGroup() as group:
                session = world.sign_in()
                group.create_task(world.delivery.drain(session))
                await world.pushes.until(2)
                await world.store("3")
                assert world.told() == ["1", "2"]
                world.pushes.may_continue.set()
            assert world.told() == ["1", "2", "drained", "3"]
            assert session.is_live

    run(story())


def test_commit_whose_news_come_late_is_not_pushed_twice(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            (one,) = await world.store("1", tell=False)
            await world.delivery.drain(world.sign_in())
            world.delivery.on_stored(world.address, one, fake_envelope("1"))
            assert world.told() == ["1", "drained"]

    run(story())


def test_large_mailbox_is_pushed_page_by_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SV-04: no more than one page stands in memory for a device that does not read."""
    monkeypatch.setattr(delivery_module, "_PAGE_BYTES", 2 * 2_554)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.store(*(str(number) for number in range(7)))
            world.pushes.may_continue.clear()
            async with asyncio.TaskGroup() as group:
                group.create_task(world.delivery.drain(world.sign_in()))
                await world.pushes.until(2)
                await world.parts.write(lambda _: None)
                assert world.told() == ["0", "1"]
                world.pushes.may_continue.set()
            assert world.told() == [*(str(number) for number in range(7)), "drained"]

    run(story())


def test_draining_ends_with_the_connection(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.store("1")
            world.pushes.gone.add(HOME)
            session = world.sign_in()
            world.delivery.sign_out(HOME)
            await world.delivery.drain(session)
            assert world.told() == []
            assert world.delivery.sign_out(HOME) is None

    run(story())


def test_peer_that_vanishes_while_draining_is_left(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.store("1")
            world.pushes.may_continue.clear()
            async with asyncio.TaskGroup() as group:
                group.create_task(world.delivery.drain(world.sign_in()))
                await world.pushes.until(1)
                world.delivery.sign_out(HOME)
                world.pushes.gone.add(HOME)
                world.pushes.may_continue.set()
            assert world.told() == ["1"]

    run(story())


def test_second_sign_in_replaces_the_first(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.delivery.drain(world.sign_in(HOME))
            await world.delivery.drain(world.sign_in(LAPTOP))
            await world.store("1")
            assert world.told(HOME) == ["drained", ErrorCode.REPLACED]
            assert world.told(LAPTOP) == ["drained", "1"]
            assert world.delivery.sign_out(HOME) is None
            assert world.delivery.sign_out(LAPTOP) == world.address

    run(story())


def test_ended_account_is_signed_out(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            carol = await world.parts.add_device("carol")
            world.delivery.sign_in(carol, 99, OTHER)
            world.sign_in(HOME)
            world.delivery.end_account(world.address.account, ErrorCode.GONE)
            assert world.told(HOME) == [ErrorCode.GONE]
            assert world.told(OTHER) == []
            await world.store("1")
            assert world.told(HOME) == [ErrorCode.GONE]

    run(story())


def test_some_devices_of_an_account_are_signed_out_and_one_connection_may_stay(
    tmp_path: Path,
) -> None:
    """AU-06: a revoked device alone; after a password change all but the one that asked."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            account = world.address.account
            second = DeviceAddress(account=account, device=2)
            world.sign_in(HOME)
            world.delivery.sign_in(second, 99, OTHER)
            world.delivery.end_account(account, ErrorCode.NOT_SIGNED_IN, devices={3})
            world.delivery.end_account(account, ErrorCode.NOT_SIGNED_IN, spared=HOME)
            assert world.told(HOME) == []
            assert world.told(OTHER) == [ErrorCode.NOT_SIGNED_IN]
            world.delivery.end_account(account, ErrorCode.NOT_SIGNED_IN, devices={1})
            assert world.told(HOME) == [ErrorCode.NOT_SIGNED_IN]

    run(story())


def test_transient_one_is_passed_to_a_live_device(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            session = world.sign_in()
            world.delivery.pass_on(world.address, fake_envelope("too early"))
            await world.delivery.drain(session)
            world.delivery.pass_on(world.address, fake_envelope("typing"))
            assert world.told() == ["drained", "typing"]
            (last,) = world.pushes.to(HOME)[1:]
            assert isinstance(last, messages.Deliver)
            assert last.id == 0

    run(story())


def test_store_that_cannot_be_read_ends_the_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            monkeypatch.setattr("server.store.reader.MAX_PENDING", 0)
            await world.delivery.drain(world.sign_in())
            assert world.told() == [ErrorCode.TRY_LATER]
            with pytest.raises(StoreUnavailable):
                await world.parts.reader.read(lambda _: None)

    run(story())
