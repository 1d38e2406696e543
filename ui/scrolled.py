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


def to_type(begins: Sequence[Sequence[int]], bottoms: Sequence[int], box: int, *, room: int) -> int:
    """Where one types: the first of `begins` from which it shows as far down as possible; else `box`, where
    the box begins.

    Of the groups of `begins` the first comes first, whatever of `bottoms` shows from it: those end the line
    below the box, and the box. No line of a question is cut in two where each begins one.
    """
    for group in begins:
        for bottom in bottoms:
            for begin in group:
                value = max(0, begin - ABOVE)
                if bottom - value <= room:
                    return value
    return max(0, box - ABOVE)
