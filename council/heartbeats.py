"""What each kiosk last said of itself: one row a kiosk, the newest beat only.

A beat is facts. What is made of them, and who is told, is for the pages and the list; the clock that counts
is this server's.
"""

from datetime import datetime
from threading import Condition

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from council.backups import BackupState, backup_state
from council.database import Database
from council.tables import heartbeats, kiosks
from kiosk.clock import from_iso, iso
from sync.wire import Heartbeat

INTERVAL_SECONDS = 60.0
LOADED = ((1.0, 300.0), (0.25, 120.0))
"""Where storing a beat took at least so many seconds, kiosks beat only every so many."""
SILENT_SECONDS = 300.0
"""A kiosk that has said nothing for longer is called silent."""


class Seen(Struct, frozen=True, kw_only=True):
    """A kiosk as it was when it was last heard, `seen_at` (UTC)."""

    kiosk: str
    seen_at: datetime
    beat: Heartbeat

    def age(self, now: datetime) -> float:
        """Seconds since it was last heard."""
        return max(0.0, (now - self.seen_at).total_seconds())

    def silent(self, now: datetime) -> bool:
        """Whether nothing was heard of it for too long: then nothing of what it said may still hold."""
        return self.age(now) > SILENT_SECONDS

    def oldest_age(self, now: datetime) -> float | None:
        """Seconds that its oldest unsent item has waited by now, if it still waits; None when none waited."""
        oldest = self.beat.queue.oldest_age_s
        return None if oldest is None else oldest + self.age(now)


class Unheard(Struct, frozen=True):
    """A kiosk that was let in, `enrolled_at` (UTC), and has said nothing since."""

    kiosk: str
    place: str
    enrolled_at: datetime


class _Together:
    """Beats that are written in one transaction, and what kiosks hear of backups once they are."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.backups: BackupState | None = None


class Heartbeats:
    """The last beats in `database`. May be used by several threads: what comes while one transaction is being
    written goes into the next one together, for a commit takes a disk longer than all else about a beat."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed = Condition()
        self._writing = False
        self._next = _Together()

    def keep(self, beat: Heartbeat, now: datetime) -> BackupState:
        """Store a kiosk's beat in place of its last one. It is stored when this returns; what is known of
        backups at that moment comes back with it."""
        text = msgspec.json.encode(beat).decode("utf-8")
        row = {"kiosk": beat.kiosk, "seen_at": iso(now), "beat": text}
        with self._changed:
            mine = self._next
            mine.rows.append(row)
            self._changed.wait_for(lambda: mine.backups is not None or not self._writing)
            if mine.backups is not None:
                return mine.backups
            self._writing = True
        try:
            return self._write(mine)
        except BaseException:
            # This one's fails. Those of others are tried again by one of them, for they wait here.
            mine.rows.remove(row)
            raise
        finally:
            with self._changed:
                self._writing = False
                self._changed.notify_all()

    def _write(self, together: _Together) -> BackupState:
        with self._database.write() as connection:
            # Only now: whoever came while another process was writing goes along.
            with self._changed:
                if self._next is together:
                    self._next = _Together()
            newest = {row["kiosk"]: row for row in together.rows}
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            new = insert(heartbeats)
            changes = {"seen_at": new.excluded.seen_at, "beat": new.excluded.beat}
            connection.execute(
                new.on_conflict_do_update(index_elements=["kiosk"], set_=changes),
                # In one order, so that two servers never wait for each other.
                [newest[kiosk] for kiosk in sorted(newest)],
            )
            backups = backup_state(connection)
        together.backups = backups
        return backups

    def all(self) -> tuple[Seen, ...]:
        """Every kiosk that was ever heard, by name."""
        query = select(heartbeats).order_by(heartbeats.c.kiosk)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Seen(
                kiosk=row.kiosk,
                seen_at=from_iso(row.seen_at),
                beat=msgspec.json.decode(row.beat, type=Heartbeat),
            )
            for row in rows
        )


def unheard(database: Database) -> tuple[Unheard, ...]:
    """Every kiosk that may speak and never did, by name."""
    query = (
        select(kiosks)
        .outerjoin(heartbeats, heartbeats.c.kiosk == kiosks.c.name)
        .where(kiosks.c.revoked_at.is_(None), heartbeats.c.kiosk.is_(None))
        .order_by(kiosks.c.name)
    )
    with database.read() as connection:
        rows = connection.execute(query).all()
    return tuple(Unheard(row.name, row.place, from_iso(row.enrolled_at)) for row in rows)


def interval(storing_seconds: float) -> float:
    """How many seconds later a kiosk shall beat again, after storing its beat took so long."""
    return next((wait for least, wait in LOADED if storing_seconds >= least), INTERVAL_SECONDS)


def span(seconds: float | None) -> str:
    """A length of time in few signs: 40 s, 12 min, 3 h, 2 d."""
    if seconds is None:
        return "-"
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"
