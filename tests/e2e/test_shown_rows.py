"""Rows count as shown only if they are in view and painted: planted blanks must be found."""

import pytest

from tests.e2e.conftest import Seat
from tests.e2e.shown_rows import Message, RowReader, plain, shorten, take_apart
from tests.e2e.story import long_text
from tests.e2e.waiting import StoryFailed

TEXTS = [f"text number {number} of a conversation" for number in range(12)]
LONG = long_text(6_000)


def test_every_row_is_scrolled_into_view_and_seen(seat_at_toy: Seat) -> None:
    alice = seat_at_toy(texts=[*TEXTS, LONG, *TEXTS])
    rows = RowReader(alice).read_all()
    assert [row.message.text for row in rows if row.message] == [*TEXTS, LONG, *TEXTS]
    assert [row.pieces > 1 for row in rows] == [text == LONG for text in [*TEXTS, LONG, *TEXTS]]


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [("blank row", "0 pixels differ from the bare ground"), ("bare bubble", " 0 of them are lett")],
)
def test_row_that_is_not_painted_is_found(seat_at_toy: Seat, fault: str, complaint: str) -> None:
    alice = seat_at_toy(texts=TEXTS, fault=fault)
    with pytest.raises(StoryFailed, match=complaint) as failure:
        RowReader(alice, paint_patience_s=0.3).read_all()
    assert "row 4 of alice's window" in str(failure.value)


def test_tall_row_that_is_not_painted_is_found(seat_at_toy: Seat) -> None:
    alice = seat_at_toy(texts=[*TEXTS[:3], LONG], fault="bare bubble")
    with pytest.raises(StoryFailed, match=r"row 4 of alice's window .* is not painted"):
        RowReader(alice, paint_patience_s=0.3).read_all()


@pytest.mark.parametrize(
    ("spoken", "message"),
    [
        ("You, 14:03: Hi; delivered", Message("You", "14:03", "Hi", "delivered")),
        ("You, 14:03: a; b: c; Not sent", Message("You", "14:03", "a; b: c", "not sent")),
        ("You, 14:03: Hi; there", Message("You", "14:03", "Hi; there", "")),
        ("bob, 14:02: Hi; delivered", Message("bob", "14:02", "Hi; delivered", "")),
        ("\u2068bob\u2069, 14:02: two\nlines", Message("bob", "14:02", "two\nlines", "")),
        ("bob, Yesterday 14:02: Hi", Message("bob", "Yesterday 14:02", "Hi", "")),
        ("bob, 2:02 PM: at 15:00", Message("bob", "2:02 PM", "at 15:00", "")),
        ("Today", None),
        ("2 new messages", None),
    ],
)
def test_spoken_row_is_taken_apart(spoken: str, message: Message | None) -> None:
    assert take_apart(spoken) == message


def test_texts_are_cut_on_one_line() -> None:
    assert shorten("one\ntwo three", 7) == "one two…"
    assert plain("\u2068bob\u2069") == "bob"
