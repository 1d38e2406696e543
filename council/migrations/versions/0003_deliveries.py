"""What is to be handed on to back offices; and records no longer lie open."""

import sqlalchemy as sa
from alembic import context, op

from kiosk.errors import CouncilError

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables, and seal the records that an earlier release left open."""
    op.add_column("submissions", sa.Column("sealed", sa.LargeBinary))
    op.add_column("submissions", sa.Column("erased_at", sa.String(20)))
    _seal()
    op.drop_column("submissions", "record")
    faulty = sa.text("fault IS NOT NULL")
    op.create_index(
        "ix_submissions_fault", "submissions", ["seq"], sqlite_where=faulty, postgresql_where=faulty
    )
    op.create_table(
        "deliveries",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("submission", sa.String(36), nullable=False),
        sa.Column("target", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.String(20), nullable=False),
        sa.Column("lease", sa.String(32)),
        sa.Column("leased_until", sa.String(20)),
        sa.Column("changed_at", sa.String(20), nullable=False),
        sa.Column("receipt", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=False),
        sa.UniqueConstraint("submission", "target", name="uq_deliveries_submission"),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "due_at"])
    op.create_table(
        "alerts",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("submission", sa.String(36), nullable=False),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(64), nullable=False),
        sa.Column("first_at", sa.String(20), nullable=False),
        sa.Column("last_at", sa.String(20), nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.String(20)),
        sa.Column("seen_by", sa.String(120)),
        sa.UniqueConstraint("kind", "submission", "detail", name="uq_alerts_kind"),
    )
    op.create_table(
        "backups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("begun_to", sa.String(20), nullable=False),
        sa.Column("backed_up_to", sa.String(20)),
        sa.Column("made_at", sa.String(20)),
        sa.Column("restored_at", sa.String(20)),
        sa.Column("restored_to", sa.String(20)),
    )


def _seal() -> None:
    connection = op.get_bind()
    table = sa.table(
        "submissions", sa.column("seq"), sa.column("id"), sa.column("record"), sa.column("sealed")
    )
    waiting = sa.select(table).where(table.c.record.is_not(None), table.c.sealed.is_(None)).limit(100)
    while rows := connection.execute(waiting).all():
        seal = context.config.attributes.get("seal")
        if seal is None:
            raise CouncilError(
                "the records of an earlier release are sealed in this step: run council migrate with the "
                "--data folder of the server"
            )
        for row in rows:
            sealed = seal(row.id, row.record.encode("utf-8"))
            connection.execute(table.update().where(table.c.seq == row.seq).values(sealed=sealed))
