"""How far a page is scrolled so that what has the focus is seen with what it is about. Pure: in pixels.

What is on the page and who scrolls it is the window's business.
"""

from collections.abc import Sequence

ABOVE, BELOW = 4, 24
"""Pixels left free beside what was scrolled into view."""


def to_show(top: int, bottom: int, *, at: int, room: int) -> int:
    """The least way from `at` to where `top` to `bottom` show in `room` pixels."""
    if top < at:
        return max(0, top - ABOVE)
    return bottom - room + BELOW if bottom > at + room else at


def to_type(asks: Sequence[int], box: Sequence[int], bottoms: Sequence[int], *, room: int) -> int:
    """Where one types: the first of `asks`, the page's top and the lines of its question, from which the box
    shows too, as far down as possible; else the first of `box`, where the field and the box itself begin.

    `bottoms` end what is to show: the line below the box, and the box. No line of the question is cut in two.
    """
    for begins, ends in ((asks, bottoms), (box, bottoms[:1])):
        for bottom in ends:
            for begin in begins:
                value = max(0, begin - ABOVE)
                if bottom - value <= room:
                    return value
    return max(0, box[-1] - ABOVE)
