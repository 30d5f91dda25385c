"""What happened in the messenger, told to whoever listens (the bridge of the window, a bot)."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.core.records import (
    AccountNotice,
    ConnectionState,
    ConnectionTrouble,
    ContactId,
    ConversationRecord,
    MessagePosition,
    MessageRecord,
)
from protocol.messages import PresenceState


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageAdded:
    """A message, own or received, is committed to the history."""

    message: MessageRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageChanged:
    """A committed message has a new state or place.

    Attributes:
        message: As it is now.
        old_position: Where it stood before.
    """

    message: MessageRecord
    old_position: MessagePosition


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRemoved:
    """A message is shown no more: deleted here, or a line about missing ones that came."""

    message: MessageRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversationChanged:
    """A row of the conversation list is new or different."""

    conversation: ConversationRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class PresenceChanged:
    """A contact's presence is known or changed."""

    contact: ContactId
    presence: PresenceState


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionChanged:
    """The app stands differently with the relay.

    Attributes:
        state: How.
        trouble: Why, with OFFLINE and REFUSED.
        retry_in_s: Seconds until the next try, None if none is planned.
    """

    state: ConnectionState
    trouble: ConnectionTrouble
    retry_in_s: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversationRemoved:
    """A request was deleted; its row is gone."""

    contact: ContactId


@dataclass(frozen=True, kw_only=True, slots=True)
class TypingChanged:
    """A contact began or stopped typing."""

    contact: ContactId
    is_typing: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CatchUpProgressed:
    """Held messages are coming in.

    Attributes:
        done: Envelopes opened since the sign-in.
        share: How much of the time between the oldest that was held and the newest has come, from
            0 to 1; nobody says how many there are.
        reached_ms: When the relay took the newest of them in, Unix milliseconds by its clock.
    """

    done: int
    share: float
    reached_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeRaised:
    """The person must be told something about the own account.

    Attributes:
        notice: What.
        count: How many it is about, where it counts anything.
    """

    notice: AccountNotice
    count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchIndexCompleted:
    """Every message can be found now."""


Event = (
    MessageAdded
    | MessageChanged
    | MessageRemoved
    | ConversationChanged
    | ConversationRemoved
    | PresenceChanged
    | TypingChanged
    | ConnectionChanged
    | CatchUpProgressed
    | NoticeRaised
    | SearchIndexCompleted
)

Listener = Callable[[Event], None]
"""Called on the event loop, in order; must not block and must not raise."""
