"""Keys, a database, envelopes sealed as a kiosk seals them, and the application without a network."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from council.app import create_app
from council.desk.accounts import Accounts
from council.desk.gate import SESSION
from council.desk.roles import Role
from council.desk.sessions import Sessions, Stage
from council.enrolments import Enrolments
from council.keys import KeyRing, keys_in
from council.releases import Releases
from council.store import CouncilStore
from council.vault import Vault, vault_in
from kiosk.envelope import Envelope, seal
from kiosk.reference import new_reference
from kiosk.submission import Record, Submission
from sync.courier import Reply
from sync.enrolment import enrol
from sync.identity import IdentityFolder
from sync.tokens import Credentials

Sealer = Callable[..., Envelope]


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(autouse=True)
def _not_in_the_repository(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verbs without --data make their folder where they are called."""
    monkeypatch.chdir(elsewhere)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return keys_in(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def record() -> Callable[..., Record]:
    """A record as a kiosk makes it; any of its fields may be given."""

    def make(**changes: object) -> Record:
        submission = Submission(
            journey="missed-bin",
            version=1,
            hash="",
            language="en",
            today="2026-11-22",
            answers={"full_name": "Sam Example", "phone": "+447700900123"},
        )
        facts: dict[str, object] = {
            "id": str(uuid.uuid4()),
            "reference": new_reference(),
            "kiosk": "demo-1",
            "place": "Exampleton Library",
            "captured_at": "2026-11-22T12:00:00Z",
            "service": "Report a missed bin",
            "route": "waste/missed",
            "sensitivity": 2,
            "app_version": "0.1.0",
            "submission": submission,
        }
        return Record(**{**facts, **changes})  # type: ignore[arg-type]  tests choose

    return make


@pytest.fixture(scope="session")
def sealed(keys: KeyRing, record: Callable[..., Record]) -> Sealer:
    """Seal a record; any of its fields may be given."""
    return lambda **changes: seal(record(**changes), keys.public, datetime.now(UTC))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return vault_in(tmp_path / "data")


@pytest.fixture
def store(database: str, vault: Vault) -> Iterator[CouncilStore]:
    opened = CouncilStore.open(database, vault)
    yield opened
    opened.close()


class Spoken:
    """What a kiosk's own client does, over the application without a network."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client

    def post_json(self, path: str, data: bytes) -> Reply:
        headers = {"content-type": "application/json"}
        return self._reply(self.client.post(path, content=data, headers=headers))

    def post_form(self, path: str, fields: dict[str, str]) -> Reply:
        return self._reply(self.client.post(path, data=fields))

    def _reply(self, response: Any) -> Reply:
        told = response.headers
        return Reply(
            status=response.status_code,
            content_type=told.get("content-type", ""),
            body=response.content,
            retry_after=told.get("retry-after", ""),
            # Said by the server that stands before the application.
            date=format_datetime(datetime.now(UTC), usegmt=True),
        )


@pytest.fixture
def spoken() -> type[Spoken]:
    return Spoken


@pytest.fixture
def known(store: CouncilStore, tmp_path: Path) -> Callable[..., Credentials]:
    """Enrols a kiosk through the application, and lets the test client speak with its token."""

    def enrolled(client: TestClient[Litestar], kiosk: str = "demo-1") -> Credentials:
        enrolments, folder = Enrolments(store.database), IdentityFolder(tmp_path / f"state-{kiosk}")
        code = enrolments.create(kiosk, "Exampleton Library", datetime.now(UTC))
        identity = enrol(folder, Spoken(client), kiosk, "http://council.test", code).identity
        enrolments.confirm(kiosk, identity.key.fingerprint, datetime.now(UTC))
        credentials = Credentials(folder, Spoken(client))
        token = credentials.authorization()
        assert isinstance(token, str)
        client.headers["authorization"] = token
        return credentials

    return enrolled


@pytest.fixture
def client(
    store: CouncilStore, keys: KeyRing, tmp_path: Path, known: Callable[..., Credentials]
) -> Iterator[TestClient[Litestar]]:
    """The application, as the kiosk demo-1 speaks with it."""
    app = create_app(store, keys, Releases(tmp_path / "data"))
    with TestClient(app, raise_server_exceptions=False) as made:
        known(made)
        yield made


@pytest.fixture
def let_in(store: CouncilStore) -> Callable[..., None]:
    """Lets a test client in to the pages for staff."""

    def come(client: TestClient[Litestar], role: Role = Role.VIEW) -> None:
        accounts, now = Accounts(store.database), datetime.now(UTC)
        accounts.add(f"kim.{role}", role, now)
        key = Sessions(store.database).begin(accounts.needed(f"kim.{role}"), Stage.OPEN, now)
        client.cookies.set(SESSION, key)

    return come
