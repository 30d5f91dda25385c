"""Envelopes on their way: pushed before the commit, answered after it or after the receipt."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from protocol import messages
from protocol.ids import DeviceAddress, EnvelopeId
from protocol.messages import SendVerdict
from server.services import mailbox_writes
from server.services.delivery import Session
from server.services.mailboxes import Mailboxes
from server.services.peers import ConnectionNumber
from server.store import account_rows, envelope_rows
from server.store import engine as engine_module
from server.store.account_rows import RelayIdentity
from server.store.envelope_ids import EnvelopeIds
from tests.helpers.people import REALM
from tests.helpers.relay_client import build_send, fake_envelope
from tests.helpers.relay_parts import (
    MANY,
    Parts,
    Pushes,
    blocked,
    held,
    new_account,
    run,
    store_parts,
)

HOME, LAPTOP = ConnectionNumber(1), ConnectionNumber(2)
ACCEPTED, RETRY = SendVerdict.ACCEPTED, SendVerdict.RETRY


class World:
    """The services over an open store, and one device."""

    def __init__(self, parts: Parts, address: DeviceAddress, folder: Path) -> None:
        self.parts = parts
        self.address = address
        self.path = folder / "relay.db"
        self.pushes = Pushes()
        self.mailbox, self.delivery = parts.mailbox_service(self.pushes)

    async def sign_in(self, connection: ConnectionNumber = HOME) -> Session:
        session = await self.begin_sign_in(connection)
        await self.delivery.drain(session)
        return session

    async def begin_sign_in(self, connection: ConnectionNumber = HOME) -> Session:
        state = await self.parts.reader.read(
            lambda reading: envelope_rows.load_mailbox(reading, self.address)
        )
        return self.delivery.sign_in(self.address, state.key, connection)

    def send(self, marker: str) -> "asyncio.Future[list[messages.SendResult]]":
        """Begin to send; whether it is answered, the future says."""
        results: asyncio.Future[list[messages.SendResult]]
        results = asyncio.get_running_loop().create_future()
        self.mailbox.send(
            build_send(1, self.address, fake_envelope(marker)),
            sender_connection=ConnectionNumber(9),
            refused=set(),
            answer=lambda answer: results.set_result(answer.results),
        )
        return results

    async def store(self, marker: str) -> EnvelopeId:
        """Send and wait for what became of it."""
        (result,) = await self.send(marker)
        assert result.verdict is ACCEPTED
        return EnvelopeId(result.id)

    def delivered(self, connection: ConnectionNumber = HOME) -> list[str]:
        return [one.envelope.rstrip(b".").decode() for one in self.deliveries(connection)]

    def deliveries(self, connection: ConnectionNumber = HOME) -> list[messages.Deliver]:
        pushed = self.pushes.to(connection)
        return [message for message in pushed if isinstance(message, messages.Deliver)]

    def acknowledge(self, *ids: int) -> None:
        self.mailbox.acknowledge(self.address, ids)

    async def settle(self) -> None:
        """Wait until everything that gathered is committed."""
        await self.parts.write(lambda _: None)

    def on_disk(self) -> list[int]:
        """Return the ids that another connection sees: what is committed."""
        with contextlib.closing(sqlite3.connect(self.path)) as other:
            return [one for (one,) in other.execute("SELECT id FROM envelope ORDER BY id")]

    async def newest_acknowledged(self) -> int:
        found = await self.parts.reader.read(
            lambda reading: account_rows.find_device(reading, self.address)
        )
        assert found is not None
        return found.newest_acknowledged


@contextlib.asynccontextmanager
async def world_in(folder: Path) -> AsyncIterator[World]:
    """Give a device that is not signed in; the first lease is committed."""
    async with store_parts(folder) as parts:
        await parts.write(
            lambda connection: account_rows.save_identity(
                connection, RelayIdentity(realm=REALM, epoch=bytes(16))
            )
        )
        world = World(parts, await parts.add_device("bob"), folder)
        first = await world.store("first")
        world.acknowledge(first)
        await world.settle()
        yield world


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows wait for their receipts as long as it takes."""
    monkeypatch.setattr(mailbox_writes, "HOLD_BACK_S", 60.0)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows wait for no receipt."""
    monkeypatch.setattr(mailbox_writes, "HOLD_BACK_S", 0.0)


@pytest.mark.usefixtures("hasty")
def test_delivery_comes_before_the_commit_and_accepted_never(tmp_path: Path) -> None:
    """P8: while the commit is held up the device has it and the sender knows nothing."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            go_on = await blocked(world.parts)
            sending = world.send("1")
            assert world.delivered() == ["1"]
            assert world.on_disk() == []
            assert not sending.done()
            go_on.set()
            (result,) = await sending
            assert [result.id] == world.on_disk() == [world.deliveries()[0].id]

    run(story())


@pytest.mark.usefixtures("patient")
def test_receipt_that_overtakes_the_row_is_enough(tmp_path: Path) -> None:
    """P8: accepted means acknowledged by the device too; nothing is written for it but how far."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            go_on = await blocked(world.parts)
            sending = world.send("1")
            (pushed,) = world.deliveries()
            assert not sending.done()
            world.acknowledge(pushed.id)
            assert await sending == [messages.SendResult(verdict=ACCEPTED, id=pushed.id)]
            go_on.set()
            await world.settle()
            assert world.on_disk() == []
            assert await world.newest_acknowledged() == pushed.id
            mailbox = world.parts.mailboxes.find(world.address)
            assert mailbox is not None
            assert (mailbox.count, mailbox.size_bytes, mailbox.pending) == (0, 0, 0)

    run(story())


@pytest.mark.usefixtures("patient")
def test_receipt_while_the_row_is_written_answers_and_removes_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            go_on = await blocked(world.parts)
            sending = world.send("1")
            # Reading it again has what is held back written first.
            world.parts.mailboxes.drop(world.address)
            world.acknowledge(world.deliveries()[0].id)
            assert [result.verdict for result in await sending] == [ACCEPTED]
            go_on.set()
            await world.settle()
            await world.settle()
            assert world.on_disk() == []

    run(story())


@pytest.mark.usefixtures("patient")
def test_repeat_of_what_was_received_and_dropped_is_a_new_envelope(tmp_path: Path) -> None:
    """The relay knows it no more; its device does, by content. It counts like any other."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            for _ in range(2):
                sending = world.send("1")
                world.acknowledge(world.deliveries()[-1].id)
                await sending
            one, again = world.deliveries()
            assert one.envelope == again.envelope
            assert one.id < again.id

    run(story())


@pytest.mark.usefixtures("patient")
def test_repeat_of_what_is_held_back_is_pushed_once(tmp_path: Path) -> None:
    """PR-19 (relay part): every send is accepted, by the first one's row."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            first = world.send("1")
            again = world.send("1")
            (one,), (other,) = await first, await again
            assert one == other
            for _ in range(2):
                sending = world.send("1")
                assert world.delivered() == ["1"]
                assert await sending == [one]
            assert world.on_disk() == [one.id]

    run(story())


@pytest.mark.usefixtures("hasty")
def test_failed_commit_of_what_was_pushed_is_retried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-04: it comes again under another id, and no lower id is ever called the newest."""
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 0)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            foreign = sqlite3.connect(world.path, isolation_level=None)
            foreign.execute("BEGIN IMMEDIATE")
            (failed,) = await world.send("1")
            assert (failed.verdict, failed.id, failed.retry_after_ms) == (RETRY, 0, 1_000)
            foreign.execute("ROLLBACK")
            foreign.close()
            one = await world.store("1")
            assert world.delivered() == ["1", "1"]
            lost, kept = (delivery.id for delivery in world.deliveries())
            assert lost < kept == one
            assert world.on_disk() == [one]
            world.acknowledge(lost, kept)
            await world.settle()
            assert world.on_disk() == []
            issued = world.parts.mailboxes.newest_issued(world.address, EnvelopeId(0))
            assert issued >= kept
            other = DeviceAddress(account=world.address.account, device=2)
            assert world.parts.mailboxes.newest_issued(other, EnvelopeId(0)) == lost

    run(story())


@pytest.mark.usefixtures("hasty")
def test_mailbox_counts_right_after_a_failed_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 0)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            kept = await world.store("kept")
            foreign = sqlite3.connect(world.path, isolation_level=None)
            foreign.execute("BEGIN IMMEDIATE")
            world.acknowledge(kept)
            assert [result.verdict for result in await world.send("1")] == [RETRY]
            foreign.execute("ROLLBACK")
            foreign.close()
            await world.store("2")
            mailbox = world.parts.mailboxes.find(world.address)
            assert mailbox is not None
            assert mailbox.count == len(world.on_disk()) == 2
            assert (mailbox.pending, mailbox.unpushed, mailbox.held_back) == (0, 0, 0)

    run(story())


@pytest.mark.usefixtures("hasty")
def test_receipt_for_what_was_not_pushed_yet_counts_once(tmp_path: Path) -> None:
    """SV-11: ids can be guessed; a mailbox that counts too low would hold more than its limit."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            session = await world.begin_sign_in()
            go_on = await blocked(world.parts)
            sent = world.send("1")
            await asyncio.sleep(0)
            await world.delivery.drain(session)
            guessed = world.parts.mailboxes.ids.newest
            world.acknowledge(guessed)
            go_on.set()
            await sent
            await world.settle()
            world.acknowledge(guessed)
            await world.settle()
            assert world.on_disk() == []
            mailbox = world.parts.mailboxes.find(world.address)
            assert mailbox is not None
            assert (mailbox.count, mailbox.size_bytes) == (0, 0)
            assert (mailbox.pending, mailbox.unpushed, mailbox.held_back) == (0, 0, 0)

    run(story())


# --- order ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hasty")
def test_nothing_overtakes_what_waits_for_its_commit(tmp_path: Path) -> None:
    """Sent before the device went live, so that it may only be pushed after it."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            session = await world.begin_sign_in()
            go_on = await blocked(world.parts)
            first = world.send("1")
            await asyncio.sleep(0)
            await world.delivery.drain(session)
            assert session.is_live
            second = world.send("2")
            await asyncio.sleep(0)
            assert world.delivered() == []
            go_on.set()
            await first
            await second
            assert world.delivered() == ["1", "2"]
            await world.store("3")
            assert world.delivered() == ["1", "2", "3"]

    run(story())


@pytest.mark.usefixtures("patient")
def test_next_sign_in_gets_what_the_last_one_did_not_acknowledge(tmp_path: Path) -> None:
    """Pushed to a connection that is gone; the row is written once something follows it."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in(HOME)
            first = world.send("1")
            await world.sign_in(LAPTOP)
            assert world.delivered(LAPTOP) == []
            second = world.send("2")
            await first
            await second
            assert world.delivered(HOME) == ["1"]
            assert world.delivered(LAPTOP) == ["1", "2"]

    run(story())


@pytest.mark.usefixtures("patient")
def test_rows_held_back_for_a_device_that_left_are_written_in_order(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            first = world.send("1")
            world.delivery.sign_out(HOME)
            second = await world.store("2")
            (one,) = await first
            rows = await world.parts.reader.read(lambda reading: held(reading, world.address))
            assert [row for row, _ in rows] == [one.id, second]

    run(story())


@pytest.mark.usefixtures("patient")
def test_mailbox_that_is_read_again_holds_nothing_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            first = world.send("1")
            world.parts.mailboxes.drop(world.address)
            await world.settle()
            assert [result.verdict for result in await first] == [ACCEPTED]
            assert len(world.on_disk()) == 1

    run(story())


# --- ids that are told before their commit --------------------------------------------------------


@pytest.mark.usefixtures("patient")
def test_id_beyond_the_lease_is_told_only_with_its_commit(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            world.parts.clock.advance(3600)
            go_on = await blocked(world.parts)
            first = world.send("1")
            await asyncio.sleep(0)
            assert world.delivered() == []
            go_on.set()
            await first
            assert world.delivered() == ["1"]
            world.send("2")
            assert world.delivered() == ["1", "2"]
            assert len(world.on_disk()) == 1

    run(story())


@pytest.mark.parametrize("set_back_s", [0, 7 * 24 * 3600])
@pytest.mark.usefixtures("patient")
def test_relay_that_was_killed_never_uses_an_id_again(tmp_path: Path, set_back_s: int) -> None:
    """FT-01, FT-10: what was pushed is not on the disk, and its device may have the id for good."""
    pushed: list[int] = []

    async def live() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            world.send("1")
            pushed.extend(delivery.id for delivery in world.deliveries())
            assert world.on_disk() == []

    async def live_again() -> None:
        async with store_parts(tmp_path) as parts:
            parts.clock.jump(-set_back_s)
            newest = await parts.reader.read(account_rows.load_newest_id)
            leased = await parts.reader.read(account_rows.load_leased_id)
            ids = EnvelopeIds(parts.clock, newest=newest)
            mailboxes = Mailboxes(ids=ids, limits=MANY, floor=leased)
            bob = DeviceAddress(account=new_account("bob").account, device=1)
            found = await parts.reader.read(lambda reading: account_rows.find_device(reading, bob))
            assert found is not None
            assert found.newest_issued < pushed[0]
            assert mailboxes.newest_issued(bob, found.newest_issued) >= pushed[0]
            assert ids.next() > pushed[0]

    run(live())
    run(live_again())


@pytest.mark.usefixtures("patient")
def test_relay_that_ends_well_leaves_nothing_in_doubt(tmp_path: Path) -> None:
    """What it held back is written, so that the next one reports what is and nothing above."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
            sending = world.send("1")
            assert await world.parts.reader.read(account_rows.load_leased_id) > 0
            await world.mailbox.close()
            (result,) = await sending
            assert world.on_disk() == [result.id]
            assert await world.parts.reader.read(account_rows.load_leased_id) == 0

    run(story())
