"""The pages for staff as a browser sees them: the real application behind the real guard, with a clock that
can be put forward and passwords that take no time."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pyotp
import pytest
from argon2 import PasswordHasher
from httpx import Cookies
from litestar.testing import TestClient

from council.app import create_app
from council.desk.desk import Desk
from council.desk.gate import FORM_TYPE, SESSION, form_key
from council.desk.passwords import Passwords
from council.desk.roles import Role
from council.guard import Guard
from council.keys import KeyRing
from council.releases import Releases
from council.store import CouncilStore
from council.vault import vault_in

PASSWORD = "horse stable lamp"
ORIGIN = "http://127.0.0.1:8321"


class Clock:
    """A clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **what: float) -> datetime:
        self.now += timedelta(**what)
        return self.now


class Browser:
    """A browser: cookies, forms with what stands hidden in them, no way around."""

    def __init__(self, client: TestClient[Any], desk: Desk, clock: Clock, origin: str = ORIGIN) -> None:
        self._client = client
        self.cookies = Cookies()
        self.origin = origin
        self.desk = desk
        self.clock = clock
        self.secret = ""
        self.codes: list[str] = []

    def request(self, method: str, path: str, **more: Any) -> Any:
        self._client.cookies.clear()
        self._client.cookies.update(self.cookies)
        response = self._client.request(method, self.origin + path, follow_redirects=False, **more)
        self.cookies = Cookies(self._client.cookies)
        return response

    def get(self, path: str, **more: Any) -> Any:
        return self.request("GET", path, **more)

    @property
    def key(self) -> str:
        names = (SESSION, f"__Host-{SESSION}")
        return next((self.cookies[name] for name in names if name in self.cookies), "")

    def send(self, path: str, fields: dict[str, str], **headers: str) -> Any:
        """Send a form as it is."""
        sent = {"origin": self.origin, "content-type": FORM_TYPE, **headers}
        return self.request("POST", path, content=urlencode(fields), headers=sent)

    def post(self, path: str, **fields: str) -> Any:
        """Send a form of ours."""
        return self.send(path, {"form_key": form_key(self.key), **fields})

    def submit(self, page: str, path: str, **fields: str) -> Any:
        """Fill in the form of a page that leads to `path`, with what stands hidden in it."""
        text = self.get(page).text
        form = re.search(rf'<form method="post" action="{path}".*?</form>', text, re.DOTALL)
        assert form, f"{page} has no form for {path}"
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
        return self.send(path, {**hidden, **fields})

    def digits(self) -> str:
        return pyotp.TOTP(self.secret).at(self.clock.now)

    def sign_up(self, name: str, role: Role = Role.VIEW) -> None:
        """Become somebody, the whole way through the pages."""
        code = self.desk.accounts.add(name, role, self.clock.now)
        words = {"name": name, "code": code, "password": PASSWORD, "again": PASSWORD}
        assert self.submit("/sign-up", "/sign-up", **words).headers["location"] == "/sign-up/app"
        page = self.get("/sign-up/app").text
        self.secret = re.findall("<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
        done = self.submit("/sign-up/app", "/sign-up/app", code=self.digits())
        self.codes = re.findall("<li><code>(.+?)</code>", done.text)

    def password(self, name: str, password: str = PASSWORD, **more: str) -> Any:
        return self.submit("/sign-in", "/sign-in", name=name, password=password, **more)

    def code(self, code: str = "") -> Any:
        return self.submit("/sign-in/code", "/sign-in/code", code=code or self.digits())

    def sign_out(self) -> Any:
        return self.submit("/", "/sign-out")

    @property
    def signed_in(self) -> bool:
        return bool(self.get("/").status_code == 200)


class Running(NamedTuple):
    store: CouncilStore
    desk: Desk
    clock: Clock
    client: TestClient[Any]
    app: Any


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk") / "data"


@pytest.fixture(scope="module")
def running(data: Path, keys: KeyRing) -> Iterator[Running]:
    """Made once, because putting the application together takes longer than most tests."""
    store, clock = CouncilStore.open(f"sqlite:///{data / 'council.db'}", vault_in(data)), Clock()
    desk = Desk(store.database, data, passwords=Passwords(PasswordHasher(1, 8, 1)), clock=clock)
    store.close()
    shutil.copy(data / "council.db", data / "empty.db")
    app = Guard(create_app(store, keys, Releases(data), desk))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Running(store, desk, clock, client, app)
    store.close()


@pytest.fixture
def store(running: Running, data: Path) -> CouncilStore:
    """An empty database. One kind is enough to look at pages; what is stored is tried on both."""
    store, desk, clock = running[:3]
    store.close()
    shutil.copy(data / "empty.db", data / "council.db")
    desk.openid = None
    clock.now = Clock().now
    return store


@pytest.fixture
def clock(running: Running, store: CouncilStore) -> Clock:
    return running.clock


@pytest.fixture
def desk(running: Running, store: CouncilStore) -> Desk:
    return running.desk


@pytest.fixture
def app(running: Running) -> Any:
    return running.app


@pytest.fixture
def open_browser(running: Running, desk: Desk, clock: Clock) -> Callable[..., Browser]:
    return lambda origin=ORIGIN: Browser(running.client, desk, clock, origin)


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()
