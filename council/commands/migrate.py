"""`council migrate`: bring the database to the shape that this release needs.

SQLite does so by itself when it is opened. PostgreSQL waits for this verb: several servers may use it, and
an upgrade is begun when all of them can be.
"""

from argparse import ArgumentParser, Namespace

from council.commands.options import add_database, address_of
from council.database import Database
from council.vault import vault_in


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)


def run(args: Namespace) -> int:
    """Migrate, and say from where to where."""
    before, after = Database.migrate(address_of(args), vault_in(args.data).seal)
    if before == after:
        print(f"The database is at {after} already.")
    else:
        print(f"The database is at {after} now; before it was {f'at {before}' if before else 'empty'}.")
    return 0
