"""The picture of a journey's path, laid out: boxes, lines and labels with their places in pixels.

One line leads down through the steps. What skips a step goes round it on the left, with the condition; ways
out lie to the right; a repeat is a frame with a loop on its right. Marks are drawn by `svg`.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, cast

from msgspec import Struct
from msgspec.structs import replace

from kiosk.journeys.conditions import Conditions
from kiosk.journeys.definition import (
    Ask,
    Exit,
    Journey,
    Note,
    PageStep,
    Part,
    Repeat,
    Section,
    Showing,
    Step,
)
from kiosk.journeys.diagram_marks import (
    DIAMOND,
    LEAD,
    PAD,
    SMALL,
    SMALL_LEAD,
    TITLE,
    WORDS,
    Diamond,
    Frame,
    Label,
    Picture,
    Shape,
    moved,
)
from kiosk.journeys.expressions import Expression
from kiosk.journeys.lettering import BOLD, wrapped
from kiosk.journeys.outline import kind_of_step, title_of
from kiosk.journeys.sheet import BOX, Sheet

SIDE = 250
"""Width of a box beside the line."""
GAP = 26
LANE = 22
LABEL = 168
"""Room for a condition beside a line that goes round."""
BRANCH = 230
"""From the line to a box beside it."""
MARGIN = 24


class Span(Struct):
    """How far a block reaches left and right of the line."""

    left: float = -BOX / 2
    right: float = BOX / 2

    def take(self, other: "Span") -> None:
        """Reach as far as `other` too."""
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)


def picture(journey: Journey, way: Sequence[str] = ()) -> Picture:
    """The picture; `way` names the steps that a story meets, in order, for marking."""
    return _Layout(journey, way).picture()


class _Layout:
    """Puts marks down from top to bottom; the line is at x = 0."""

    def __init__(self, journey: Journey, way: Sequence[str]) -> None:
        self._journey = journey
        self._conditions = Conditions(journey)
        self._sheet = Sheet()
        self._story = bool(way)
        self._number = {name: at for at, name in enumerate(dict.fromkeys(way), 1)}
        self._span = Span()

    def picture(self) -> Picture:
        journey = self._journey
        facts = f"version {journey.version}, {journey.status}, {journey.offline}, class {journey.sensitivity}"
        self._sheet.box("start", [journey.title.source], [facts], number=0, on=True)
        self._span.take(self._steps(journey.steps, live=True))
        if journey.parts:
            self._span.take(self._parts(journey.parts))
        if journey.done is not None:
            done = journey.done
            small = [*self._showing(done.shows), *_onward(journey.next, linked=done.link is not None)]
            ended = not self._story or not any(self._ends(step) for step in journey.steps)
            self._sheet.down(GAP, arrow=True, strong=self._story and ended, faint=not ended)
            self._sheet.box("done", [done.title.source], small, number=0, on=ended)
        shift = MARGIN - self._span.left
        marks = tuple(moved(mark, shift, MARGIN) for mark in self._sheet.marks)
        return Picture(
            title=journey.title.source,
            width=self._span.right - self._span.left + 2 * MARGIN,
            height=self._sheet.y + 2 * MARGIN,
            marks=marks,
        )

    # -- the way of a story --------------------------------------------------------------------------

    def _on(self, step: Step) -> bool:
        """Whether the story meets the step, or one that it holds."""
        if not self._story or step.name in self._number:
            return True
        return isinstance(step, Section | Repeat) and any(self._on(inner) for inner in step.steps)

    def _ends(self, step: Step) -> bool:
        """Whether the story leaves here."""
        if isinstance(step, Exit):
            return step.name in self._number
        return isinstance(step, Section) and any(self._ends(inner) for inner in step.steps)

    # -- blocks --------------------------------------------------------------------------------------

    def _steps(self, steps: Sequence[Step], *, live: bool) -> Span:
        """Steps one under the other. `live` says that the story, if any, comes this way."""
        span = Span()
        for step in steps:
            on = live and self._on(step)
            if isinstance(step, Exit):
                span.take(self._exit(step, live=live))
                live = live and not (self._story and step.name in self._number)
            else:
                span.take(self._round(step.when, partial(self._step, step, on=on), live=live, on=on))
                if isinstance(step, Section) and self._story and self._ends(step):
                    live = False
        return span

    def _round(self, when: Expression | None, draw: "Callable[[], Span]", *, live: bool, on: bool) -> Span:
        """A block, and the line round it where it has a condition."""
        strong = self._story and on
        if when is None:
            self._sheet.down(GAP, arrow=True, strong=strong, faint=not on)
            return draw()
        skipped = self._story and live and not on
        self._sheet.down(GAP / 2, strong=self._story and live, faint=not live)
        fork = self._sheet.y
        self._sheet.down(GAP * 0.8, arrow=True, strong=strong, faint=not on)
        span = draw()
        lines = wrapped(f"Only if {self._conditions.said(when)}", LABEL, SMALL)
        room = fork + len(lines) * SMALL_LEAD + 6 - self._sheet.y
        self._sheet.down(max(GAP * 0.6, room), strong=strong, faint=not on)
        bottom = self._sheet.y
        lane = span.left - LANE
        faint = not live or (self._story and not skipped)
        self._sheet.line(
            (0, fork), (lane, fork), (lane, bottom), (0, bottom), arrow=True, strong=skipped, faint=faint
        )
        self._sheet.put(
            Label(x=lane - 8, y=fork + SMALL, lines=lines, end=True, faint=not live and self._story)
        )
        return Span(lane - 8 - LABEL, span.right)

    def _step(self, step: Step, *, on: bool) -> Span:
        if isinstance(step, Section | Repeat):
            return self._frame(step, on=on)
        kind = kind_of_step(step)
        word = _and_staff(WORDS[kind], step)
        small: list[str] = []
        if isinstance(step, Ask):
            word += f": {step.type}" + (", may be left empty" if step.optional else "")
        if isinstance(step, PageStep):
            small = [line for part in step.steps for line in self._field(part)]
        if isinstance(step, Note):
            small = self._showing(step.shows)
        shape = cast("Shape", kind)  # no section, no repeat
        number = self._number.get(step.name, 0)
        self._sheet.box(shape, [title_of(step)], small, number=number, on=on, word=word)
        return Span()

    def _field(self, part: Ask | Note) -> list[str]:
        condition = f" (if {self._conditions.said(part.when)})" if part.when is not None else ""
        return [f"• {part.title.source}{condition}"]

    def _showing(self, shows: Showing | None) -> list[str]:
        """What of a list is shown, in one line."""
        if shows is None:
            return []
        return [f"with the list “{shows.of.replace('_', ' ')}”"]

    def _frame(self, step: Section | Repeat, *, on: bool) -> Span:
        small: tuple[str, ...] = ()
        word = _and_staff(WORDS[kind_of_step(step)], step)
        if isinstance(step, Repeat):
            small = wrapped(self._times(step), BOX - 2 * PAD, SMALL)
        kind: Literal["section", "repeat"] = "repeat" if isinstance(step, Repeat) else "section"
        return self._framed(kind, f"{word}: {step.title.source}", small, step.steps, on=on)

    def _times(self, step: Repeat) -> str:
        if step.each is not None:
            return f"once for each of {self._conditions.named(step.each)}"
        least = f"at least {step.min}, " if step.min else ""
        return f"{least}at most {step.max}: people add another"

    def _framed(
        self,
        kind: Literal["section", "repeat", "parts"],
        title: str,
        small: tuple[str, ...],
        steps: Sequence[Step | Part],
        *,
        on: bool,
    ) -> Span:
        top, at = self._sheet.y, len(self._sheet.marks)
        lines = wrapped(title, (BOX - 2 * PAD) / BOLD, TITLE)
        head = len(lines) * LEAD + len(small) * SMALL_LEAD + PAD
        self._sheet.y += head
        inside = Span()
        parts = [step for step in steps if isinstance(step, Part)]
        for part in parts:
            inside.take(self._round(part.when, partial(self._part, part, on=on), live=on, on=on))
        inside.take(self._steps([step for step in steps if not isinstance(step, Part)], live=on))
        strong = self._story and on
        span = Span(inside.left - PAD, inside.right + PAD)
        if kind == "repeat":
            turn = inside.right + LANE
            self._sheet.down(GAP * 0.7, strong=strong, faint=not on)
            bottom = self._sheet.y
            back = (
                (0.0, bottom),
                (turn, bottom),
                (turn, top + head + GAP * 0.3),
                (0.0, top + head + GAP * 0.3),
            )
            self._sheet.line(*back, arrow=True, faint=not on)
            self._sheet.put(
                Label(x=turn - 6, y=bottom - 5, lines=("again for the next",), end=True, faint=not on)
            )
            span.right = turn + PAD
        self._sheet.down(GAP * 0.6, strong=strong, faint=not on)
        frame = Frame(
            kind=kind,
            x=span.left,
            y=top,
            w=span.right - span.left,
            h=self._sheet.y - top,
            head=head,
            lines=lines,
            small=small,
            faint=not on,
        )
        self._sheet.marks.insert(at, frame)
        return span

    def _parts(self, parts: Sequence[Part]) -> Span:
        on = not self._story or not any(self._ends(step) for step in self._journey.steps)
        self._sheet.down(GAP, arrow=True, strong=self._story and on, faint=not on)
        small = ("each is sent by itself",)
        return self._framed("parts", WORDS["parts"], small, parts, on=on)

    def _part(self, part: Part, *, on: bool) -> Span:
        small = [f"sent to {part.send}"] if part.send else ["shown where to do it; nothing is sent"]
        self._sheet.box("part", [part.title.source], small, number=0, on=on)
        return Span()

    def _exit(self, step: Exit, *, live: bool) -> Span:
        """A diamond on the line, the condition, and the way out to the right."""
        taken = live and step.name in self._number
        faint = not live or (self._story and not taken)
        lines = wrapped(f"If {self._conditions.said(step.when)}", BRANCH - DIAMOND - 22, SMALL)
        box = self._sheet.sized(
            "exit",
            [step.title.source],
            [*self._showing(step.shows), *_onward(step.next, linked=step.link is not None)],
            SIDE,
            _and_staff(WORDS["exit"], step),
        )
        top = self._sheet.y
        middle = top + GAP + max(len(lines) * SMALL_LEAD + 4 - GAP, box.h / 2 - GAP * 0.6, DIAMOND)
        strong = self._story and live
        self._sheet.line((0, top), (0, middle - DIAMOND), arrow=True, strong=strong, faint=not live)
        self._sheet.put(Diamond(x=0, y=middle, faint=not live))
        self._sheet.line(
            (DIAMOND, middle), (BRANCH, middle), arrow=True, strong=strong and taken, faint=faint
        )
        label = middle - 6 - (len(lines) - 1) * SMALL_LEAD
        self._sheet.put(Label(x=DIAMOND + 5, y=label, lines=lines, faint=faint))
        number = self._number.get(step.name, 0)
        self._sheet.put(replace(box, x=BRANCH, y=middle - box.h / 2, number=number, faint=faint))
        self._sheet.y = middle + max(DIAMOND + 18, box.h / 2)
        on = live and not taken
        self._sheet.line((0, middle + DIAMOND), (0, self._sheet.y), strong=strong and on, faint=not on)
        self._sheet.put(Label(x=8, y=middle + DIAMOND + SMALL, lines=("else",), faint=not on))
        return Span(-DIAMOND, BRANCH + SIDE)


def _and_staff(word: str, step: Step) -> str:
    return f"{word} (staff only)" if step.staff else word


def _onward(names: Sequence[str], *, linked: bool) -> list[str]:
    """Where an end leads on to."""
    lines = [f"then: {', '.join(names)}"] if names else []
    return [*lines, "with a web address"] if linked else lines
