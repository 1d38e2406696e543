"""`council kiosk`: which kiosks may speak for themselves, and taking that away. When they were last heard is
`council kiosks`."""

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from council.commands.options import address_of, database_parent
from council.database import Database
from council.desk.audit import OPERATOR, Audit, Event
from council.kiosk_keys import KioskKeys, Member
from kiosk.clock import iso


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    common = database_parent()
    whats = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = whats.add_parser("list", parents=[common], help="all that were ever enrolled")
    one.add_argument("--json", action="store_true", help="print JSON")

    one = whats.add_parser(
        "revoke",
        parents=[common],
        help="accept nothing of a kiosk from its next request on; it keeps what it has not sent",
    )
    one.add_argument("kiosk", metavar="KIOSK")
    one.add_argument("--reason", required=True, metavar="TEXT", help="for colleagues: why")


def run(args: Namespace) -> int:
    """Run one of them."""
    database = Database.open(address_of(args))
    try:
        keys, now = KioskKeys(database), datetime.now(UTC)
        if args.what == "list":
            return _list(keys, as_json=args.json)
        keys.revoke(args.kiosk, args.reason, now)
        Audit(database).note(Event.KIOSK_REVOKED, now, OPERATOR, f"{args.kiosk}: {args.reason}")
        print(f"{args.kiosk} is revoked. It keeps what it has not sent; to let it in again, enrol it anew.")
        return 0
    finally:
        database.close()


def _list(keys: KioskKeys, *, as_json: bool) -> int:
    found = keys.all()
    if as_json:
        json.dump([_whole(one) for one in found], sys.stdout, indent=2, ensure_ascii=False)
        print()
        return 0
    for one in found:
        said = f"revoked {iso(one.revoked_at)}: {one.reason}" if one.revoked_at else one.fingerprint or "-"
        print(f"{one.name}  {one.place}  enrolled {iso(one.enrolled_at)}  {said}")
    if not found:
        print("No kiosk is enrolled: council enrolment create")
    return 0


def _whole(one: Member) -> dict[str, object]:
    return {
        "kiosk": one.name,
        "place": one.place,
        "enrolled_at": iso(one.enrolled_at),
        "revoked_at": one.revoked_at and iso(one.revoked_at),
        "reason": one.reason,
        "fingerprint": one.fingerprint,
    }
