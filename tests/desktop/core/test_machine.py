"""Three people, a relay that loses, doubles and shuffles, profiles put back: in the end they agree.

PR-07. Every text is shown at most once, always. Once things have settled, every text that its
writer's profile knows of is shown to its reader; only where a writer's profile was put back may one
be missing instead, and then a line says so or it never counts as delivered.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from desktop.core.records import DeliveryState, MessageKind
from desktop.errors import ChainFull, SendingStopped, TryLater
from protocol import limits
from protocol.ids import EnvelopeId
from tests.helpers.correspondents import Correspondent, InlineExecutor
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import ManualClock
from tests.helpers.profile_stores import MemoryStore

NAMES = ("alice", "bob", "carol")
ROUNDS = 8
"""How often everybody may tap until nothing is missing any more."""

ROUND_DAYS = 2
"""Days between: a key that refuses may be asked for after one; and after a week everybody fetches
seal keys anew, which a profile that was put back may have lost without anybody knowing."""

PAST_THE_COPY = 10
"""More texts than anybody writes after a copy, so that a profile is past them."""

VISITS = 8
"""Visits of everybody after which nothing may be under way any more: a repair asked in the first is
sent, answered, shown and receipted in the next ones."""

FLAGS = {
    MessageKind.GAP,
    MessageKind.RESTORED,
    MessageKind.FORKED,
    MessageKind.FIRST_FAILED,
}

person = st.integers(0, len(NAMES) - 1)
place = st.integers(0, 9)

_T = TypeVar("_T")


class Conversation(RuleBasedStateMachine):
    """What three people and a relay may do to each other, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.loop.set_default_executor(InlineExecutor())
        self.clock = ManualClock()
        self.relay = FakeRelay(self.clock)
        self.people = [Correspondent(name, MemoryStore(), self.relay, self.clock) for name in NAMES]
        self.written = 0
        self.restored: set[str] = set()
        self.renewed: set[str] = set()
        self.snapshots: set[str] = set()
        self.delivered: dict[str, list[bytes]] = {name: [] for name in NAMES}
        self.run(self._meet())

    def run(self, step: Coroutine[Any, Any, _T]) -> _T:
        """Play one step."""
        return self.loop.run_until_complete(step)

    async def _meet(self) -> None:
        for each in self.people:
            await each.create()
        for each, other in self._pairs():
            await each.befriend(other)

    def _pairs(self) -> list[tuple[Correspondent, Correspondent]]:
        return [(one, two) for one in self.people for two in self.people if one is not two]

    def teardown(self) -> None:
        try:
            self.run(self._settle())
            self.run(self._check_agreement())
            self.run(self._check_that_it_goes_on())
        finally:
            for each in self.people:
                self.run(each.close())
            self.loop.close()

    # ── what may happen ───────────────────────────────────────────────────────────────────────

    @rule(writer=person, reader=st.integers(1, 2), visits=st.booleans())
    def write(self, writer: int, reader: int, visits: bool) -> None:
        """Somebody writes, and sends at once or later."""
        one = self.people[writer]
        other = self.people[(writer + reader) % len(NAMES)]
        try:
            self.run(one.check_may_write(other))
        except SendingStopped:
            return
        self.written += 1
        self.run(one.write(other, f"{one.name} {self.written}"))
        self.run(one.visit() if visits else one.send())

    @rule(who=person)
    def visit(self, who: int) -> None:
        """Somebody comes online, takes what is held and sends what waits."""
        self._note_held(self.people[who])
        self.run(self.people[who].visit())

    @rule(who=person, whom=st.integers(1, 2))
    def tap(self, who: int, whom: int) -> None:
        """Somebody asks for what may be missing."""
        one = self.people[who]
        contact = self.run(one.contact_of(self.people[(who + whom) % len(NAMES)]))
        with contextlib.suppress(TryLater, SendingStopped):
            self.run(one.repairs.request(contact))

    @rule(who=person)
    def read(self, who: int) -> None:
        """Somebody takes what is held, and is gone before anything is answered."""
        self._note_held(self.people[who])
        self.run(self.people[who].receive())

    @rule(who=person, at=place)
    def lose(self, who: int, at: int) -> None:
        """The relay loses one envelope."""
        held = self.people[who].mailbox.held
        if held:
            del held[sorted(held)[at % len(held)]]

    @rule(who=person, at=place)
    def double(self, who: int, at: int) -> None:
        """The relay delivers an old envelope once more."""
        old = self.delivered[NAMES[who]]
        if old:
            self._deliver(self.people[who], old[at % len(old)])

    @rule(who=person, turn=place)
    def shuffle(self, who: int, turn: int) -> None:
        """The relay delivers in another order."""
        held = self.people[who].mailbox.held
        ids = sorted(held)
        if ids:
            envelopes = [held[number] for number in ids]
            turn %= len(ids)
            turned = [*reversed(envelopes[turn:]), *envelopes[:turn]]
            held.update(zip(ids, turned, strict=True))

    @rule(who=person)
    def restart(self, who: int) -> None:
        """Somebody's app is closed and opened."""
        self.run(self.people[who].restart())

    @rule(who=person)
    def snapshot(self, who: int) -> None:
        """Somebody's profile is copied."""
        self.run(self.people[who].snapshot())
        self.snapshots.add(NAMES[who])

    @rule(who=person)
    def restore(self, who: int) -> None:
        """Somebody's profile is put back to its copy."""
        if NAMES[who] in self.snapshots:
            self.run(self.people[who].restore())
            self.restored.add(NAMES[who])

    @rule(who=person)
    def archive(self, who: int) -> None:
        """Somebody sends on none of the sessions there are."""
        self.run(
            self.people[who].profile.database.run(
                "archive",
                lambda connection: connection.execute("UPDATE session SET is_archived = 1"),
            )
        )

    @rule(who=person, is_device=st.booleans())
    def renew(self, who: int, is_device: bool) -> None:
        """Somebody takes another identity, or new keys for the whole device."""
        one = self.people[who]
        self._note_held(one)
        with contextlib.suppress(ChainFull):
            self.run(one.renew(is_device=is_device))
            if is_device:
                self.renewed.add(one.name)
                # A copy with the keys of a revoked device never gets in again.
                self.snapshots.discard(one.name)

    @rule(who=person, whom=st.integers(1, 2))
    def block(self, who: int, whom: int) -> None:
        """Somebody blocks somebody, or listens to them again."""
        one, other = self.people[who], self.people[(who + whom) % len(NAMES)]
        if self.run(one.has_blocked(other)):
            self.run(one.take_back(other))
        else:
            self.run(one.block(other))

    @rule(hours=st.sampled_from([1, 30, 200]))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.clock.advance(seconds=3600 * hours)

    @property
    def estranged(self) -> set[str]:
        """People who lost what was read after a copy, and keys that it would be sent to again."""
        return self.restored & self.renewed

    def _note_held(self, who: Correspondent) -> None:
        self.delivered[who.name] += who.mailbox.held.values()

    def _deliver(self, who: Correspondent, envelope: bytes) -> None:
        number = EnvelopeId(max(who.mailbox.newest_issued + 1, self.clock() << 22))
        who.mailbox.held[number] = envelope
        who.mailbox.newest_issued = number

    # ── what must hold ────────────────────────────────────────────────────────────────────────

    @invariant()
    def nothing_is_shown_twice(self) -> None:
        """At no time."""
        for each in self.people:
            assert self.run(each.shown_twice()) == []

    async def _settle(self) -> None:
        """Let everybody come online until nothing is under way, and do what a person would do.

        Who was blocked is taken back; whose mailbox refuses a key is asked for the new one; and
        where something lacks, it is asked for again.
        """
        for one, other in self._pairs():
            if await one.has_blocked(other):
                await one.take_back(other)
        for _ in range(ROUNDS):
            self.clock.advance(days=ROUND_DAYS)
            await self._ask_again()
            await self._come_and_go()
            lacking = [(one, two) for one, two in self._pairs() if await self._lacks(one, two)]
            if not lacking:
                return
            # It may be the receipt that lacks, so both ask.
            for one, two in dict.fromkeys([*lacking, *((two, one) for one, two in lacking)]):
                with contextlib.suppress(TryLater, SendingStopped):
                    await one.repairs.request(await one.contact_of(two))
            await self._come_and_go()

    async def _come_and_go(self) -> None:
        """Visits of everybody until the relay holds nothing and nobody sends anything more."""
        for _ in range(VISITS):
            issued = [each.mailbox.newest_issued for each in self.people]
            for each in self.people:
                await each.visit()
            is_held = any(each.mailbox.held for each in self.people)
            if not is_held and issued == [each.mailbox.newest_issued for each in self.people]:
                return
        raise AssertionError("they never come to rest")

    async def _lacks(self, reader: Correspondent, writer: Correspondent) -> bool:
        """Tell whether a text is not there, a line says so, or a mailbox refuses the writer."""
        own = [message for message in await writer.messages(reader) if message.is_own]
        return (
            await writer.is_refused_by(reader)
            or bool(await reader.missing(writer))
            or any(message.state is not DeliveryState.DELIVERED for message in own)
            or {message.text for message in own} - set(await reader.texts(writer)) != set()
        )

    async def _check_agreement(self) -> None:
        for writer, reader in self._pairs():
            shown = Counter(await reader.texts(writer))
            assert set(shown.values()) <= {1}, shown
            lines = set(await reader.kinds(writer)) & FLAGS
            own = [message for message in await writer.messages(reader) if message.is_own]
            for message in own:
                if writer.name in self.restored or reader.name in self.estranged:
                    is_flagged = lines or message.state is not DeliveryState.DELIVERED
                    assert shown[message.text] or is_flagged, message
                else:
                    assert shown[message.text] == 1, message
                    assert message.state is DeliveryState.DELIVERED
            if writer.name not in self.restored and reader.name not in self.estranged:
                assert await reader.missing(writer) == []
                assert await reader.texts(writer) == [m.text for m in own if m.text in shown]

    async def _check_that_it_goes_on(self) -> None:
        """Whatever happened, what is written now is shown last and delivered.

        A profile that was put back and heard nothing since does not know that it was, and writes
        under numbers and ratchet keys that it used before (PROTOCOL P7): its text then stands
        before those, or does not open and is never called delivered. Some texts later it is past
        them.
        """
        for one, other in self._pairs():
            await one.write(other, f"{one.name} to the end")
        await self._settle()
        for turn in range(PAST_THE_COPY):
            if not await self._write_once_more(f"once more {turn}"):
                break
            await self._settle()
        for writer, reader in self._pairs():
            text, is_delivered = await self._newest(writer, reader)
            texts = await reader.texts(writer)
            assert text in texts
            assert is_delivered
            assert texts[-1] == text or writer.name in self.restored

    async def _write_once_more(self, words: str) -> bool:
        """Let everybody write again whose newest text is not there; False if there is nobody."""
        writes = False
        for writer, reader in self._pairs():
            text, is_delivered = await self._newest(writer, reader)
            if text in await reader.texts(writer):
                continue
            assert writer.name in self.restored
            assert not is_delivered
            await writer.write(reader, f"{writer.name} {words}")
            writes = True
        return writes

    async def _newest(self, writer: Correspondent, reader: Correspondent) -> tuple[str, bool]:
        """Return what somebody wrote last, and whether it is delivered."""
        own = [message for message in await writer.messages(reader) if message.is_own]
        return own[-1].text, own[-1].state is DeliveryState.DELIVERED

    async def _ask_again(self) -> None:
        """Everybody asks for the key of a mailbox that refuses the one they have."""
        for one, other in self._pairs():
            with contextlib.suppress(TryLater):
                await one.relations.ask_again(await one.contact_of(other))


PARTS = 10
"""The long run in parts, which may run one after the other or on several cores."""

SHORT = settings(
    max_examples=10,
    stateful_step_count=14,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
    database=None,
)
LONG = settings(SHORT, max_examples=10_000 // PARTS, stateful_step_count=30, derandomize=False)


@pytest.fixture(autouse=True)
def few_one_time_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making and opening fifty keys is most of what a session costs; six run out, too."""
    monkeypatch.setattr(limits, "ONE_TIME_KEYS_HELD", 6)


def test_three_people_agree_in_the_end() -> None:
    """PR-07, the seeded part."""
    run_state_machine_as_test(Conversation, settings=SHORT)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("part", range(PARTS))
def test_three_people_agree_in_the_end_whatever_happens(part: int) -> None:
    """PR-07: 10,000 runs; the number of a part is its seed, so that each can be played again."""
    seeded = seed(part)(type(f"ConversationOfPart{part}", (Conversation,), {}))
    run_state_machine_as_test(seeded, settings=LONG)
