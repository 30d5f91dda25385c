"""What the messenger tells a window: frozen values without keys, rows or connections."""

import enum
from dataclasses import dataclass
from typing import NewType

from protocol.ids import AccountId, Username
from protocol.messages import PresenceState

ContactId = NewType("ContactId", int)
"""Local number of a contact; survives a new account of the same person, never reused."""

MessageRow = NewType("MessageRow", int)
"""Local number of a message, never reused."""


class ConnectionState(enum.Enum):
    """How the app stands with the relay; each comment is what the person sees."""

    STOPPED = "stopped"  # nothing: no account is open
    CONNECTING = "connecting"  # "Connecting…" after two seconds
    CATCHING_UP = "catching up"  # held messages come in: thin bar
    ONLINE = "online"  # no banner
    OFFLINE = "offline"  # "Offline. Messages will be sent later."
    REFUSED = "refused"  # the relay does not take this account or version: banner with the reason


class ConnectionTrouble(enum.Enum):
    """Why the connection is OFFLINE or REFUSED."""

    NONE = "none"
    UNREACHABLE = "unreachable"
    SIGN_IN_FAILED = "sign-in failed"
    SIGNED_IN_ELSEWHERE = "signed in elsewhere"
    APP_TOO_OLD = "app too old"
    RELAY_TOO_OLD = "relay too old"
    OTHER_REALM = "other realm"
    STORAGE_FAILED = "storage failed"


class ProfileState(enum.Enum):
    """What is found in a profile's folder before it is open."""

    EMPTY = "empty"  # first run: welcome
    KEYRING = "keyring"  # opens by itself with the keyring
    VAULT = "vault"  # asks for the passphrase
    UNREADABLE = "unreadable"  # files are there but damaged: never an empty profile over them


class KeyringState(enum.Enum):
    """Whether this computer has a safe keyring."""

    AVAILABLE = "available"
    LOCKED = "locked"
    MISSING = "missing"


class DeliveryState(enum.Enum):
    """What is known of an own message; RECEIVED for a message of somebody else."""

    WAITING = "waiting"  # clock
    SENT = "sent"  # one tick: the relay holds it durably
    DELIVERED = "delivered"  # two ticks: the other's computer said so
    FAILED = "failed"  # ring with "!" and "Not sent", with a reason
    RECEIVED = "received"  # no sign


class FailureReason(enum.Enum):
    """Why an own message is FAILED."""

    NONE = "none"
    MAILBOX_FULL = "mailbox full"
    ACCOUNT_GONE = "account gone"
    NO_SUCH_MAILBOX = "no such mailbox"
    KEYS_UNUSABLE = "keys unusable"


class MessageKind(enum.Enum):
    """How a message is shown."""

    TEXT = "text"
    NEEDS_NEWER = "needs newer"  # "needs a newer SecureChat"
    UNREADABLE = "unreadable"  # "could not be read"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class MessagePosition:
    """Where a message stands in its conversation; positions compare in display order.

    Attributes:
        place: The relay's id, PENDING_PLACE while there is none.
        seq: The sender's sequence number there, 0 while there is none.
        row: Local number, the last resort.
    """

    place: int
    seq: int
    row: MessageRow


PENDING_PLACE = 2**63 - 1
"""Place of an own message that the relay did not accept yet: it stands last and moves once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRecord:
    """One message as a conversation shows it.

    Attributes:
        position: Its place; may change once when an own message is accepted.
        contact: Whose conversation it stands in.
        is_own: True if this account wrote it.
        kind: How it is shown.
        text: Plain text, empty unless the kind is TEXT.
        shown_at_ms: Time to show, Unix milliseconds; already clamped, never used for order.
        state: Delivery.
        failure: With FAILED, why.
        is_unread: True for a received message that was not seen yet.
    """

    position: MessagePosition
    contact: ContactId
    is_own: bool
    kind: MessageKind
    text: str
    shown_at_ms: int
    state: DeliveryState
    failure: FailureReason = FailureReason.NONE
    is_unread: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactRecord:
    """A person.

    Attributes:
        id: Local number.
        account: The pinned account id.
        username: The name that the person's key chain claims.
        is_name_confirmed: True once the relay answered that name with this account; until then
            the name is not shown.
        own_name: The name that this user gave the person, or empty.
    """

    id: ContactId
    account: AccountId
    username: Username
    is_name_confirmed: bool
    own_name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversationRecord:
    """One row of the conversation list.

    Attributes:
        contact: The other person.
        last_message: The newest message, None in an empty conversation.
        unread_count: Received messages not seen yet.
        last_activity_ms: Time for ordering the list, newest first.
    """

    contact: ContactRecord
    last_message: MessageRecord | None
    unread_count: int
    last_activity_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileRecord:
    """The account that is open.

    Attributes:
        account: Own account id.
        username: Own name.
        relay_address: Where the relay is reached, such as ``wss://chat.example``.
    """

    account: AccountId
    username: Username
    relay_address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonFound:
    """Answer to a look-up by name.

    Attributes:
        username: The name asked for.
        account: The account that has it.
        presence: As much as this user may know.
        contact: The local contact if there already is one.
    """

    username: Username
    account: AccountId
    presence: PresenceState
    contact: ContactId | None
