"""`council keyset`: the public keys for new kiosks, and renewing the keys that submissions are sealed to."""

from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from council.commands.options import add_database, address_of
from council.database import Database
from council.desk.audit import OPERATOR, Audit, Event
from council.keys import kept_until, keys_in, retire, rotate, write_keyset
from kiosk.clock import iso
from kiosk.keyset import MAX_AGE

WHAT = {
    "show": "print the public keys, or write them to --out for a new kiosk (this is done without a word)",
    "list": "the keys, how long kiosks seal to each, and how long the council keeps it",
    "rotate": "make a new key; kiosks seal to it once their agent has fetched it, within the hour",
    "retire": "throw away the private keys that nothing can be sealed to any more",
}


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)
    parser.add_argument(
        "what",
        nargs="?",
        default="show",
        choices=list(WHAT),
        help="; ".join(f"{what}: {text}" for what, text in WHAT.items()),
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="for show: default: print them")


def run(args: Namespace) -> int:
    """Do one of them."""
    now = datetime.now(UTC)
    if args.what == "rotate":
        kid = rotate(args.data, now)
        _note(args, Event.KEYSET_ROTATED, now, kid)
        print(f"Key {kid} is there. Offline kiosks may seal to those before it for {MAX_AGE.days} days.")
    elif args.what == "retire":
        gone = retire(args.data, now)
        if gone:
            _note(args, Event.KEYSET_RETIRED, now, ", ".join(gone))
        print(f"Thrown away: {', '.join(gone)}" if gone else "No key is past its time: council keyset list")
    elif args.what == "list":
        for key in keys_in(args.data, now).public.keys:
            print(
                f"{key.kid}  sealed to from {iso(key.not_before)} until {iso(key.not_after)}, "
                f"kept until {iso(kept_until(key))}"
            )
    else:
        write_keyset(keys_in(args.data, now).public, args.out)
    return 0


def _note(args: Namespace, event: Event, now: datetime, about: str) -> None:
    with closing(Database.open(address_of(args))) as database:
        Audit(database).note(event, now, OPERATOR, about)
