"""Who of the staff may look: accounts, sessions, audit."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
