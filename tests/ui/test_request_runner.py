"""Requests run as named tasks; what fails becomes words and never ends the app."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import pytest

from desktop.errors import RelayKeyChanged, RelayUnreachable
from desktop.ui.error_texts import ErrorText
from desktop.ui.request_runner import Answer, KeyQuestion, RequestRunner


class Tasks:
    """Runs every request to its end when told to."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._waiting: list[Coroutine[Any, Any, None]] = []
        self.accepted: list[bytes] = []
        self.questions: list[KeyQuestion] = []
        self.runner = RequestRunner(
            self.spawn, accept_key=self._accept_key, on_key_changed=self.questions.append
        )

    async def _accept_key(self, key: bytes) -> None:
        self.accepted.append(key)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self.names.append(name)
        self._waiting.append(work)

    def run(self) -> None:
        waiting, self._waiting = self._waiting, []
        for work in waiting:
            asyncio.run(work)


async def nothing() -> Answer:
    return None


def test_answer_is_given_once_the_request_is_over() -> None:
    tasks = Tasks()
    told: list[object] = []

    def ask_again() -> None:
        told.append("over")
        tasks.runner.start("ask", nothing, told.append)

    async def work() -> Answer:
        return ask_again

    tasks.runner.start("ask", work, told.append)
    tasks.run()

    assert told == ["over"]
    assert tasks.names == ["ui: ask", "ui: ask"]
    tasks.run()


def test_same_request_runs_once_at_a_time() -> None:
    tasks = Tasks()
    told: list[object] = []

    tasks.runner.start("ask", nothing, told.append, subject=1)
    tasks.runner.start("ask", nothing, told.append, subject=1)
    tasks.runner.start("ask", nothing, told.append, subject=2)

    assert len(tasks.names) == 2
    tasks.run()


@pytest.mark.parametrize("error", [RelayUnreachable(), ZeroDivisionError("a secret")])
def test_failure_becomes_words(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()
    told: list[ErrorText] = []

    async def work() -> Answer:
        raise error

    with caplog.at_level(logging.INFO):
        tasks.runner.start("ask", work, told.append)
        tasks.run()

    assert [bool(text.title) for text in told] == [True]
    assert type(error).__name__ in caplog.text
    assert "a secret" not in caplog.text


class Vault:
    """Something that the relay does only under a key that was agreed to."""

    def __init__(self, tasks: Tasks) -> None:
        self.keys = [b"first", b"second"]
        self.asked = 0
        self._tasks = tasks

    async def ask(self) -> Answer:
        self.asked += 1
        now = self.keys[min(self.asked, len(self.keys)) - 1]
        if now not in self._tasks.accepted:
            raise RelayKeyChanged(now)
        return lambda: self.keys.append(b"done")


def test_request_waits_for_the_person_when_the_relay_has_another_key() -> None:
    """AU-17: it is asked again only after the person agreed, for exactly that key."""
    tasks, told = Tasks(), list[ErrorText]()
    vault = Vault(tasks)
    vault.keys = [b"other"]

    tasks.runner.start("change", vault.ask, told.append)
    tasks.run()
    assert (vault.asked, tasks.accepted, told) == (1, [], [])
    (question,) = tasks.questions
    question.agree()
    tasks.run()

    assert tasks.accepted == [b"other"]
    assert vault.keys[-1] == b"done"
    assert told == []


def test_key_that_changes_once_more_is_asked_about_once_more() -> None:
    tasks, told = Tasks(), list[ErrorText]()
    vault = Vault(tasks)

    tasks.runner.start("change", vault.ask, told.append)
    tasks.run()
    tasks.questions[0].agree()
    tasks.run()

    assert tasks.accepted == [b"first"]
    assert len(tasks.questions) == 2
    assert b"done" not in vault.keys


def test_declined_request_has_failed_and_accepts_nothing() -> None:
    tasks, told = Tasks(), list[ErrorText]()
    vault = Vault(tasks)

    tasks.runner.start("change", vault.ask, told.append)
    tasks.run()
    tasks.questions[0].decline()

    assert [text.code for text in told] == ["relay-key-changed"]
    assert (vault.asked, tasks.accepted) == (1, [])
