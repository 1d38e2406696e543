"""Which kiosks may speak for themselves: enrolment, credentials, tokens."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
