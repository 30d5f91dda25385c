"""Requests run as named tasks; what fails becomes words and never ends the app."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import pytest

from desktop.errors import RelayUnreachable
from desktop.ui.error_texts import ErrorText
from desktop.ui.request_runner import Answer, RequestRunner


class Tasks:
    """Runs every request to its end when told to."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._waiting: list[Coroutine[Any, Any, None]] = []
        self.runner = RequestRunner(self.spawn)

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
