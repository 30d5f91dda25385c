"""Every table of the relay's database, each column with what it tells the operator.

The migrations make these tables; a test holds the two together. No column names the sender of an
envelope, and no row pairs two accounts.
"""

import enum

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

_Key = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class AccountState(enum.IntEnum):
    """Whether an account can be written to. Numbers are stored and never reused."""

    LIVE = 0
    MOVED = 1  # its name belongs to a newer account; askers are told "gone"
    ENDED = 2  # its owner ended it with a tombstone, or the operator did; askers are told "gone"
    DISABLED = 3  # by the operator, who may enable it again; until then askers are told "gone"


relay = Table(
    "relay",
    metadata,
    Column("key", _Key, primary_key=True, autoincrement=False, comment="Always 1. Tells: nothing."),
    Column(
        "realm",
        String,
        nullable=False,
        comment="Realm that every account here belongs to. Tells: the relay's own name.",
    ),
    Column(
        "epoch",
        LargeBinary(16),
        nullable=False,
        comment="Random, made anew by a restore, told in every hello. Tells: nothing.",
    ),
    Column(
        "newest_id",
        BigInteger,
        nullable=False,
        comment="Highest envelope id that left with a dropped mailbox: none is issued again. "
        "Tells: about when somebody last moved to a new computer.",
    ),
    Column(
        "leased_id",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="Envelope ids up to here may have been told to a device without being held; a "
        "relay that starts begins above. "
        "Tells: to the minute when somebody last wrote, while the relay runs.",
    ),
)

account = Table(
    "account",
    metadata,
    Column("key", _Key, primary_key=True, comment="Our own number. Tells: order of registration."),
    Column(
        "account_id",
        LargeBinary(32),
        nullable=False,
        unique=True,
        comment="Hash of the genesis entry. Tells: that this account exists.",
    ),
    Column(
        "state",
        SmallInteger,
        nullable=False,
        comment="An AccountState. "
        "Tells: whether the person signed in on a new computer since, or the account ended or "
        "was disabled.",
    ),
    Column(
        "chain",
        LargeBinary,
        nullable=False,
        comment="The public key chain. Tells: name, public keys, when each entry says it was made.",
    ),
    Column(
        "chain_head",
        LargeBinary(32),
        nullable=False,
        comment="Hash of its newest entry. Tells: nothing beyond the chain.",
    ),
    Column(
        "auth_hash",
        String,
        nullable=False,
        comment="Argon2id of a value derived from the password, PHC form; empty once moved. "
        "Tells: nothing without guessing at the cost of two Argon2id each.",
    ),
    Column(
        "presence",
        SmallInteger,
        nullable=False,
        server_default="0",
        comment="Who may know whether it is online: 0 everybody, 1 contacts, 2 nobody. "
        "Tells: how private the person likes to be.",
    ),
    sqlite_autoincrement=True,
)

username = Table(
    "username",
    metadata,
    Column("name", String, primary_key=True, comment="A name in use. Tells: that it is taken."),
    Column(
        "account",
        _Key,
        ForeignKey("account.key"),
        nullable=False,
        unique=True,
        comment="The account that has it now. Tells: whose name it is.",
    ),
)

device = Table(
    "device",
    metadata,
    Column(
        "key", _Key, primary_key=True, comment="Our own number, also the mailbox's. Tells: no more."
    ),
    Column(
        "account",
        _Key,
        ForeignKey("account.key"),
        nullable=False,
        comment="The account it belongs to. Tells: how many devices a person has.",
    ),
    Column("number", Integer, nullable=False, comment="Device number. Tells: always 1 in stage 1."),
    Column(
        "signing_key",
        LargeBinary(32),
        nullable=False,
        comment="Public key that signs it in, a copy from the chain. Tells: nothing beyond that.",
    ),
    Column(
        "newest_acknowledged",
        BigInteger,
        nullable=False,
        comment="Highest envelope id it acknowledged, 0 for none. "
        "Tells: about when it last received something.",
    ),
    Column(
        "newest_expired",
        BigInteger,
        nullable=False,
        comment="Highest envelope id that went unread, 0 for none. "
        "Tells: that the device was away for as long as envelopes are held.",
    ),
    Column(
        "is_revoked",
        SmallInteger,
        nullable=False,
        server_default="0",
        comment="1 if the chain revoked it and added none of its number since. "
        "Tells: that its owner gave it up.",
    ),
    UniqueConstraint("account", "number"),
    sqlite_autoincrement=True,
)

delivery_key = Table(
    "delivery_key",
    metadata,
    Column("key", _Key, primary_key=True, comment="Our own number. Tells: order of setting."),
    Column(
        "account",
        _Key,
        ForeignKey("account.key"),
        nullable=False,
        comment="The account whose mailboxes it opens. "
        "Tells: about how many invites of a person are open.",
    ),
    Column(
        "key_hash",
        LargeBinary(32),
        nullable=False,
        comment="SHA-256 of a key that its senders show. Tells: nothing, the key is random.",
    ),
    Column(
        "uses",
        Integer,
        nullable=False,
        comment="How many envelopes it admits in all, 0 without limit. "
        "Tells: whether it is an invite's.",
    ),
    Column(
        "used",
        Integer,
        nullable=False,
        comment="How many it admitted, counted only where there is a limit. "
        "Tells: how far an invite was used, not by whom.",
    ),
    Column(
        "expires_ms",
        BigInteger,
        nullable=False,
        comment="From when on it admits none, Unix ms, 0 for never. Tells: when an invite ends.",
    ),
    Column(
        "is_listed",
        SmallInteger,
        nullable=False,
        comment="0 once its owner left it out of the list; kept so that setting it again does not "
        "bring back its uses. Tells: that an invite was taken back.",
    ),
    UniqueConstraint("account", "key_hash"),
    sqlite_autoincrement=True,
)

registration_code = Table(
    "registration_code",
    metadata,
    Column("key", _Key, primary_key=True, comment="Our own number. Tells: order of making."),
    Column(
        "code_hash",
        LargeBinary(32),
        nullable=False,
        unique=True,
        comment="SHA-256 of a code that lets somebody register. "
        "Tells: nothing, the code is random.",
    ),
    Column(
        "uses_left",
        Integer,
        nullable=False,
        comment="For how many accounts it is still good; at none the row goes. "
        "Tells: how often it was used, not by whom.",
    ),
    Column(
        "expires_ms",
        BigInteger,
        nullable=False,
        comment="From when on it is good for none, Unix ms. Tells: about when it was made.",
    ),
    sqlite_autoincrement=True,
)

one_time_prekey = Table(
    "one_time_prekey",
    metadata,
    Column(
        "key",
        _Key,
        primary_key=True,
        comment="Our own number; oldest is given first. Tells: no more.",
    ),
    Column(
        "device",
        _Key,
        ForeignKey("device.key"),
        nullable=False,
        comment="The device it opens a session with. Tells: how many first messages it can take.",
    ),
    Column(
        "digest",
        LargeBinary(16),
        nullable=False,
        comment="SHA-256 of the prekey, cut. Tells: nothing beyond the prekey.",
    ),
    Column(
        "prekey", LargeBinary, nullable=False, comment="The signed public prekey. Tells: no more."
    ),
    UniqueConstraint("device", "digest"),
    sqlite_autoincrement=True,
)

spent_prekey = Table(
    "spent_prekey",
    metadata,
    Column("key", _Key, primary_key=True, comment="Our own number. Tells: order of handing out."),
    Column(
        "device",
        _Key,
        ForeignKey("device.key"),
        nullable=False,
        comment="The device whose one-time key was given. "
        "Tells: about how often somebody began to write to it, not who.",
    ),
    Column(
        "digest",
        LargeBinary(16),
        nullable=False,
        comment="As in one_time_prekey; a repeated upload does not bring it back. Tells: no more.",
    ),
    UniqueConstraint("device", "digest"),
    sqlite_autoincrement=True,
)

current_prekey = Table(
    "current_prekey",
    metadata,
    Column(
        "device",
        _Key,
        ForeignKey("device.key"),
        primary_key=True,
        autoincrement=False,
        comment="The device it belongs to. Tells: no more.",
    ),
    Column(
        "kind",
        SmallInteger,
        primary_key=True,
        autoincrement=False,
        comment="2 fallback, 3 seal pair. Tells: nothing.",
    ),
    Column(
        "prekey", LargeBinary, nullable=False, comment="The signed public prekey. Tells: no more."
    ),
    Column(
        "expires_ms",
        BigInteger,
        nullable=False,
        comment="When it expires, Unix ms. Tells: about when the device last replaced it.",
    ),
)

envelope = Table(
    "envelope",
    metadata,
    Column(
        "id",
        _Key,
        primary_key=True,
        autoincrement=False,
        comment="Time-ordered id. Tells: when the envelope came.",
    ),
    Column(
        "mailbox",
        _Key,
        ForeignKey("device.key"),
        nullable=False,
        comment="The device it is for. Tells: who has mail waiting.",
    ),
    Column(
        "msg_id",
        LargeBinary(16),
        nullable=False,
        comment="SHA-256 of the envelope, cut; keeps a repeat from being held twice. "
        "Tells: no more.",
    ),
    Column(
        "envelope",
        LargeBinary,
        nullable=False,
        comment="The sealed message. "
        "Tells: its size in steps of a power of two, never who sent it.",
    ),
    Column(
        "is_request",
        SmallInteger,
        nullable=False,
        server_default="0",
        comment="1 if it came without a delivery key, from somebody signed in. "
        "Tells: that somebody asked to write to this person, not who.",
    ),
    UniqueConstraint("mailbox", "msg_id"),
)
