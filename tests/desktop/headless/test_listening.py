"""Listening: unread first, then what happens, and requests from lines."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from desktop.core.records import ContactId, ProfileState, Relation
from desktop.headless.listening import PAGE, Listening, stdin_lines
from desktop.supervisor import Supervisor
from tests.helpers.fake_messenger import FakeMessenger
from tests.helpers.messengers import run


class Bot:
    """Somebody who listens.

    Attributes:
        messenger: To whom.
        lines: What was written.
    """

    def __init__(self) -> None:
        self.messenger = FakeMessenger()
        self.messenger.profile_state = ProfileState.VAULT
        self.lines: list[dict[str, Any]] = []

    def texts(self) -> list[str]:
        return [line["text"] for line in self.lines if line["event"] == "message"]

    async def listen(
        self, *requests: object, accepts_requests: bool = False, then: tuple[str, ContactId] | None
    ) -> None:
        async with Supervisor() as supervisor:
            listening = Listening(
                self.messenger,
                lambda line: self.lines.append(json.loads(line)),
                supervisor.spawn,
                accepts_requests=accepts_requests,
            )
            await listening.write_unread()
            if then is not None:
                text, contact = then
                self.messenger.add_message(contact, text, is_unread=True)
            await listening.carry_out(each(requests))
            for _ in range(5):
                await asyncio.sleep(0)


async def each(requests: tuple[object, ...]) -> AsyncIterator[str]:
    for request in requests:
        yield request if isinstance(request, str) else json.dumps(request)


@pytest.fixture
def bot() -> Bot:
    return Bot()


def play(story: Coroutine[Any, Any, None]) -> None:
    run(story)


def test_unread_messages_come_first_and_count_as_read(bot: Bot) -> None:
    bob = bot.messenger.add_contact("bob")
    bot.messenger.add_message(bob, "old", is_told=False)
    for text in ("first", "second"):
        bot.messenger.add_message(bob, text, is_unread=True, is_told=False)
    play(bot.listen(then=("third", bob)))
    assert bot.texts() == ["first", "second", "third"]
    assert bot.messenger.conversation(bob).unread_count == 0


def test_more_unread_than_a_page_are_all_written(bot: Bot) -> None:
    bob = bot.messenger.add_contact("bob")
    texts = [f"message {number}" for number in range(PAGE + 10)]
    for text in texts:
        bot.messenger.add_message(bob, text, is_unread=True, is_told=False)
    play(bot.listen(then=None))
    assert bot.texts() == texts


@pytest.mark.parametrize("accepts", [True, False])
def test_requests_are_accepted_only_if_wanted(bot: Bot, accepts: bool) -> None:
    early = bot.messenger.add_contact("early", relation=Relation.REQUEST)
    late = bot.messenger.add_contact("late", relation=Relation.REQUEST)
    play(bot.listen(accepts_requests=accepts, then=("may I?", late)))
    accepted = {call[1] for call in bot.messenger.calls if call[0] == "accept"}
    assert accepted == ({early, late} if accepts else set())


def test_requests_of_lines_are_carried_out_in_order(bot: Bot) -> None:
    bob = bot.messenger.add_contact("bob")
    carol = bot.messenger.add_contact("carol", relation=Relation.REQUEST)
    play(
        bot.listen(
            {"do": "send", "to": "bob", "text": "by name", "id": 1},
            {"do": "send", "to": bob, "text": "by number", "id": "two"},
            {"do": "accept", "who": "carol"},
            then=None,
        )
    )
    done = [line for line in bot.lines if line["event"] == "done"]
    assert [line["request"] for line in done] == [1, "two", None]
    assert [call for call in bot.messenger.calls if call[0] in {"send_text", "accept"}] == [
        ("send_text", bob, "by name"),
        ("send_text", bob, "by number"),
        ("accept", carol),
    ]


@pytest.mark.parametrize(
    "request_line",
    ["no JSON", "[]", '{"do": "dance"}', '{"do": "send", "to": null, "text": "x"}', "{}"],
)
def test_request_that_makes_no_sense_is_refused_and_the_next_carried_out(
    bot: Bot, request_line: str
) -> None:
    bot.messenger.add_contact("bob")
    play(bot.listen(request_line, {"do": "send", "to": "bob", "text": "hi"}, then=None))
    refused = [line for line in bot.lines if line["event"] == "refused"]
    assert [line["error"] for line in refused] == ["invalid_form"]
    assert [line["event"] for line in bot.lines].count("done") == 1


def test_request_that_fails_says_why(bot: Bot) -> None:
    bot.messenger.add_contact("bob")
    play(bot.listen({"do": "send", "to": "bob", "text": "  ", "id": 5}, then=None))
    assert bot.lines[-1] == {"event": "refused", "request": 5, "error": "message_empty"}


def test_lines_of_stdin_end_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"line {number}\n" for number in range(300)]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(lines)))

    async def story() -> list[str]:
        return [line async for line in stdin_lines()]

    assert run(story()) == lines
