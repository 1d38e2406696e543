"""`council staff`: let colleagues in to the pages, and keep them out. Whoever may use the server's command
line may do that; the first administrator is made here."""

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from council.commands.options import address_of, database_parent
from council.database import Database
from council.desk.accounts import SIGN_UP, Accounts
from council.desk.audit import OPERATOR, Audit, Event
from council.desk.roles import Role
from council.vault import vault_in
from kiosk.clock import iso


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    common = database_parent()
    whats = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = whats.add_parser("add", parents=[common], help="make an account and print its sign-up code")
    one.add_argument("name", metavar="NAME", help="small letters, digits, dots and hyphens: kim.example")
    _role(one)

    one = whats.add_parser("list", parents=[common], help="who there is")
    one.add_argument("--json", action="store_true", help="print JSON")

    for what, text in (
        ("reset", "take password and second factor away and print a new sign-up code"),
        ("disable", "keep somebody out, at once"),
        ("enable", "let somebody in again"),
    ):
        one = whats.add_parser(what, parents=[common], help=text)
        one.add_argument("name", metavar="NAME")

    one = whats.add_parser("role", parents=[common], help="change what somebody may do")
    one.add_argument("name", metavar="NAME")
    _role(one)


def run(args: Namespace) -> int:
    """Run one of them."""
    database = Database.open(address_of(args), vault_in(args.data).seal)
    try:
        accounts, audit = Accounts(database), Audit(database)
        if args.what == "list":
            return _list(accounts, as_json=args.json)
        _change(args, accounts, audit, datetime.now(UTC))
        return 0
    finally:
        database.close()


def _role(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--role",
        required=True,
        choices=[role.value for role in Role],
        help="view: look; operate: also retry and give up; administer: also let kiosks and people in",
    )


def _change(args: Namespace, accounts: Accounts, audit: Audit, now: datetime) -> None:
    name: str = args.name
    about = name
    if args.what == "add":
        code = accounts.add(name, Role(args.role), now)
        event, about = Event.ACCOUNT_ADDED, f"{name}: {args.role}"
        print(_code(name, code))
    elif args.what == "reset":
        code = accounts.reset(name, now)
        event = Event.ACCOUNT_RESET
        print(_code(name, code))
    elif args.what == "disable":
        accounts.disable(name, now)
        event = Event.ACCOUNT_DISABLED
        print(f"'{name}' is kept out and was signed out.")
    elif args.what == "enable":
        accounts.enable(name)
        event = Event.ACCOUNT_ENABLED
        print(f"'{name}' can sign in again.")
    else:
        accounts.give_role(name, Role(args.role))
        event, about = Event.ROLE_CHANGED, f"{name}: {args.role}"
        print(f"'{name}' has the role {args.role} now.")
    audit.note(event, now, OPERATOR, about)


def _code(name: str, code: str) -> str:
    hours = int(SIGN_UP.total_seconds() / 3600)
    return f"Sign-up code for '{name}': {code}\nIt works once, within {hours} hours, on the page /sign-up."


def _list(accounts: Accounts, *, as_json: bool) -> int:
    found = accounts.all()
    if as_json:
        told = [
            {
                "name": one.name,
                "role": one.role,
                "signs_in": "openid" if one.issuer else "here",
                "signed_up": bool(one.issuer or one.factor),
                "disabled": one.disabled,
                "made_at": iso(one.made_at),
                "signed_in_at": one.signed_in_at and iso(one.signed_in_at),
            }
            for one in found
        ]
        json.dump(told, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    for one in found:
        seen = f"last here {iso(one.signed_in_at)}" if one.signed_in_at else "never here yet"
        print(f"{one.name:<24}  {one.role:<10}  {'kept out, ' if one.disabled else ''}{seen}")
    if not found:
        print("Nobody yet. Make the first account: council staff add NAME --role administer")
    return 0
