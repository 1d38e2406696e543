"""The parts that the pages for staff are made of, put together once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from council.database import Database
from council.desk.openid import OpenId
from council.desk.openid_settings import read_openid
from council.desk.passwords import Passwords
from council.desk.sign_in import SignIn
from council.desk.strongbox import Strongbox

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now."""
    return datetime.now(UTC)


class Desk:
    """What the routes work with. `openid` is the council's own provider of accounts, where there is one."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        passwords: Passwords | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self.database = database
        settings = read_openid(folder)
        self.openid = OpenId(database, settings) if settings else None
        self.clock = clock
        self.sign_in = SignIn(database, passwords or Passwords(), Strongbox(folder))
        self.accounts = self.sign_in.accounts
        self.sessions = self.sign_in.sessions
        self.audit = self.sign_in.audit
