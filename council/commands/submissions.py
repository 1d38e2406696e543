"""`council submissions`: what came in, without anybody's name; or, as JSON, the whole records."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from council.commands.options import add_database, address_of
from council.store import CouncilStore, Entry
from council.vault import vault_in
from kiosk.clock import iso
from kiosk.reference import grouped


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)
    parser.add_argument("--json", action="store_true", help="whole records with their answers")


def run(args: Namespace) -> int:
    """Print them in the order in which they came."""
    store = CouncilStore.open(address_of(args), vault_in(args.data))
    try:
        if args.json:
            _print_json(store.records())
        else:
            _print_lines(store.entries())
    finally:
        store.close()
    return 0


def _print_json(records: Iterator[dict[str, Any]]) -> None:
    """One list, written record by record: all of them might not fit into memory."""
    before = "[\n"
    for record in records:
        sys.stdout.write(before)
        json.dump(record, sys.stdout, indent=2, ensure_ascii=False)
        before = ",\n"
    sys.stdout.write("[]\n" if before == "[\n" else "\n]\n")


def _print_lines(entries: tuple[Entry, ...]) -> None:
    references = {entry.id: grouped(entry.reference) for entry in entries if entry.reference}
    for entry in entries:
        reference = references.get(entry.id) or ("not opened" if entry.fault else "erased")
        service = "".join(sign for sign in entry.service or "-" if sign.isprintable())
        tie = f"  part of {references.get(entry.bundle, entry.bundle)}" if entry.bundle else ""
        print(f"{entry.id}  {reference:<14}  {iso(entry.received_at)}  {entry.kiosk}  {service}{tie}")
    if not entries:
        print("No submissions yet.")
