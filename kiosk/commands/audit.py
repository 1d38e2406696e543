"""`kiosk audit list`: what staff and the kiosk itself did to the queue and its file."""

from argparse import ArgumentParser, Namespace

from kiosk.commands.as_json import print_json
from kiosk.commands.config import add_config_option, settings_from


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    one = actions.add_parser("list", help="list all that was written down, the oldest first")
    add_config_option(one)
    one.add_argument("--json", action="store_true", help="as JSON")


def run(args: Namespace) -> int:
    """List it."""
    from kiosk.audit import Audit, Entry
    from kiosk.clock import iso
    from kiosk.store import Store
    from kiosk.store_files import marker

    entries: tuple[Entry, ...] = ()
    database = settings_from(args).database
    if database.exists() or marker(database).exists():
        with Store.open(database) as store:
            entries = Audit(store).entries()
    if args.json:
        print_json(entries)
        return 0
    for entry in entries:
        facts = "  ".join(f"{name}={value}" for name, value in entry.fields.items())
        print(f"{iso(entry.at)}  {entry.event}  by {entry.who or 'the kiosk'}  {facts}".rstrip())
    if not entries:
        print("Nothing was written down yet.")
    return 0
