"""`council backup`: a copy of the database in use, taken while it is used, and marked as safe once it is.

SQLite is copied through its own backup interface, PostgreSQL by its pg_dump. The keys are in neither:
docs/council.md says what else to keep.
"""

import os
import shutil
import sqlite3
import subprocess
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from council.backups import Backups
from council.commands.options import add_database, address_of
from council.database import Database
from council.desk.audit import OPERATOR, Audit, Event
from council.vault import vault_in
from kiosk.clock import iso
from kiosk.durable import place
from kiosk.errors import CouncilError


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a file that is not there yet"
    )


def run(args: Namespace) -> int:
    """Copy, see that the copy is whole, and only then say so to the kiosks."""
    out: Path = args.out
    if out.exists():
        raise CouncilError(f"{out}: is there already; a backup never takes the place of another")
    database = Database.open(address_of(args), vault_in(args.data).seal)
    try:
        backups = Backups(database)
        begun = backups.begin(datetime.now(UTC))
        fresh = out.with_name(f"{out.name}.{os.getpid()}.new")
        try:
            (_dump if database.kind == "postgresql" else _copy)(address_of(args), fresh)
            place(fresh, out)
        except (OSError, sqlite3.Error) as error:
            raise CouncilError(f"{out}: the backup was not made: {error}") from None
        finally:
            fresh.unlink(missing_ok=True)
        backups.finish(begun, datetime.now(UTC))
        Audit(database).note(Event.BACKED_UP, datetime.now(UTC), OPERATOR, f"all received by {iso(begun)}")
    finally:
        database.close()
    print(f"{out}: has everything received by {iso(begun)}.")
    return 0


def _copy(url: str, out: Path) -> None:
    file = make_url(url).database or ""
    descriptor = os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    os.close(descriptor)
    with (
        closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(out)) as to,
    ):
        source.backup(to)
        found = to.execute("PRAGMA quick_check").fetchone()[0]
    if found != "ok":
        raise CouncilError(f"{file}: the copy fails its check, so the database is damaged: {found}")


def _dump(url: str, out: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise CouncilError("pg_dump is not on this machine: apt-get install postgresql-client")
    parsed = make_url(url).set(drivername="postgresql")
    # Never on a command line, where all can read it.
    environment = os.environ | ({"PGPASSWORD": str(parsed.password)} if parsed.password else {})
    address = parsed.set(password=None).render_as_string()
    line = [program, "--format=custom", "--no-owner", f"--file={out}", f"--dbname={address}"]
    # The program that PATH names, with arguments of the operator's own.
    done = subprocess.run(line, env=environment, capture_output=True, text=True)  # noqa: S603  pg_dump
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["pg_dump failed"]
        raise CouncilError(f"{out}: the backup was not made: {said[-1]}")
