"""What can be done about a history that does not open, and what was saved of it."""

from dataclasses import dataclass

from protocol.ids import Username


@dataclass(frozen=True, kw_only=True, slots=True)
class RescueRecord:
    """What can be done about a profile that does not open.

    Attributes:
        copy_made_ms: When the copy was made before the last upgrade, None without one.
        can_salvage: True if what can be read may be opened: there is a file, and its key is known.
    """

    copy_made_ms: int | None
    can_salvage: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SalvageReport:
    """How much of a damaged history could be read.

    Attributes:
        messages: How many messages.
        lost_messages: How many could not be read.
        lost_people: How many people are shown without their name.
        is_exact: False if more may be lost than is counted.
    """

    messages: int
    lost_messages: int
    lost_people: int
    is_exact: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedHistory:
    """A damaged history opened to be read.

    Attributes:
        username: Own name, None if that is among what is lost.
        report: How much of it there is.
    """

    username: Username | None
    report: SalvageReport
