"""What staff and the kiosk itself did to the queue, its file and the printer: a table that only grows.

A catalogue of events, each with the only fields it may carry: nothing of a submission can get in, for no
field for it exists. Entries are written in the same transaction as what they tell of.
"""

import json
from datetime import datetime

from msgspec import Struct

from kiosk.clock import Moment, from_iso, iso
from kiosk.errors import BugError
from kiosk.store import Store

CATALOGUE: dict[str, frozenset[str]] = {
    "outbox-retried": frozenset({"item", "refused"}),
    "outbox-discarded": frozenset({"item", "refused", "reason"}),
    "outbox-sent-again": frozenset({"restored_at", "backed_up_to", "again", "gone"}),
    "printer-unlocked": frozenset({"cause"}),
    "store-salvaged": frozenset({"folder", "read", "kept", "lost", "exact"}),
}
ITSELF = ""
"""Who did it, where nobody did."""


class Entry(Struct, frozen=True, kw_only=True):
    """One line: when (UTC, by the kiosk's clock), what, who ('' the kiosk itself), and its fields."""

    seq: int
    at: datetime
    event: str
    who: str
    fields: dict[str, str | int]


class Audit:
    """The entries in `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, event: str, now: Moment, *, who: str = ITSELF, **fields: str | int) -> None:
        """Write one event of the catalogue, inside a transaction of the caller's.

        Raises BugError for any other event, a field it does not list, or outside a transaction.
        """
        allowed = CATALOGUE.get(event)
        if allowed is None or not fields.keys() <= allowed:
            raise BugError(f"the audit has no event '{event}' with these fields")
        if not self._store.connection.in_transaction:
            raise BugError(f"'{event}' must be written together with what it tells of")
        self._store.connection.execute(
            "INSERT INTO audit (at, event, who, fields) VALUES (?, ?, ?, ?)",
            (iso(now.utc), event, who, json.dumps(fields)),
        )

    def entries(self) -> tuple[Entry, ...]:
        """All of them, in the order in which they were written."""
        rows = self._store.rows("SELECT seq, at, event, who, fields FROM audit ORDER BY seq")
        return tuple(
            Entry(seq=seq, at=from_iso(at), event=event, who=who, fields=json.loads(fields))
            for seq, at, event, who, fields in rows
        )
