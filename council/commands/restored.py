"""`council restored`: say that the database came back from a backup, so that kiosks send again what they
still hold and the backup may not have."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from council.backups import Backups
from council.commands.options import add_database, address_of
from council.database import Database
from council.desk.audit import OPERATOR, Audit, Event
from council.vault import vault_in
from kiosk.clock import iso
from kiosk.errors import CouncilError


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)


def run(args: Namespace) -> int:
    """Write it down, with the time up to which this database is whole."""
    database = Database.open(address_of(args), vault_in(args.data).seal)
    try:
        whole_to = Backups(database).restored(now := datetime.now(UTC))
        if whole_to is not None:
            Audit(database).note(Event.RESTORED, now, OPERATOR, f"has all received by {iso(whole_to)}")
    finally:
        database.close()
    if whole_to is None:
        raise CouncilError(
            "this database knows of no backup, so nobody can say up to when it is whole. Nothing was changed"
        )
    print(f"It has everything received by {iso(whole_to)}. Kiosks send what came after once more.")
    return 0
