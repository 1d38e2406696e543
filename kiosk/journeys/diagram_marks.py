"""The marks that a picture of a journey is made of, with their places in pixels. `diagram` lays them out,
`svg` draws them.
"""

from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

Shape = Literal["start", "ask", "page", "note", "exit", "check", "pay", "part", "done"]
WORDS: dict[str, str] = {
    "start": "Start",
    "ask": "Question",
    "page": "Page of questions",
    "note": "Text to read",
    "exit": "Way out",
    "check": "Check answers",
    "pay": "Payment",
    "part": "Part",
    "done": "Last page",
    "section": "Section",
    "repeat": "Repeat",
    "parts": "Tells several services",
}
"""The word on each shape."""

TITLE, SMALL = 15, 12
"""Font sizes in pixels."""
LEAD, SMALL_LEAD = 20, 16
PAD = 12
"""Between an edge and words."""
DIAMOND = 13
"""Half the width of a diamond."""


class Box(Struct, frozen=True, kw_only=True):
    """One step. `small` are lines below the title; `number` its place on the way of a story, 0 for none."""

    shape: Shape
    x: float
    y: float
    w: float
    h: float
    word: str
    lines: tuple[str, ...]
    small: tuple[str, ...] = ()
    number: int = 0
    faint: bool = False


class Frame(Struct, frozen=True, kw_only=True):
    """What holds steps. `head` is the height of the band with its title."""

    kind: Literal["section", "repeat", "parts"]
    x: float
    y: float
    w: float
    h: float
    head: float
    lines: tuple[str, ...]
    small: tuple[str, ...] = ()
    faint: bool = False


class Line(Struct, frozen=True, kw_only=True):
    """A line through points. `strong` is on the way of a story."""

    points: tuple[tuple[float, float], ...]
    arrow: bool = False
    strong: bool = False
    faint: bool = False


class Label(Struct, frozen=True, kw_only=True):
    """Words beside a line; `y` is the base of the first."""

    x: float
    y: float
    lines: tuple[str, ...]
    end: bool = False
    faint: bool = False


class Diamond(Struct, frozen=True, kw_only=True):
    """Where a way out may be taken."""

    x: float
    y: float
    faint: bool = False


Mark: TypeAlias = Box | Frame | Line | Label | Diamond


class Picture(Struct, frozen=True, kw_only=True):
    """All marks, back to front, inside `width` by `height`."""

    title: str
    width: float
    height: float
    marks: tuple[Mark, ...]


def moved(mark: Mark, right: float, down: float) -> Mark:
    """The same mark elsewhere."""
    if isinstance(mark, Line):
        return replace(mark, points=tuple((x + right, y + down) for x, y in mark.points))
    return replace(mark, x=mark.x + right, y=mark.y + down)
