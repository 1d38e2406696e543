"""`kiosk store`: check the kiosk's database as a whole, and save what can be read of a damaged one."""

from argparse import ArgumentParser, Namespace

from kiosk.commands.as_json import print_json
from kiosk.commands.config import add_config_option, settings_from
from kiosk.commands.staff_words import who


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="check the whole file; exit code 1 when it is damaged")
    salvage = actions.add_parser(
        "salvage",
        help="make a new file of what a damaged one still holds, and keep the damaged one; exit code 1 when "
        "something is lost",
    )
    for one in (check, salvage):
        add_config_option(one)
        one.add_argument("--json", action="store_true", help="as JSON")
    salvage.add_argument("--by", required=True, type=who, metavar="NAME", help="who of the staff")


def run(args: Namespace) -> int:
    """Do one of them."""
    return _check(args) if args.action == "check" else _salvage(args)


def _check(args: Namespace) -> int:
    from kiosk.clock import moment
    from kiosk.errors import StoreDamagedError, StoreError
    from kiosk.store import Store
    from kiosk.store_files import damaged, marker

    path = settings_from(args).database
    if not path.exists() and not marker(path).exists():
        raise StoreError(f"{path}: there is no database, and this kiosk never had one")
    why = ""
    try:
        with Store.open(path) as store:
            if not store.check_integrity(moment()):
                why = str(damaged(path, "the check of the whole file fails"))
    except StoreDamagedError as error:
        why = str(error)
    if args.json:
        print_json({"sound": not why, "problem": why or None})
    else:
        print(why or "sound")
    return 1 if why else 0


def _salvage(args: Namespace) -> int:
    from msgspec.structs import asdict

    from kiosk.clock import moment
    from kiosk.salvage import salvage

    found = salvage(settings_from(args).database, moment(), args.by)
    if args.json:
        print_json({**asdict(found), "whole": found.whole})
    else:
        lost = f"{found.lost} lost" if found.exact else f"at least {found.lost} lost; there may be more"
        print(f"{found.read} items read, {found.kept} kept, {lost}")
        print(f"The damaged files are in {found.folder}. Keep them until nobody asks for what is lost")
    return 0 if found.whole else 1
