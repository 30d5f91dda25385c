"""The table of an outgoing content's states."""

import itertools

import pytest

from desktop.core.message_state import TRANSITIONS, OutboxMove, next_state
from desktop.core.rows.sent import OutboxState


@pytest.mark.parametrize(
    ("state", "move"), list(itertools.product(OutboxState, OutboxMove)), ids=str
)
def test_only_the_moves_of_the_table_are_possible(state: OutboxState, move: OutboxMove) -> None:
    if (state, move) in TRANSITIONS:
        assert next_state(state, move) is TRANSITIONS[state, move]
    else:
        with pytest.raises(ValueError, match="not possible"):
            next_state(state, move)


def test_an_accepted_content_goes_back_only_if_it_was_lost_or_nobody_got_or_can_open_it() -> None:
    moves = [move for state, move in TRANSITIONS if state is OutboxState.ACCEPTED]
    assert moves == [OutboxMove.LOST, OutboxMove.GIVEN_UP, OutboxMove.OUTDATED]
