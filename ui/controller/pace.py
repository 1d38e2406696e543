"""How long a mark stays: from how soon a resident pressed when asked to. Pure."""

from collections.abc import Sequence
from math import ceil

ROUNDS = 3
"""Presses that are measured."""
MARGIN = 1.5
"""A mark stays this many times longer than the slowest of them took."""
LEAST_MS, MOST_MS, STEP_MS = 800, 8000, 100


def dwell_ms(presses_s: Sequence[float]) -> int:
    """Milliseconds for each step of scanning, from the seconds that each press took. The slowest rules: who
    is caught once by a mark that has gone must wait for the whole round."""
    wanted = ceil(max(presses_s) * MARGIN * 1000 / STEP_MS) * STEP_MS
    return min(max(wanted, LEAST_MS), MOST_MS)
