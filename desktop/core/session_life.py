"""Which session to send on, and when a quiet receiver has to answer (PROTOCOL P7).

Sessions are never reset by themselves: what came in may always still be opened; these rules only
say on which one to send.
"""

from collections.abc import Sequence
from typing import Final

from desktop.core.rows.peers import SessionRow

_DAY_MS: Final = 24 * 60 * 60 * 1000

UNANSWERED_MS: Final = 30 * _DAY_MS
"""How long a session without an answer is sent on: as long as the relay holds an envelope, so what
might have opened it is gone after that."""

MOST_UNRECEIPTED: Final = 2_000
"""How many messages are sent on a session beyond the newest that a receipt named: the ratchet of
the other side steps over so many lost ones and no more."""

ANSWER_AFTER: Final = 30
"""After so many messages in a row on one chain the receiver sends an empty content, which makes the
sender's ratchet turn: the receiver's keeps the keys of only 40 skipped messages."""


def find_sendable(sessions: Sequence[SessionRow], *, now_ms: int) -> SessionRow | None:
    """Return the session to send on, None if a new one must be begun.

    Args:
        sessions: As `KeyStore.load_sessions` orders them: last received on first, then newest.
        now_ms: Local time.
    """
    return next((row for row in sessions if is_sendable(row, now_ms=now_ms)), None)


def is_sendable(session: SessionRow, *, now_ms: int) -> bool:
    """Tell whether a session may be sent on."""
    answered_ms = max(session.created_ms, session.last_received_ms)
    return (
        not session.is_archived
        and now_ms < answered_ms + UNANSWERED_MS
        and session.sent_count - session.receipted_count <= MOST_UNRECEIPTED
    )


def owes_answer(session: SessionRow) -> bool:
    """Tell whether so many messages came in a row that the other's ratchet needs an answer."""
    return session.received_in_row >= ANSWER_AFTER
