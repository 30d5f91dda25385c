"""What runs for as long as an account is open goes on after a local fault."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.core import open_account
from desktop.core.events import CatchUpProgressed, ConversationChanged
from desktop.core.records import ContactId, ConversationRecord
from desktop.errors import DiskFull
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import Person, run, system_clock


def test_list_goes_on_after_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FT-03: a part that a fault ended begins anew and tells what it had not told."""
    monkeypatch.setattr(open_account, "RESTART_AFTER_S", 0.0)
    relay = FakeRelay(system_clock)

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            running = alice.engine._session.running
            assert running is not None
            history = running.profile.history
            honest: Callable[[ContactId], object] = history.get_conversation
            failures = [DiskFull(), DiskFull()]

            async def failing(contact: ContactId) -> ConversationRecord:
                if failures:
                    raise failures.pop()
                return await honest(contact)  # type: ignore[misc,no-any-return]

            monkeypatch.setattr(history, "get_conversation", failing)
            alice.events.clear()
            running.conversations.refresh(to_bob)
            await alice.until(
                lambda: any(isinstance(event, ConversationChanged) for event in alice.events)
            )
            assert failures == []

    run(story())


def test_catching_up_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.core.catch_up.STEP", 2)
    relay = FakeRelay(system_clock)

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        async with bob:
            await bob.create_account()
        async with alice:
            await alice.create_account()
            to_bob = await alice.chat_with(bob)
            for number in range(3):
                await alice.engine.send_text(to_bob, f"number {number}")
            await alice.until(lambda: len(relay.submitted) == 3)
        async with bob:
            await bob.reopen()
            done = [event.done for event in bob.events if isinstance(event, CatchUpProgressed)]
            assert done == [2]

    run(story())
