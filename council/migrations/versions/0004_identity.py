"""Which kiosks may speak for themselves: enrolment, credentials, tokens; and tries that are counted."""

import uuid

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
    authority = op.create_table(
        "authority",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("issuer", sa.String(60), nullable=False),
    )
    op.bulk_insert(authority, [{"id": 1, "issuer": uuid.uuid4().urn}])
    op.create_table(
        "enrolments",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String(20), nullable=False),
        sa.Column("until", sa.String(20), nullable=False),
        sa.Column("key", sa.String(43)),
        sa.Column("jwk", sa.Text),
    )
    op.create_index("ix_enrolments_kiosk", "enrolments", ["kiosk"])
    op.create_index("ix_enrolments_key", "enrolments", ["key"])
    op.create_table(
        "kiosks",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("enrolled_at", sa.String(20), nullable=False),
        sa.Column("revoked_at", sa.String(20)),
        sa.Column("reason", sa.Text),
    )
    op.create_table(
        "kiosk_keys",
        sa.Column("key", sa.String(43), primary_key=True),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("jwk", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("since", sa.String(20), nullable=False),
    )
    op.create_index("ix_kiosk_keys_kiosk", "kiosk_keys", ["kiosk"])
    op.create_table(
        "assertions",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("jti", sa.String(64), primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_assertions_until", "assertions", ["until"])
    op.create_table(
        "tokens",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("key", sa.String(43), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_tokens_kiosk", "tokens", ["kiosk"])
    op.create_index("ix_tokens_until", "tokens", ["until"])
