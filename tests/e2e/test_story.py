"""The judge of the story: it passes on a good window and names the fault of a bad one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.picture import Painted, Rectangle
from tests.e2e.shown_rows import ShownRow, take_apart
from tests.e2e.story import (
    LONG_LENGTH,
    FirstConversation,
    Programs,
    Script,
    check_rows,
    describe_row,
    full_script,
    long_text,
    place_on,
    short_script,
)
from tests.e2e.waiting import StoryFailed

SCRIPT = Script("first of alice", "first of bob", ("second of alice",), ("second of bob",))
GOOD = [
    "You, 14:03: first of alice; delivered",
    "bob, 14:03: first of bob",
    "bob, 14:03: second of bob",
    "You, 14:03: second of alice; delivered",
]


def shown(spoken: list[str]) -> list[ShownRow]:
    return [ShownRow(text, take_apart(text), 1, Painted(1, 1, 1)) for text in spoken]


def test_window_that_shows_everything_is_accepted() -> None:
    check_rows("alice", "bob", shown(["Today", *GOOD]), SCRIPT)


@pytest.mark.parametrize(
    ("spoken", "complaint"),
    [
        (GOOD[:3], "lacks 'second of alice'"),
        ([*GOOD, GOOD[1]], "shows too often 'first of bob'"),
        ([GOOD[0], GOOD[2], GOOD[1], GOOD[3]], "shows what bob wrote in another order"),
        ([*GOOD[:3], GOOD[3].replace("delivered", "sent")], "'second of alice' as not delivered"),
        ([*GOOD, "carol, 14:03: hello"], "a message of somebody else"),
    ],
)
def test_window_that_lacks_something_is_refused(spoken: list[str], complaint: str) -> None:
    with pytest.raises(StoryFailed, match=complaint):
        check_rows("alice", "bob", shown(spoken), SCRIPT)


def test_full_script_is_as_long_as_promised() -> None:
    script = full_script()
    assert (len(script.alice), len(script.bob)) == (10, 10)
    written = [*script.written_by("alice"), *script.written_by("bob")]
    assert len(set(written)) == 22
    assert [len(text) for text in written].count(LONG_LENGTH) == 1
    # The wire takes 64,000 bytes a message.
    assert max(len(text.encode()) for text in written) < 64_000
    assert len(long_text(777)) == 777


def test_long_row_is_printed_short() -> None:
    text = long_text(3_000)
    (row,) = shown([f"You, 14:03: {text}; delivered"])
    assert "[3,000 characters, seen in 1 pieces]" in describe_row(row)
    assert len(describe_row(row)) < 250


def test_windows_stand_side_by_side_and_fit_a_small_screen() -> None:
    for screen in (Rectangle(0, 0, 2400, 900), Rectangle(0, 0, 1600, 700)):
        left, right = place_on(screen, 0), place_on(screen, 1)
        assert screen.contains(left)
        assert screen.contains(right)
        assert left.intersection(right).width == 0


@pytest.mark.long
@pytest.mark.timeout(300)
def test_story_passes_on_toy_windows(
    tmp_path: Path, toy_programs: Callable[[str], Programs]
) -> None:
    said: list[str] = []
    story = FirstConversation(
        programs=toy_programs("none"), script=short_script(), out=tmp_path, say=said.append
    )
    story.play()
    assert {name: len(rows) for name, rows in story.rows.items()} == {"alice": 6, "bob": 6}
    assert {"alice.png", "bob.png", "both.png"} <= {path.name for path in tmp_path.iterdir()}
    assert "You, 14:03: Hello Bob" in "\n".join(said)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("blank row", "row 4 of alice's window .* is not painted"),
        ("lost message", "does not arrive"),
        ("never delivered", "is not shown as delivered"),
        ("no name", 'no usable "Message" in the window'),
        ("crash", "app ended with code -11"),
        ("leak", "lies open: message 3 of alice in UTF-8 in .*toy.log"),
        ("bad end", "app ended with code 1"),
    ],
)
def test_story_names_the_fault(
    tmp_path: Path, toy_programs: Callable[[str], Programs], fault: str, complaint: str
) -> None:
    story = FirstConversation(
        programs=toy_programs(fault),
        script=short_script(),
        out=tmp_path,
        say=lambda line: None,
        patience_s=12,
    )
    with pytest.raises(StoryFailed, match=complaint):
        story.play()
    # Before windows were closed, what they showed is kept for whoever looks for the fault.
    assert (tmp_path / "failed-both.png").exists() == (fault not in ("crash", "bad end"))
