"""Which session is sent on, over time and without answers."""

from dataclasses import replace

import pytest

from desktop.core.rows.peers import SessionRow
from desktop.core.session_life import (
    ANSWER_AFTER,
    MOST_UNRECEIPTED,
    UNANSWERED_MS,
    find_sendable,
    is_sendable,
    owes_answer,
)
from protocol.ids import AccountId, DeviceAddress

NOW_MS = 1_800_000_000_000
SESSION = SessionRow(
    peer=DeviceAddress(account=AccountId(bytes(32)), device=1),
    session_id=bytes(8),
    pickle=b"",
    created_ms=NOW_MS,
)


@pytest.mark.parametrize(
    ("session", "is_good"),
    [
        (SESSION, True),
        (replace(SESSION, is_archived=True), False),
        (replace(SESSION, created_ms=NOW_MS - UNANSWERED_MS), False),
        (replace(SESSION, created_ms=NOW_MS - UNANSWERED_MS + 1), True),
        (replace(SESSION, created_ms=0, last_received_ms=NOW_MS - UNANSWERED_MS + 1), True),
        (replace(SESSION, sent_count=MOST_UNRECEIPTED), True),
        (replace(SESSION, sent_count=MOST_UNRECEIPTED + 1), False),
        (replace(SESSION, sent_count=MOST_UNRECEIPTED + 7, receipted_count=7), True),
    ],
)
def test_session_is_sent_on_while_the_other_side_shows_life(
    session: SessionRow, is_good: bool
) -> None:
    """PR-05: never beyond what the other's ratchet can step over."""
    assert is_sendable(session, now_ms=NOW_MS) is is_good


def test_first_good_one_in_order_is_taken() -> None:
    spent = replace(SESSION, is_archived=True)
    other = replace(SESSION, session_id=b"another.")
    assert find_sendable([spent, other, SESSION], now_ms=NOW_MS) is other
    assert find_sendable([spent], now_ms=NOW_MS) is None
    assert find_sendable([], now_ms=NOW_MS) is None


def test_answer_is_owed_after_thirty_in_a_row() -> None:
    assert not owes_answer(replace(SESSION, received_in_row=ANSWER_AFTER - 1))
    assert owes_answer(replace(SESSION, received_in_row=ANSWER_AFTER))
