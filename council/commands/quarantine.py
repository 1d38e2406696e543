"""`council quarantine`: what came in and did not open: list it, try again once a missing key was found, or
give it up."""

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from council.commands.options import add_reason, address_of, database_parent
from council.desk.audit import OPERATOR, Audit, Event
from council.erasure import Erasure
from council.keys import keys_in
from council.store import CouncilStore
from council.targets import read_targets
from council.vault import vault_in
from kiosk.clock import iso
from kiosk.given_up import GivenUp


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    common = database_parent()
    whats = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    listed = whats.add_parser("list", parents=[common], help="ids, kiosks and why")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    whats.add_parser("retry", parents=[common], help="open them with the keys there are now")
    discard = whats.add_parser("discard", parents=[common], help="give them up: they are erased unread")
    discard.add_argument("ids", nargs="+", metavar="ID", help="as the list names it")
    add_reason(discard)


def run(args: Namespace) -> int:
    """List, try again, or give up. Exit code 1 when something still does not open, or is not there."""
    store = CouncilStore.open(address_of(args), vault_in(args.data), read_targets(args.data).of)
    try:
        if args.what == "discard":
            return _discard(args, store)
        return _retry(args, store) if args.what == "retry" else _list(store, as_json=args.json)
    finally:
        store.close()


def _list(store: CouncilStore, *, as_json: bool) -> int:
    entries = store.unopened()
    for entry in entries:
        if as_json:
            told = {"id": entry.id, "kiosk": entry.kiosk, "received_at": iso(entry.received_at)}
            sys.stdout.write(json.dumps({**told, "fault": entry.fault}) + "\n")
        else:
            print(f"{entry.id}  {iso(entry.received_at)}  {entry.kiosk}  {entry.fault}")
    if not entries and not as_json:
        print("Everything opened.")
    return 0


def _retry(args: Namespace, store: CouncilStore) -> int:
    now = datetime.now(UTC)
    opened, left = store.open_again(keys_in(args.data).private, now)
    Audit(store.database).note(Event.QUARANTINE_RETRIED, now, OPERATOR, f"{opened} opened, {left} did not")
    print(f"Opened: {opened}. Still closed: {left}.")
    return 1 if left else 0


def _discard(args: Namespace, store: CouncilStore) -> int:
    erasure, now, reason = Erasure(store.database), datetime.now(UTC), GivenUp(args.reason)
    left = [one for one in args.ids if not erasure.give_up(one.lower(), reason, OPERATOR, now)]
    print(f"Given up and erased: {len(args.ids) - len(left)}.")
    if left:
        print(f"council: not among what did not open: {', '.join(left)}", file=sys.stderr)
    return 1 if left else 0
