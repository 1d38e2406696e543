"""The accounts of the council's staff. They are made by an administrator, and disabled, never removed.

Somebody signs in here with a password and a second factor, or with the council's own accounts (`openid`).
The names of the former hold no `@`, those of the latter always do, so that neither can pass for the other.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from council.database import Database
from council.desk.codes import hashed, hashed_code, new_code
from council.desk.roles import Role
from council.tables import staff, staff_devices, staff_recovery, staff_sessions
from kiosk.clock import from_iso, iso
from kiosk.errors import CouncilError

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
SIGN_UP = timedelta(hours=24)
"""How long somebody has to sign up with their code."""


class Account(Struct, frozen=True, kw_only=True):
    """One person. `password` is a hash, `factor` sealed; both are None until they signed up, and always for
    those who sign in elsewhere (`issuer`)."""

    id: int
    name: str
    role: Role
    made_at: datetime
    signed_in_at: datetime | None
    disabled_at: datetime | None
    password: str | None
    factor: bytes | None
    factor_step: int
    signup_until: datetime | None
    issuer: str | None

    @property
    def disabled(self) -> bool:
        """Whether they are kept out."""
        return self.disabled_at is not None

    def late(self, now: datetime) -> bool:
        """Whether they did not sign up in time."""
        return self.signup_until is not None and self.signup_until <= now


class Accounts:
    """The accounts in `database`. May be used by several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, role: Role, now: datetime) -> str:
        """Make an account and give the code to sign up with. Raises CouncilError."""
        if not NAME.fullmatch(name):
            raise CouncilError(
                f"'{shown(name)}' cannot be a name; use 2 to 40 small letters, digits, dots and hyphens"
            )
        code = new_code()
        row = {"name": name, "role": role.value, "made_at": iso(now), "factor_step": 0, **_signup(code, now)}
        try:
            with self._database.write() as connection:
                connection.execute(staff.insert().values(**row))
        except IntegrityError:
            raise CouncilError(
                f"there is an account '{name}' already; give it a new code with: council staff reset {name}"
            ) from None
        return code

    def named(self, name: str) -> Account | None:
        """The account of that name."""
        return self._one(staff.c.name == name)

    def needed(self, name: str) -> Account:
        """The account of that name. Raises CouncilError when there is none."""
        account = self.named(name)
        if account is None:
            raise CouncilError(f"there is no account '{shown(name)}'; see them with: council staff list")
        return account

    def all(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(staff).order_by(staff.c.name)).all()
        return tuple(account_of(row) for row in rows)

    def disable(self, name: str, now: datetime) -> None:
        """Keep somebody out, from the next request on. Raises CouncilError."""
        with self._database.write() as connection:
            connection.execute(staff.update().where(staff.c.name == name).values(disabled_at=iso(now)))
            _end_sessions(connection, name)
        self.needed(name)

    def enable(self, name: str) -> None:
        """Let somebody in again. Raises CouncilError."""
        self._change(name, disabled_at=None)

    def give_role(self, name: str, role: Role) -> None:
        """Change what somebody may do, from the next request on. Raises CouncilError."""
        self._change(name, role=role.value)

    def reset(self, name: str, now: datetime) -> str:
        """Take password, second factor, paper codes and sessions away, and give a code to sign up anew.
        Raises CouncilError."""
        account = self.needed(name)
        if account.issuer is not None:
            raise CouncilError(f"'{name}' signs in with the council's own accounts; reset it there")
        code = new_code()
        with self._database.write() as connection:
            fresh = {"password": None, "factor": None, "factor_step": 0, **_signup(code, now)}
            connection.execute(staff.update().where(staff.c.id == account.id).values(**fresh))
            connection.execute(staff_recovery.delete().where(staff_recovery.c.staff_id == account.id))
            connection.execute(staff_devices.delete().where(staff_devices.c.staff_id == account.id))
            _end_sessions(connection, name)
        return code

    def sign_up(self, name: str, code: str, password: str, now: datetime) -> bool:
        """Take the code in exchange for a password (as a hash). Each code works once, and within its time."""
        with self._database.write() as connection:
            done = connection.execute(
                staff.update()
                .where(
                    staff.c.name == name,
                    staff.c.signup == hashed_code(code),
                    staff.c.signup_until > iso(now),
                    staff.c.disabled_at.is_(None),
                )
                .values(password=password, signup=None)
            )
        return bool(done.rowcount)

    def keep_password(self, account: Account, password: str) -> None:
        """Store the hash of a new password."""
        self._change(account.name, password=password)

    def keep_factor(self, account: Account, sealed: bytes, step: int, recovery: Iterable[str]) -> None:
        """Store the second factor (sealed), the step that proved it, and the codes on paper (as hashes)."""
        with self._database.write() as connection:
            values = {"factor": sealed, "factor_step": step, "signup": None, "signup_until": None}
            connection.execute(staff.update().where(staff.c.id == account.id).values(**values))
            connection.execute(staff_recovery.delete().where(staff_recovery.c.staff_id == account.id))
            rows = [{"hash": hashed_code(code), "staff_id": account.id} for code in recovery]
            connection.execute(staff_recovery.insert(), rows)

    def use_step(self, account: Account, step: int) -> bool:
        """Use up a step of the second factor: of several tries with the same code only one succeeds."""
        with self._database.write() as connection:
            done = connection.execute(
                staff.update()
                .where(staff.c.id == account.id, staff.c.factor_step < step)
                .values(factor_step=step)
            )
        return bool(done.rowcount)

    def use_recovery(self, account: Account, typed: str) -> bool:
        """Use up a code from paper."""
        with self._database.write() as connection:
            done = connection.execute(
                staff_recovery.delete().where(
                    staff_recovery.c.hash == hashed_code(typed), staff_recovery.c.staff_id == account.id
                )
            )
        return bool(done.rowcount)

    def recovery_left(self, account: Account) -> int:
        """How many codes on paper are still good."""
        query = select(staff_recovery.c.hash).where(staff_recovery.c.staff_id == account.id)
        with self._database.read() as connection:
            return len(connection.execute(query).all())

    def note_signed_in(self, account: Account, now: datetime) -> None:
        """Remember when they were last here."""
        self._change(account.name, signed_in_at=iso(now))

    def from_openid(self, issuer: str, subject: str, name: str, role: Role, now: datetime) -> Account:
        """The account of somebody whom the council's provider vouches for; made at their first sign-in.

        `role` is what the provider says today. An account of the same name that is somebody else's stays
        theirs: the new one gets a name of its own.
        """
        mine = (staff.c.issuer == issuer) & (staff.c.subject == subject)
        with self._database.write() as connection:
            connection.execute(staff.update().where(mine).values(role=role.value))
            row = connection.execute(select(staff).where(mine)).one_or_none()
            if row is None:
                taken = connection.execute(select(staff.c.id).where(staff.c.name == name)).first()
                free = f"{name} {hashed(subject)[:8]}" if taken else name
                made = {"name": free, "role": role.value, "made_at": iso(now), "factor_step": 0}
                connection.execute(staff.insert().values(issuer=issuer, subject=subject, **made))
                row = connection.execute(select(staff).where(mine)).one()
        return account_of(row)

    def _one(self, condition: Any) -> Account | None:
        with self._database.read() as connection:
            row = connection.execute(select(staff).where(condition)).one_or_none()
        return None if row is None else account_of(row)

    def _change(self, name: str, **values: object) -> None:
        with self._database.write() as connection:
            connection.execute(staff.update().where(staff.c.name == name).values(**values))
        self.needed(name)


def account_of(row: Row[Any]) -> Account:
    """An account from a row that has all columns of `staff`."""
    return Account(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        made_at=from_iso(row.made_at),
        signed_in_at=from_iso(row.signed_in_at) if row.signed_in_at else None,
        disabled_at=from_iso(row.disabled_at) if row.disabled_at else None,
        password=row.password,
        factor=row.factor,
        factor_step=row.factor_step,
        signup_until=from_iso(row.signup_until) if row.signup_until else None,
        issuer=row.issuer,
    )


def shown(name: str) -> str:
    """A name as it was typed, fit for a terminal."""
    return "".join(sign for sign in name[:40] if sign.isprintable())


def _signup(code: str, now: datetime) -> dict[str, str]:
    return {"signup": hashed_code(code), "signup_until": iso(now + SIGN_UP)}


def _end_sessions(connection: Connection, name: str) -> None:
    whose = select(staff.c.id).where(staff.c.name == name).scalar_subquery()
    connection.execute(staff_sessions.delete().where(staff_sessions.c.staff_id == whose))
