"""The relay as shipped, with process ends planted around its commits.

The relay's app makes its writer itself, so this program stands a writer of its own in that place.
Everything else is `python -m server`, whose arguments follow the first one. It ends when its
standard input does, so that it never outlives whoever started it.
"""

import functools
import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from typing import Final, TypeVar
from unittest import mock

from sqlalchemy import Connection, Engine

from server import app
from server.__main__ import main
from server.services import mailbox, mailbox_writes
from server.services.mailbox_writes import MailboxWrites
from server.services.mailboxes import Arrival, Stage
from server.store.writer import Outcome, Writer
from tests.faults.kill_points import Countdown, KillPoint

_Result = TypeVar("_Result")

COMMITTED: Final = {
    "send": KillPoint.RELAY_COMMITTED,
    "register": KillPoint.RELAY_REGISTERED,
}
"""The point after the commit of a write, by the name of the write."""


class MortalWriter(Writer):
    """A writer whose process may end before a commit, or before what is committed is told."""

    def __init__(
        self,
        engine: Engine,
        *,
        on_failed: Callable[[], None],
        on_committed: Callable[[float], None] | None,
        now_s: Callable[[], float],
        countdown: Countdown,
    ) -> None:
        super().__init__(engine, on_failed=on_failed, on_committed=on_committed, now_s=now_s)
        self._countdown = countdown

    def enqueue(
        self,
        name: str,
        run: Callable[[Connection], _Result],
        then: Callable[[Outcome[_Result]], None],
        *,
        is_guarded: bool = False,
    ) -> None:
        """Queue a write, with the points that it passes."""
        super().enqueue(name, run, self._mortal(name, then), is_guarded=is_guarded)

    def enqueue_rows(
        self,
        name: str,
        run: Callable[[sqlite3.Connection], _Result],
        then: Callable[[Outcome[_Result]], None],
        *,
        rows: int,
    ) -> None:
        """Queue a write of rows, with the points that it passes."""

        def run_in_transaction(driver: sqlite3.Connection) -> _Result:
            result = run(driver)
            if name == "send":
                self._countdown.hit(KillPoint.RELAY_RECEIVED)
            return result

        super().enqueue_rows(name, run_in_transaction, self._mortal(name, then), rows=rows)

    def _mortal(
        self, name: str, then: Callable[[Outcome[_Result]], None]
    ) -> Callable[[Outcome[_Result]], None]:
        """Return what answers a write, unless the process ends there."""

        def then_answer(outcome: Outcome[_Result]) -> None:
            if outcome.error is None and name in COMMITTED:
                self._countdown.hit(COMMITTED[name])
            then(outcome)

        return then_answer


class MortalWrites(MailboxWrites):
    """Envelopes on their way, whose process may end when a receipt made a row needless."""

    countdown: Countdown

    def _accept(self, arrival: Arrival) -> None:
        if arrival.stage is Stage.ACKNOWLEDGED:
            self.countdown.hit(KillPoint.RELAY_OVERTAKEN)
        super()._accept(arrival)


def end_with_input() -> None:
    """Wait for the end of standard input and end the process."""
    os.read(0, 1)  # without a buffer, whose lock would stand in the way of a clean end
    os._exit(1)


def run(countdown: Countdown, arguments: list[str]) -> int:
    """Run the relay's command line."""
    make_writer = functools.partial(MortalWriter, countdown=countdown)
    MortalWrites.countdown = countdown
    with (
        mock.patch.object(app, "Writer", make_writer),
        mock.patch.object(mailbox, "MailboxWrites", MortalWrites),
        mock.patch.object(mailbox_writes, "HOLD_BACK_S", hold_back_s(countdown)),
    ):
        return main(arguments)


def hold_back_s(countdown: Countdown) -> float:
    """Return how long rows wait for their receipts, so that a point is reached every time."""
    match countdown.point:
        case KillPoint.RELAY_RECEIVED | KillPoint.RELAY_COMMITTED:
            return 0.0
        case KillPoint.RELAY_OVERTAKEN:
            return 5.0
        case _:
            return mailbox_writes.HOLD_BACK_S


if __name__ == "__main__":
    threading.Thread(target=end_with_input, daemon=True).start()
    sys.exit(run(Countdown.parse(sys.argv[1]), sys.argv[2:]))
