"""The order in which Tab goes through a screen: as one reads it, whenever what stands there was made."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QRadioButton, QWidget

TAB: int = Qt.FocusPolicy.TabFocus.value
"""As a number: asked of every widget with each press of Tab, and Python's flags take their time."""


def stops(within: QWidget) -> list[QWidget]:
    """What Tab stops at inside `within`, in the order of reading: row by row, each row from its begin."""
    return [one for row in stop_rows(within) for one in row]


def stop_rows(within: QWidget) -> list[list[QWidget]]:
    """The same, each row by itself: what scanning goes through."""
    # What Qt answers at once comes first: the keys of a keyboard that is hidden are most of what there is.
    found = [
        one for one in within.findChildren(QWidget) if one.isVisible() and one.isEnabled() and is_stop(one)
    ]
    return rows(found, within)


def is_stop(widget: QWidget) -> bool:
    """Whether keys stop at this, while it can be seen and used."""
    # Of a group of radio buttons Qt leaves the chosen one only, and expects arrows, which choose as they go.
    # Who goes through answers with one key must be able to hear each before choosing.
    return bool(widget.focusPolicy().value & TAB) or isinstance(widget, QRadioButton)


def as_read(found: Sequence[QWidget], within: QWidget) -> list[QWidget]:
    """Things within `within` in the order of reading: row by row, each row from its begin."""
    return [one for row in rows(found, within) for one in row]


def rows(found: Sequence[QWidget], within: QWidget) -> list[list[QWidget]]:
    """Things within `within` as they stand beside each other, from the top; each row from its begin."""
    places = {one: QRect(one.mapTo(within, QPoint(0, 0)), one.size()) for one in found}
    mirrored = within.layoutDirection() == Qt.LayoutDirection.RightToLeft
    made: list[list[QWidget]] = []
    for one in sorted(found, key=lambda one: places[one].top()):
        if made and _same_row(places[made[-1][0]], places[one]):
            made[-1].append(one)
        else:
            made.append([one])
    return [sorted(row, key=lambda one: places[one].left(), reverse=mirrored) for row in made]


def _same_row(first: QRect, other: QRect) -> bool:
    """Whether two things stand beside each other: half of the lower one or more."""
    shared = min(first.bottom(), other.bottom()) - max(first.top(), other.top())
    return shared > min(first.height(), other.height()) / 2


def after(
    focused: QWidget | None, parts: Sequence[QWidget], first: QWidget, *, forward: bool
) -> QWidget | None:
    """Where the focus goes from `focused` through `parts`, round and round. From nowhere: to the first stop
    of the part `first`, or the last before it. None where nothing takes the focus."""
    rings = [stops(part) if part.isVisible() else [] for part in parts]
    ring = [one for part in rings for one in part]
    if not ring:
        return None
    if focused in ring:
        return ring[(ring.index(focused) + (1 if forward else -1)) % len(ring)]
    begin = sum(len(part) for part in rings[: parts.index(first)]) if first in parts else 0
    return ring[(begin if forward else begin - 1) % len(ring)]
