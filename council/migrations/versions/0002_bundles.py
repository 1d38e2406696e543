"""Submissions that were told together."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("submissions", sa.Column("bundle", sa.String(36)))
    op.create_index("ix_submissions_bundle", "submissions", ["bundle"])
