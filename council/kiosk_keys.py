"""The keys by which kiosks are known: which one counts, how one takes over from another, and revocation.

A kiosk has one current key. It may register a next one, which counts at once; the first use of it, or a
day, ends the old one. Which key may become the first is `enrolments`, what a key is good for `tokens`.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, select

from council.database import Database
from council.tables import kiosk_keys, kiosks, tokens
from kiosk.clock import from_iso, iso
from kiosk.device_key import PublicJwk, fingerprint_of
from kiosk.errors import CouncilError
from kiosk.transitions import after

OVERLAP = timedelta(hours=24)
"""How long the old key counts beside the next one, while that is not used."""


class KeyState(StrEnum):
    """What a key is to its kiosk."""

    CURRENT = "current"
    NEXT = "next"
    RETIRED = "retired"


class KeyEvent(StrEnum):
    """What happens to a key."""

    USE = "use"
    """The kiosk proved itself with it."""
    REPLACE = "replace"
    """Another one took its place."""


TABLE: dict[tuple[KeyState, KeyEvent], KeyState] = {
    (KeyState.CURRENT, KeyEvent.USE): KeyState.CURRENT,
    (KeyState.NEXT, KeyEvent.USE): KeyState.CURRENT,
    (KeyState.CURRENT, KeyEvent.REPLACE): KeyState.RETIRED,
    (KeyState.NEXT, KeyEvent.REPLACE): KeyState.RETIRED,
    (KeyState.RETIRED, KeyEvent.REPLACE): KeyState.RETIRED,
}
"""A retired key has no use: it never comes back."""


class HeldKey(Struct, frozen=True, kw_only=True):
    """A key as the council knows it; `since` (UTC) it has been in that state."""

    key: str
    kiosk: str
    jwk: PublicJwk
    state: KeyState
    since: datetime


class Member(Struct, frozen=True, kw_only=True):
    """A kiosk that is or was enrolled. Times are UTC."""

    name: str
    place: str
    enrolled_at: datetime
    revoked_at: datetime | None
    reason: str | None
    fingerprint: str | None


class KioskKeys:
    """The kiosks and keys in `database`. May be used by several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, key: str) -> HeldKey | None:
        """The key with that thumbprint."""
        with self._database.read() as connection:
            return held_key(connection, key)

    def all(self) -> tuple[Member, ...]:
        """All kiosks that were ever enrolled, by name."""
        joined = kiosks.outerjoin(
            kiosk_keys, (kiosk_keys.c.kiosk == kiosks.c.name) & (kiosk_keys.c.state == KeyState.CURRENT.value)
        )
        query = select(kiosks, kiosk_keys.c.key).select_from(joined).order_by(kiosks.c.name)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Member(
                name=row.name,
                place=row.place,
                enrolled_at=from_iso(row.enrolled_at),
                revoked_at=row.revoked_at and from_iso(row.revoked_at),
                reason=row.reason,
                fingerprint=row.key and fingerprint_of(row.key),
            )
            for row in rows
        )

    def register(self, kiosk: str, jwk: PublicJwk, now: datetime) -> datetime:
        """Let `jwk` be the kiosk's next key; until when the old one counts if the next is not used (UTC).

        Doing it again changes nothing. Raises CouncilError for a key that was known before.
        """
        key = jwk.thumbprint
        with self._database.write() as connection:
            held = held_key(connection, key)
            if held is None:
                for other in _keys_of(connection, kiosk):
                    if other.state is KeyState.NEXT:
                        _move(connection, other, KeyEvent.REPLACE, now)
                held = HeldKey(key=key, kiosk=kiosk, jwk=jwk, state=KeyState.NEXT, since=now)
                _insert(connection, held)
            elif held.kiosk != kiosk or held.state is not KeyState.NEXT:
                raise CouncilError("this key was in use before: make another")
            return held.since.replace(microsecond=0) + OVERLAP

    def revoke(self, kiosk: str, reason: str, now: datetime) -> None:
        """Accept nothing of this kiosk from now on. Raises CouncilError for a name that is not known."""
        with self._database.write() as connection:
            changed = connection.execute(
                kiosks.update()
                .where(kiosks.c.name == kiosk, kiosks.c.revoked_at.is_(None))
                .values(revoked_at=iso(now), reason=reason)
            )
            known = connection.execute(select(kiosks.c.name).where(kiosks.c.name == kiosk)).first()
            connection.execute(tokens.delete().where(tokens.c.kiosk == kiosk))
        if known is None:
            raise CouncilError(f"there is no kiosk '{kiosk}'; list them with: council kiosk list")
        if not changed.rowcount:
            raise CouncilError(f"{kiosk} was revoked before")


def held_key(connection: Connection, key: str) -> HeldKey | None:
    """The key with that thumbprint."""
    row = connection.execute(select(kiosk_keys).where(kiosk_keys.c.key == key)).one_or_none()
    return None if row is None else _held(row)


def is_revoked(connection: Connection, kiosk: str) -> bool:
    """Whether nothing of that kiosk is accepted."""
    query = select(kiosks.c.revoked_at).where(kiosks.c.name == kiosk)
    row = connection.execute(query).one_or_none()
    return row is None or row.revoked_at is not None


def may_be_used(connection: Connection, held: HeldKey, now: datetime) -> bool:
    """Whether its kiosk may still prove itself with it."""
    if held.state is not KeyState.CURRENT:
        return held.state is KeyState.NEXT
    waiting = [one.since for one in _keys_of(connection, held.kiosk) if one.state is KeyState.NEXT]
    return all(now < since + OVERLAP for since in waiting)


def use(connection: Connection, held: HeldKey, now: datetime) -> None:
    """The kiosk has proved itself with it; all its other keys end with the first use of the next one."""
    if held.state is KeyState.CURRENT:
        return
    for other in _keys_of(connection, held.kiosk):
        if other.key != held.key and other.state is KeyState.CURRENT:
            _move(connection, other, KeyEvent.REPLACE, now)
            connection.execute(tokens.delete().where(tokens.c.key == other.key))
    _move(connection, held, KeyEvent.USE, now)


def admit(connection: Connection, kiosk: str, place: str, jwk: PublicJwk, now: datetime) -> None:
    """Make this the one key of that kiosk, which is new or comes back; all it had before ends."""
    for other in _keys_of(connection, kiosk):
        _move(connection, other, KeyEvent.REPLACE, now)
    connection.execute(tokens.delete().where(tokens.c.kiosk == kiosk))
    connection.execute(kiosks.delete().where(kiosks.c.name == kiosk))
    connection.execute(kiosks.insert().values(name=kiosk, place=place, enrolled_at=iso(now)))
    _insert(connection, HeldKey(key=jwk.thumbprint, kiosk=kiosk, jwk=jwk, state=KeyState.CURRENT, since=now))


def _move(connection: Connection, held: HeldKey, event: KeyEvent, now: datetime) -> None:
    state = after(TABLE, held.state, event).value
    connection.execute(
        kiosk_keys.update().where(kiosk_keys.c.key == held.key).values(state=state, since=iso(now))
    )


def _insert(connection: Connection, held: HeldKey) -> None:
    connection.execute(
        kiosk_keys.insert().values(
            key=held.key,
            kiosk=held.kiosk,
            jwk=msgspec.json.encode(held.jwk).decode("ascii"),
            state=held.state.value,
            since=iso(held.since),
        )
    )


def _keys_of(connection: Connection, kiosk: str) -> list[HeldKey]:
    rows = connection.execute(select(kiosk_keys).where(kiosk_keys.c.kiosk == kiosk)).all()
    return [_held(row) for row in rows]


def _held(row: Row[Any]) -> HeldKey:
    return HeldKey(
        key=row.key,
        kiosk=row.kiosk,
        jwk=msgspec.json.decode(row.jwk, type=PublicJwk),
        state=KeyState(row.state),
        since=from_iso(row.since),
    )
