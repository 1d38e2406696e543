"""The rules of a visit: journeys, answers, submissions, the outbox, receipts. No Qt, no HTTP, no printer."""

__version__ = "0.1.0"
