"""`council kiosks`: when each kiosk was last heard, how long its oldest item waits, and what it holds."""

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

import msgspec

from council.commands.options import add_database, address_of
from council.database import Database
from council.heartbeats import Heartbeats, Seen, Unheard, span, unheard
from kiosk.clock import iso

HEADINGS = ("kiosk", "last heard", "waiting", "oldest", "held", "release", "note")


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)
    parser.add_argument("--json", action="store_true", help="everything they said, for programs")


def run(args: Namespace) -> int:
    """Print the kiosks: those that were never heard first, then those that wait longest."""
    now = datetime.now(UTC)
    database = Database.open(address_of(args))
    try:
        never = unheard(database)
        found = sorted(Heartbeats(database).all(), key=lambda seen: -(seen.oldest_age(now) or 0.0))
    finally:
        database.close()
    if args.json:
        told = [*map(_whole_unheard, never), *(_whole(seen, now) for seen in found)]
        json.dump(told, sys.stdout, indent=2)
        print()
        return 0
    if not never and not found:
        print("No kiosk was let in or heard yet.")
        return 0
    rows = [HEADINGS, *map(_row_unheard, never), *(_row(seen, now) for seen in found)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def _row(seen: Seen, now: datetime) -> tuple[str, ...]:
    beat = seen.beat
    notes = [
        "silent: all of this is old" if seen.silent(now) else "",
        f"sends nothing: {beat.queue.pause}" if beat.queue.pause else "",
        "clock is wrong" if beat.clock_before_release else "",
        "its file is damaged" if beat.storage and beat.storage.sound is False else "",
    ]
    return (
        seen.kiosk,
        f"{span(seen.age(now))} ago",
        str(beat.queue.waiting),
        span(seen.oldest_age(now)),
        str(beat.queue.held),
        beat.release,
        "; ".join(filter(None, notes)),
    )


def _row_unheard(one: Unheard) -> tuple[str, ...]:
    return (one.kiosk, "never", "-", "-", "-", "-", f"let in on {iso(one.enrolled_at)}, and nothing since")


def _whole_unheard(one: Unheard) -> dict[str, object]:
    return {"kiosk": one.kiosk, "seen_at": None, "silent": True, "enrolled_at": iso(one.enrolled_at)}


def _whole(seen: Seen, now: datetime) -> dict[str, object]:
    return {
        "kiosk": seen.kiosk,
        "seen_at": iso(seen.seen_at),
        "age_s": round(seen.age(now)),
        "silent": seen.silent(now),
        "oldest_age_s": seen.oldest_age(now),
        "beat": msgspec.to_builtins(seen.beat),
    }
