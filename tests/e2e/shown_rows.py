"""What a person sees of a conversation: each row in view, and really painted there.

Accessibility alone would also read rows that were never painted. So each row is scrolled into view
with the wheel, its rectangle has to lie within the list and the window, and the pixels there have
to differ from the bare ground by at least as much as letters do.
"""

import re
from collections import Counter
from dataclasses import dataclass

from tests.e2e.accessibility import Accessible
from tests.e2e.person import Person
from tests.e2e.picture import (
    Colour,
    Painted,
    Picture,
    Rectangle,
    least_ink,
    measure_painted,
)
from tests.e2e.waiting import Deadline, StoryFailed, TimedOut

# The width of the strip at the left edge of the list that no bubble touches, and its inset.
GROUND_INSET, GROUND_WIDTH = 3, 4
# So much of the strip has one colour, or there is no bare ground to compare with.
GROUND_SHARE = 0.8
# About three lines of text: within a message no band of this height is without letters.
BAND_HEIGHT = 64
LEAST_INK_OF_A_BAND = least_ink("so many letters")
# The wheel has moved the list within this time, or it is at its end.
WHEEL_PATIENCE_S = 2.0
PAINT_PATIENCE_S = 10.0
MOST_TURNS = 400
# Away from the end, a button to jump there may float over the foot of the list.
FOOT_HEIGHT = 80
# Of a row taller than the view, each step shows this much at most, so that steps overlap.
STEP_SHARE = 0.8

MESSAGE = re.compile(
    r"(?P<sender>[^,\n]+), (?P<time>[^:\n]*?\d{1,2}:\d\d[^:\n]{0,6}): (?P<text>.*)", re.DOTALL
)
OWN_STATES = ("waiting", "sent", "delivered", "read", "not sent")
# Names and texts stand between such marks where directions mix; they are not part of either.
DIRECTION_MARKS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@dataclass(frozen=True)
class Message:
    """One row of a conversation, taken apart as it is spoken.

    Attributes:
        sender: "You", or the other's name.
        time: As shown.
        text: The whole text.
        state: Of an own message: waiting, sent, delivered, and so on; else empty.
    """

    sender: str
    time: str
    text: str
    state: str


@dataclass(frozen=True)
class ShownRow:
    """One row that was seen on the screen.

    Attributes:
        spoken: Its accessible name.
        message: What that says, or None for a row that is no message, such as a day.
        pieces: In how many pieces it was seen; more than one if it is taller than the view.
        painted: What was painted in its first piece.
    """

    spoken: str
    message: Message | None
    pieces: int
    painted: Painted


def take_apart(spoken: str) -> Message | None:
    """Return what the accessible name of a row says, or None if it is no message."""
    match = MESSAGE.fullmatch(spoken)
    if match is None:
        return None
    sender = plain(match["sender"])
    text, state = match["text"], ""
    if sender == "You":
        before, _, last = text.rpartition("; ")
        if last.lower() in OWN_STATES:
            text, state = before, last.lower()
    return Message(sender, match["time"], text, state)


class RowReader:
    """Reads the open conversation of one person from the screen, from top to bottom.

    Attributes:
        person: Whose window it is; it must not be covered by another.
    """

    def __init__(self, person: Person, *, paint_patience_s: float = PAINT_PATIENCE_S) -> None:
        """Find the list of messages.

        Args:
            person: Whose window it is.
            paint_patience_s: How long a row in view may stay unpainted.
        """
        self.person = person
        self._paint_patience_s = paint_patience_s
        self._list = person.messages()
        # How far one notch of the wheel moves the list at most.
        self._notch_px = 0

    def read_all(self) -> list[ShownRow]:
        """Scroll through the whole conversation and return every row as it was seen.

        Raises:
            StoryFailed: a row cannot be brought into view, or is not painted.
        """
        self.person.come_forward()
        return [self._read(index) for index in range(self._list.child_count())]

    def view(self) -> Rectangle:
        """Return the part of the screen in which rows can be seen.

        Raises:
            StoryFailed: the list stands out of the window.
        """
        listed, frame = self._list.rectangle(), self.person.frame()
        if not frame.contains(listed):
            raise StoryFailed(
                f"the messages of {self.person.name} stand out of the window: {listed} of {frame}"
            )
        return listed

    def bare_ground(self, screen: Picture) -> Colour:
        """Return the colour of the list where it has no rows, taken from its left edge.

        Raises:
            StoryFailed: the edge is not of one colour.
        """
        view = self.view()
        strip = Rectangle(view.left + GROUND_INSET, view.top, GROUND_WIDTH, view.height)
        colours: Counter[Colour] = screen.crop(strip).colours()
        ground, count = colours.most_common(1)[0]
        if count < GROUND_SHARE * colours.total():
            raise StoryFailed(f"the list of {self.person.name} has no bare ground at its edge")
        return ground

    def _read(self, index: int) -> ShownRow:
        row = self._list.child(index)
        spoken = row.name()
        message = take_apart(spoken)
        label = f"row {index + 1} of {self.person.name}'s window ({shorten(spoken, 40)})"
        if row.rectangle().height <= self.view().height - FOOT_HEIGHT:
            self._bring_whole(row, label)
            needed = least_ink(message.text) if message is not None else 1
            return ShownRow(spoken, message, 1, self._require_painted(row, label, needed))
        pieces, painted = self._read_piecewise(row, label)
        return ShownRow(spoken, message, pieces, painted)

    def _bring_whole(self, row: Accessible, label: str) -> None:
        """Turn the wheel until a row lies in view as a whole."""
        for _ in range(MOST_TURNS):
            view, place = self.view(), row.rectangle()
            free = Rectangle(view.left, view.top, view.width, view.height - FOOT_HEIGHT)
            if free.contains(place) or (view.contains(place) and self._is_at_end(view)):
                return
            if place.left < view.left or place.right > view.right:
                raise StoryFailed(f"{label} is wider than the list: {place} of {view}")
            missing = place.top - view.top if place.top < view.top else place.bottom - free.bottom
            if not self._scroll(row, missing):
                break
        raise StoryFailed(f"{label} cannot be scrolled into view: {row.rectangle()}")

    def _is_at_end(self, view: Rectangle) -> bool:
        """Tell whether the last row is in view, so that no wheel can bring more."""
        last = self._list.child(self._list.child_count() - 1)
        return last.rectangle().bottom <= view.bottom

    def _read_piecewise(self, row: Accessible, label: str) -> tuple[int, Painted]:
        """See a row that is taller than the view from its top to its bottom, without a gap."""
        self._bring_edge(row, label)
        first = self._require_painted(row, label, LEAST_INK_OF_A_BAND, is_tall=True)
        pieces = 1
        seen_to = self._visible_span(row)[1]
        for _ in range(MOST_TURNS):
            view, place = self.view(), row.rectangle()
            if seen_to >= place.height:
                return pieces, first
            wanted = min(int(view.height * STEP_SHARE), place.bottom - view.bottom)
            if not self._scroll(row, wanted):
                break
            top, bottom = self._visible_span(row)
            if top > seen_to:
                # It moved further than one view: go back until the pieces meet.
                self._scroll(row, seen_to - top)
                continue
            self._require_painted(row, label, LEAST_INK_OF_A_BAND, is_tall=True)
            pieces += 1
            seen_to = max(seen_to, bottom)
        raise StoryFailed(f"{label} cannot be scrolled through: seen to pixel {seen_to}")

    def _bring_edge(self, row: Accessible, label: str) -> None:
        """Turn the wheel until the upper edge of a tall row is in view."""
        for _ in range(MOST_TURNS):
            view, place = self.view(), row.rectangle()
            if view.top <= place.top < view.bottom - BAND_HEIGHT:
                return
            # From below the top edge comes in with a step that keeps it in view.
            if not self._scroll(row, place.top - view.top - (view.height // 3)):
                break
        raise StoryFailed(f"the top of {label} cannot be scrolled into view: {row.rectangle()}")

    def _visible_span(self, row: Accessible) -> tuple[int, int]:
        """Return which pixel lines of a row are in view, counted from its top."""
        place = row.rectangle()
        visible = place.intersection(self.view())
        return visible.top - place.top, visible.bottom - place.top

    def _scroll(self, row: Accessible, pixels: int) -> bool:
        """Turn the wheel by about so many pixels, down if positive; False if nothing moved."""
        before = row.rectangle()
        notches = max(1, abs(pixels) // self._notch_px) if self._notch_px else 1
        self.person.hands.turn_wheel(self.view().centre, notches if pixels > 0 else -notches)
        try:
            self.person.watch(
                lambda: True if row.rectangle() != before else None,
                what="",
                deadline=Deadline(WHEEL_PATIENCE_S),
            )
        except TimedOut:
            return False
        after = self.person.watch(lambda: self._resting(row), what="list that rests")
        self._notch_px = max(self._notch_px, abs(after.top - before.top) // notches)
        return True

    def _resting(self, row: Accessible) -> Rectangle | None:
        first = row.rectangle()
        self.person.look_again(0.02)
        return first if row.rectangle() == first else None

    def _require_painted(
        self, row: Accessible, label: str, needed: int, *, is_tall: bool = False
    ) -> Painted:
        """Wait until what is in view of a row is painted."""
        # A pointer over the row would be taken for something painted.
        self.person.hands.move_pointer_away()
        last: list[Painted] = []

        def look() -> Painted | None:
            screen = self.person.hands.screen.picture()
            visible = row.rectangle().intersection(self.view())
            painted = measure_painted(
                screen.crop(visible), self.bare_ground(screen), band_height=BAND_HEIGHT
            )
            last[:] = [painted]
            ink = painted.barest_band if is_tall else painted.ink
            return painted if ink >= needed else None

        try:
            return self.person.watch(look, what="", deadline=Deadline(self._paint_patience_s))
        except TimedOut:
            if not last:
                raise
            raise StoryFailed(
                f"{label} is not painted: {last[0].differing} pixels differ from the bare ground,"
                f" {last[0].ink} of them are letters where {needed} are the least"
            ) from None


def plain(text: str) -> str:
    """Return a text without the marks that keep its direction apart."""
    return text.translate(DIRECTION_MARKS)


def shorten(text: str, length: int) -> str:
    """Return a text on one line, cut at a length, with what was left out in words."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"
