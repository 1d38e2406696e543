"""Salvages the database at DATABASE. CONTROL=unsynced: without waiting for the disk."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk import durable, salvage, store
from kiosk.clock import Moment

NOON = Moment(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), 1000.0, "boot-a")

if __name__ == "__main__":
    if os.environ.get("CONTROL") == "unsynced":
        durable.sync = salvage.sync = lambda _: None
        store.PRAGMAS = ("synchronous=OFF", *store.PRAGMAS[1:])
    salvage.salvage(Path(sys.argv[1]), NOON, "staff-1")
