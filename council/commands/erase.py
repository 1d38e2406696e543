"""`council erase`: erase what was received, by age, by reference, or by the council's schedule."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from council.commands.options import add_database, address_of
from council.database import Database
from council.desk.audit import OPERATOR
from council.erasure import Erasure, Which
from council.schedule import SCHEDULE, Period, Schedule, read_schedule
from council.vault import vault_in
from kiosk.assets import assets_dir
from kiosk.reference import parse


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--older-than", type=_days, metavar="DAYS", help="received more days ago than this")
    which.add_argument("--reference", metavar="REFERENCE", help="one submission, for who asks for it")
    which.add_argument("--scheduled", action="store_true", help="whatever is over its period")
    parser.add_argument(
        "--service", default="", metavar="TITLE", help="of one service only; with --older-than"
    )
    parser.add_argument(
        "--schedule", type=Path, metavar="FILE", help=f"default: {SCHEDULE} in --data, else the sample's"
    )


def run(args: Namespace) -> int:
    """Erase, and say how many. Exit code 1 when some were kept back, or a period is nobody's yet."""
    now = datetime.now(UTC)
    wanted, unconfirmed = _wanted(args, now)
    database = Database.open(address_of(args), vault_in(args.data).seal)
    try:
        erasure = Erasure(database)
        erased = [erasure.erase(which, OPERATOR, now) for which in wanted]
        if args.scheduled:
            _others(erasure, _schedule(args), now)
    finally:
        database.close()
    kept_back = sum(one.kept_back for one in erased)
    print(f"Erased: {sum(one.number for one in erased)}.")
    if kept_back:
        print(
            f"Kept back: {kept_back}, not handed on or not opened yet. See: council held list, "
            "council quarantine list"
        )
    for period in unconfirmed:
        print(f"Left alone: {', '.join(period.routes)}. Nobody has confirmed {period.days} days yet.")
    return 1 if kept_back or unconfirmed else 0


def _wanted(args: Namespace, now: datetime) -> tuple[list[Which], list[Period]]:
    if args.reference is not None:
        return [Which(reference=parse(args.reference))], []
    if args.older_than is not None:
        return [Which(before=now - timedelta(days=args.older_than), service=args.service)], []
    periods = _schedule(args).keep
    ours = [
        Which(before=now - timedelta(days=period.days), routes=period.routes)
        for period in periods
        if period.verified_on is not None
    ]
    return ours, [period for period in periods if period.verified_on is None]


def _schedule(args: Namespace) -> Schedule:
    own = args.data / SCHEDULE
    return read_schedule(args.schedule or (own if own.exists() else assets_dir() / SCHEDULE))


def _others(erasure: Erasure, schedule: Schedule, now: datetime) -> None:
    gone = erasure.shorten_audit(now - timedelta(days=schedule.audit_days), OPERATOR, now)
    if gone:
        print(f"Removed from the audit: {gone}, older than {schedule.audit_days} days.")
    if schedule.quarantine_days is not None:
        shut = erasure.give_up_older(now - timedelta(days=schedule.quarantine_days), OPERATOR, now)
        print(f"Erased unopened: {shut}, older than {schedule.quarantine_days} days.")


def _days(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 36_500:
        raise ArgumentTypeError("a number of days, 1 or more")
    return int(text)
