"""What waited too long to go as it is: its seal expired, or its session is too old (P6)."""

from typing import Final

from desktop.core.rows.sent import OutboxRow, OutboxState
from desktop.crypto.body import parse_inner

_DAY_MS: Final = 24 * 60 * 60 * 1000

FIRST_MESSAGE_MS: Final = 14 * _DAY_MS
"""How long a message that begins a session may wait: the other side keeps a replaced fallback key
for one more period, and no first message is to depend on it for longer than half of that."""

UNDELIVERED_MS: Final = 30 * _DAY_MS
"""After so long without a receipt a message is "not delivered": the relay holds nothing longer."""


def needs_new_session(row: OutboxRow, *, now_ms: int) -> bool:
    """Tell whether a row that waits begins a session that is too old to be begun.

    Args:
        row: An outgoing content.
        now_ms: Local time.
    """
    return (
        row.state is OutboxState.ENCRYPTED
        and row.encrypted_ms + FIRST_MESSAGE_MS <= now_ms
        and parse_inner(row.inner).intro != b""
    )


def needs_new_seal(row: OutboxRow, *, now_ms: int) -> bool:
    """Tell whether the seal of a row that waits was made for a pair that expired.

    Args:
        row: An outgoing content; if it is not known when its pair expires, it is made anew.
        now_ms: The later of both clocks.
    """
    return row.state is OutboxState.ENCRYPTED and row.seal_expires_ms <= now_ms
