"""Reference data as files: checked tables, and SQLite files in which a row is found at once."""
