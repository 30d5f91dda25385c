"""Ids that may be told before their envelope is committed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "relay", sa.Column("leased_id", sa.BigInteger, nullable=False, server_default="0")
    )
