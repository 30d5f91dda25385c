"""Three people, a relay that loses, doubles and shuffles, profiles put back: in the end they agree.

PR-07. Every text is shown at most once, always. Once things have settled, every text that its
writer's profile knows of is shown to its reader; only where a writer's profile was put back may one
be missing instead, and then a line says so or it never counts as delivered.
"""

import asyncio
import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from desktop.core.records import DeliveryState, MessageKind
from desktop.errors import TryLater
from protocol.ids import EnvelopeId
from tests.helpers.correspondents import Correspondent
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import ManualClock

NAMES = ("alice", "bob", "carol")
MEMORY = Path("/dev/shm")
ROUNDS = 4
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
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.runner = asyncio.Runner()
        self.clock = ManualClock()
        self.relay = FakeRelay(self.clock)
        self.people = [Correspondent(name, self.folder, self.relay, self.clock) for name in NAMES]
        self.written = 0
        self.restored: set[str] = set()
        self.snapshots: set[str] = set()
        self.delivered: dict[str, list[bytes]] = {name: [] for name in NAMES}
        self.run(self._meet())

    def run(self, step: Coroutine[Any, Any, _T]) -> _T:
        """Play one step."""
        return self.runner.run(step)

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
            self.runner.close()
            shutil.rmtree(self.folder)

    # ── what may happen ───────────────────────────────────────────────────────────────────────

    @rule(writer=person, reader=st.integers(1, 2), visits=st.booleans())
    def write(self, writer: int, reader: int, visits: bool) -> None:
        """Somebody writes, and sends at once or later."""
        one = self.people[writer]
        other = self.people[(writer + reader) % len(NAMES)]
        self.written += 1
        self.run(one.write(other, f"{one.name} {self.written}"))
        self.run(one.visit() if visits else one.send())

    @rule(who=person)
    def visit(self, who: int) -> None:
        """Somebody comes online, takes what is held and sends what waits."""
        self._note_held(self.people[who])
        self.run(self.people[who].visit())

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

    @rule(hours=st.sampled_from([1, 30, 200]))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.clock.advance(seconds=3600 * hours)

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
        for one, other in self._pairs():
            counted = Counter(self.run(one.texts(other)))
            assert set(counted.values()) <= {1}, counted

    async def _settle(self) -> None:
        """Let everybody come online again and again, and tap wherever something may be missing."""
        for _ in range(ROUNDS):
            self.clock.advance(seconds=3601)
            for one, other in self._pairs():
                with contextlib.suppress(TryLater):
                    await one.repairs.request(await one.contact_of(other))
            for _ in range(2):
                for each in self.people:
                    await each.visit()

    async def _check_agreement(self) -> None:
        for writer, reader in self._pairs():
            shown = Counter(await reader.texts(writer))
            assert set(shown.values()) <= {1}, shown
            lines = set(await reader.kinds(writer)) & FLAGS
            own = [message for message in await writer.messages(reader) if message.is_own]
            for message in own:
                if writer.name in self.restored:
                    is_flagged = lines or message.state is not DeliveryState.DELIVERED
                    assert shown[message.text] or is_flagged, message
                else:
                    assert shown[message.text] == 1, message
                    assert message.state is DeliveryState.DELIVERED
            if writer.name not in self.restored:
                assert await reader.missing(writer) == []
                assert await reader.texts(writer) == [m.text for m in own if m.text in shown]

    async def _check_that_it_goes_on(self) -> None:
        """Whatever happened, what is written now is shown last and delivered."""
        self.clock.advance(seconds=3601)
        for one, other in self._pairs():
            await one.write(other, f"{one.name} to the end")
        for _ in range(3):
            for each in self.people:
                await each.visit()
        for writer, reader in self._pairs():
            assert (await reader.texts(writer))[-1] == f"{writer.name} to the end"
            own = [message for message in await writer.messages(reader) if message.is_own]
            assert own[-1].state is DeliveryState.DELIVERED


SHORT = settings(
    max_examples=10,
    stateful_step_count=14,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
    database=None,
)
LONG = settings(SHORT, max_examples=10_000, stateful_step_count=30, derandomize=False)


def test_three_people_agree_in_the_end() -> None:
    """PR-07, the seeded part."""
    run_state_machine_as_test(Conversation, settings=SHORT)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_three_people_agree_in_the_end_whatever_happens() -> None:
    """PR-07: 10,000 runs."""
    run_state_machine_as_test(Conversation, settings=LONG)
