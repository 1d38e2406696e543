"""A walk with answers from a file: what is shown, what is refused, what would be sent.

Notes and checks are passed by themselves. A list's own key gives how many items to add.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from kiosk.journeys.pages import Field, Page, PageKind, Problem, Problems
from kiosk.journeys.walk import Walk
from kiosk.submission import Submission

MOST_PAGES = 1000


class Shown(Struct, frozen=True, kw_only=True):
    """One page as it was shown."""

    kind: PageKind
    name: str
    title: str


class Rehearsal(Struct, frozen=True, kw_only=True):
    """What came of it. `end` is '' when the walk stopped short: `problems` say why."""

    shown: tuple[Shown, ...]
    problems: tuple[Problem, ...]
    never_asked: tuple[str, ...]
    end: Literal["check", "exit", "done", ""]
    submission: Submission | None


def rehearse(walk: Walk, answers: Mapping[str, object]) -> Rehearsal:
    """Answer each page from `answers` (field name to value) until an end or a problem."""
    shown: list[Shown] = []
    used: set[str] = set()
    problems: tuple[Problem, ...] = ()
    end: Literal["check", "exit", "done", ""] = ""
    while not problems and not end and len(shown) < MOST_PAGES:
        page = walk.page()
        shown.append(Shown(kind=page.kind, name=page.name, title=page.title))
        if page.kind in ("exit", "done"):
            end = "exit" if page.kind == "exit" else "done"
            break
        outcome = walk.answer(page.name, given(page, answers, used))
        if isinstance(outcome, Problems):
            problems = outcome.problems
        elif page.kind == "check" and page.name == "answers":
            end = "check"
    return Rehearsal(
        shown=tuple(shown),
        problems=problems,
        never_asked=tuple(name for name in answers if name not in used),
        end=end,
        submission=walk.complete(),
    )


def given(page: Page, answers: Mapping[str, object], used: set[str]) -> object:
    """What to give `Walk.answer` for a page; `used` gathers the answers that were asked for."""
    fields = [field.name for field in page.fields if isinstance(field, Field)]
    used |= {*fields, page.name}
    if page.kind == "ask":
        return answers.get(page.name)
    if page.kind == "page":
        return {name: answers.get(name) for name in fields}
    if page.kind == "list":
        wanted = answers.get(page.name, 0)
        return "add" if page.add and isinstance(wanted, int) and len(page.rows) < wanted else "done"
    return True
