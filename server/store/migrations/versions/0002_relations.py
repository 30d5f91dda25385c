"""Who may write and look: delivery keys, presence rule, revoked devices, requests."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _key() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    # An account of the first version has no delivery key: until its app sets one, only requests
    # reach it. Its presence stays what it was, for everybody.
    for table, column in (
        ("account", "presence"),
        ("device", "is_revoked"),
        ("envelope", "is_request"),
    ):
        op.add_column(table, sa.Column(column, sa.SmallInteger, nullable=False, server_default="0"))
    op.create_table(
        "delivery_key",
        sa.Column("key", _key(), nullable=False),
        sa.Column("account", _key(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("expires_ms", sa.BigInteger, nullable=False),
        sa.Column("is_listed", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_delivery_key"),
        sa.UniqueConstraint("account", "key_hash", name="uq_delivery_key_account_key_hash"),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name="fk_delivery_key_account"),
        sqlite_autoincrement=True,
    )
