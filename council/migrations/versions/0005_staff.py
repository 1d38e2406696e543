"""Who of the staff may look: accounts, sessions, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MONTHS = 13
"""How long the audit is kept at least."""
REFUSED = "the audit is only ever added to"
SQLITE = (
    f"""
    CREATE TRIGGER staff_audit_no_change BEFORE UPDATE ON staff_audit
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER staff_audit_no_removal BEFORE DELETE ON staff_audit
    WHEN OLD.at > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-{MONTHS} months')
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
)
POSTGRESQL = (
    f"""
    CREATE FUNCTION staff_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND OLD.at <= to_char(
        (now() AT TIME ZONE 'UTC') - interval '{MONTHS} months', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') THEN
        RETURN OLD;
      END IF;
      RAISE EXCEPTION '{REFUSED}';
    END $$
    """,
    """
    CREATE TRIGGER staff_audit_keep BEFORE UPDATE OR DELETE ON staff_audit
    FOR EACH ROW EXECUTE FUNCTION staff_audit_refuse()
    """,
    """
    CREATE TRIGGER staff_audit_whole BEFORE TRUNCATE ON staff_audit
    FOR EACH STATEMENT EXECUTE FUNCTION staff_audit_refuse()
    """,
)


def upgrade() -> None:
    """Make the tables, and the rule that the audit is only ever added to."""
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(120), nullable=False, unique=True),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("made_at", sa.String(20), nullable=False),
        sa.Column("signed_in_at", sa.String(20)),
        sa.Column("disabled_at", sa.String(20)),
        sa.Column("password", sa.Text),
        sa.Column("factor", sa.LargeBinary),
        sa.Column("factor_step", sa.Integer, nullable=False),
        sa.Column("signup", sa.String(64)),
        sa.Column("signup_until", sa.String(20)),
        sa.Column("issuer", sa.String(255)),
        sa.Column("subject", sa.String(255)),
        sa.UniqueConstraint("issuer", "subject", name="uq_staff_issuer"),
    )
    op.create_table(
        "staff_recovery",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.Integer, nullable=False),
    )
    op.create_index("ix_staff_recovery_staff_id", "staff_recovery", ["staff_id"])
    op.create_table(
        "staff_devices",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("until", sa.String(20), nullable=False),
    )
    op.create_index("ix_staff_devices_staff_id", "staff_devices", ["staff_id"])
    op.create_table(
        "staff_sessions",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("stage", sa.String(8), nullable=False),
        sa.Column("began_at", sa.String(20), nullable=False),
        sa.Column("seen_at", sa.String(20), nullable=False),
        sa.Column("ends_at", sa.String(20), nullable=False),
        sa.Column("pending", sa.LargeBinary),
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])
    op.create_table(
        "staff_openid",
        sa.Column("state", sa.String(64), primary_key=True),
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("wanted", sa.String(200), nullable=False),
        sa.Column("until", sa.String(20), nullable=False),
    )
    op.create_table(
        "staff_audit",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_staff_audit_at", "staff_audit", ["at"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
