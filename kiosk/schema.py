"""The tables of the kiosk's SQLite file, as the steps that made them. What they mean is `outbox`, `contact`,
`audit` and `store`.
"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            reference TEXT NOT NULL,
            priority INTEGER NOT NULL,
            kid TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            size INTEGER NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            crashes INTEGER NOT NULL DEFAULT 0,
            saved_at TEXT NOT NULL,
            saved_monotonic REAL NOT NULL,
            saved_boot TEXT NOT NULL,
            started_boot TEXT,
            due_monotonic REAL,
            due_boot TEXT,
            reason TEXT,
            sent_at TEXT,
            received_at TEXT,
            closed_at TEXT,
            closed_by TEXT,
            envelope BLOB
        )
        """,
    ),
    (
        """
        CREATE TABLE contact (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            reached_at TEXT NOT NULL,
            monotonic REAL NOT NULL,
            boot TEXT NOT NULL
        )
        """,
    ),
    (
        "ALTER TABLE outbox ADD COLUMN sent_monotonic REAL",
        "ALTER TABLE outbox ADD COLUMN sent_boot TEXT",
        """
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            event TEXT NOT NULL,
            who TEXT NOT NULL,
            fields TEXT NOT NULL
        )
        """,
        """
        CREATE TRIGGER audit_stays BEFORE DELETE ON audit
        BEGIN SELECT raise(ABORT, 'what was written down stays'); END
        """,
        """
        CREATE TRIGGER audit_stays_as_it_is BEFORE UPDATE ON audit
        BEGIN SELECT raise(ABORT, 'what was written down stays'); END
        """,
        """
        CREATE TABLE store_check (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            at TEXT NOT NULL,
            sound INTEGER NOT NULL
        )
        """,
    ),
    (
        """
        CREATE TABLE drained_by (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version INTEGER NOT NULL
        )
        """,
    ),
)
"""Each entry moves the file one version forward, in one transaction. Entries are only ever added."""

DRAINED_BY = 4
"""The oldest version whose release can still work with a file of today's shape, so that a kiosk may go back
to it: since then tables and columns were only added. It is written into the file. A migration that takes
something away, or makes a column that must be filled, raises this to its own number."""
DRAINED_BY_SINCE = 4
"""The version whose migration made the table for it."""
