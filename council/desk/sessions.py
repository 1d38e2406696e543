"""Who is signed in, in which browser, and how far: kept at the council, known by the hash of a cookie.

A session of stage `open` is signed in. The stages before it may do nothing but take their next step, and a
new key is made at each step, so that a key known before the sign-in is worth nothing after it.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import select

from council.database import Database
from council.desk.accounts import Account, account_of
from council.desk.codes import hashed, new_key
from council.tables import staff, staff_devices, staff_sessions
from kiosk.clock import from_iso, iso

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
HALF_WAY = timedelta(minutes=10)
"""How long somebody has for the second factor."""
SEEN_EVERY = timedelta(minutes=1)
"""Not every click is written down: the rest without a click ends up to so much earlier."""
DEVICE = timedelta(days=90)


class Stage(StrEnum):
    """How far a sign-in has come."""

    FACTOR = "factor"
    """The password was right; the second factor is asked for."""
    SETUP = "setup"
    """The password was right, and there is no second factor yet."""
    OPEN = "open"


class SignInEvent(StrEnum):
    """What brings a sign-in on."""

    PASSWORD = "password"  # noqa: S105  the name of an event
    PASSWORD_OF_NEW = "password-of-new"  # noqa: S105  the name of an event
    VOUCHED = "vouched"
    CODE = "code"
    FACTOR_SET = "factor-set"


TABLE: dict[tuple[Stage | None, SignInEvent], Stage] = {
    (None, SignInEvent.PASSWORD): Stage.FACTOR,
    (None, SignInEvent.PASSWORD_OF_NEW): Stage.SETUP,
    (None, SignInEvent.VOUCHED): Stage.OPEN,
    (Stage.FACTOR, SignInEvent.CODE): Stage.OPEN,
    (Stage.SETUP, SignInEvent.FACTOR_SET): Stage.OPEN,
}
"""All ways in. None is nobody. What is not here does not lead on."""


class Session(Struct, frozen=True, kw_only=True):
    """A browser that is signed in, or on its way. `pending` is a second factor that is not proved yet."""

    account: Account
    stage: Stage
    pending: bytes | None


class Sessions:
    """The sessions in `database`. May be used by several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, account: Account, stage: Stage, now: datetime, pending: bytes | None = None) -> str:
        """Begin a session and give its key for the browser."""
        key = new_key()
        row = {
            "hash": hashed(key),
            "staff_id": account.id,
            "stage": stage.value,
            "began_at": iso(now),
            "seen_at": iso(now),
            "ends_at": iso(now + (LONGEST if stage is Stage.OPEN else HALF_WAY)),
            "pending": pending,
        }
        with self._database.write() as connection:
            connection.execute(staff_sessions.delete().where(staff_sessions.c.ends_at <= iso(now)))
            connection.execute(staff_sessions.insert().values(**row))
        return key

    def find(self, key: str, now: datetime) -> Session | None:
        """The session of that key, unless it rested too long, came to its end, or its owner is kept out."""
        columns = staff_sessions.c
        query = (
            select(staff, columns.stage, columns.pending, columns.seen_at)
            .join(staff_sessions, columns.staff_id == staff.c.id)
            .where(columns.hash == hashed(key), columns.ends_at > iso(now), staff.c.disabled_at.is_(None))
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        rested = now - from_iso(row.seen_at)
        if rested >= IDLE:
            self.end(key)
            return None
        if rested >= SEEN_EVERY:
            with self._database.write() as connection:
                mine = columns.hash == hashed(key)
                connection.execute(staff_sessions.update().where(mine).values(seen_at=iso(now)))
        return Session(account=account_of(row), stage=Stage(row.stage), pending=row.pending)

    def end(self, key: str) -> None:
        """Sign this browser out."""
        with self._database.write() as connection:
            connection.execute(staff_sessions.delete().where(staff_sessions.c.hash == hashed(key)))

    def end_all(self, account: Account) -> int:
        """Sign all browsers of this person out; how many there were."""
        with self._database.write() as connection:
            mine = staff_sessions.c.staff_id == account.id
            connection.execute(staff_devices.delete().where(staff_devices.c.staff_id == account.id))
            return connection.execute(staff_sessions.delete().where(mine)).rowcount

    def know_device(self, account: Account, now: datetime) -> str:
        """Remember that this person has signed in with this browser; gives the key for it."""
        key = new_key()
        row = {"hash": hashed(key), "staff_id": account.id, "until": iso(now + DEVICE)}
        with self._database.write() as connection:
            connection.execute(staff_devices.delete().where(staff_devices.c.until <= iso(now)))
            connection.execute(staff_devices.insert().values(**row))
        return key

    def knows_device(self, account: Account, key: str, now: datetime) -> bool:
        """Whether this person has signed in with this browser before."""
        query = select(staff_devices.c.hash).where(
            staff_devices.c.hash == hashed(key),
            staff_devices.c.staff_id == account.id,
            staff_devices.c.until > iso(now),
        )
        with self._database.read() as connection:
            return connection.execute(query).first() is not None
