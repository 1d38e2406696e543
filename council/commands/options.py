"""The options that the verbs of `council` share: the folder for keys and data, and the database."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.errors import CouncilError
from kiosk.given_up import LISTED, GivenUp


def add_data(parser: ArgumentParser) -> None:
    """--data."""
    parser.add_argument(
        "--data", type=Path, default=Path("council-data"), metavar="DIR", help="the folder for keys and data"
    )


def add_database(parser: ArgumentParser) -> None:
    """--data and --database. `address_of` makes an address of what is given."""
    add_data(parser)
    parser.add_argument(
        "--database", default="", metavar="URL", help="sqlite or postgresql; default: council.db in --data"
    )


def data_parent() -> ArgumentParser:
    """--data, for verbs that have verbs of their own: their `parents`."""
    parent = ArgumentParser(add_help=False)
    add_data(parent)
    return parent


def database_parent() -> ArgumentParser:
    """The same with --database."""
    parent = ArgumentParser(add_help=False)
    add_database(parent)
    return parent


def add_reason(parser: ArgumentParser) -> None:
    """--reason, why something is given up: one of a list. `GivenUp(args.reason)` is what is meant."""
    parser.add_argument(
        "--reason", required=True, choices=[one.value for one in GivenUp], metavar="WHY", help=LISTED
    )


def address_of(args: Namespace) -> str:
    """The whole address of the database that is meant. Raises CouncilError."""
    if "@" in args.database and urlsplit(args.database).password:
        raise CouncilError(
            "--database: holds a password, which everybody on this machine can read in its processes; "
            "write it into a file and name that: postgresql://user@host/name?passfile=/folder/pgpass"
        )
    return args.database or f"sqlite:///{(args.data / 'council.db').resolve()}"
