"""Which kiosks may speak for themselves: enrolment, credentials, tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "limits",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("full_at", sa.Float, nullable=False),
    )
    op.create_index("ix_limits_full_at", "limits", ["full_at"])
