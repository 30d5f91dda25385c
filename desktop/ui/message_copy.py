"""What lands on the clipboard when messages are copied: plain text."""

from collections.abc import Sequence

from desktop.core.records import MessageRecord
from desktop.ui import time_text
from desktop.ui.message_text import body_text, translate


def copied_text(records: Sequence[MessageRecord], *, sender: str, own_name: str) -> str:
    """Return what is copied of messages: one as it is, several with who wrote them and when.

    Args:
        records: In their order.
        sender: What the other person is called.
        own_name: What this person is called.
    """
    if len(records) == 1:
        return body_text(records[0])
    line = translate("Message", "{name}, {time}: {text}", "one of several copied messages")
    return "\n".join(
        line.format(
            name=own_name if record.is_own else sender,
            time=time_text.full_text(record.shown_at_ms),
            text=body_text(record),
        )
        for record in records
    )
