"""Taking envelopes in: answered after the commit, within budgets, forgotten when acknowledged."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from protocol import messages
from protocol.ids import AccountId, DeviceAddress, EnvelopeId
from protocol.messages import SendVerdict
from server.services import mailbox as mailbox_module
from server.services.delivery import Delivery
from server.services.mailbox import MailboxService
from server.services.peers import ConnectionNumber
from server.store.engine import Transaction
from server.store.envelope_rows import MailboxLimits
from tests.helpers.relay_client import build_send, fake_envelope
from tests.helpers.relay_parts import MANY, Parts, Pushes, held, run, store_parts

ALICE, CAROL, BOBS = (ConnectionNumber(number) for number in (1, 2, 3))
ACCEPTED, RETRY, FULL = SendVerdict.ACCEPTED, SendVerdict.RETRY, SendVerdict.FULL
DAY_S = 86_400
FEW_REQUESTS = MailboxLimits(envelopes=10_000, size_bytes=10**9, requests=28)
ASKER = AccountId(b"a" * 32)


class World:
    """The service over an open store, and one mailbox."""

    def __init__(
        self, parts: Parts, address: DeviceAddress, *, sends: float, per_mailbox: float
    ) -> None:
        self.parts = parts
        self.address = address
        self.pushes = Pushes()
        self.delivery = Delivery(
            reader=parts.reader,
            push=self.pushes.push,
            room=self.pushes.room,
            metrics=parts.metrics,
        )
        self.mailbox = MailboxService(
            writer=parts.writer,
            mailboxes=parts.mailboxes,
            held_for_ms=30 * DAY_S * 1000,
            sends=parts.limit(sends, 1),
            per_mailbox=parts.limit(per_mailbox, 1),
            requests=parts.limit(30, 30 / DAY_S),
            delivery=self.delivery,
            clock=parts.clock,
            metrics=parts.metrics,
        )

    async def send(
        self,
        *markers: str,
        by: ConnectionNumber = ALICE,
        transient: bool = False,
        refused: set[DeviceAddress] | None = None,
    ) -> list[messages.SendResult]:
        answer: asyncio.Future[messages.SendResults] = asyncio.get_running_loop().create_future()
        envelopes = [fake_envelope(marker) for marker in markers]
        self.mailbox.send(
            build_send(1, self.address, *envelopes, transient=transient),
            sender_connection=by,
            refused=set() if refused is None else refused,
            answer=answer.set_result,
        )
        return (await answer).results

    async def ask(self, marker: str, *, to: DeviceAddress | None = None) -> messages.SendResult:
        answer: asyncio.Future[messages.SendResults] = asyncio.get_running_loop().create_future()
        address = self.address if to is None else to
        request = messages.Ask(
            request=1,
            account=address.account,
            device=address.device,
            envelope=fake_envelope(marker),
        )
        self.mailbox.ask(request, asker=ASKER, refused=set(), answer=answer.set_result)
        (result,) = (await answer).results
        return result

    async def held(self) -> list[EnvelopeId]:
        rows = await self.parts.reader.read(lambda connection: held(connection, self.address))
        return [one for one, _ in rows]


@contextlib.asynccontextmanager
async def world_in(
    folder: Path,
    *,
    limits: MailboxLimits = MANY,
    sends: float = 1_000,
    per_mailbox: float = 1_000,
) -> AsyncIterator[World]:
    async with store_parts(folder, limits=limits) as parts:
        address = await parts.add_device("bob")
        yield World(parts, address, sends=sends, per_mailbox=per_mailbox)


def verdicts(results: list[messages.SendResult]) -> list[SendVerdict]:
    return [result.verdict for result in results]


def test_accepted_envelopes_are_held_under_the_ids_that_were_told(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            results = await world.send("1", "2")
            assert verdicts(results) == [ACCEPTED] * 2
            assert [result.id for result in results] == await world.held()

    run(story())


def test_resent_envelope_is_held_once_and_pushed_once(tmp_path: Path) -> None:
    """PR-19 (relay part)."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            device = world.parts.mailboxes.get
            key = await world.parts.write(lambda connection: device(connection, world.address).key)
            await world.delivery.drain(world.delivery.sign_in(world.address, key, BOBS))
            first = await world.send("1")
            again = await world.send("1", by=CAROL)
            assert first == again
            pushed = [m for m in world.pushes.to(BOBS) if isinstance(m, messages.Deliver)]
            assert len(pushed) == 1
            assert world.parts.metrics.snapshot()["envelopes_repeated"] == 1

    run(story())


def test_sends_of_one_connection_are_limited(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path, sends=2) as world:
            results = await world.send("1", "2", "3")
            assert verdicts(results) == [ACCEPTED, ACCEPTED, RETRY]
            assert results[2].retry_after_ms == 1_000
            assert verdicts(await world.send("4", by=CAROL)) == [ACCEPTED]
            world.parts.clock.advance(1)
            assert verdicts(await world.send("3")) == [ACCEPTED]

    run(story())


def test_mailbox_takes_only_so_many_whoever_sends(tmp_path: Path) -> None:
    """P9: counting accepted ones only; repeats and refused ones cost nothing."""

    async def story() -> None:
        async with world_in(tmp_path, per_mailbox=2) as world:
            await world.send("1")
            for _ in range(5):
                assert verdicts(await world.send("1", by=CAROL)) == [ACCEPTED]
            assert verdicts(await world.send("2", "3")) == [ACCEPTED, RETRY]
            assert verdicts(await world.send("typing", transient=True)) == [ACCEPTED]

    run(story())


def test_full_mailbox_is_told_with_a_time(tmp_path: Path) -> None:
    """SV-11."""

    async def story() -> None:
        limits = MailboxLimits(envelopes=1, size_bytes=10**9)
        async with world_in(tmp_path, limits=limits) as world:
            results = await world.send("1", "2")
            assert verdicts(results) == [ACCEPTED, FULL]
            assert results[1].retry_after_ms == 60_000
            assert results[1].id == 0

    run(story())


def test_sends_of_one_frame_share_their_refusals(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path, sends=1) as world:
            frame: set[DeviceAddress] = set()
            assert verdicts(await world.send("1", "2", refused=frame)) == [ACCEPTED, RETRY]
            world.parts.clock.advance(100)
            assert verdicts(await world.send("3", refused=frame)) == [RETRY]
            assert verdicts(await world.send("3", by=CAROL)) == [ACCEPTED]

    run(story())


def test_store_that_takes_no_more_answers_retry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-03, FT-04: back-pressure reaches the sender, also for later sends of the frame."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            frame: set[DeviceAddress] = set()
            with monkeypatch.context() as full:
                full.setattr("server.store.writer.MAX_PENDING", 0)
                results = await world.send("1", refused=frame)
                world.mailbox.acknowledge(world.address, [1])
            assert verdicts(results) == [RETRY]
            assert results[0].retry_after_ms == 1_000
            assert verdicts(await world.send("2", refused=frame)) == [RETRY]
            assert verdicts(await world.send("1", "2")) == [ACCEPTED] * 2

    run(story())


def test_acknowledged_ones_are_forgotten(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            one, two = (result.id for result in await world.send("1", "2"))
            world.mailbox.acknowledge(world.address, [one])
            await world.parts.write(lambda _: None)
            assert await world.held() == [two]

    run(story())


def test_transient_one_is_passed_on_and_not_held(tmp_path: Path) -> None:
    """PR-21."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            key = await world.parts.write(
                lambda connection: world.parts.mailboxes.get(connection, world.address).key
            )
            await world.delivery.drain(world.delivery.sign_in(world.address, key, BOBS))
            results = await world.send("typing", transient=True)
            assert results == [messages.SendResult(verdict=ACCEPTED)]
            assert await world.held() == []
            last = world.pushes.to(BOBS)[-1]
            assert last == messages.Deliver(id=0, envelope=fake_envelope("typing"))
            await world.send("1")
            await world.send("typing", transient=True)
            assert len(world.pushes.to(BOBS)) == 3

    run(story())


def test_envelopes_are_held_for_thirty_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8; many are removed in small steps."""
    monkeypatch.setattr(mailbox_module, "_EXPIRE_STEP", 2)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.send(*(f"old {number}" for number in range(5)))
            world.parts.clock.advance(DAY_S)
            (young,) = await world.send("young")
            world.parts.clock.advance(29 * DAY_S - 1)
            await world.mailbox.expire()
            assert len(await world.held()) == 6
            world.parts.clock.advance(2)
            await world.mailbox.expire()
            assert await world.held() == [young.id]
            assert world.parts.metrics.snapshot()["envelopes_expired"] == 5

    run(story())


@pytest.mark.parametrize("years", [10, -10])
def test_clock_that_jumped_removes_nothing(
    tmp_path: Path, years: int, caplog: pytest.LogCaptureFixture
) -> None:
    """FT-10: ten years ahead by mistake, then set right again: nothing is lost."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.send("1")
            world.parts.clock.jump(years * 365 * DAY_S)
            await world.mailbox.expire()
            world.parts.clock.jump(-years * 365 * DAY_S)
            await world.mailbox.expire()
            await world.mailbox.expire()
            assert len(await world.held()) == 1

    run(story())
    assert [record.message.split()[0] for record in caplog.records] == ["clock_jumped"] * 2


def test_removed_envelopes_free_their_mailbox(tmp_path: Path) -> None:
    async def story() -> None:
        limits = MailboxLimits(envelopes=1, size_bytes=10**9)
        async with world_in(tmp_path, limits=limits) as world:
            await world.send("1")
            world.parts.clock.advance(31 * DAY_S)
            await world.mailbox.expire()
            assert verdicts(await world.send("2")) == [ACCEPTED]

    run(story())


def test_nothing_of_the_sender_reaches_the_store(tmp_path: Path) -> None:
    """PR-16: the sender's connection is asked for its budget and goes no further."""
    seen: list[object] = []

    def note(connection: Transaction) -> None:
        rows = connection.exec_driver_sql("SELECT * FROM envelope").all()
        seen.extend(value for row in rows for value in row)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.send("1", by=ConnectionNumber(987_654_321))
            await world.parts.write(note)

    run(story())
    assert len(seen) == 5
    assert 987_654_321 not in seen


def test_thirty_requests_a_day(tmp_path: Path) -> None:
    """P9: asking for nobody costs one; a repeat, a full mailbox and a busy store cost none."""

    async def story() -> None:
        async with world_in(tmp_path, limits=FEW_REQUESTS) as world:
            nobody = DeviceAddress(account=AccountId(bytes(32)), device=1)
            first = await world.ask("0")
            for _ in range(5):
                assert await world.ask("0") == first
            assert (await world.ask("x", to=nobody)).verdict is SendVerdict.NO_SUCH_MAILBOX
            found = [await world.ask(f"{number}") for number in range(1, 31)]
            assert verdicts(found) == [ACCEPTED] * 27 + [FULL] * 3
            world.mailbox.acknowledge(world.address, [first.id])
            assert (await world.ask("28")).verdict is ACCEPTED
            over = await world.ask("29")
            assert over == messages.SendResult(verdict=RETRY, retry_after_ms=DAY_S * 1000 // 30)
            assert (await world.ask("28")).verdict is ACCEPTED
            world.parts.clock.advance(DAY_S / 30)
            world.mailbox.acknowledge(world.address, [found[0].id])
            assert (await world.ask("29")).verdict is ACCEPTED

    run(story())


def test_nothing_of_the_asker_reaches_the_store(tmp_path: Path) -> None:
    """P9: no pair is stored; that it was a request is."""
    rows: list[tuple[object, ...]] = []

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.ask("1")
            await world.parts.write(
                lambda connection: rows.extend(
                    tuple(row)
                    for table in ("envelope", "account", "device", "delivery_key")
                    for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
                )
            )

    run(story())
    assert not [value for row in rows for value in row if value == ASKER]
    assert rows[0][-1] == 1


def test_sweep_forgets_full_budgets_of_mailboxes(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.send("1")
            assert len(world.mailbox._per_mailbox) == 1
            world.parts.clock.advance(1)
            await world.mailbox.sweep()
            assert len(world.mailbox._per_mailbox) == 0

    run(story())
