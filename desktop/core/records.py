"""What the messenger tells a window: frozen values without keys, rows or connections."""

import enum
from dataclasses import dataclass, field
from typing import Final, NewType

from protocol.ids import AccountId, Username
from protocol.messages import PresenceRule, PresenceState, RegistrationRule

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
    UNTRUSTED = "untrusted"  # nobody vouches for the relay's key, or it is not the pinned one
    SIGN_IN_FAILED = "sign-in failed"
    ACCOUNT_LOST = "account lost"  # the relay never heard of it: the password registers it again
    KEY_CHANGED = "key changed"  # the first registration waits: the relay's key is another
    SIGNED_IN_ELSEWHERE = "signed in elsewhere"
    APP_TOO_OLD = "app too old"
    RELAY_TOO_OLD = "relay too old"
    OTHER_REALM = "other realm"
    STORAGE_FAILED = "storage failed"


class ProfileState(enum.Enum):
    """What is found in a profile's folder before it is open."""

    EMPTY = "empty"  # first run: welcome
    KEYRING = "keyring"  # opens by itself with the keyring
    LOCKED = "locked"  # asks for the account password, and needs the keyring beside it
    VAULT = "vault"  # asks for the passphrase
    UNREADABLE = "unreadable"  # files are there but damaged: never an empty profile over them


class KeyringState(enum.Enum):
    """Whether this computer has a safe keyring."""

    AVAILABLE = "available"
    LOCKED = "locked"
    MISSING = "missing"


class LockKind(enum.Enum):
    """What a person types before a profile opens."""

    OFF = "off"  # nothing: the keyring opens it
    PASSWORD = "password"  # noqa: S105 - a state; the account password, beside the keyring
    PASSPHRASE = "passphrase"  # noqa: S105 - a state; the passphrase that replaces the keyring


class RecoveryState(enum.Enum):
    """Whether a recovery code opens a profile."""

    NONE = "none"  # none was made yet: one is offered
    SHOWN = "shown"  # one was shown, and the person has not proved to have it: another is offered
    KEPT = "kept"


@dataclass(frozen=True, kw_only=True, slots=True)
class LockRecord:
    """What opens a profile.

    Attributes:
        kind: What is typed.
        recovery: Whether the recovery code does, too.
    """

    kind: LockKind
    recovery: RecoveryState


class DeliveryState(enum.Enum):
    """What is known of an own message; RECEIVED for a message of somebody else."""

    WAITING = "waiting"  # clock
    SENT = "sent"  # one tick: the relay holds it durably
    DELIVERED = "delivered"  # two ticks: the other's computer said so
    READ = "read"  # two discs: the other person saw it, and both sides tell such things
    FAILED = "failed"  # ring with "!" and "Not sent", with a reason
    RECEIVED = "received"  # no sign


class FailureReason(enum.Enum):
    """Why an own message is FAILED."""

    NONE = "none"
    MAILBOX_FULL = "mailbox full"
    ACCOUNT_GONE = "account gone"
    NO_SUCH_MAILBOX = "no such mailbox"
    KEYS_UNUSABLE = "keys unusable"
    NOT_DELIVERED = "not delivered"  # 30 days without a receipt, or the account moved on


class MessageKind(enum.Enum):
    """How a message is shown; all but the first three are notices between the bubbles."""

    TEXT = "text"
    NEEDS_NEWER = "needs newer"  # "needs a newer SecureChat"
    UNREADABLE = "unreadable"  # "could not be read"
    GAP = "gap"  # "1 message missing"; the count says how many
    FIRST_FAILED = "first failed"  # "a first message could not be opened"; a tap asks for repair
    KEY_CHANGED = "key changed"  # "Bob has a new key" after the person accepted or verified it
    RESTORED = "restored"  # "Bob's history was restored there"
    FORKED = "forked"  # "Bob's app was used from two copies"
    KEYS_RENEWED = "keys renewed"  # "Bob renewed his keys": signed by what was known before
    KEYS_WITHHELD = "keys withheld"  # "The server does not show Bob's newest keys"


class Relation(enum.Enum):
    """How the two people stand (PROTOCOL P9)."""

    REQUEST = "request"  # they wrote first: accept, block or delete; nothing is revealed
    ASKED = "asked"  # we wrote first: "Waiting for Bob to accept"
    ACCEPTED = "accepted"  # each gave their delivery key and holds the other's
    BLOCKED = "blocked"  # discarded at once


class Trust(enum.Enum):
    """What is known of a contact's keys (PROTOCOL P10)."""

    UNVERIFIED = "unverified"  # neutral shield, "Not verified"
    VERIFIED = "verified"  # green shield
    CHANGED = "changed"  # amber banner: sending waits for a tap
    VERIFIED_CHANGED = "verified changed"  # red banner: nothing is sent until verified again
    WITHHELD = "withheld"  # amber: the relay hides an entry of their chain; sending waits for a tap
    VERIFIED_WITHHELD = "verified withheld"  # red: the same, of somebody who was verified


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
        count: With GAP, how many messages are missing.
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
    count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageTimes:
    """When what happened with a message, Unix milliseconds by this computer's clock.

    Attributes:
        sent_ms: When it was written, by its sender's clock; as shown in its bubble.
        local_ms: When it came here, or was written here.
        accepted_ms: With an own message, when the relay took it; None if that is not known.
        delivered_ms: With an own message, when its delivery receipt came, likewise.
        read_ms: With an own message, when its read receipt came, likewise.
    """

    sent_ms: int
    local_ms: int
    accepted_ms: int | None = None
    delivered_ms: int | None = None
    read_ms: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What is written to a contact and not sent yet.

    Attributes:
        text: As it stands in the composer.
        cursor: Where the cursor stands, in UTF-16 units from the start.
    """

    text: str = field(repr=False)  # what people write must not reach a log
    cursor: int


ASK_AGAIN_AFTER_MS: Final = 24 * 60 * 60 * 1000
"""How long a mailbox must have refused our key before the person may ask for the new one."""


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
        relation: How the two stand.
        trust: What is known of the person's keys.
        held_since_ms: Since when, or since the last asking, their mailbox does not take what is
            sent to them; 0 while it does.
        keyless_since_ms: Since when all of their keys are expired, 0 while they are not.
        is_muted: True if nothing of theirs is announced.
        was_written_to: True if a message of this user stands in their conversation; told only
            while the two have not accepted each other.
    """

    id: ContactId
    account: AccountId
    username: Username
    is_name_confirmed: bool
    own_name: str = ""
    relation: Relation = Relation.ACCEPTED
    trust: Trust = Trust.UNVERIFIED
    held_since_ms: int = 0
    keyless_since_ms: int = 0
    is_muted: bool = False
    was_written_to: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversationRecord:
    """One row of the conversation list.

    Attributes:
        contact: The other person.
        last_message: The newest message, None in an empty conversation.
        unread_count: Received messages not seen yet.
        last_activity_ms: Time for ordering the list, newest first.
        first_unread: The first of the unread messages in display order, None without any.
        draft: What is written to the person and not sent yet, None for nothing.
        is_listed: False once the chat was deleted, until something new stands in it.
    """

    contact: ContactRecord
    last_message: MessageRecord | None
    unread_count: int
    last_activity_ms: int
    first_unread: MessageRow | None = None
    draft: Draft | None = None
    is_listed: bool = True


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
class ProfileLabel:
    """What another profile of this computer is called in the window.

    Attributes:
        username: Of its account.
        relay_address: Where its relay is reached, such as ``wss://chat.example``.
    """

    username: str
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


@dataclass(frozen=True, kw_only=True, slots=True)
class SafetyNumber:
    """What two people compare to be sure of each other's keys (PROTOCOL P10).

    Attributes:
        digits: 60 digits, the same on both sides.
        code: Bytes of the QR code that this side shows.
    """

    digits: str
    code: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class NameChecked:
    """What a relay says about a name that somebody would like to have.

    Attributes:
        is_taken: Whether somebody has it.
        registration: Who may make a new account there.
    """

    is_taken: bool
    registration: RegistrationRule


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteFound:
    """What an invite says, before anything is sent.

    Attributes:
        username: Who made it.
        account: That person's account.
        relay_address: Where that person's account is.
        is_other_relay: True if that is not the relay of the open account.
    """

    username: Username
    account: AccountId
    relay_address: str
    is_other_relay: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Privacy:
    """What this account tells others of itself.

    Attributes:
        presence: Who may know that it is online.
        slow_receipts: Delivery receipts after 5 to 20 s instead of 0.2 to 2 s.
        read_receipts: Tell when a message was read; theirs are shown only then.
        typing: Tell while typing; theirs is shown only then.
    """

    presence: PresenceRule = PresenceRule.EVERYBODY
    slow_receipts: bool = False
    read_receipts: bool = False
    typing: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageUse:
    """How much room a profile takes on this computer.

    Attributes:
        database_bytes: The encrypted database with its log.
        unused_bytes: How much of that is empty and can be given back.
        copies_bytes: Copies that were made before upgrades.
        messages: How many messages are kept.
    """

    database_bytes: int
    unused_bytes: int
    copies_bytes: int
    messages: int


class AccountNotice(enum.Enum):
    """Something that the person must know about the own account."""

    RESTORED_PROFILE = "restored profile"  # an older state was noticed: check whom you had blocked
    CLOCKS_DIFFER = "clocks differ"  # more than a day: nothing is made, replaced or destroyed
    RELAY_RESTORED = "relay restored"  # the server lost some hours; everything is sent again
    KEYS_LOST = "keys lost"  # the keyring lost keys: so many messages to them cannot be opened


class PasswordStrength(enum.IntEnum):
    """How good a password is; each comment is what the meter shows."""

    TOO_WEAK = 0  # no part: not taken
    WEAK = 1
    FAIR = 2
    STRONG = 3
    EXCELLENT = 4


class PasswordAdvice(enum.Enum):
    """The one next step that would make a password better."""

    NONE = "none"
    MORE_WORDS = "more words"
    ONE_MORE_WORD = "one more word"
    OFTEN_USED = "often used"
    NOT_YOUR_NAME = "not your name"
    NO_DATES = "no dates"
    NO_ROWS = "no rows"  # abc, 111, qwert


@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordRating:
    """What is said of a password while it is typed."""

    strength: PasswordStrength
    advice: PasswordAdvice
