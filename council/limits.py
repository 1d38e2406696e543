"""How often something may be tried: counted in the database, so that several processes count together.

Each key has a bucket that `most` tries empty and that fills again evenly over `per_seconds` (the generic
cell rate algorithm). A row says only when its bucket will be full; a full one needs no row. What a key
stands for is not kept, only its hash.
"""

import hashlib

from sqlalchemy import Connection, case, select
from sqlalchemy.exc import IntegrityError

from council.database import Database
from council.tables import limits


class Limits:
    """Counts tries in `database`. May be used by several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def allow(self, key: str, most: int, per_seconds: float, now: float) -> bool:
        """Whether one more try of `key` is within `most` in `per_seconds`; if so it is counted.

        `now` is in seconds since 1970. A try that is refused is not counted, so whoever waits may go on.
        """
        name = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
        while True:
            try:
                with self._database.write() as connection:
                    return _taken(connection, name, per_seconds / most, per_seconds, now)
            except IntegrityError:
                # Another process was faster with the first try; now there is a row to count on.
                continue


def _taken(connection: Connection, name: str, step: float, per_seconds: float, now: float) -> bool:
    # Not those that another process is at: the two would wait for each other.
    full = select(limits.c.key).where(limits.c.full_at <= now).with_for_update(skip_locked=True)
    connection.execute(limits.delete().where(limits.c.key.in_(full)))
    full_at = case((limits.c.full_at > now, limits.c.full_at), else_=now) + step
    counted = connection.execute(
        limits.update()
        .where(limits.c.key == name, full_at <= now + per_seconds + step / 100)
        .values(full_at=full_at)
    )
    if counted.rowcount:
        return True
    if connection.execute(limits.select().where(limits.c.key == name)).first() is not None:
        return False
    connection.execute(limits.insert().values(key=name, full_at=now + step))
    return True
