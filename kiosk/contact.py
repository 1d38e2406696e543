"""When the council was last reached: written by the agent, read by the screens, in the one SQLite file.

Any exchange in which the council itself answered counts: a delivery, a look for new content, a health
check. What is made of it (whether a service that needs the council may start) is the screens' affair.
"""

from datetime import datetime

from kiosk.clock import Moment, from_iso, iso
from kiosk.store import Store


class Contact:
    """The last contact with the council, as `store` knows it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reached(self, now: Moment) -> None:
        """The council has just answered."""
        with self._store.write():
            self._store.connection.execute(
                "INSERT INTO contact (id, reached_at, monotonic, boot) VALUES (1, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET reached_at = excluded.reached_at, "
                "monotonic = excluded.monotonic, boot = excluded.boot",
                (iso(now.utc), now.monotonic, now.boot),
            )

    def reached_at(self) -> datetime | None:
        """When it last answered (UTC, by this kiosk's clock); None if it never did."""
        rows = self._store.rows("SELECT reached_at FROM contact")
        return from_iso(rows[0][0]) if rows else None

    def age(self, now: Moment) -> float | None:
        """How many seconds ago that was, whatever happened to the wall clock since; None if never."""
        rows = self._store.rows("SELECT reached_at, monotonic, boot FROM contact")
        return now.seconds_since(from_iso(rows[0][0]), rows[0][1], rows[0][2]) if rows else None
