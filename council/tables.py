"""The council's tables, for SQLAlchemy Core. `migrations` brings a database to this shape."""

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

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
    Column("record", Text),
    # What could not: why, and the envelope, for when the cause is found.
    Column("fault", Text),
    Column("envelope", LargeBinary),
)
"""One row for each id, for ever. Exactly one of `record` and `envelope` is set. Times are ISO 8601, UTC."""

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
