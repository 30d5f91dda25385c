"""Errors of the wire.

ProtocolError
├── LocalProtocolError      we broke a rule: a bug of ours
├── RemoteProtocolError     the peer broke a rule: the connection ends
│   ├── FrameTooLarge
│   ├── MalformedFrame
│   ├── UnexpectedMessage
│   └── VersionMismatch     no common version, or another realm than the one expected
├── InvalidForm             a value that is not in its one form (key, chain, prekey, name …)
│   ├── UnknownEntryType        a chain entry that a later version defines
│   └── UnknownInviteVersion    an invite that a later version made
├── InvalidProof            a signature or a link of a chain that does not hold
│   └── PrekeyExpired       genuine, but past its time
└── Refused                 the relay said no, with a code
"""

import enum


class ErrorCode(enum.IntEnum):
    """Why the relay refused a request. Numbers are part of the wire and never reused."""

    BAD_REQUEST = 1
    NOT_SIGNED_IN = 2
    SIGN_IN_FAILED = 3
    NAME_TAKEN = 4
    UNKNOWN_ACCOUNT = 5
    TOO_MANY_REQUESTS = 6
    WRONG_CONNECTION = 7
    REGISTRATION_CLOSED = 8
    TRY_LATER = 9
    GONE = 10
    INTERNAL = 11
    REPLACED = 12  # only in SignedOut: the same device signed in on another connection
    CODE_REFUSED = 13  # the relay registers by code, and this one lets nobody in (any more)


def known_code(number: int) -> ErrorCode:
    """Return what a number of the wire means; one of a newer relay is a bad request to us."""
    try:
        return ErrorCode(number)
    except ValueError:
        return ErrorCode.BAD_REQUEST


class ProtocolError(Exception):
    """Parent of everything in this file."""


class LocalProtocolError(ProtocolError):
    """Our own code asked the connection for something its state does not allow."""


class RemoteProtocolError(ProtocolError):
    """The peer broke a rule of the wire; the connection must be closed with `close_code`.

    Attributes:
        close_code: WebSocket close code (RFC 6455, section 7.4.1).
    """

    close_code = 1002


class FrameTooLarge(RemoteProtocolError):
    """A frame is longer than `limits.MAX_FRAME_BYTES`."""

    close_code = 1009


class MalformedFrame(RemoteProtocolError):
    """A frame is not a list of messages that this direction knows."""

    close_code = 1007


class UnexpectedMessage(RemoteProtocolError):
    """A well-formed message came in a state, or on a kind of connection, that does not allow it."""


class VersionMismatch(RemoteProtocolError):
    """The two sides have no wire version in common.

    Attributes:
        theirs_is_newer: True if the peer only speaks versions above ours.
    """

    def __init__(self, *, theirs_is_newer: bool) -> None:
        super().__init__("no common wire version")
        self.theirs_is_newer = theirs_is_newer


class InvalidForm(ProtocolError):
    """A value is not in the one form that the wire allows.

    Attributes:
        what: The kind of value, a fixed word of our own, never the value itself.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"not a valid {what}")
        self.what = what


class UnknownEntryType(InvalidForm):
    """A key chain holds an entry of a type that this version does not know.

    Attributes:
        heads: The heads after the entries before it, all of them proven, oldest first; a person is
            told to update only if the head that we pinned is among them.
    """

    def __init__(self, *, heads: tuple[bytes, ...]) -> None:
        super().__init__("chain entry type")
        self.heads = heads


class UnknownInviteVersion(InvalidForm):
    """An invite was made by a later version; the person is told to update."""

    def __init__(self) -> None:
        super().__init__("invite version")


class InvalidProof(ProtocolError):
    """A signature, a hash link or a rule of a key chain does not hold.

    Attributes:
        what: The kind of proof, a fixed word of our own.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} does not hold")
        self.what = what


class PrekeyExpired(InvalidProof):
    """A prekey that is genuine, but past its time."""

    def __init__(self) -> None:
        super().__init__("prekey expiry")


class Refused(ProtocolError):
    """The relay refused a request.

    Attributes:
        code: Why.
        retry_after_s: Seconds after which a repeat may succeed; None if a repeat cannot.
    """

    def __init__(self, code: ErrorCode, retry_after_s: float | None = None) -> None:
        super().__init__(code.name)
        self.code = code
        self.retry_after_s = retry_after_s
