"""How a kiosk becomes known: a one-time code, the key that came with it, and staff who compare fingerprints.

The code is kept hashed and slowly so (scrypt). Every attempt uses up a try before the code is compared, so
that several at once cannot try more often than one. What an enrolled kiosk may do is `tokens`.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, select

from council.database import Database
from council.kiosk_keys import KeyState, admit, held_key
from council.tables import authority, enrolments
from kiosk.clock import from_iso, iso
from kiosk.device_key import PublicJwk, same_fingerprint
from kiosk.enrolment_code import new_code
from kiosk.errors import CouncilError
from kiosk.transitions import after

TRIES = 10_000
"""Of one code, from all addresses. It has 54 random bits, so all of these guess it once in 10^12 codes; and
one address, which has 20 in ten minutes, cannot use them up in the day that a code lasts at most."""
CODE_LASTS = timedelta(hours=1)
LONGEST = timedelta(hours=24)
WAITS = timedelta(hours=24)
"""How long staff may take to compare the fingerprint."""


class State(StrEnum):
    """How far an enrolment has come."""

    OPEN = "open"
    """The code may be used."""
    WAITING = "waiting"
    """A key came with the code; staff have to compare its fingerprint."""
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    SPENT = "spent"
    """The code was typed wrongly too often."""


class Event(StrEnum):
    """What happens to an enrolment."""

    USE = "use"
    SPEND = "spend"
    CONFIRM = "confirm"
    CANCEL = "cancel"


TABLE: dict[tuple[State, Event], State] = {
    (State.OPEN, Event.USE): State.WAITING,
    (State.OPEN, Event.SPEND): State.SPENT,
    (State.OPEN, Event.CANCEL): State.CANCELLED,
    (State.WAITING, Event.CONFIRM): State.CONFIRMED,
    (State.WAITING, Event.CANCEL): State.CANCELLED,
}


class Enrolment(Struct, frozen=True, kw_only=True):
    """One enrolment. `until` (UTC) ends the state it is in, where that is one that ends by itself."""

    seq: int
    kiosk: str
    place: str
    state: State
    tries: int
    created_at: datetime
    until: datetime
    key: str | None
    jwk: PublicJwk | None

    @property
    def wrong(self) -> int:
        """How many wrong codes were tried."""
        return TRIES - self.tries

    def lives(self, now: datetime) -> bool:
        """Whether something may still come of it."""
        return self.state in (State.OPEN, State.WAITING) and now < self.until


class Enrolments:
    """The enrolments in `database`. May be used by several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def issuer(self) -> str:
        """What this council calls itself towards kiosks: the audience of their assertions."""
        with self._database.read() as connection:
            return str(connection.execute(select(authority.c.issuer)).scalar_one())

    def create(self, kiosk: str, place: str, now: datetime, lasts: timedelta = CODE_LASTS) -> str:
        """A fresh one-time code for that kiosk. An earlier one that is not confirmed yet ends."""
        code = new_code()
        hashed = _hashed(code, secrets.token_hex(16))
        with self._database.write() as connection:
            for earlier in _of(connection, kiosk):
                if (earlier.state, Event.CANCEL) in TABLE:
                    _move(connection, earlier, Event.CANCEL)
            connection.execute(
                enrolments.insert().values(
                    kiosk=kiosk,
                    place=place,
                    state=State.OPEN.value,
                    code=hashed,
                    tries=TRIES,
                    created_at=iso(now),
                    until=iso(now + lasts),
                )
            )
        return code

    def all(self, now: datetime) -> tuple[Enrolment, ...]:
        """Those of which something may still come, the oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(enrolments).order_by(enrolments.c.seq)).all()
        return tuple(one for one in _read(rows) if one.lives(now))

    def claim(self, kiosk: str, code: str, jwk: PublicJwk, now: datetime) -> Enrolment | None:
        """Use the code for this key. None where it does not fit, was used, or is too old.

        The same key again gets the same answer: the first one may have been lost on the way. Whoever calls
        has seen that the sender holds the key. Raises CouncilError for a key that was known before.
        """
        key = jwk.thumbprint
        with self._database.write() as connection:
            found = _of(connection, kiosk)
            held = held_key(connection, key)
            in_use = held is not None and held.state is KeyState.CURRENT
            for earlier in found:
                if earlier.key == key and (
                    earlier.lives(now) or (in_use and earlier.state is State.CONFIRMED)
                ):
                    return earlier
            if held is not None:
                raise CouncilError("this key was in use before: make another")
            one = next((one for one in reversed(found) if one.state is State.OPEN), None)
            if one is None or not one.lives(now) or one.tries <= 0:
                return None
            hashed = _code_of(connection, one)
            _values(connection, one, tries=one.tries - 1)
        # Outside of any transaction: it is slow on purpose.
        fits = hmac.compare_digest(_hashed(code, hashed.partition("$")[0]), hashed)
        with self._database.write() as connection:
            again = _by_seq(connection, one.seq)
            if again.state is not State.OPEN:
                return None
            if fits:
                text = msgspec.json.encode(jwk).decode("ascii")
                _move(connection, again, Event.USE, key=key, jwk=text, until=iso(now + WAITS))
                return _by_seq(connection, one.seq)
            if again.tries <= 0:
                _move(connection, again, Event.SPEND)
        return None

    def waiting(self, key: str, now: datetime) -> Enrolment | None:
        """The enrolment in which the key of that thumbprint waits for staff."""
        query = select(enrolments).where(enrolments.c.key == key, enrolments.c.state == State.WAITING.value)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return next((one for one in _read(rows) if one.lives(now)), None)

    def confirm(self, kiosk: str, fingerprint: str | None, now: datetime) -> Enrolment:
        """Let the kiosk in with the key that waits, when its fingerprint is this one (None: whatever it is).

        All keys it had before end. Raises CouncilError.
        """
        with self._database.write() as connection:
            one = next((one for one in _of(connection, kiosk) if one.state is State.WAITING), None)
            if one is None or one.jwk is None or not one.lives(now):
                raise CouncilError(
                    f"no key of '{kiosk}' waits. Has the code been typed there? See: council enrolment list"
                )
            if fingerprint is not None and not same_fingerprint(fingerprint, one.jwk.fingerprint):
                raise CouncilError(
                    f"this is not the fingerprint of the key that came from '{kiosk}', which is "
                    f"{one.jwk.fingerprint}. If the kiosk shows another one, somebody else used the code: "
                    f"council enrolment cancel {kiosk}"
                )
            _move(connection, one, Event.CONFIRM)
            admit(connection, one.kiosk, one.place, one.jwk, now)
        return one

    def cancel(self, kiosk: str, now: datetime) -> None:
        """End what is open or waits of that kiosk. Raises CouncilError where there is nothing."""
        with self._database.write() as connection:
            found = [one for one in _of(connection, kiosk) if one.lives(now)]
            for one in found:
                _move(connection, one, Event.CANCEL)
        if not found:
            raise CouncilError(f"there is no enrolment of '{kiosk}' to cancel; see: council enrolment list")


def _hashed(code: str, salt: str) -> str:
    slow = hashlib.scrypt(code.encode("utf-8"), salt=bytes.fromhex(salt), n=2**12, r=8, p=1, dklen=32)
    return f"{salt}${slow.hex()}"


def _of(connection: Connection, kiosk: str) -> list[Enrolment]:
    query = select(enrolments).where(enrolments.c.kiosk == kiosk).order_by(enrolments.c.seq)
    return _read(connection.execute(query.with_for_update()).all())


def _by_seq(connection: Connection, seq: int) -> Enrolment:
    query = select(enrolments).where(enrolments.c.seq == seq).with_for_update()
    return _read(connection.execute(query).all())[0]


def _code_of(connection: Connection, one: Enrolment) -> str:
    return str(connection.execute(select(enrolments.c.code).where(enrolments.c.seq == one.seq)).scalar_one())


def _move(connection: Connection, one: Enrolment, event: Event, **values: object) -> None:
    _values(connection, one, state=after(TABLE, one.state, event).value, **values)


def _values(connection: Connection, one: Enrolment, **values: object) -> None:
    connection.execute(enrolments.update().where(enrolments.c.seq == one.seq).values(**values))


def _read(rows: Iterable[Row[Any]]) -> list[Enrolment]:
    return [
        Enrolment(
            seq=row.seq,
            kiosk=row.kiosk,
            place=row.place,
            state=State(row.state),
            tries=row.tries,
            created_at=from_iso(row.created_at),
            until=from_iso(row.until),
            key=row.key,
            jwk=row.jwk and msgspec.json.decode(row.jwk, type=PublicJwk),
        )
        for row in rows
    ]
