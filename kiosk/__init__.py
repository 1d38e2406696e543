"""The rules of a visit: journeys, answers, submissions, the outbox, receipts. No Qt, no HTTP, no printer."""

__version__ = "0.1.0"
__released__ = "2026-11-22"
"""The day this release was made. A clock that shows an earlier one is wrong."""
