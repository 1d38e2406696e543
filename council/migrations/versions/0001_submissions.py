"""The submissions that came in."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "submissions",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(36), nullable=False, unique=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("kid", sa.String(16), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("received_at", sa.String(20), nullable=False),
        sa.Column("reference", sa.String(12)),
        sa.Column("service", sa.Text),
        sa.Column("route", sa.Text),
        sa.Column("record", sa.Text),
        sa.Column("fault", sa.Text),
        sa.Column("envelope", sa.LargeBinary),
    )
    op.create_index("ix_submissions_received_at", "submissions", ["received_at"])
