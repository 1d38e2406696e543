"""`council audit`: what the staff did, the oldest first, for reading or for other programs."""

import sys
from argparse import ArgumentParser, Namespace

import msgspec

from council.commands.options import add_database, address_of
from council.database import Database
from council.desk.audit import Audit
from council.vault import vault_in
from kiosk.clock import iso


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: Namespace) -> int:
    """Print all entries."""
    database = Database.open(address_of(args), vault_in(args.data).seal)
    try:
        entries = Audit(database).entries()
    finally:
        database.close()
    for entry in reversed(entries):
        if args.json:
            sys.stdout.write(msgspec.json.encode(entry).decode("utf-8") + "\n")
        else:
            print(f"{iso(entry.at)}  {entry.actor:<24}  {entry.event:<22}  {entry.about}  {entry.address}")
    if not entries and not args.json:
        print("Nothing yet.")
    return 0
