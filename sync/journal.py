"""What the agent may say in its log: a catalogue of events, each with the only fields it may carry.

One JSON object a line on standard error, for the system's journal. Nothing of a submission can get in: no
field for it exists. Items are named by their number in line.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime

from kiosk.clock import iso
from kiosk.errors import BugError

CATALOGUE: dict[str, frozenset[str]] = {
    "started": frozenset({"recovered", "waiting"}),
    "delivered": frozenset({"seq", "attempts"}),
    "put-back": frozenset({"seq", "attempts", "kind", "reason", "wait"}),
    "quarantined": frozenset({"seq", "attempts", "reason"}),
    "resting": frozenset({"reason", "seconds"}),
    "offline": frozenset(),
    "online": frozenset(),
    "identity-refused": frozenset({"reason"}),
    "token-refused": frozenset({"reason"}),
    "heard": frozenset(),
    "unheard": frozenset({"reason"}),
    "clock-wrong": frozenset({"behind"}),
    "store-checked": frozenset({"sound"}),
    "sent-again": frozenset({"again", "gone"}),
    "crashing-item": frozenset({"seq", "crashes"}),
    "store-failed": frozenset({"kind"}),
    "content-found": frozenset({"version", "files", "bytes"}),
    "content-adopted": frozenset({"version"}),
    "content-refused": frozenset({"version", "reason", "detail"}),
    "content-failed": frozenset({"kind"}),
    "keyset-adopted": frozenset({"keys"}),
    "keyset-refused": frozenset({"reason"}),
    "stopped": frozenset(),
}


class Journal:
    """Writes events as lines to `write`."""

    def __init__(self, write: Callable[[str], object] | None = None) -> None:
        self._write = write or (lambda line: print(line, file=sys.stderr, flush=True))

    def __call__(self, event: str, at: datetime, **fields: str | int | float) -> None:
        """Log one event of the catalogue. Raises BugError for any other, or for a field it does not list."""
        allowed = CATALOGUE.get(event)
        if allowed is None or not fields.keys() <= allowed:
            raise BugError(f"the agent's log has no event '{event}' with these fields")
        self._write(json.dumps({"at": iso(at), "event": event, **fields}))
