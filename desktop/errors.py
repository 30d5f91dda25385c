"""Errors of the desktop app; one class per verdict that a caller acts on.

DesktopError
├── CryptoError
│   ├── AuthenticationFailed      bytes did not open; nothing more is told apart
│   ├── WrongPassphrase           a vault, lock or recovery slot did not open
│   ├── UpdateNeeded              authenticated, but made by a newer version
│   ├── RandomSourceFailed        the computer's randomness failed or repeated itself
│   └── SelfCheckFailed           a primitive or a layer of this build does not work as it must
├── NetworkError
│   ├── RelayUnreachable          no connection; trying again may help
│   ├── ConnectionLost            the connection ended before the answer came
│   │   └── NotSignedIn           there is none, so nothing was asked
│   ├── RequestTimedOut           no answer in time
│   ├── RelayIncompatible         versions or realm do not match
│   ├── RelayUntrusted            nobody vouches for the relay's key, or it is not the pinned one
│   ├── LocalRelayFailed          the relay of this computer could not be started
│   └── InsecureAddress           the address would send unprotected traffic beyond this computer
├── StorageError
│   ├── DatabaseUnreadable        wrong key or damaged file
│   ├── DatabaseTooNew            written by a newer version
│   ├── DiskFull
│   └── ProfileInUse              another process has the profile open
├── KeyringError
│   ├── KeyringMissing            no safe back-end on this computer
│   ├── KeyringLocked             there, but the person did not open it
│   └── KeyringEntryLost          the back-end does not hold what was stored
└── AccountError
    ├── SignInFailed              wrong name or password, or the device is not known
    ├── NameTaken
    ├── RegistrationClosed        the relay takes no new accounts
    ├── CodeNeeded                the relay registers by code, and none was given
    ├── CodeRefused               the relay lets nobody in by this registration code
    ├── RelayKeyChanged           the password would go to another key than the last time
    ├── UnknownPerson             nobody has that name
    ├── NotYourself               a chat with oneself was asked for
    ├── MessageTooLong
    ├── MessageEmpty
    ├── NotAcceptedYet            a fourth message to somebody who has not accepted
    ├── SendingStopped            blocked, or a changed key waits for the person
    ├── VerificationNeeded        a verified contact's key changed: only comparing helps
    ├── NumberOutdated            the number that was compared is no longer the contact's
    ├── CodeMistyped              a recovery code with a slip in it
    ├── ChainFull                 keys were renewed as often as one account allows
    ├── ReadOnlyHistory           only what was saved of a damaged history is open
    └── TryLater                  asked too soon after the last time
"""


class DesktopError(Exception):
    """Parent of everything in this file."""


class CryptoError(DesktopError):
    """Something about keys or ciphertext."""


class AuthenticationFailed(CryptoError):
    """Bytes did not open or a proof did not hold; deliberately says nothing more."""

    def __init__(self) -> None:
        super().__init__("authentication failed")


class WrongPassphrase(CryptoError):
    """A passphrase does not open the slot it was tried on."""


class UpdateNeeded(CryptoError):
    """Authenticated content that only a newer version understands."""


class RandomSourceFailed(CryptoError):
    """The source of randomness gave too little, or the same again; nothing may be encrypted."""


class SelfCheckFailed(CryptoError):
    """A primitive or a layer of this build does not work as it must.

    Attributes:
        part: Which one, a fixed word of our own.
    """

    def __init__(self, part: str) -> None:
        super().__init__(f"self-check failed: {part}")
        self.part = part


class NetworkError(DesktopError):
    """Something about the way to the relay."""


class RelayUnreachable(NetworkError):
    """No connection could be made."""


class ConnectionLost(NetworkError):
    """The connection ended before the answer came; repeating the request is safe."""


class NotSignedIn(ConnectionLost):
    """There is no signed-in connection; nothing was sent."""


class RequestTimedOut(NetworkError):
    """No answer came in time; repeating the request is safe."""


class RelayIncompatible(NetworkError):
    """The relay speaks another version, or serves another realm.

    Attributes:
        relay_is_newer: True if this app needs an update, False if the relay does, None if the
            relay serves another realm.
    """

    def __init__(self, *, relay_is_newer: bool | None) -> None:
        super().__init__("relay is not compatible")
        self.relay_is_newer = relay_is_newer


class LocalRelayFailed(NetworkError):
    """The relay that this program runs on this computer could not be started."""


class RelayUntrusted(NetworkError):
    """The relay could not prove that it is the one at this address; nothing was sent to it.

    Attributes:
        is_pinned: True if it has another key than the pinned one, False if nobody that this
            computer trusts vouches for its certificate.
    """

    def __init__(self, *, is_pinned: bool) -> None:
        super().__init__("relay is not trusted")
        self.is_pinned = is_pinned


class InsecureAddress(NetworkError):
    """The address is neither protected by TLS nor on this computer."""


class StorageError(DesktopError):
    """Something about the profile's files."""


class DatabaseUnreadable(StorageError):
    """The database does not open with this key, or a page of it is damaged."""


class DatabaseTooNew(StorageError):
    """The database was written by a newer version."""


class DiskFull(StorageError):
    """A commit failed for want of space; nothing was changed."""


class ProfileInUse(StorageError):
    """Another process has this profile open."""


class KeyringError(DesktopError):
    """Something about the operating system's keyring."""


class KeyringMissing(KeyringError):
    """There is no safe keyring back-end on this computer."""


class KeyringLocked(KeyringError):
    """The keyring is there but was not opened."""


class KeyringEntryLost(KeyringError):
    """The keyring does not hold an entry that was stored, or did not keep one just written."""


class AccountError(DesktopError):
    """Something that the person can put right."""


class SignInFailed(AccountError):
    """Wrong name or password, or a device that the relay does not know."""


class NameTaken(AccountError):
    """The username belongs to somebody."""


class RegistrationClosed(AccountError):
    """The relay takes no new accounts."""


class CodeNeeded(AccountError):
    """The relay registers by code, and none was given; nothing was made or sent."""


class CodeRefused(AccountError):
    """The relay lets nobody in by this registration code, or no longer."""


class RelayKeyChanged(AccountError):
    """The relay has another key than the one that the password went to; nothing was sent.

    Attributes:
        key: The key it has now; `Messenger.accept_relay_key` takes it once the person agreed.
    """

    def __init__(self, key: bytes) -> None:
        super().__init__("relay key changed")
        self.key = key


class UnknownPerson(AccountError):
    """Nobody has that username."""


class NotYourself(AccountError):
    """A chat with oneself was asked for."""


class MessageTooLong(AccountError):
    """A text is over the limit.

    Attributes:
        size_bytes: Its size in UTF-8.
    """

    def __init__(self, size_bytes: int) -> None:
        super().__init__("message too long")
        self.size_bytes = size_bytes


class MessageEmpty(AccountError):
    """A text has no visible character."""


class NotAcceptedYet(AccountError):
    """Three messages wait for the other person to accept; more are kept in the composer."""


class SendingStopped(AccountError):
    """The contact is blocked, or its key changed and the person has not decided yet."""


class VerificationNeeded(AccountError):
    """A verified contact's key changed: only comparing the safety number goes on."""


class NumberOutdated(AccountError):
    """The contact's key changed while the safety number was compared; nothing was verified."""


class CodeMistyped(AccountError):
    """What was typed is no recovery code.

    Attributes:
        groups: Numbers of the groups to look at, from 1; empty where that is not known.
        missing: How many characters are missing, negative if there are too many.
    """

    def __init__(self, *, groups: tuple[int, ...], missing: int) -> None:
        super().__init__("recovery code mistyped")
        self.groups = groups
        self.missing = missing


class ReadOnlyHistory(AccountError):
    """Only what was saved of a damaged history is open: nothing can be sent or changed."""


class ChainFull(AccountError):
    """Keys were renewed as often as one account allows."""


class TryLater(AccountError):
    """Asked too soon after the last time.

    Attributes:
        wait_s: Seconds until it may be asked again.
    """

    def __init__(self, wait_s: float) -> None:
        super().__init__("try later")
        self.wait_s = wait_s
