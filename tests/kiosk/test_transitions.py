"""Moving by a table of states, and what must be true of every one there is."""

import itertools
from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

import pytest

from council import delivery, enrolments, kiosk_keys
from kiosk import item
from kiosk.errors import IllegalTransitionError
from kiosk.transitions import after
from printers import job


class Machine(NamedTuple):
    """A table, the states that something may begin in, and those that nothing comes back from."""

    table: Mapping[tuple[Any, Any], Any]
    starts: set[Any]
    ends: set[Any]

    @property
    def states(self) -> type[Enum]:
        return type(next(iter(self.starts)))

    @property
    def events(self) -> type[Enum]:
        return type(next(iter(self.table))[1])


MACHINES = {
    "outbox item": Machine(item.TRANSITIONS, {item.OutboxState.QUEUED}, {item.OutboxState.DISCARDED}),
    "print job": Machine(job.TABLE, {job.Phase.NEW}, set(job.OUTCOMES)),
    "delivery": Machine(
        delivery.TABLE,
        {delivery.State.WAITING},
        {delivery.State.DONE, delivery.State.SKIPPED, delivery.State.DISCARDED},
    ),
    "enrolment": Machine(
        enrolments.TABLE,
        {enrolments.State.OPEN},
        {enrolments.State.CONFIRMED, enrolments.State.CANCELLED, enrolments.State.SPENT},
    ),
    "kiosk key": Machine(
        kiosk_keys.TABLE,
        {kiosk_keys.KeyState.CURRENT, kiosk_keys.KeyState.NEXT},
        {kiosk_keys.KeyState.RETIRED},
    ),
}
every = pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)


def reached(machine: Machine) -> set[Any]:
    """All states that some row after another leads to."""
    found: set[Any] = set()
    todo = set(machine.starts)
    while todo:
        found |= todo
        todo = {to for (state, _), to in machine.table.items() if state in found} - found
    return found


def ends(machine: Machine) -> set[Any]:
    """The states that no row leads out of."""
    return set(machine.states) - {state for (state, _), to in machine.table.items() if to is not state}


@every
def test_every_state_is_reached_every_event_used_and_every_end_an_end(machine: Machine) -> None:
    assert reached(machine) == set(machine.states)
    assert {event for _, event in machine.table} == set(machine.events)
    assert ends(machine) == machine.ends


@every
def test_what_is_listed_follows_and_all_else_raises(machine: Machine) -> None:
    for state, event in itertools.product(machine.states, machine.events):
        if (state, event) in machine.table:
            assert after(machine.table, state, event) is machine.table[state, event]
        else:
            with pytest.raises(IllegalTransitionError, match=f"{state.value} has no event '{event.value}'"):
                after(machine.table, state, event)


@every
def test_control_a_row_that_is_gone_or_one_too_many_is_noticed(machine: Machine) -> None:
    start, end = next(iter(machine.starts)), next(iter(machine.ends))
    into_the_end = {pair for pair, to in machine.table.items() if to is end}
    lost = machine._replace(table={p: to for p, to in machine.table.items() if p not in into_the_end})
    assert end not in reached(lost)
    revived = machine._replace(table={**machine.table, (end, next(iter(machine.events))): start})
    assert end not in ends(revived)
