"""Compares what people sent with what their histories show: no loss, no double, no swap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(kw_only=True)
class Sent:
    """One text that was handed to a sender's messenger.

    Attributes:
        sender: Whose.
        text: Different from every other text of the story.
        is_certain: Whether `send_text` returned; if not, the process ended meanwhile and the
            message may exist or not, but on both sides alike.
    """

    sender: str
    text: str
    is_certain: bool = False


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One row of a history.

    Attributes:
        sender: Who wrote it, as shown.
        text: What is shown.
    """

    sender: str
    text: str


def find_faults(sent: Sequence[Sent], histories: Mapping[str, Sequence[Shown]]) -> list[str]:
    """Return a sentence for each way in which histories and sends do not agree.

    Args:
        sent: What everybody sent; of one sender in the order of sending.
        histories: For each person the rows shown, in the order in which they are shown.
    """
    faults = []
    for reader, rows in histories.items():
        faults += _counts(sent, reader, rows)
        for sender in sorted({one.sender for one in sent}):
            faults += _order(sent, reader, rows, sender)
    return faults + _doubtful(sent, histories)


def _counts(sent: Sequence[Sent], reader: str, rows: Sequence[Shown]) -> list[str]:
    shown = Counter((row.sender, row.text) for row in rows)
    faults = []
    for one in sent:
        times = shown.pop((one.sender, one.text), 0)
        if times > 1:
            faults.append(f"{reader} sees {one.text!r} of {one.sender} {times} times")
        if times == 0 and one.is_certain:
            faults.append(f"{reader} does not see {one.text!r} of {one.sender}")
    return faults + [
        f"{reader} sees {text!r} of {sender}, which was never sent" for sender, text in shown
    ]


def _order(sent: Sequence[Sent], reader: str, rows: Sequence[Shown], sender: str) -> list[str]:
    numbers = {one.text: number for number, one in enumerate(sent) if one.sender == sender}
    shown = [row.text for row in rows if row.sender == sender and row.text in numbers]
    return [
        f"{reader} sees {later!r} of {sender} before {earlier!r}"
        for later, earlier in pairwise(shown)
        if numbers[later] > numbers[earlier]
    ]


def _doubtful(sent: Sequence[Sent], histories: Mapping[str, Sequence[Shown]]) -> list[str]:
    faults = []
    for one in sent:
        if one.is_certain:
            continue
        seen_by = [
            reader
            for reader, rows in histories.items()
            if any((row.sender, row.text) == (one.sender, one.text) for row in rows)
        ]
        if seen_by and len(seen_by) < len(histories):
            faults.append(f"only {', '.join(seen_by)} sees {one.text!r} of {one.sender}")
    return faults
