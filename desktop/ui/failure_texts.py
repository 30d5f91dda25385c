"""Why a message was not sent, in words, with what can be done about it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from desktop.core.records import FailureReason
from desktop.ui.error_texts import ErrorText

translate = QCoreApplication.translate

_Words = Callable[[], tuple[str, str]]


def describe_failure(reason: FailureReason, name: str) -> ErrorText:
    """Return why a message to `name` was not sent."""
    title, help_text = _BY_REASON[reason]()
    return ErrorText(
        title=title.format(name=name),
        help=help_text.format(name=name),
        code=reason.name.lower().replace("_", "-"),
    )


_BY_REASON: Mapping[FailureReason, _Words] = {
    FailureReason.NONE: lambda: (
        translate("Errors", "This message was not sent"),
        translate("Errors", "You can try again."),
    ),
    FailureReason.MAILBOX_FULL: lambda: (
        translate("Errors", "{name}’s mailbox is full"),
        translate("Errors", "It empties when {name} is next online."),
    ),
    FailureReason.ACCOUNT_GONE: lambda: (
        translate("Errors", "{name}’s account is gone"),
        translate("Errors", "Nobody can receive this message any more."),
    ),
    FailureReason.NO_SUCH_MAILBOX: lambda: (
        translate("Errors", "{name} cannot be reached right now"),
        translate(
            "Errors",
            "Perhaps they are moving to another computer. If it stays like this for a day, you can "
            "ask again.",
        ),
    ),
    FailureReason.KEYS_UNUSABLE: lambda: (
        translate("Errors", "{name} cannot be written to right now"),
        translate("Errors", "It works again once {name} was online."),
    ),
    FailureReason.NOT_DELIVERED: lambda: (
        translate("Errors", "{name} did not get this message"),
        translate(
            "Errors",
            "It waited for 30 days, or {name} has moved to another computer meanwhile.",
        ),
    ),
}
