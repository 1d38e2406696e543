"""A journey as a flat list of its steps, in order, each with how deep it stands and when it shows: for
those who write journeys. Pictures of it are `picture` and `mermaid`.
"""

from typing import Literal

from msgspec import Struct

from kiosk.journeys.conditions import Conditions
from kiosk.journeys.definition import (
    Ask,
    Check,
    Exit,
    Journey,
    Note,
    PageStep,
    Pay,
    Repeat,
    Section,
    Step,
)

StepKind = Literal["ask", "page", "note", "exit", "check", "pay", "repeat", "section"]
KINDS: dict[type, StepKind] = {
    Ask: "ask",
    PageStep: "page",
    Note: "note",
    Exit: "exit",
    Check: "check",
    Pay: "pay",
    Repeat: "repeat",
    Section: "section",
}
CHECK_TITLE = "Check your answers"


class Line(Struct, frozen=True, kw_only=True):
    """One step. `when` is its condition as written and `words` as said, '' for none; `line` where it stands
    in `file`; `holder` the name of what holds it; `next` the journeys that a way out leads on to."""

    kind: StepKind
    name: str
    title: str
    depth: int
    type: str = ""
    when: str = ""
    words: str = ""
    staff: bool = False
    holder: str = ""
    next: tuple[str, ...] = ()
    file: str
    line: int


def kind_of_step(step: Step) -> StepKind:
    """The word that the file begins the step with."""
    return KINDS[type(step)]


def title_of(step: Step) -> str:
    """What the step is called, in the file's own language."""
    return step.title.source if step.title is not None else CHECK_TITLE


def outline(journey: Journey) -> tuple[Line, ...]:
    """Every step of the journey."""
    lines: list[Line] = []
    _add(journey.steps, 0, "", Conditions(journey), lines)
    return tuple(lines)


def _add(steps: tuple[Step, ...], depth: int, holder: str, conditions: Conditions, lines: list[Line]) -> None:
    for step in steps:
        lines.append(
            Line(
                kind=kind_of_step(step),
                name=step.name,
                title=title_of(step),
                depth=depth,
                type=step.type if isinstance(step, Ask) else "",
                when=step.when.source if step.when is not None else "",
                words=conditions.said(step.when) if step.when is not None else "",
                staff=step.staff,
                holder=holder,
                next=step.next if isinstance(step, Exit) else (),
                file=step.mark.file,
                line=step.mark.line,
            )
        )
        if isinstance(step, Section | Repeat | PageStep):
            _add(step.steps, depth + 1, step.name, conditions, lines)
