"""The council's database: durable, brought up to date in order, and refused where it does not fit."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from council.__main__ import main
from council.database import Database
from council.tables import metadata
from kiosk.errors import BugError, CouncilError

if TYPE_CHECKING:
    from postgres import PostgreSQL


def test_the_migrations_lead_to_the_tables(database: str) -> None:
    with closing(Database.open(database)) as opened, opened.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_newer_database_is_refused(database: str) -> None:
    with closing(Database.open(database)) as opened, opened.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CouncilError, match="newer release"):
        Database.open(database)
    with pytest.raises(CouncilError, match="newer release"):
        Database.migrate(database)


def test_what_is_written_is_there_when_the_block_has_ended_and_not_at_all_when_it_failed(
    database: str,
) -> None:
    with closing(Database.open(database)) as opened:
        with opened.write() as connection:
            connection.exec_driver_sql("CREATE TABLE seen (n INTEGER)")
            connection.exec_driver_sql("INSERT INTO seen VALUES (1)")
        with pytest.raises(LookupError), opened.write() as connection:  # noqa: PT012  the block is what fails
            connection.exec_driver_sql("INSERT INTO seen VALUES (2)")
            raise LookupError
        with closing(Database.open(database)) as other, other.read() as connection:
            assert connection.exec_driver_sql("SELECT n FROM seen").scalars().all() == [1]


# -- SQLite ----------------------------------------------------------------------------------------------


def test_sqlite_waits_for_the_disk(tmp_path: Path) -> None:
    with closing(Database.open(f"sqlite:///{tmp_path}/council.db")) as opened, opened.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "truncate"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3


def test_a_file_that_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "council.db").write_bytes(b"no database" * 100)
    with pytest.raises(CouncilError, match=r"council\.db"):
        Database.open(f"sqlite:///{tmp_path / 'council.db'}")


def test_an_old_file_is_brought_up_to_date_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "council.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.commit()
    with closing(Database.open(f"sqlite:///{file}")) as opened, opened.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM submissions").scalar() == 0


# -- PostgreSQL --------------------------------------------------------------------------------------------


def test_postgresql_waits_for_the_disk_whatever_the_server_says(postgres: "PostgreSQL") -> None:
    url = postgres.database()
    name = url.rpartition("/")[2].partition("?")[0]
    postgres.run(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    with closing(Database.open(url)) as opened, opened.read() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_postgresql_is_brought_up_to_date_by_migrate_only(
    postgres: "PostgreSQL", capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgres.empty()
    assert main(["serve", "--port", "0", "--database", url]) == 2
    told = capsys.readouterr().err
    assert "run council migrate" in told
    assert told.count("\n") == 1
    assert main(["migrate", "--database", url]) == 0
    assert "before it was empty" in capsys.readouterr().out
    assert main(["migrate", "--database", url]) == 0
    assert "already" in capsys.readouterr().out
    Database.open(url).close()


def test_two_that_migrate_at_once_do_it_one_after_the_other(postgres: "PostgreSQL") -> None:
    line = [sys.executable, "-m", "council", "migrate", "--database", postgres.empty()]
    both = [subprocess.Popen(line, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(one.communicate(timeout=60)[0] for one in both)
    assert [one.returncode for one in both] == [0, 0]
    assert ["already" in text for text in said] == [True, False] or ["already" in text for text in said] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://council:secret-word@127.0.0.1:1/council",
        "postgresql+psycopg://council:secret-word@/council?host=/nowhere",
    ],
)
def test_a_server_that_does_not_answer_is_said_without_its_password(url: str) -> None:
    with pytest.raises(CouncilError, match="cannot be used") as said:
        Database.open(url)
    assert "secret-word" not in str(said.value)
    assert "\n" not in str(said.value)


def test_a_password_on_the_command_line_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["migrate", "--database", "postgresql://council:secret-word@db.exampleton.example/council"]) == 2
    )
    told = capsys.readouterr().err
    assert "passfile=" in told
    assert "secret-word" not in told


def test_a_transaction_inside_another_is_a_mistake_and_not_a_wait_for_ever(tmp_path: Path) -> None:
    with closing(Database.open(f"sqlite:///{tmp_path / 'council.db'}")) as database:
        for outer, inner in product((database.read, database.write), repeat=2):
            with outer(), pytest.raises(BugError), inner():
                pass
        with database.write(), database_of_another_thread(database) as waits:
            assert waits.wait(0.1) is False
        assert waits.wait(20)


@contextmanager
def database_of_another_thread(database: Database) -> Iterator[threading.Event]:
    """Set once another thread could read."""
    done = threading.Event()

    def read() -> None:
        with database.read():
            done.set()

    thread = threading.Thread(target=read)
    thread.start()
    yield done
