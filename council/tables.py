"""The council's tables, for SQLAlchemy Core. `migrations` brings a database to this shape."""

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table, Text

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
