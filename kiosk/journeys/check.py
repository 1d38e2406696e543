"""What is wrong with a journey as a whole. See docs/journeys.md for the rules."""

from kiosk.journeys.build import Built
from kiosk.journeys.shared import Shared
from kiosk.journeys.source import Finding


def check_journey(built: Built, shared: Shared, findings: list[Finding]) -> None:
    """Add what is wrong with a journey that could be built."""


def check_shared(shared: Shared, findings: list[Finding]) -> None:
    """Add what is wrong with shared.yaml."""


def text_counts(built: Built) -> dict[str, tuple[int, int]]:
    """For each overlay: its texts, and those there should be."""
    return {}
