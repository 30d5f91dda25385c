"""What a command that did not succeed says: one line of JSON on stderr, and an exit code."""

import json
import re
from typing import Final

from desktop.core.records import ConnectionTrouble, FailureReason
from desktop.errors import (
    AccountError,
    AuthenticationFailed,
    DesktopError,
    KeyringError,
    MessageTooLong,
    NetworkError,
    ProfileInUse,
    TryLater,
    WrongPassphrase,
)
from protocol.errors import InvalidForm, ProtocolError, Refused

EXIT_OK: Final = 0
EXIT_FAILED: Final = 1
"""Something local: files, the database."""
EXIT_USAGE: Final = 2
EXIT_IN_USE: Final = 3
EXIT_TIMED_OUT: Final = 4
"""Not done in the given time; what was queued stays and goes the next time."""
EXIT_SERVER: Final = 5
"""The server could not be reached, or refused."""
EXIT_PERSON: Final = 6
"""The person or the text: unknown name, name taken, wrong password, not accepted, too long."""
EXIT_SECRETS: Final = 7
"""Passphrase or keyring."""
EXIT_INTERRUPTED: Final = 130


class NotAdmitted(DesktopError):
    """The server does not take this account or this version.

    Attributes:
        trouble: Why.
    """

    def __init__(self, trouble: ConnectionTrouble) -> None:
        super().__init__("not admitted")
        self.trouble = trouble


class NotSent(DesktopError):
    """A message cannot be sent.

    Attributes:
        reason: Why.
    """

    def __init__(self, reason: FailureReason) -> None:
        super().__init__("not sent")
        self.reason = reason


class NoAccount(DesktopError):
    """The profile holds no account: `register` comes first."""


class OtherAccount(DesktopError):
    """The profile holds an account of another name."""


class NoContact(DesktopError):
    """No contact has that number."""


class NoRequest(DesktopError):
    """Nobody of that name asks to write."""


_EXIT_CODES: Final[tuple[tuple[type[BaseException], int], ...]] = (
    (ProfileInUse, EXIT_IN_USE),
    (TimeoutError, EXIT_TIMED_OUT),
    (NetworkError, EXIT_SERVER),
    (Refused, EXIT_SERVER),
    (NotAdmitted, EXIT_SERVER),
    (WrongPassphrase, EXIT_SECRETS),
    (KeyringError, EXIT_SECRETS),
    (AccountError, EXIT_PERSON),
    (NotSent, EXIT_PERSON),
    (NoAccount, EXIT_PERSON),
    (OtherAccount, EXIT_PERSON),
    (NoContact, EXIT_PERSON),
    (NoRequest, EXIT_PERSON),
    (InvalidForm, EXIT_PERSON),
    (AuthenticationFailed, EXIT_SERVER),
    (ProtocolError, EXIT_SERVER),
    (DesktopError, EXIT_FAILED),
    (OSError, EXIT_FAILED),
)

FAILURES: Final = (DesktopError, ProtocolError, TimeoutError, OSError)
"""Everything that has an exit code; what else is raised is a fault of this program."""


def exit_code(error: BaseException) -> int:
    """Return the exit code for one of `FAILURES`."""
    return next(code for kind, code in _EXIT_CODES if isinstance(error, kind))


def error_fields(error: BaseException) -> dict[str, object]:
    """Return what is told of an error: its name in small letters, and its typed fields."""
    fields: dict[str, object] = {"error": error_name(type(error))}
    match error:
        case Refused():
            fields |= {"code": error.code.name.lower(), "retry_after_s": error.retry_after_s}
        case NotAdmitted():
            fields["trouble"] = error.trouble.value
        case NotSent():
            fields["reason"] = error.reason.value
        case MessageTooLong():
            fields["size_bytes"] = error.size_bytes
        case TryLater():
            fields["wait_s"] = error.wait_s
        case InvalidForm():
            fields["what"] = error.what
        case _:
            pass
    return fields


def error_line(error: BaseException) -> str:
    """Return the line for stderr, without its end."""
    return json.dumps(error_fields(error))


def error_name(kind: type[BaseException]) -> str:
    """Return the name of an error in JSON: "unknown_person" for UnknownPerson."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
