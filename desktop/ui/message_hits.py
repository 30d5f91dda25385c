"""What stands under a point of the message list: a bubble, a letter, an address, an action."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from desktop.core.records import DeliveryState, MessageKind
from desktop.ui.delegates.message_delegate import MessageDelegate
from desktop.ui.links import Link
from desktop.ui.measures import px
from desktop.ui.models.message_list_model import ShownMessage


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageHit:
    """What stands under a point.

    Attributes:
        row: In the model.
        shown: The message.
        rect: Its bubble or notice, in the coordinates of the point.
        place: The nearest place in its text, in UTF-16 units; None for a notice.
        is_inside: True if the point is inside `rect`.
        is_letter: True if a letter stands there.
        link: The address there.
        is_more: True on the words that show more of a long text.
        is_failed: True in a bubble that was not sent.
        is_repair: True on the words that ask to send again.
    """

    row: int
    shown: ShownMessage
    rect: QRectF
    place: int | None = None
    is_inside: bool = False
    is_letter: bool = False
    link: Link | None = None
    is_more: bool = False
    is_failed: bool = False
    is_repair: bool = False

    @property
    def is_action(self) -> bool:
        """True if a click there does something."""
        return self.link is not None or self.is_more or self.is_failed or self.is_repair


def find_hit(
    delegate: MessageDelegate, row: int, shown: ShownMessage, row_rect: QRectF, point: QPointF
) -> MessageHit:
    """Find what stands under a point of a row.

    Args:
        delegate: Measures the rows.
        row: In the model.
        shown: The message.
        row_rect: Where the row stands.
        point: In the same coordinates.
    """
    if shown.notice:
        places = delegate.notice_places(row_rect, shown)
        is_repair = shown.record.kind is MessageKind.FIRST_FAILED and places.action.adjusted(
            -px(4), -px(4), px(4), px(4)
        ).contains(point)
        is_inside = places.whole.contains(point)
        return MessageHit(
            row=row, shown=shown, rect=places.whole, is_inside=is_inside, is_repair=is_repair
        )
    bubble = delegate.bubble(shown)
    rect = delegate.bubble_rect(row_rect, shown)
    inside = point - rect.topLeft()
    letter = bubble.lines.letter_at(inside - bubble.text_corner)
    link = None
    if letter is not None and delegate.are_links_shown:
        link = next((each for each in bubble.links if 0 <= letter - each.start < each.length), None)
    is_more = bool(bubble.more) and bubble.more_rect.contains(inside)
    is_inside = rect.contains(point)
    return MessageHit(
        row=row,
        shown=shown,
        rect=rect,
        place=bubble.lines.place_at(inside - bubble.text_corner),
        is_inside=is_inside,
        is_letter=letter is not None,
        link=link,
        is_more=is_more,
        is_failed=is_inside and not is_more and shown.record.state is DeliveryState.FAILED,
    )
