"""`council held`: what could not be handed on and waits for somebody: list it, let it go on, give it up."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, datetime

import msgspec

from council.commands.options import add_reason, address_of, database_parent
from council.database import Database
from council.deliveries import Deliveries, Shown
from council.delivery import State
from council.desk.audit import OPERATOR, Audit, Event
from council.vault import vault_in
from kiosk.clock import iso
from kiosk.given_up import GivenUp
from kiosk.reference import grouped


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    common = database_parent()
    whats = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    listed = whats.add_parser(
        "list", parents=[common], help="what is held, and how many wait for each target"
    )
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    retry = whats.add_parser("retry", parents=[common], help="let it go on")
    retry.add_argument("numbers", nargs="+", type=_number, metavar="NUMBER", help="as the list names it")
    discard = whats.add_parser("discard", parents=[common], help="give it up; the submission itself stays")
    discard.add_argument("numbers", nargs="+", type=_number, metavar="NUMBER", help="as the list names it")
    add_reason(discard)


def run(args: Namespace) -> int:
    """Exit code 1 when one of the numbers is not held."""
    database = Database.open(address_of(args), vault_in(args.data).seal)
    try:
        if args.what == "list":
            return _list(Deliveries(database), as_json=args.json)
        return _decide(args, database)
    finally:
        database.close()


def _list(deliveries: Deliveries, *, as_json: bool) -> int:
    held: list[Shown] = []
    before: int | None = None
    while page := deliveries.shown(State.HELD, before=before):
        held += page
        before = page[-1].seq
    if as_json:
        for one in held:
            sys.stdout.write(msgspec.json.encode(one).decode("utf-8") + "\n")
        return 0
    for one in held:
        print(_line(one))
    if not held:
        print("Nothing is held.")
    for count in deliveries.counts():
        if count.state is State.WAITING:
            print(f"{count.target}: {count.number} waiting, the oldest since {iso(count.oldest)}")
    return 0


def _line(one: Shown) -> str:
    reference = grouped(one.reference) if one.reference else "-"
    tries = f"{one.attempts} tries"
    return "  ".join(
        (f"{one.seq:>6}", f"{reference:<14}", one.target, iso(one.changed_at), tries, one.reason)
    )


def _decide(args: Namespace, database: Database) -> int:
    deliveries, audit, now = Deliveries(database), Audit(database), datetime.now(UTC)
    left = []
    for number in args.numbers:
        if args.what == "retry":
            done, event, about = deliveries.retry(number, OPERATOR, now), Event.DELIVERY_RETRIED, str(number)
        else:
            done = deliveries.discard(number, OPERATOR, GivenUp(args.reason), now)
            event, about = Event.DELIVERY_DISCARDED, f"{number}: {args.reason}"
        if done:
            audit.note(event, now, OPERATOR, about)
        else:
            left.append(str(number))
    if left:
        print(f"council: not held: {', '.join(left)}", file=sys.stderr)
    return 1 if left else 0


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError("a number as the list names it")
    return int(text)
