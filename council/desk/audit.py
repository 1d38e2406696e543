"""What the council's staff did, written as it happens and never changed: `council audit` and a page show it.

There is no column in which anything of a resident could stand. What happened is one of a list.
"""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct
from sqlalchemy import select

from council.database import Database
from council.tables import staff_audit
from kiosk.clock import iso

MOST_SHOWN = 200
NOBODY = "-"
"""Stands for whoever is not signed in: what somebody typed as a name may have been a password."""
OPERATOR = "operator"
"""Stands for whoever works at the server's own command line."""


class Event(StrEnum):
    """All that can happen."""

    SIGNED_UP = "signed-up"
    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_LIMITED = "sign-in-limited"
    CODE_FAILED = "code-failed"
    RECOVERY_USED = "recovery-used"
    FACTOR_SET = "factor-set"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  the name of an event
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_EVERYWHERE = "signed-out-everywhere"
    LOOKED = "looked"
    REFUSED = "refused"
    ACCOUNT_ADDED = "account-added"
    ACCOUNT_DISABLED = "account-disabled"
    ACCOUNT_ENABLED = "account-enabled"
    ACCOUNT_RESET = "account-reset"
    ROLE_CHANGED = "role-changed"
    DELIVERY_RETRIED = "delivery-retried"
    DELIVERY_DISCARDED = "delivery-discarded"
    ALERT_SEEN = "alert-seen"
    QUARANTINE_RETRIED = "quarantine-retried"
    QUARANTINE_DISCARDED = "quarantine-discarded"
    ENROLMENT_CREATED = "enrolment-created"
    ENROLMENT_CONFIRMED = "enrolment-confirmed"
    ENROLMENT_CANCELLED = "enrolment-cancelled"
    KIOSK_REVOKED = "kiosk-revoked"
    KEYSET_ROTATED = "keyset-rotated"
    KEYSET_RETIRED = "keyset-retired"
    RECORDS_RESEALED = "records-resealed"
    ERASED = "erased"
    AUDIT_SHORTENED = "audit-shortened"
    BACKED_UP = "backed-up"
    RESTORED = "restored"


class Entry(Struct, frozen=True, kw_only=True):
    """One thing that happened: when, who did what to what, and from which address."""

    seq: int
    at: datetime
    actor: str
    event: Event
    about: str
    address: str


class Audit:
    """The audit in `database`. May be used by several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, event: Event, now: datetime, actor: str, about: str = "", address: str = "") -> None:
        """Write down what happens. It is on the disk when this returns."""
        row = {"at": iso(now), "actor": actor, "event": event.value, "about": about[:200], "address": address}
        with self._database.write() as connection:
            connection.execute(staff_audit.insert().values(**row))

    def entries(self, most: int | None = None, before: int | None = None) -> tuple[Entry, ...]:
        """The newest first; `before` is the seq from which on they are left out."""
        names = Entry.__struct_fields__
        query = select(*[staff_audit.c[name] for name in names]).order_by(staff_audit.c.seq.desc())
        if before is not None:
            query = query.where(staff_audit.c.seq < before)
        if most is not None:
            query = query.limit(most)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(msgspec.convert(dict(zip(names, row, strict=True)), Entry) for row in rows)
