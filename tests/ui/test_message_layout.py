"""Bubbles are as wide as their widest line, and the time stands where the message ends."""

import pytest

from desktop.core.records import DeliveryState, FailureReason, MessageRecord
from desktop.ui.message_layout import MAX_BUBBLE_WIDTH, MAX_LINE_BREAKS, Bubble, measure_bubble
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from tests.helpers.fake_messenger import FakeMessenger

PANE = 804.0
HEBREW = "שלום לכולם"


def record(text: str, **fields: object) -> MessageRecord:
    messenger = FakeMessenger()
    return messenger.add_message(messenger.add_contact("bob"), text, **fields)  # type: ignore[arg-type]


def measure(text: str, pane: float = PANE, **fields: object) -> Bubble:
    return measure_bubble(record(text, **fields), pane_width=pane)


@pytest.mark.usefixtures("theme")
def test_short_message_hugs_its_text_and_time() -> None:
    bubble = measure("See you on platform 3")

    text = TypeStyle.MESSAGE.metrics.horizontalAdvance("See you on platform 3")
    time = TypeStyle.META.metrics.horizontalAdvance("12:00")
    assert bubble.size.height() == 37
    assert bubble.size.width() == pytest.approx(12 + text + 12 + time + 12, abs=2)
    assert bubble.sign_corner is None


@pytest.mark.usefixtures("theme")
def test_own_message_leaves_room_for_its_sign() -> None:
    theirs, own = measure("hi"), measure("hi", is_own=True)

    assert own.size.width() - theirs.size.width() == pytest.approx(22)
    assert own.sign_corner is not None


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize("pane", [480.0, 804.0, 2_000.0])
def test_bubble_is_never_wider_than_allowed(pane: float) -> None:
    bubble = measure("word " * 200, pane)

    assert bubble.size.width() <= min(MAX_BUBBLE_WIDTH, 0.72 * pane)
    assert bubble.lines.lineCount() > 5


@pytest.mark.usefixtures("theme")
def test_time_goes_below_when_the_last_line_is_full() -> None:
    heights = {measure("x" * count).size.height() for count in range(1, 80)}

    assert {37.0, 58.0} <= heights


@pytest.mark.usefixtures("theme")
def test_time_follows_the_direction_of_the_message() -> None:
    latin, hebrew = measure("hello everybody"), measure(HEBREW)

    assert latin.meta_rect.center().x() > latin.size.width() / 2
    assert hebrew.meta_rect.center().x() < hebrew.size.width() / 2
    line = hebrew.lines.lineAt(0)
    right_edge = hebrew.text_corner.x() + line.x() + line.naturalTextWidth()
    assert right_edge == pytest.approx(hebrew.size.width() - 12, abs=1)


@pytest.mark.usefixtures("theme")
def test_sign_stands_outside_the_time_in_both_directions() -> None:
    latin, hebrew = measure("hello", is_own=True), measure(HEBREW, is_own=True)

    assert latin.sign_corner is not None
    assert hebrew.sign_corner is not None
    assert latin.sign_corner.x() > latin.meta_rect.left()
    assert hebrew.sign_corner.x() < hebrew.meta_rect.left()


@pytest.mark.usefixtures("theme")
def test_few_emoji_alone_are_large_and_bare() -> None:
    bubble = measure("🎉🙌")

    assert bubble.is_bare
    assert bubble.size.height() == 40
    assert not measure("🎉 party").is_bare


@pytest.mark.usefixtures("theme")
def test_failed_message_says_so_in_place_of_the_time() -> None:
    bubble = measure(
        "hi", is_own=True, state=DeliveryState.FAILED, failure=FailureReason.MAILBOX_FULL
    )

    assert bubble.meta == "Not sent"


@pytest.mark.usefixtures("theme")
def test_line_breaks_are_kept() -> None:
    assert measure("one\ntwo\r\nthree").lines.lineCount() == 3


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize(
    "text", ["\u202e" * 50, "a\u0300" * 500, "\ufdfd" * 40, "x" * 20_000, "\x00\x01", "🙂" * 300]
)
def test_hostile_text_is_measured(text: str) -> None:
    bubble = measure(text)

    assert 0 < bubble.size.width() <= MAX_BUBBLE_WIDTH
    assert bubble.size.height() >= 37


@pytest.mark.usefixtures("theme")
def test_line_breaks_beyond_reading_are_cut() -> None:
    bubble = measure("\n" * 63_999 + "x")

    assert bubble.lines.lineCount() == MAX_LINE_BREAKS + 1


def test_emoji_in_text_do_not_change_the_height_of_lines(theme: Theme) -> None:
    assert measure("good bread 🥖").size.height() == measure("good bread").size.height()
