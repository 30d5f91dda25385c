"""Bubbles are as wide as their widest line, and the time stands where the message ends."""

import pytest

from desktop.core.records import DeliveryState, FailureReason, MessageKind, MessageRecord
from desktop.ui.message_layout import MAX_BUBBLE_WIDTH, Bubble, line_room, measure_bubble
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
    assert bubble.lines.line_count > 5


@pytest.mark.usefixtures("theme")
def test_time_goes_below_when_the_last_line_is_full() -> None:
    heights = {measure("x" * count).size.height() for count in range(1, 80)}

    assert {37.0, 58.0} <= heights


@pytest.mark.usefixtures("theme")
def test_time_follows_the_direction_of_the_message() -> None:
    latin, hebrew = measure("hello everybody"), measure(HEBREW)

    assert latin.meta_rect.center().x() > latin.size.width() / 2
    assert hebrew.meta_rect.center().x() < hebrew.size.width() / 2
    [box] = hebrew.lines.boxes(0, len(HEBREW))
    right_edge = hebrew.text_corner.x() + box.right()
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
    assert measure("one\ntwo\r\nthree").lines.line_count == 3


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize(
    "text", ["\u202e" * 50, "a\u0300" * 500, "\ufdfd" * 40, "x" * 20_000, "\x00\x01", "🙂" * 300]
)
def test_hostile_text_is_measured(text: str) -> None:
    bubble = measure(text)

    assert 0 < bubble.size.width() <= MAX_BUBBLE_WIDTH
    assert bubble.size.height() >= 37


@pytest.mark.usefixtures("theme")
def test_long_message_is_folded_and_unfolds() -> None:
    message = record("word " * 3_000)
    folded = measure_bubble(message, pane_width=PANE)
    more = measure_bubble(message, pane_width=PANE, unfolded=1)
    whole = measure_bubble(message, pane_width=PANE, unfolded=2)

    assert folded.more == more.more == "Show more"
    assert whole.more == ""
    assert folded.size.height() < more.size.height() < whole.size.height()
    assert folded.more_rect.bottom() < folded.size.height()
    assert not folded.more_rect.intersects(folded.meta_rect)


@pytest.mark.usefixtures("theme")
def test_measure_is_kept_for_every_width_that_breaks_no_line() -> None:
    short, long = measure("See you on platform 3"), measure("word " * 60)

    assert short.fits(line_room(400))
    assert short.fits(line_room(2_000))
    assert not short.fits(100)
    assert long.fits(line_room(PANE))
    assert long.fits(line_room(2_000))
    assert not long.fits(line_room(700))
    assert measure("See you on platform 3", 400).size == short.size


@pytest.mark.usefixtures("theme")
def test_addresses_are_found_in_texts_alone() -> None:
    assert [link.url for link in measure("see https://a.example/x").links] == [
        "https://a.example/x"
    ]
    assert measure("", kind=MessageKind.UNREADABLE).links == ()


def test_emoji_in_text_do_not_change_the_height_of_lines(theme: Theme) -> None:
    assert measure("good bread 🥖").size.height() == measure("good bread").size.height()
