"""What the kiosks last said of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "heartbeats",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("seen_at", sa.String(20), nullable=False),
        sa.Column("beat", sa.Text, nullable=False),
    )
