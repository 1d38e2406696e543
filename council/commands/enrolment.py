"""`council enrolment`: one-time codes for new kiosks, and letting in the keys that came with them."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, datetime, timedelta

from council.commands.options import address_of, database_parent
from council.database import Database
from council.desk.audit import OPERATOR, Audit, Event
from council.enrolments import CODE_LASTS, LONGEST, Enrolment, Enrolments, State
from kiosk.clock import iso
from kiosk.device_key import fingerprint_of
from kiosk.enrolment_code import shown
from kiosk.settings import KIOSK_NAME

HOUR = timedelta(hours=1)


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    common = database_parent()
    whats = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = whats.add_parser(
        "create",
        parents=[common],
        help="print a one-time code, to be typed at the kiosk: kiosk enrol URL CODE",
    )
    one.add_argument("--kiosk", required=True, type=_name, metavar="NAME", help="site.kiosk of its settings")
    one.add_argument("--place", required=True, metavar="TEXT", help="where it stands, for people")
    one.add_argument(
        "--hours",
        type=_hours,
        default=CODE_LASTS / HOUR,
        help=f"how long it may be used: {CODE_LASTS // HOUR}, at most {LONGEST // HOUR}",
    )
    one.add_argument("--json", action="store_true", help="print JSON")

    one = whats.add_parser("list", parents=[common], help="codes that may be used, and keys that wait")
    one.add_argument("--json", action="store_true", help="print JSON")

    one = whats.add_parser(
        "confirm", parents=[common], help="let a kiosk in with the key whose fingerprint it shows"
    )
    one.add_argument("kiosk", metavar="KIOSK")
    one.add_argument("fingerprint", metavar="FINGERPRINT", nargs="*", help="as the kiosk shows it")
    one.add_argument(
        "--yes-fingerprint",
        action="store_true",
        help="take the key whatever its fingerprint: only where nobody else can have used the code",
    )

    one = whats.add_parser("cancel", parents=[common], help="end a code, or turn a key that waits away")
    one.add_argument("kiosk", metavar="KIOSK")


def run(args: Namespace) -> int:
    """Run one of them."""
    database = Database.open(address_of(args))
    try:
        enrolments, now = Enrolments(database), datetime.now(UTC)
        if args.what == "list":
            return _list(enrolments, now, as_json=args.json)
        event = {"create": _create, "confirm": _confirm, "cancel": _cancel}[args.what](args, enrolments, now)
        if event is None:
            return 1
        Audit(database).note(event, now, OPERATOR, args.kiosk)
        return 0
    finally:
        database.close()


def _create(args: Namespace, enrolments: Enrolments, now: datetime) -> Event:
    lasts = timedelta(hours=args.hours)
    code = enrolments.create(args.kiosk, args.place, now, lasts)
    if args.json:
        _print({"kiosk": args.kiosk, "code": code, "until": iso(now + lasts)})
        return Event.ENROLMENT_CREATED
    print(f"Code for {args.kiosk}:  {shown(code)}")
    print(f"It may be used once, until {iso(now + lasts)}. At the kiosk:")
    print(f'  kiosk enrol URL "{shown(code)}"')
    print("Then compare the fingerprint that the kiosk shows, and let it in:")
    print(f"  council enrolment confirm {args.kiosk} FINGERPRINT")
    return Event.ENROLMENT_CREATED


def _confirm(args: Namespace, enrolments: Enrolments, now: datetime) -> Event | None:
    fingerprint = "".join(args.fingerprint)
    if bool(fingerprint) == args.yes_fingerprint:
        print(
            "council: give the fingerprint that the kiosk shows, or --yes-fingerprint instead of it",
            file=sys.stderr,
        )
        return None
    enrolments.confirm(args.kiosk, fingerprint or None, now)
    print(f"{args.kiosk} is let in. Any other key it had has ended.")
    return Event.ENROLMENT_CONFIRMED


def _cancel(args: Namespace, enrolments: Enrolments, now: datetime) -> Event:
    enrolments.cancel(args.kiosk, now)
    print(f"The enrolment of {args.kiosk} is cancelled.")
    return Event.ENROLMENT_CANCELLED


def _list(enrolments: Enrolments, now: datetime, *, as_json: bool) -> int:
    found = enrolments.all(now)
    if as_json:
        _print([_whole(one) for one in found])
        return 0
    for one in found:
        if one.state is State.OPEN:
            said = f"code may be used until {iso(one.until)}"
            said += f", wrong codes tried: {one.wrong}" if one.wrong else ""
        else:
            said = f"key waits until {iso(one.until)}: {fingerprint_of(one.key or '')}"
        print(f"{one.kiosk}  {one.place}  {said}")
    if not found:
        print("No codes and no keys that wait.")
    return 0


def _whole(one: Enrolment) -> dict[str, object]:
    return {
        "kiosk": one.kiosk,
        "place": one.place,
        "state": one.state,
        "wrong_codes": one.wrong,
        "created_at": iso(one.created_at),
        "until": iso(one.until),
        "fingerprint": one.key and fingerprint_of(one.key),
    }


def _print(content: object) -> None:
    json.dump(content, sys.stdout, indent=2, ensure_ascii=False)
    print()


def _name(text: str) -> str:
    if not KIOSK_NAME.fullmatch(text):
        raise ArgumentTypeError("a kiosk's name has 2 to 40 small letters, digits and hyphens")
    return text


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= LONGEST / HOUR:
        raise ArgumentTypeError(f"give hours, at most {LONGEST // HOUR}")
    return hours
