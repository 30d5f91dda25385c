"""Message info: what happened, when, and what is not known."""

from PySide6.QtWidgets import QWidget

from desktop.core.records import DeliveryState, MessageRecord, MessageTimes
from desktop.ui.dialogs.message_info import MessageInfo
from desktop.ui.labels import TextLabel
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger

MINUTE_MS = 60_000


def message(*, is_own: bool, state: DeliveryState | None = None) -> MessageRecord:
    messenger = FakeMessenger()
    return messenger.add_message(messenger.add_contact("bob"), "hi", is_own=is_own, state=state)


def lines(dialog: MessageInfo) -> list[str]:
    return [label.text() for label in dialog._holder.findChildren(TextLabel)]


def show(theme: Theme, window: QWidget, record: MessageRecord, times: MessageTimes) -> list[str]:
    dialog = MessageInfo(theme, record, times, "bob", window)
    dialog.open()
    assert not dialog.grab().isNull()
    return lines(dialog)


def test_own_message_tells_every_stage(theme: Theme, window: QWidget) -> None:
    times = MessageTimes(
        sent_ms=NOON_MS,
        local_ms=NOON_MS,
        accepted_ms=NOON_MS + MINUTE_MS,
        delivered_ms=NOON_MS + 2 * MINUTE_MS,
        read_ms=NOON_MS + 3 * MINUTE_MS,
    )

    assert show(theme, window, message(is_own=True, state=DeliveryState.READ), times) == [
        "Written",
        "24 Nov 2026, 12:00",
        "Reached the server",
        "24 Nov 2026, 12:01",
        "Delivered",
        "24 Nov 2026, 12:02",
        "Read",
        "24 Nov 2026, 12:03",
    ]


def test_what_is_not_known_is_told_from_what_has_not_happened(
    theme: Theme, window: QWidget
) -> None:
    times = MessageTimes(sent_ms=NOON_MS, local_ms=NOON_MS)

    shown = show(theme, window, message(is_own=True, state=DeliveryState.SENT), times)

    assert shown[2:] == ["Reached the server", "not known", "Delivered", "not yet"]


def test_received_message_tells_both_clocks(theme: Theme, window: QWidget) -> None:
    times = MessageTimes(sent_ms=NOON_MS, local_ms=NOON_MS + MINUTE_MS)

    shown = show(theme, window, message(is_own=False), times)

    assert shown[:4] == ["Written", "24 Nov 2026, 12:00", "Arrived here", "24 Nov 2026, 12:01"]
    assert "bob" in shown[4]
