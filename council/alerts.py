"""What staff should look into, in the council's database: facts with a kind from a list, never content."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from council.database import Database
from council.tables import alerts
from kiosk.clock import from_iso, iso


class AlertKind(StrEnum):
    """All that is told."""

    OTHER_CONTENT = "other-content"
    """An id that is held came again with other bytes; `detail` is their hash."""
    OTHER_KIOSK = "other-kiosk"
    """A kiosk sent an envelope that names another kiosk; `detail` is that other's name."""


class Alert(Struct, frozen=True, kw_only=True):
    """One alert; the same again only counts `times` up."""

    seq: int
    kind: AlertKind
    submission: str
    kiosk: str
    detail: str
    first_at: datetime
    last_at: datetime
    times: int
    seen_at: datetime | None = None
    seen_by: str | None = None


def raise_alert(
    connection: Connection, kind: AlertKind, submission: str, kiosk: str, detail: str, now: datetime
) -> None:
    """Add an alert, or count it, in the caller's transaction. What was seen is unseen again."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"kind": kind.value, "submission": submission, "kiosk": kiosk, "detail": detail[:64]}
    connection.execute(
        insert(alerts)
        .values(**row, first_at=iso(now), last_at=iso(now), times=1)
        .on_conflict_do_update(
            index_elements=["kind", "submission", "detail"],
            set_={"last_at": iso(now), "times": alerts.c.times + 1, "seen_at": None, "seen_by": None},
        )
    )


class Alerts:
    """The alerts in `database`. May be used by several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def raised(self, *, unseen: bool = True, most: int = 200) -> tuple[Alert, ...]:
        """The newest first."""
        query = select(alerts).order_by(alerts.c.last_at.desc(), alerts.c.seq.desc()).limit(most)
        if unseen:
            query = query.where(alerts.c.seen_at.is_(None))
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        times = ("first_at", "last_at", "seen_at")
        return tuple(
            Alert(
                **{
                    **row,
                    "kind": AlertKind(row["kind"]),
                    **{name: from_iso(row[name]) if row[name] else None for name in times},
                }
            )
            for row in rows
        )

    def see(self, seq: int, who: str, now: datetime) -> bool:
        """Somebody has looked into it. False where that was said before."""
        change = (
            alerts.update()
            .where(alerts.c.seq == seq, alerts.c.seen_at.is_(None))
            .values(seen_at=iso(now), seen_by=who[:120])
        )
        with self._database.write() as connection:
            return connection.execute(change).rowcount == 1
