"""What a search asks for and finds: frozen values, as in `desktop.core.records`."""

import enum
from dataclasses import dataclass

from desktop.core.records import ContactId, MessageRecord, MessageRow

MAX_COUNTED = 1_000
"""Hits are counted up to here: "1,000+" says enough."""


class WrittenBy(enum.Enum):
    """Who wrote the messages that are looked for."""

    ANYBODY = "anybody"
    ME = "me"
    THEM = "them"


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchQuery:
    """What a person looks for.

    Attributes:
        text: As typed; every character is text.
        contact: In whose conversation only, None for everywhere.
        written_by: Only what they, or this user, wrote.
        since_ms: Only what is shown with this time or a later one.
        until_ms: Only what is shown with an earlier time than this; None for no end.
    """

    text: str
    contact: ContactId | None = None
    written_by: WrittenBy = WrittenBy.ANYBODY
    since_ms: int = 0
    until_ms: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchHit:
    """A message that was found.

    Attributes:
        message: The message.
        marks: (start, end) of each found word in its text, in characters.
    """

    message: MessageRecord
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchPage:
    """A part of what was found.

    Attributes:
        hits: Newest first.
        count: With the first page, how many messages are found in all, at most MAX_COUNTED.
        next_before: What to ask for to go on, None at the end.
        is_complete: False while older messages are still being added to the index.
    """

    hits: tuple[SearchHit, ...]
    count: int | None
    next_before: MessageRow | None
    is_complete: bool
