"""Taking envelopes in: answered after the commit, within budgets, forgotten when acknowledged."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import pytest

from protocol import messages
from protocol.ids import AccountId, DeviceAddress, EnvelopeId
from protocol.limits import MAX_ACKNOWLEDGED_IDS
from protocol.messages import SendVerdict
from server.services import mailbox as mailbox_module
from server.services import mailbox_writes
from server.services.mailboxes import MailboxLimits
from server.services.peers import ConnectionNumber
from server.store import account_change_rows, account_rows, envelope_rows
from server.store.delivery_key_rows import NewKey
from server.store.engine import Transaction
from tests.helpers.relay_client import DELIVERY_KEY, build_send, fake_envelope
from tests.helpers.relay_parts import (
    ASKER,
    MANY,
    Parts,
    Pushes,
    ask,
    blocked,
    held,
    new_account,
    new_key,
    run,
    send,
    store_parts,
)

ALICE, CAROL, BOBS = (ConnectionNumber(number) for number in (1, 2, 3))
ACCEPTED, RETRY, FULL = SendVerdict.ACCEPTED, SendVerdict.RETRY, SendVerdict.FULL
DAY_S = 86_400
FEW_REQUESTS = MailboxLimits(envelopes=10_000, size_bytes=10**9, requests=28)
NOBODY = DeviceAddress(account=AccountId(bytes(32)), device=1)
INVITE, WRONG_KEY = b"i" * 32, b"w" * 32
NO_SUCH_MAILBOX = SendVerdict.NO_SUCH_MAILBOX


class World:
    """The service over an open store, and one mailbox."""

    def __init__(
        self, parts: Parts, address: DeviceAddress, *, sends: float, per_mailbox: float
    ) -> None:
        self.parts = parts
        self.address = address
        self.pushes = Pushes()
        self.mailbox, self.delivery = parts.mailbox_service(
            self.pushes, sends=sends, per_mailbox=per_mailbox
        )

    async def sign_in(self, connection: ConnectionNumber = BOBS) -> None:
        """Sign the mailbox's device in and bring it what is held."""
        state = await self.parts.reader.read(
            lambda connection: envelope_rows.load_mailbox(connection, self.address)
        )
        await self.delivery.drain(self.delivery.sign_in(self.address, state.key, connection))

    def delivered(self, connection: ConnectionNumber = BOBS) -> list[str]:
        """Return the markers of what was pushed."""
        return [
            message.envelope.rstrip(b".").decode()
            for message in self.pushes.to(connection)
            if isinstance(message, messages.Deliver)
        ]

    async def send(
        self,
        *markers: str,
        by: ConnectionNumber = ALICE,
        to: DeviceAddress | None = None,
        key: bytes = DELIVERY_KEY,
        transient: bool = False,
        refused: set[DeviceAddress] | None = None,
    ) -> list[messages.SendResult]:
        envelopes = [fake_envelope(marker) for marker in markers]
        address = self.address if to is None else to
        request = build_send(1, address, *envelopes, transient=transient, key=key)
        return await send(self.mailbox, request, by=by, refused=refused)

    async def ask(self, marker: str, *, to: DeviceAddress | None = None) -> messages.SendResult:
        return await ask(self.mailbox, self.address if to is None else to, marker)

    async def acknowledge(self, *ids: EnvelopeId | int) -> None:
        """Acknowledge and wait until the rows are gone."""
        self.mailbox.acknowledge(self.address, ids)
        await self.parts.write(lambda _: None)

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
            await world.sign_in()
            first = await world.send("1")
            again = await world.send("1", by=CAROL)
            assert first == again
            assert world.delivered() == ["1"]
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


@pytest.mark.parametrize("is_known", [False, True])
def test_envelopes_on_their_way_are_bounded_in_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    """FT-04: while the disk does not take them, the largest envelopes fill no memory."""
    size = len(fake_envelope("1"))
    for module in (mailbox_module, mailbox_writes):
        monkeypatch.setattr(module, "MAX_BYTES", 2 * size)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            if is_known:
                await world.send("0")
            go_on = await blocked(world.parts)
            async with asyncio.TaskGroup() as group:
                sent = [group.create_task(world.send(text), name="send") for text in "1234"]
                await asyncio.sleep(0)
                go_on.set()
            assert [verdicts(one.result()) for one in sent] == [[ACCEPTED]] * 2 + [[RETRY]] * 2
            assert verdicts(await world.send("3", "4")) == [ACCEPTED] * 2
            assert verdicts(await world.send("3", "4")) == [ACCEPTED] * 2
            assert world.mailbox._writes._bytes == 0

    run(story())


def test_time_until_the_next_request_fits_the_wire(tmp_path: Path) -> None:
    """A budget may come back as slowly as its operator likes; no app could read the answer."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            world.mailbox._requests = world.parts.limit(1, 1e-9)
            await world.ask("1")
            over = await world.ask("2")
            assert over == messages.SendResult(verdict=RETRY, retry_after_ms=2**32 - 1)

    run(story())


def test_acknowledged_ones_are_forgotten(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            one, two = (result.id for result in await world.send("1", "2"))
            await world.acknowledge(one)
            assert await world.held() == [two]

    run(story())


def test_transient_one_is_passed_on_and_not_held(tmp_path: Path) -> None:
    """PR-21."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.sign_in()
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
            await world.acknowledge(first.id)
            assert (await world.ask("28")).verdict is ACCEPTED
            over = await world.ask("29")
            assert over == messages.SendResult(verdict=RETRY, retry_after_ms=DAY_S * 1000 // 30)
            assert (await world.ask("28")).verdict is ACCEPTED
            world.parts.clock.advance(DAY_S / 30)
            await world.acknowledge(found[0].id)
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
            world.mailbox.sweep()
            assert len(world.mailbox._per_mailbox) == 0

    run(story())


# --- what is judged -------------------------------------------------------------------------------


def test_unknown_mailbox_and_moved_account_are_told_apart(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            second_device = world.address._replace(device=2)
            mover = new_account("bob", number=1, predecessor=world.address.account)
            await world.parts.write(
                lambda connection: account_rows.register(
                    connection, mover, world.parts.mailboxes.ids
                )
            )
            assert verdicts(await world.send("1", to=NOBODY)) == [NO_SUCH_MAILBOX]
            assert verdicts(await world.send("2", to=second_device)) == [NO_SUCH_MAILBOX]
            assert verdicts(await world.send("3")) == [SendVerdict.GONE]

    run(story())


def test_full_mailbox_keeps_what_it_holds_and_knows_a_repeat(tmp_path: Path) -> None:
    """SV-11: `full` is told, nothing is dropped, others are fine, a repeat is still known."""

    async def story() -> None:
        limits = MailboxLimits(envelopes=2, size_bytes=10**9)
        async with world_in(tmp_path, limits=limits) as world:
            other = await world.parts.add_device("carol")
            placed = await world.send("1", "2", "3")
            (repeat,) = await world.send("1")
            assert verdicts(placed) == [ACCEPTED, ACCEPTED, FULL]
            assert repeat == placed[0]
            assert verdicts(await world.send("4", to=other)) == [ACCEPTED]
            assert await world.held() == [placed[0].id, placed[1].id]

    run(story())


def test_mailbox_is_full_by_bytes_too(tmp_path: Path) -> None:
    async def story() -> None:
        limits = MailboxLimits(envelopes=100, size_bytes=6_000)
        async with world_in(tmp_path, limits=limits) as world:
            assert verdicts(await world.send("1", "2", "3")) == [ACCEPTED, ACCEPTED, FULL]

    run(story())


@pytest.mark.parametrize("is_online", [False, True])
def test_acknowledging_makes_room(tmp_path: Path, is_online: bool) -> None:
    async def story() -> None:
        limits = MailboxLimits(envelopes=1, size_bytes=2_554)
        async with world_in(tmp_path, limits=limits) as world:
            if is_online:
                await world.sign_in()
            for marker in "123":
                (one,) = await world.send(marker)
                assert one.verdict is ACCEPTED
                assert verdicts(await world.send("more")) == [FULL]
                await world.acknowledge(one.id)
            assert await world.held() == []

    run(story())


def test_after_a_refusal_later_ones_of_the_frame_are_refused_too(tmp_path: Path) -> None:
    """P8: those of other mailboxes are not, and the next frame begins anew."""

    async def story() -> None:
        async with world_in(tmp_path, sends=1) as world:
            other = await world.parts.add_device("carol")
            frame: set[DeviceAddress] = set()
            assert verdicts(await world.send("1", "2", refused=frame)) == [ACCEPTED, RETRY]
            assert verdicts(await world.send("3", by=CAROL, refused=frame)) == [RETRY]
            assert frame == {world.address}
            world.parts.clock.advance(1)
            assert verdicts(await world.send("4", to=other, refused=frame)) == [ACCEPTED]
            assert verdicts(await world.send("3", by=CAROL)) == [ACCEPTED]

    run(story())


def test_repeat_over_budget_is_still_known(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path, sends=1) as world:
            first = await world.send("1")
            assert await world.send("1") == first
            assert verdicts(await world.send("2")) == [RETRY]

    run(story())


def test_order_of_sends_holds_while_a_mailbox_is_read(tmp_path: Path) -> None:
    """A send that waits for one mailbox holds up what comes after it for another."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            other = await world.parts.add_device("carol")
            await world.send("known")
            both = build_send(1, other, fake_envelope("1"))
            items = [*both.items, *build_send(1, world.address, fake_envelope("2")).items]
            async with asyncio.TaskGroup() as group:
                first = group.create_task(
                    send(world.mailbox, messages.Send(request=1, items=items))
                )
                second = group.create_task(world.send("3"))
            ids = [result.id for result in (*first.result(), *second.result())]
            assert ids == sorted(ids)
            assert await world.held() == [await first_id(world), *ids[1:]]

    run(story())


async def first_id(world: World) -> EnvelopeId:
    return (await world.held())[0]


@pytest.mark.parametrize("is_transient", [True, False])
@pytest.mark.parametrize("is_over_budget", [True, False])
def test_wrong_key_is_answered_like_no_mailbox(
    tmp_path: Path, is_transient: bool, is_over_budget: bool
) -> None:
    """P9: whatever else is wrong, even with an envelope that is held; over budget neither is."""
    expected = messages.SendResult(verdict=NO_SUCH_MAILBOX)
    if is_over_budget:
        expected = messages.SendResult(verdict=RETRY, retry_after_ms=1_000)

    async def story() -> None:
        async with world_in(tmp_path, sends=2) as world:
            await world.send("1", by=BOBS)
            if is_over_budget:
                await world.send("2", "3")
            for address in (world.address, NOBODY):
                results = await world.send("1", to=address, key=WRONG_KEY, transient=is_transient)
                assert results == [expected]

    run(story())


def test_flood_of_sends_to_nobody_lets_other_writes_have_their_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SV-16: beyond the budget no mailbox is read, within it only some at once."""
    monkeypatch.setattr(mailbox_module, "_READ_AT_ONCE", 2)
    reads: list[int] = []
    load = envelope_rows.load_mailboxes

    def noted(
        connection: Transaction, addresses: Collection[DeviceAddress]
    ) -> dict[DeviceAddress, envelope_rows.MailboxState]:
        reads.append(len(addresses))
        return load(connection, addresses)

    monkeypatch.setattr(envelope_rows, "load_mailboxes", noted)

    async def story() -> None:
        async with world_in(tmp_path, sends=5) as world:
            strangers = [
                DeviceAddress(account=AccountId(bytes([number]) * 32), device=1)
                for number in range(8)
            ]
            async with asyncio.TaskGroup() as group:
                sent = [
                    group.create_task(world.send("1", to=one), name="send") for one in strangers
                ]
            told = [one.result()[0].verdict for one in sent]
            assert told == [NO_SUCH_MAILBOX] * 5 + [RETRY] * 3
            assert sum(reads) == 5
            assert max(reads) <= 2

    run(story())


def test_device_acknowledges_no_more_than_it_was_given(tmp_path: Path) -> None:
    """SV-14: a flood of acknowledgements is not carried out; what was pushed still is."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.send("1", "2")
            await world.sign_in()
            one, two = await world.held()
            session = world.delivery.find(world.address)
            assert session is not None
            assert session.owed == MAX_ACKNOWLEDGED_IDS + 2
            await world.acknowledge(one, *range(1, MAX_ACKNOWLEDGED_IDS + 1))
            world.mailbox.acknowledge(world.address, [two, *range(1, 100_000)])
            assert session.owed == 0
            assert world.parts.writer.pending <= 1
            await world.parts.write(lambda _: None)
            assert await world.held() == []
            await world.send("3")
            assert session.owed == 1

    run(story())


async def set_keys(world: World, *keys: NewKey) -> None:
    world.parts.mailboxes.drop(world.address)
    await world.parts.write(
        lambda connection: account_change_rows.set_keys(connection, world.address.account, keys)
    )


@pytest.mark.parametrize("is_forgotten", [False, True])
@pytest.mark.parametrize("is_online", [False, True])
def test_invite_admits_its_number_and_repeats_of_what_is_held(
    tmp_path: Path, is_forgotten: bool, is_online: bool
) -> None:
    """PR-28 (relay part)."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await set_keys(world, new_key(INVITE, uses=2))
            if is_online:
                await world.sign_in()
            placed = [(await world.send(text, key=INVITE))[0] for text in "11223"]
            if is_forgotten:
                world.parts.mailboxes.forget()
            again = [(await world.send(text, key=INVITE))[0] for text in "123"]
            assert verdicts(placed) == [ACCEPTED] * 4 + [NO_SUCH_MAILBOX]
            assert [one.id for one in again] == [placed[0].id, placed[2].id, 0]
            assert len(await world.held()) == 2
            assert world.delivered() == (["1", "2"] if is_online else [])

    run(story())


def test_expired_key_admits_not_even_a_repeat(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            expires_ms = world.parts.clock.now_ms() + 1_000
            await set_keys(world, new_key(INVITE, expires_ms=expires_ms))
            assert verdicts(await world.send("1", key=INVITE)) == [ACCEPTED]
            world.parts.clock.advance(1)
            assert verdicts(await world.send("1", key=INVITE)) == [NO_SUCH_MAILBOX]

    run(story())


def test_refused_envelope_uses_up_no_invite(tmp_path: Path) -> None:
    async def story() -> None:
        limits = MailboxLimits(envelopes=1, size_bytes=10**9)
        async with world_in(tmp_path, limits=limits) as world:
            await set_keys(world, new_key(INVITE, uses=2))
            first, second = await world.send("1", "2", key=INVITE)
            assert verdicts([first, second]) == [ACCEPTED, FULL]
            await world.acknowledge(first.id)
            assert verdicts(await world.send("2", key=INVITE)) == [ACCEPTED]

    run(story())


def test_transient_envelope_under_an_invite_goes_nowhere_and_costs_nothing(tmp_path: Path) -> None:
    """P9, P11: an invite opens no presence, and typing is between contacts."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await set_keys(world, new_key(INVITE, uses=1))
            await world.sign_in()
            typing = await world.send("typing", key=INVITE, transient=True)
            assert typing == [messages.SendResult(verdict=ACCEPTED)]
            assert world.delivered() == []
            assert verdicts(await world.send("1", key=INVITE)) == [ACCEPTED]

    run(story())


def test_transient_envelope_never_overtakes_a_message(tmp_path: Path) -> None:
    """PR-21: with anything held it is dropped, and accepted all the same, also if it is full."""

    async def story() -> None:
        limits = MailboxLimits(envelopes=1, size_bytes=10**9)
        async with world_in(tmp_path, limits=limits) as world:
            await world.sign_in()
            await world.send("1")
            typing = await world.send("typing", transient=True)
            assert typing == [messages.SendResult(verdict=ACCEPTED)]
            assert world.delivered() == ["1"]

    run(story())


def test_transient_envelope_for_nobody_is_refused(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            results = await world.send("typing", to=NOBODY, transient=True)
            assert verdicts(results) == [NO_SUCH_MAILBOX]

    run(story())


def test_requests_that_are_held_are_limited_and_no_contact_is(tmp_path: Path) -> None:
    """P9: 100 requests in a mailbox; contacts are not in their way."""

    async def story() -> None:
        limits = MailboxLimits(envelopes=100, size_bytes=10**9, requests=2)
        async with world_in(tmp_path, limits=limits) as world:
            asked = [await world.ask(text) for text in "123"]
            assert verdicts(asked) == [ACCEPTED, ACCEPTED, FULL]
            assert verdicts(await world.send("4")) == [ACCEPTED]
            world.parts.mailboxes.forget()
            assert (await world.ask("3")).verdict is FULL
            world.mailbox.acknowledge(world.address, [asked[0].id])
            await world.parts.write(lambda _: None)
            assert (await world.ask("3")).verdict is ACCEPTED

    run(story())


def test_mailbox_that_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    """PR-18: a key that was taken back admits nothing, whatever was being read just then."""
    new = b"n" * 32

    async def story() -> None:
        async with world_in(tmp_path) as world:
            go_on = await blocked(world.parts)
            async with asyncio.TaskGroup() as group:
                first = group.create_task(world.send("1"), name="send")
                await asyncio.sleep(0)
                world.parts.mailboxes.drop(world.address)
                change = world.parts.write(
                    lambda connection: account_change_rows.set_keys(
                        connection, world.address.account, [new_key(new)]
                    )
                )
                group.create_task(change, name="change")
                await asyncio.sleep(0)
                go_on.set()
            assert verdicts(first.result()) == [NO_SUCH_MAILBOX]
            assert verdicts(await world.send("2")) == [NO_SUCH_MAILBOX]
            assert verdicts(await world.send("3", key=new)) == [ACCEPTED]

    run(story())
