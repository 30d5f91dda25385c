"""The states of an outgoing content and the only moves between them."""

import enum
from typing import Final

from desktop.core.rows.sent import OutboxState


class OutboxMove(enum.Enum):
    """What happens to an outgoing content."""

    ENCRYPTED = "encrypted"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETRIED = "retried"
    RETRIED_FROM_START = "retried from start"
    LOST = "lost"
    RENEWED = "renewed"
    GIVEN_UP = "given up"
    OUTDATED = "outdated"


TRANSITIONS: Final[dict[tuple[OutboxState, OutboxMove], OutboxState]] = {
    # The clock shows in both of these; the step between them is committed with its ciphertext.
    (OutboxState.QUEUED, OutboxMove.ENCRYPTED): OutboxState.ENCRYPTED,
    (OutboxState.QUEUED, OutboxMove.REFUSED): OutboxState.FAILED,
    # One tick: the relay holds it. A receipt then deletes the row (two ticks).
    (OutboxState.ENCRYPTED, OutboxMove.ACCEPTED): OutboxState.ACCEPTED,
    # "Not sent", with a reason and Retry.
    (OutboxState.ENCRYPTED, OutboxMove.REFUSED): OutboxState.FAILED,
    (OutboxState.FAILED, OutboxMove.RETRIED): OutboxState.ENCRYPTED,
    # Still one tick: the relay lost some hours, and is sent the same bytes again.
    (OutboxState.ACCEPTED, OutboxMove.LOST): OutboxState.ENCRYPTED,
    # Still the clock: it waited so long that its seal or its session is of no use any more.
    (OutboxState.ENCRYPTED, OutboxMove.RENEWED): OutboxState.ENCRYPTED,
    # "Not delivered": 30 days without a receipt.
    (OutboxState.ACCEPTED, OutboxMove.GIVEN_UP): OutboxState.FAILED,
    (OutboxState.FAILED, OutboxMove.RETRIED_FROM_START): OutboxState.QUEUED,
    # The clock again: one of the two devices was renewed, and what was encrypted does not open.
    (OutboxState.ENCRYPTED, OutboxMove.OUTDATED): OutboxState.QUEUED,
    (OutboxState.ACCEPTED, OutboxMove.OUTDATED): OutboxState.QUEUED,
}


def next_state(state: OutboxState, move: OutboxMove) -> OutboxState:
    """Return the state after a move.

    Raises:
        ValueError: the table has no such move.
    """
    try:
        return TRANSITIONS[state, move]
    except KeyError:
        raise ValueError(f"{move.value} is not possible while {state.value}") from None
