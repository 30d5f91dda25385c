"""Every sentence about an error; the only place where errors become words."""

import enum
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QLocale

from desktop import errors
from desktop.ui.counted_text import CountedText
from protocol import errors as wire
from protocol.errors import ErrorCode
from protocol.limits import MAX_TEXT_BYTES

translate = QCoreApplication.translate

_LONG_WAIT_MIN = 90
"""From here on a wait is told in hours."""


class Concern(enum.Enum):
    """What a person has to give otherwise for it to work, and so where they are told."""

    NOTHING = "nothing"
    PASSWORD = "password"  # noqa: S105 - not one, a place
    SERVER = "server"
    CONNECTION = "connection"
    """Nobody answers there: trying again may do, and so may another address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorText:
    """What a person is told.

    Attributes:
        title: What happened, one sentence.
        help: What to do or what it means, may be empty.
        code: Fixed words for a report, the same in every language.
        concern: What has to be given otherwise; NOTHING where trying again may do.
    """

    title: str
    help: str = ""
    code: str
    concern: Concern = Concern.NOTHING

    @property
    def sentence(self) -> str:
        """Both parts as one line of text."""
        return f"{self.title} {self.help}".strip()


def code_of(error_class: type[BaseException]) -> str:
    """Return the fixed words for an error, the same in every language, such as "disk-full"."""
    name = error_class.__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


def describe(error: BaseException) -> ErrorText:
    """Return the words for an error; one that is not known counts as a fault of this app."""
    return replace(_describe(error), concern=_concern_of(error))


def _concern_of(error: BaseException) -> Concern:
    match error:
        case errors.SignInFailed():
            return Concern.PASSWORD
        case (
            errors.RegistrationClosed()
            | errors.InsecureAddress()
            | errors.RelayUntrusted()
            | errors.RelayIncompatible(relay_is_newer=None)
            | wire.InvalidForm(what="realm" | "relay address" | "address")
        ):
            return Concern.SERVER
        case errors.RelayUnreachable() | errors.RequestTimedOut():
            return Concern.CONNECTION
        case _:
            return Concern.NOTHING


def _describe(error: BaseException) -> ErrorText:
    words_with_details = _describe_details(error)
    if words_with_details is not None:
        return words_with_details
    for parent in type(error).__mro__:
        words = _BY_CLASS.get(parent)
        if words is not None:
            title, help_text = words()
            return ErrorText(title=title, help=help_text, code=code_of(type(error)))
    return _unexpected(type(error))


def _describe_details(error: BaseException) -> ErrorText | None:
    """Return the words for an error that says more than its class."""
    match error:
        case wire.Refused():
            text = describe_refusal(error.code)
        case errors.RelayIncompatible():
            text = _describe_incompatible(is_newer=error.relay_is_newer)
        case errors.RelayUntrusted():
            text = _describe_untrusted(is_pinned=error.is_pinned)
        case errors.MessageTooLong():
            text = _describe_too_long(error.size_bytes)
        case errors.CodeMistyped():
            text = _describe_slip(error.groups, error.missing)
        case errors.TryLater():
            text = _describe_wait(error.wait_s)
        case wire.InvalidForm():
            text = _describe_form(error.what)
        case _:
            return None
    return text


def _unexpected(error_class: type[BaseException]) -> ErrorText:
    return ErrorText(
        title=translate("Errors", "Something went wrong in SecureChat."),
        help=translate("Errors", "Nothing of yours was lost. Please try again."),
        code=code_of(error_class),
    )


def _describe_incompatible(*, is_newer: bool | None) -> ErrorText:
    if is_newer is None:
        title = translate("Errors", "This address belongs to another server than your account.")
        help_text = translate("Errors", "Check the server’s address.")
    elif is_newer:
        title = translate("Errors", "This SecureChat is too old for the server.")
        help_text = translate("Errors", "Update SecureChat, then try again.")
    else:
        title = translate("Errors", "The server is too old for this SecureChat.")
        help_text = translate("Errors", "Ask whoever runs the server to update it.")
    return ErrorText(title=title, help=help_text, code=code_of(errors.RelayIncompatible))


def _describe_untrusted(*, is_pinned: bool) -> ErrorText:
    if is_pinned:
        title = translate("Errors", "Another server answers at this address.")
        help_text = translate(
            "Errors",
            "It is not the one that your invite was for, so nothing was sent to it. If the server "
            "was set up anew, ask for a new invite and paste it in the settings, under Network.",
        )
    else:
        title = translate("Errors", "This server cannot prove who it is.")
        help_text = translate(
            "Errors",
            "Nothing was sent to it. Check the address. If somebody runs the server for you, paste "
            "an invite from there instead: SecureChat then recognises it.",
        )
    return ErrorText(title=title, help=help_text, code=code_of(errors.RelayUntrusted))


def describe_lost_name() -> ErrorText:
    """Return the words for a lost account whose name belongs to somebody else now."""
    return ErrorText(
        title=translate("Errors", "Somebody else has your username at this server now."),
        help=translate("Errors", "Ask whoever runs the server. Your chats stay on this computer."),
        code="lost-name",
    )


def _describe_too_long(size_bytes: int) -> ErrorText:
    return ErrorText(
        title=translate("Errors", "This message is too long."),
        help=translate(
            "Errors", "It has {size} bytes, {limit} are allowed. Shorten it or send it in parts."
        ).format(size=QLocale().toString(size_bytes), limit=QLocale().toString(MAX_TEXT_BYTES)),
        code=code_of(errors.MessageTooLong),
    )


def _describe_wait(wait_s: float) -> ErrorText:
    minutes = max(1, math.ceil(wait_s / 60))
    if minutes < _LONG_WAIT_MIN:
        help_text = CountedText().try_in_minutes(minutes)
    else:
        help_text = CountedText().try_in_hours(math.ceil(minutes / 60))
    return ErrorText(
        title=translate("Errors", "You asked a short while ago."),
        help=help_text,
        code=code_of(errors.TryLater),
    )


def describe_wrong_password() -> ErrorText:
    """Return the words where the account's password alone was asked for."""
    return ErrorText(
        title=translate("Errors", "This is not the right password."), code="wrong-password"
    )


def describe_wrong_code() -> ErrorText:
    """Return the words for a recovery code without a slip that opens nothing here."""
    return ErrorText(
        title=translate("Errors", "This code does not open these chats."),
        help=translate("Errors", "A newer code may have taken its place."),
        code="wrong-recovery-code",
    )


def _describe_slip(groups: tuple[int, ...], missing: int) -> ErrorText:
    if len(groups) == 1:
        title = translate("Errors", "Group {number} is not right.").format(number=groups[0])
    elif len(groups) == 2:  # noqa: PLR2004 - one sentence for one, one for two
        title = translate("Errors", "The groups {first} and {second} are not right.").format(
            first=groups[0], second=groups[1]
        )
    elif missing > 0:
        title = CountedText().characters_missing(missing)
    elif missing < 0:
        title = translate("Errors", "The code is too long.")
    else:
        title = translate("Errors", "This is not a recovery code.")
    return ErrorText(
        title=title,
        help=translate("Errors", "It has six groups of five. Compare it with what you wrote down."),
        code=code_of(errors.CodeMistyped),
    )


def _describe_form(what: str) -> ErrorText:
    if what == "username":
        title = translate("Errors", "This is not a username.")
        help_text = translate(
            "Errors",
            "Usernames have 3 to 32 small letters, digits, dots, dashes or underscores, and begin "
            "with a letter or digit.",
        )
    elif what in {"realm", "relay address", "address"}:
        title = translate("Errors", "This is not a server’s address.")
        help_text = translate("Errors", "It looks like chat.example or wss://chat.example.")
    elif what == "safety code":
        title = translate("Errors", "This is not a SecureChat code.")
        help_text = translate(
            "Errors", "Use a picture of the code that stands under “Verify” on the other computer."
        )
    elif what == "registration code":
        title = translate("Errors", "This is not a registration code.")
        help_text = translate(
            "Errors", "It has seven groups of four. Compare it with what you got."
        )
    elif what.startswith("invite"):
        title = translate("Errors", "This is not an invite.")
        help_text = translate(
            "Errors", "An invite begins with “securechat:”. Copy the whole of it, then try again."
        )
    else:
        title = translate("Errors", "Something is not written in the form that it must have.")
        help_text = ""
    return ErrorText(title=title, help=help_text, code=code_of(wire.InvalidForm))


_Words = Callable[[], tuple[str, str]]


def _registration_closed() -> tuple[str, str]:
    return (
        translate("Errors", "This server takes no new accounts."),
        translate("Errors", "Ask whoever runs it, or choose another server."),
    )


def _code_refused() -> tuple[str, str]:
    return (
        translate("Errors", "The server does not accept this code."),
        translate(
            "Errors", "It may be used up or too old. Ask whoever gave it to you for a new one."
        ),
    )


_BY_CLASS: Mapping[type, _Words] = {
    # crypto
    errors.AuthenticationFailed: lambda: (
        translate("Errors", "Something could not be opened."),
        translate("Errors", "It was changed on its way, or is meant for other keys."),
    ),
    errors.WrongPassphrase: lambda: (translate("Errors", "This is not the right passphrase."), ""),
    errors.UpdateNeeded: lambda: (
        translate("Errors", "This was made by a newer SecureChat."),
        translate("Errors", "Update SecureChat to open it."),
    ),
    errors.RandomSourceFailed: lambda: (
        translate("Errors", "This computer’s source of random numbers does not work."),
        translate(
            "Errors", "Nothing can be encrypted safely, so nothing is sent. Restart the computer."
        ),
    ),
    errors.SelfCheckFailed: lambda: (
        translate("Errors", "A part of SecureChat does not work as it must."),
        translate("Errors", "Install SecureChat again. Your chats stay."),
    ),
    errors.CryptoError: lambda: (
        translate("Errors", "Something could not be encrypted or opened."),
        "",
    ),
    # network
    errors.RelayUnreachable: lambda: (
        translate("Errors", "The server cannot be reached."),
        translate("Errors", "Check your connection and the server’s address, then try again."),
    ),
    errors.ConnectionLost: lambda: (
        translate("Errors", "The connection ended before the server answered."),
        translate("Errors", "Nothing was lost. Please try again."),
    ),
    errors.RequestTimedOut: lambda: (
        translate("Errors", "The server did not answer in time."),
        translate("Errors", "Please try again."),
    ),
    errors.LocalRelayFailed: lambda: (
        translate("Errors", "The server on this computer could not be started."),
        translate("Errors", "Install SecureChat again, or use another server."),
    ),
    errors.InsecureAddress: lambda: (
        translate("Errors", "This address would send your traffic unprotected."),
        translate("Errors", "Only a server on this computer may be reached without wss://."),
    ),
    errors.NetworkError: lambda: (
        translate("Errors", "The server cannot be reached."),
        translate("Errors", "Please try again."),
    ),
    # storage
    errors.DatabaseUnreadable: lambda: (
        translate("Errors", "The key does not fit your history, or the file is damaged."),
        translate("Errors", "Nothing has been deleted, and nothing will be."),
    ),
    errors.DatabaseTooNew: lambda: (
        translate("Errors", "Your chats were last opened by a newer SecureChat."),
        translate("Errors", "Update SecureChat on this computer. Nothing has been changed."),
    ),
    errors.DiskFull: lambda: (
        translate("Errors", "This computer’s disk is full."),
        translate("Errors", "Make some room, then try again. Nothing was lost."),
    ),
    errors.ProfileInUse: lambda: (
        translate("Errors", "SecureChat is already open with this profile."),
        translate("Errors", "Use its other window, or close it first."),
    ),
    errors.StorageError: lambda: (
        translate("Errors", "Your chats could not be read or saved."),
        translate("Errors", "Nothing has been deleted."),
    ),
    # keyring
    errors.KeyringMissing: lambda: (
        translate("Errors", "This computer has no keyring that SecureChat can use."),
        translate(
            "Errors",
            "Your keys need a safe place. A passphrase that you type at each start can keep them.",
        ),
    ),
    errors.KeyringLocked: lambda: (
        translate("Errors", "The keyring of this computer is locked."),
        translate("Errors", "Unlock it when your desktop asks, then try again."),
    ),
    errors.KeyringEntryLost: lambda: (
        translate("Errors", "The keyring no longer holds the keys of this profile."),
        translate(
            "Errors",
            "Nothing has been deleted. If you have a copy of the keyring, bring it back first.",
        ),
    ),
    errors.KeyringError: lambda: (
        translate("Errors", "The keyring of this computer does not work."),
        translate("Errors", "Nothing has been changed. Please try again."),
    ),
    # account
    errors.SignInFailed: lambda: (
        translate("Errors", "Name or password is wrong."),
        translate("Errors", "Check both, and the server’s address."),
    ),
    errors.RegistrationClosed: _registration_closed,
    errors.CodeRefused: _code_refused,
    errors.CodeNeeded: lambda: (
        translate("Errors", "This server asks for a registration code."),
        translate("Errors", "Whoever runs the server can give you one."),
    ),
    errors.NameTaken: lambda: (
        translate("Errors", "Somebody already has this name."),
        translate("Errors", "Try another one, or sign in if it is yours."),
    ),
    errors.RelayKeyChanged: lambda: (
        translate("Errors", "The server shows another identity than the last time."),
        translate("Errors", "Your password was not sent."),
    ),
    errors.UnknownPerson: lambda: (translate("Errors", "Nobody here has this name."), ""),
    errors.NotYourself: lambda: (
        translate("Errors", "That is you."),
        translate("Errors", "Type somebody else’s username."),
    ),
    errors.ReadOnlyHistory: lambda: (
        translate("Errors", "These chats can only be read."),
        translate("Errors", "They were saved from a damaged history. Nothing can be sent from it."),
    ),
    errors.MessageEmpty: lambda: (translate("Errors", "There is nothing to send yet."), ""),
    errors.NotAcceptedYet: lambda: (
        translate("Errors", "You can write more once they accept."),
        translate("Errors", "Your text stays in its field until then."),
    ),
    errors.SendingStopped: lambda: (
        translate("Errors", "Nothing is sent to this person at the moment."),
        translate("Errors", "Your text stays in its field. The conversation says what to do."),
    ),
    errors.ChainFull: lambda: (
        translate("Errors", "The keys of this account were renewed too often."),
        translate("Errors", "No more changes fit into it. What is there goes on to work."),
    ),
    errors.VerificationNeeded: lambda: (
        translate("Errors", "You verified this person, and their key has changed."),
        translate("Errors", "Compare your numbers again; only that goes on."),
    ),
    errors.NumberOutdated: lambda: (
        translate("Errors", "Their key changed while you compared the numbers."),
        translate("Errors", "Nobody was verified. Compare the numbers again."),
    ),
    errors.AccountError: lambda: (
        translate("Errors", "The account could not be used."),
        translate("Errors", "Please try again."),
    ),
    # wire
    wire.RemoteProtocolError: lambda: (
        translate("Errors", "The server sent something that SecureChat does not understand."),
        translate("Errors", "Check the server’s address, or try again later."),
    ),
    wire.UnknownEntryType: lambda: (
        translate("Errors", "This person uses a newer SecureChat."),
        translate("Errors", "Update SecureChat to write to them."),
    ),
    wire.InvalidProof: lambda: (
        translate("Errors", "The keys that the server gave for this person do not hold."),
        translate("Errors", "Nothing was sent."),
    ),
    wire.PrekeyExpired: lambda: (
        translate("Errors", "The keys of this person are too old."),
        translate("Errors", "They are renewed when the person is next online."),
    ),
}


def describe_refusal(code: ErrorCode) -> ErrorText:
    """Return the words for a refusal of the server."""
    title, help_text = _BY_CODE[code]()
    return ErrorText(title=title, help=help_text, code=f"refused-{code.name.lower()}")


_BY_CODE: Mapping[ErrorCode, _Words] = {
    ErrorCode.BAD_REQUEST: lambda: (
        translate("Errors", "The server did not accept this."),
        translate("Errors", "Update SecureChat if there is a newer version."),
    ),
    ErrorCode.NOT_SIGNED_IN: lambda: (
        translate("Errors", "The server does not know this connection yet."),
        translate("Errors", "Please try again in a moment."),
    ),
    ErrorCode.SIGN_IN_FAILED: lambda: (
        translate("Errors", "Name or password is wrong."),
        translate("Errors", "Check both, and the server’s address."),
    ),
    ErrorCode.NAME_TAKEN: lambda: (
        translate("Errors", "Somebody already has this name."),
        translate("Errors", "Try another one, or sign in if it is yours."),
    ),
    ErrorCode.UNKNOWN_ACCOUNT: lambda: (translate("Errors", "Nobody here has this name."), ""),
    ErrorCode.TOO_MANY_REQUESTS: lambda: (
        translate("Errors", "That was too often in a short time."),
        translate("Errors", "Wait a little, then try again."),
    ),
    ErrorCode.WRONG_CONNECTION: lambda: (
        translate("Errors", "The server did not accept this here."),
        translate("Errors", "Please try again."),
    ),
    ErrorCode.REGISTRATION_CLOSED: _registration_closed,
    ErrorCode.CODE_REFUSED: _code_refused,
    ErrorCode.TRY_LATER: lambda: (
        translate("Errors", "The server is busy."),
        translate("Errors", "Please try again in a moment."),
    ),
    ErrorCode.GONE: lambda: (translate("Errors", "This is no longer there."), ""),
    ErrorCode.REPLACED: lambda: (
        translate("Errors", "You signed in on another computer."),
        translate("Errors", "You can still read your chats here."),
    ),
    ErrorCode.INTERNAL: lambda: (
        translate("Errors", "The server has a problem of its own."),
        translate("Errors", "Please try again later."),
    ),
}
