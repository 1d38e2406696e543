"""The council's tables, for SQLAlchemy Core. `migrations` brings a database to this shape."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

submissions = Table(
    "submissions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False),
    Column("kiosk", String(40), nullable=False),
    Column("kid", String(16), nullable=False),
    Column("size", Integer, nullable=False),
    Column("received_at", String(20), nullable=False, index=True),
    # What could be opened:
    Column("reference", String(12)),
    Column("service", Text),
    Column("route", Text),
    # The submission that ties this one to others told at the same time.
    Column("bundle", String(36), index=True),
    # What could not: why, and the envelope, for when the cause is found.
    Column("fault", Text),
    Column("envelope", LargeBinary),
    # The record, sealed by the vault.
    Column("sealed", LargeBinary),
    # Then nothing but id, hash, kiosk, service and times is left.
    Column("erased_at", String(20)),
)
"""One row for each id, for ever. Exactly one of `sealed`, `envelope` and `erased_at` is set. Times are ISO
8601, UTC."""
Index(
    "ix_submissions_fault",
    submissions.c.seq,
    sqlite_where=submissions.c.fault.is_not(None),
    postgresql_where=submissions.c.fault.is_not(None),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("submission", String(36), nullable=False),
    Column("target", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", String(20), nullable=False),
    # Who works at it, and until when nobody else may.
    Column("lease", String(32)),
    Column("leased_until", String(20)),
    Column("changed_at", String(20), nullable=False),
    # What the other side calls it, and what it said last: never anything of the submission.
    Column("receipt", String(200), nullable=False),
    Column("reason", String(200), nullable=False),
    # Who of the staff let it go on, or gave it up.
    Column("decided_by", String(120), nullable=False),
    UniqueConstraint("submission", "target", name="uq_deliveries_submission"),
    Index("ix_deliveries_state", "state", "due_at"),
)
"""What is handed on, one row for each submission and target, with the states of `delivery.TABLE`."""

alerts = Table(
    "alerts",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("submission", String(36), nullable=False),
    Column("kiosk", String(40), nullable=False),
    Column("detail", String(64), nullable=False),
    Column("first_at", String(20), nullable=False),
    Column("last_at", String(20), nullable=False),
    Column("times", Integer, nullable=False),
    Column("seen_at", String(20)),
    Column("seen_by", String(120)),
    UniqueConstraint("kind", "submission", "detail", name="uq_alerts_kind"),
)
"""What staff should look into. The same again is counted, not added."""

backups = Table(
    "backups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("begun_to", String(20), nullable=False),
    Column("backed_up_to", String(20)),
    Column("made_at", String(20)),
    Column("restored_at", String(20)),
    Column("restored_to", String(20)),
)
"""One row. A copy of the database has all that was received by its `begun_to`; such a copy is safe up to
`backed_up_to`."""

limits = Table(
    "limits",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("full_at", Float, nullable=False, index=True),
)
"""Tries that are counted: the hash of what is tried, and when its bucket is full again (s since 1970)."""

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("role", String(12), nullable=False),
    Column("made_at", String(20), nullable=False),
    Column("signed_in_at", String(20)),
    Column("disabled_at", String(20)),
    # Who signs in here: password (argon2id), second factor (sealed) with the last step that was used.
    Column("password", Text),
    Column("factor", LargeBinary),
    Column("factor_step", Integer, nullable=False),
    # Until both are there: the hash of the sign-up code, and when that ends.
    Column("signup", String(64)),
    Column("signup_until", String(20)),
    # Who signs in with the council's own accounts (OpenID Connect).
    Column("issuer", String(255)),
    Column("subject", String(255)),
    UniqueConstraint("issuer", "subject", name="uq_staff_issuer"),
)
"""Who of the council's staff may look. Accounts are disabled, never removed: the audit names them."""

staff_recovery = Table(
    "staff_recovery",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("staff_id", Integer, nullable=False, index=True),
)
"""Hashes of the codes for somebody who lost the second factor. A used one is removed."""

staff_devices = Table(
    "staff_devices",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("staff_id", Integer, nullable=False, index=True),
    Column("until", String(20), nullable=False),
)
"""Browsers in which somebody signed in before: strangers who guess do not lock them out."""

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("staff_id", Integer, nullable=False, index=True),
    Column("stage", String(8), nullable=False),
    Column("began_at", String(20), nullable=False),
    Column("seen_at", String(20), nullable=False),
    Column("ends_at", String(20), nullable=False),
    # The second factor that is being set up, sealed.
    Column("pending", LargeBinary),
)
"""One row for each browser that is signed in, or half way there. Only the hash of its cookie is known."""

staff_openid = Table(
    "staff_openid",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("visitor", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("wanted", String(200), nullable=False),
    Column("until", String(20), nullable=False),
)
"""Sign-ins that are with the OpenID provider at the moment. `state` and `visitor` are hashes."""

staff_audit = Table(
    "staff_audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(20), nullable=False, index=True),
    Column("actor", String(120), nullable=False),
    Column("event", String(40), nullable=False),
    Column("about", String(200), nullable=False),
    Column("address", String(45), nullable=False),
    sqlite_autoincrement=True,
)
"""Who of the staff did what. The database itself refuses to change a row, or to remove a younger one than
13 months."""

authority = Table(
    "authority",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issuer", String(60), nullable=False),
)
"""One row: what the council calls itself towards kiosks, made with the table."""

enrolments = Table(
    "enrolments",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("kiosk", String(40), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("code", String(100), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", String(20), nullable=False),
    Column("until", String(20), nullable=False),
    # The key that came with the code, until staff have compared its fingerprint:
    Column("key", String(43), index=True),
    Column("jwk", Text),
)
"""One-time codes, hashed, with the states of `enrolments.TABLE`. `until` ends the state."""

kiosks = Table(
    "kiosks",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("place", Text, nullable=False),
    Column("enrolled_at", String(20), nullable=False),
    # Set: nothing of it is accepted.
    Column("revoked_at", String(20)),
    Column("reason", Text),
)
"""The kiosks that may speak for themselves, or might."""

kiosk_keys = Table(
    "kiosk_keys",
    metadata,
    Column("key", String(43), primary_key=True),
    Column("kiosk", String(40), nullable=False, index=True),
    Column("jwk", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("since", String(20), nullable=False),
)
"""Public keys by their thumbprint (RFC 7638), with the states of `kiosk_keys.TABLE`, kept for ever so that
none comes back."""

assertions = Table(
    "assertions",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("jti", String(64), primary_key=True),
    Column("until", BigInteger, nullable=False, index=True),
)
"""Assertions that were used, as long as they could be used again (seconds since 1970)."""

tokens = Table(
    "tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kiosk", String(40), nullable=False, index=True),
    Column("key", String(43), nullable=False),
    Column("scope", String(200), nullable=False),
    Column("until", BigInteger, nullable=False, index=True),
)
"""Tokens handed out, by the SHA-256 of each, until their end (seconds since 1970)."""

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("seen_at", String(20), nullable=False),
    Column("beat", Text, nullable=False),
)
"""The last beat of each kiosk, as JSON (`sync.wire.Heartbeat`)."""
