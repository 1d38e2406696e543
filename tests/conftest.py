"""One application for every test that needs Qt: the kiosk's own, on a portrait screen that nobody sees;
content small enough to be released in a moment; and databases for a council, of either kind."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from postgres import PostgreSQL

    from council.releases import Published

# How long one example takes says more about the neighbours on this machine than about us.
settings.register_profile("kiosk", deadline=None)
settings.load_profile("kiosk")

CONTENT = Path(__file__).parent / "content"
SCREEN = Path(__file__).parent / "screen.json"
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What has a short form beside it is left to `make soak`."""
    if int(os.environ.get("SOAK", "1")) > 1:
        return
    left = [item for item in items if any(mark.kwargs.get("only") for mark in item.iter_markers("soak"))]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session", autouse=True)
def _not_shut_off() -> Iterator[None]:
    """Verbs that are run in the tests' own process would shut that off for good: no core file of a child
    either, which some tests look for. Real processes are tested in `stories/test_seclusion`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.__main__.shut", lambda: None)
        patch.setattr("kiosk.__main__.seclude", lambda _: None)
        patch.setattr("council.serve.seclude", lambda _: None)
        yield


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as `kiosk run` makes it."""
    from ui.app import make_application

    return make_application(["kiosk"])


@pytest.fixture(scope="module")
def in_memory() -> Iterator[Path]:
    """A folder in memory where there is one: for what tries no disk, and would only wait for it."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def tmp_memory(in_memory: Path) -> Path:
    """The same for one test alone."""
    return Path(tempfile.mkdtemp(dir=in_memory))


class MadeContent:
    """A small council's journeys, register and datasets in a folder of one's own, and its council's data."""

    def __init__(self, folder: Path) -> None:
        self.journeys = folder / "content" / "journeys"
        self.register = folder / "content" / "services.yaml"
        self.data = folder / "council"
        shutil.copytree(CONTENT, folder / "content")

    def say(self, fact: str) -> None:
        """Change what the journey says, so that the next release is another."""
        path = self.journeys / "cat-facts.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub("(?m)^  body: .*", f"  body: {fact}", text), encoding="utf-8")

    def load_homes(self, number: int, made: str = "2026-11-20") -> None:
        """Load so many homes at the council."""
        file = self.data.parent / "homes.csv"
        rows = [f'{n},"{n} Cat Street, Exampleton, ZZ9 1AA",ZZ9 1AA' for n in range(1, number + 1)]
        file.write_text("\n".join(["uprn,text,postcode", *rows, ""]), encoding="utf-8")
        self.council("datasets", "load", "homes", file, "--made", made)

    def load_contacts(self, rows: str) -> None:
        """Load contacts at the council; `rows` are CSV."""
        file = self.data.parent / "contacts.csv"
        file.write_text(f"organisation,text,phone,source,verified_on\n{rows}", encoding="utf-8")
        self.council("datasets", "load", "contacts", file, "--made", "2026-11-20")

    def publish(self) -> "Published":
        """Release what there is."""
        from council.content_keys import signing_keys
        from council.loaded import loaded_in
        from council.releases import Releases

        key = signing_keys(self.data).newest
        now = datetime.now(UTC)
        return Releases(self.data).publish(
            self.journeys, self.register, loaded_in(self.data), key, now, try_out=False
        )

    @property
    def key(self) -> str:
        """The public key for a kiosk's settings."""
        from council.content_keys import signing_keys

        return signing_keys(self.data).public[0]

    def council(self, what: str, *args: object, code: int = 0) -> None:
        """Run a verb of the council's command, and see how it ends."""
        from council.__main__ import main

        line = [what, *map(str, args), "--data", str(self.data)]
        if what == "datasets":
            line += ["--journeys", str(self.journeys)]
        mask = os.umask(0o077)
        try:
            assert main(line) == code
        finally:
            os.umask(mask)


@pytest.fixture
def content(tmp_path: Path) -> MadeContent:
    """A small council's content, not yet released."""
    return MadeContent(tmp_path)


@pytest.fixture(scope="session")
def postgres() -> "Iterator[PostgreSQL]":
    """A PostgreSQL server: the tests' own, or the one that KIOSK_TEST_POSTGRES names."""
    from postgres import start

    server, own = start()
    yield server
    if own is not None:
        own.stop()


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """A council's database by its address, in the test's own folder. Where it does not matter which kind it
    is, a test module makes this its `database`."""
    return f"sqlite:///{tmp_path / 'data' / 'council.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, sqlite: str) -> Iterator[str]:
    """A council's database by its address: in the test's own folder; and once more on PostgreSQL."""
    if request.param == "sqlite":
        yield sqlite
        return
    server: PostgreSQL = request.getfixturevalue("postgres")
    url = server.database()
    yield url
    server.drop(url)
