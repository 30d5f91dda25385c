"""First schema: accounts, devices, prekeys, mailboxes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _key() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "relay",
        sa.Column("key", _key(), autoincrement=False, nullable=False),
        sa.Column("realm", sa.String, nullable=False),
        sa.Column("epoch", sa.LargeBinary(16), nullable=False),
        sa.Column("newest_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_relay"),
    )
    op.create_table(
        "account",
        sa.Column("key", _key(), nullable=False),
        sa.Column("account_id", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("chain", sa.LargeBinary, nullable=False),
        sa.Column("chain_head", sa.LargeBinary(32), nullable=False),
        sa.Column("auth_hash", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_account"),
        sa.UniqueConstraint("account_id", name="uq_account_account_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "username",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("account", _key(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_username"),
        sa.UniqueConstraint("account", name="uq_username_account"),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name="fk_username_account"),
    )
    op.create_table(
        "device",
        sa.Column("key", _key(), nullable=False),
        sa.Column("account", _key(), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("signing_key", sa.LargeBinary(32), nullable=False),
        sa.Column("newest_acknowledged", sa.BigInteger, nullable=False),
        sa.Column("newest_expired", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_device"),
        sa.UniqueConstraint("account", "number", name="uq_device_account_number"),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name="fk_device_account"),
        sqlite_autoincrement=True,
    )
    for name in ("one_time_prekey", "spent_prekey"):
        extra = (
            [sa.Column("prekey", sa.LargeBinary, nullable=False)]
            if name == "one_time_prekey"
            else []
        )
        op.create_table(
            name,
            sa.Column("key", _key(), nullable=False),
            sa.Column("device", _key(), nullable=False),
            sa.Column("digest", sa.LargeBinary(16), nullable=False),
            *extra,
            sa.PrimaryKeyConstraint("key", name=f"pk_{name}"),
            sa.UniqueConstraint("device", "digest", name=f"uq_{name}_device_digest"),
            sa.ForeignKeyConstraint(["device"], ["device.key"], name=f"fk_{name}_device"),
            sqlite_autoincrement=True,
        )
    op.create_table(
        "current_prekey",
        sa.Column("device", _key(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("prekey", sa.LargeBinary, nullable=False),
        sa.Column("expires_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("device", "kind", name="pk_current_prekey"),
        sa.ForeignKeyConstraint(["device"], ["device.key"], name="fk_current_prekey_device"),
    )
    op.create_table(
        "envelope",
        sa.Column("id", _key(), autoincrement=False, nullable=False),
        sa.Column("mailbox", _key(), nullable=False),
        sa.Column("msg_id", sa.LargeBinary(16), nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_envelope"),
        sa.UniqueConstraint("mailbox", "msg_id", name="uq_envelope_mailbox_msg_id"),
        sa.ForeignKeyConstraint(["mailbox"], ["device.key"], name="fk_envelope_mailbox"),
    )
