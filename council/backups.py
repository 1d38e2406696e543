"""Up to when everything that was received is in a backup, and whether this database came out of one.

Kiosks hold what they delivered until a backup has it, and send it once more when the council says that it
came back from one (docs/council.md). The copying itself is `backup`.
"""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from council.database import Database
from council.tables import backups
from kiosk.clock import from_iso, iso

MARGIN = timedelta(minutes=5)
"""Between the time that a submission is given on arrival and its commit; no request takes so long."""


class BackupState(Struct, frozen=True, kw_only=True):
    """`backed_up_to`: what was received by then is in a backup that was `made_at`. `restored_at`: when this
    database came back from one that had what was received by `restored_to`. All UTC; None: never."""

    backed_up_to: datetime | None = None
    made_at: datetime | None = None
    restored_at: datetime | None = None
    restored_to: datetime | None = None


class Backups:
    """What `database` knows of its backups. May be used by several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, now: datetime) -> datetime:
        """Write into the database, before it is copied, what the copy will have. Gives that time."""
        begun = (now - MARGIN).replace(microsecond=0)
        with self._database.write() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            connection.execute(
                insert(backups)
                .values(id=1, begun_to=iso(begun))
                .on_conflict_do_update(index_elements=["id"], set_={"begun_to": iso(begun)})
            )
        return begun

    def finish(self, begun: datetime, now: datetime) -> None:
        """The copy that was begun is safe."""
        with self._database.write() as connection:
            connection.execute(backups.update().values(backed_up_to=iso(begun), made_at=iso(now)))

    def restored(self, now: datetime) -> datetime | None:
        """This database came back from a copy; gives the time up to which it is whole. None where it knows
        of no backup, and then nothing is written down."""
        with self._database.write() as connection:
            row = _row(connection)
            if row is None:
                return None
            connection.execute(backups.update().values(restored_at=iso(now), restored_to=row.begun_to))
            return from_iso(row.begun_to)

    def state(self) -> BackupState:
        """What is known."""
        with self._database.read() as connection:
            return backup_state(connection)


def backup_state(connection: Connection) -> BackupState:
    """What is known, as that connection sees it."""
    row = _row(connection)
    if row is None:
        return BackupState()
    found = {name: getattr(row, name) for name in BackupState.__struct_fields__}
    return BackupState(**{name: from_iso(text) if text else None for name, text in found.items()})


def _row(connection: Connection) -> Row[Any] | None:
    return connection.execute(_ROW).one_or_none()


# Made once: it is asked with every heartbeat.
_ROW = select(backups)
