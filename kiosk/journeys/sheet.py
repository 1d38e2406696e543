"""The sheet that a picture of a path is drawn on from top to bottom; the line down is at x = 0. Pixels."""

from collections.abc import Sequence

from msgspec.structs import replace

from kiosk.journeys.diagram_marks import LEAD, PAD, SMALL, SMALL_LEAD, TITLE, WORDS, Box, Line, Mark, Shape
from kiosk.journeys.lettering import BOLD, wrapped

BOX = 300
"""Width of a box on the line."""


class Sheet:
    """The `marks` put down so far, and `y` where the next goes."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.y = 0.0

    def sized(self, shape: Shape, titles: Sequence[str], small: Sequence[str], room: float, word: str) -> Box:
        """A box of the height that its words need, still without a place."""
        inner = room - 2 * PAD - (2 * PAD if shape in ("start", "done", "exit", "check") else 0)
        lines = tuple(line for title in titles for line in wrapped(title, inner / BOLD, TITLE))
        below = tuple(line for one in small for line in wrapped(one, inner, SMALL))
        h = PAD * 1.4 + SMALL_LEAD + len(lines) * LEAD + len(below) * SMALL_LEAD
        return Box(shape=shape, x=0, y=0, w=room, h=h, word=word, lines=lines, small=below)

    def box(
        self,
        shape: Shape,
        titles: Sequence[str],
        small: Sequence[str],
        *,
        number: int,
        on: bool,
        word: str = "",
    ) -> None:
        """A box on the line; the next goes below it."""
        box = self.sized(shape, titles, small, BOX, word or WORDS[shape])
        self.put(replace(box, x=-BOX / 2, y=self.y, number=number, faint=not on))
        self.y += box.h

    def down(self, length: float, *, arrow: bool = False, strong: bool, faint: bool) -> None:
        """So much of the line that leads down."""
        self.line((0, self.y), (0, self.y + length), arrow=arrow, strong=strong, faint=faint)
        self.y += length

    def line(
        self, *points: tuple[float, float], arrow: bool = False, strong: bool = False, faint: bool = False
    ) -> None:
        """A line through these points."""
        self.put(Line(points=points, arrow=arrow, strong=strong, faint=faint))

    def put(self, mark: Mark) -> None:
        """Any mark, at its own place."""
        self.marks.append(mark)
