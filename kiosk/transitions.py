"""Moving by a table of states, (state, event): state. What it does not list may not happen.

The tables are their owners': outbox items, print jobs, deliveries, enrolments, keys of kiosks.
"""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from kiosk.errors import IllegalTransitionError

S = TypeVar("S", bound=Enum)
E = TypeVar("E", bound=Enum)


def after(table: Mapping[tuple[S, E], S], state: S, event: E) -> S:
    """The state that follows. Raises IllegalTransitionError where the table has no row."""
    try:
        return table[state, event]
    except KeyError:
        where = type(state).__module__
        raise IllegalTransitionError(f"{where}: what is {state.value} has no event '{event.value}'") from None
