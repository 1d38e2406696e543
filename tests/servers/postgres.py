"""A PostgreSQL server of the tests' own, on a socket in a folder of its own, and databases on it.

Without the server's programs on this machine, and without an address in KIOSK_TEST_POSTGRES, tests that
need it are skipped.
"""

import os
import shutil
import subprocess
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from council.database import Database

ADDRESS = "KIOSK_TEST_POSTGRES"
MISSING = "PostgreSQL's server is not on this machine: sudo apt-get install postgresql"
STARTING_S = 20
MEMORY = Path("/dev/shm")
"""Making and dropping databases is quick there. No test's database has to outlive a power cut."""
LEAST_BYTES = 1 << 30


class PostgreSQL:
    """A server, and databases on it that are at today's shape. `url` names its own database `postgres`."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._template = ""

    def database(self) -> str:
        """The address of a fresh database, migrated."""
        if not self._template:
            self._template = self.empty().rpartition("/")[2].partition("?")[0]
            Database.migrate(self._at(self._template))
        return self._at(self._create(f' TEMPLATE "{self._template}"'))

    def empty(self) -> str:
        """The address of a fresh database without anything in it."""
        return self._at(self._create(""))

    def drop(self, url: str) -> None:
        """Remove a database, whoever still looks at it."""
        self.run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """One statement, outside any transaction."""
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]  a string of the test's own

    def _create(self, how: str) -> str:
        name = f"council_{uuid.uuid4().hex[:16]}"
        self.run(f'CREATE DATABASE "{name}"{how}')
        return name

    def _at(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)


def found() -> Path | None:
    """Where the server's programs are, the newest version first."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdecimal() else 0,
    )
    other = shutil.which("initdb")
    return folders[-1].parent if folders else Path(other).parent if other else None


def _roomy(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > LEAST_BYTES


class OwnServer:
    """Starts a server in a folder of its own, on the disk or in memory; `stop` ends it and removes both."""

    def __init__(self, programs: Path, *, on_disk: bool = False) -> None:
        where = MEMORY if not on_disk and _roomy(MEMORY) else Path("/tmp")
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=where))
        # It refuses to run as root.
        as_whom: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            as_whom = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        if shutil.which("setpriv"):
            # Should the tests be killed, it does not outlive them.
            as_whom = [*(as_whom or ["setpriv"]), "--pdeathsig=KILL"]
        self.data = self.folder / "data"
        make = ["--no-sync", "--auth=trust", "--username=council", "--encoding=UTF8", "--locale=C"]
        subprocess.run(
            [*as_whom, programs / "initdb", *make, "-D", self.data],
            check=True,
            capture_output=True,
            cwd=self.folder,
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "on",
            "max_connections": "200",
            "shared_buffers": "32MB",
        }
        line = [*as_whom, programs / "postgres", "-D", self.data]
        for name, value in settings.items():
            line += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(line, stdout=log, stderr=log, cwd=self.folder)
        self.url = URL.create(
            "postgresql+psycopg", username="council", database="postgres", query={"host": str(self.folder)}
        )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        plain = self.url.set(drivername="postgresql").render_as_string()
        until = time.monotonic() + STARTING_S
        while True:
            try:
                psycopg.connect(plain).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        # At once: nothing on it is to be kept.
        with suppress(ProcessLookupError):
            self._process.send_signal(3)
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> tuple[PostgreSQL, OwnServer | None]:
    """The server that KIOSK_TEST_POSTGRES names, or one of our own. Skips the test where there is none."""
    if address := os.environ.get(ADDRESS):
        url = make_url(address).set(drivername="postgresql+psycopg")
        if url.password:
            # It must not stand on a command line.
            os.environ["PGPASSWORD"] = str(url.password)
        return PostgreSQL(url.set(password=None)), None
    programs = found()
    if programs is None:
        pytest.skip(MISSING)
    own = OwnServer(programs)
    return PostgreSQL(own.url), own
