"""Filling layouts, and taking widgets out of them for good.

A layout comes to its place before anything comes into it: `column.addLayout(row)`, then `row.addWidget(...)`.
When a filled layout comes to its place, PySide makes a Python object for each of its items. Qt takes items
away without telling, and what comes to stand at the address of such an item ends the process when it goes.
For the same reason nobody asks a layout for its items (`itemAt`, `takeAt`).
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QWidget


def add_grid(column: QBoxLayout, widgets: Sequence[QWidget], columns: int, gap: int) -> None:
    """Widgets row by row in columns of one width, `gap` pixels apart, at the end of `column`."""
    grid = QGridLayout()
    column.addLayout(grid)
    grid.setSpacing(gap)
    for number, widget in enumerate(widgets):
        grid.addWidget(widget, number // columns, number % columns)
    for number in range(columns):
        grid.setColumnStretch(number, 1)


def keep_room(widget: QWidget) -> None:
    """Its room stays while it is hidden, so that what stands beside it does not move."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def empty(layout: QLayout, keep: int = 0) -> None:
    """Remove all widgets after the first `keep`. They go at once, not when the event loop comes round."""
    around = layout.parentWidget()
    children = around.children() if around is not None else []
    found = [child for child in children if isinstance(child, QWidget) and layout.indexOf(child) >= keep]
    for widget in found:
        widget.hide()  # lets go of the focus, before it becomes a window of its own
        widget.setParent(None)
        widget.deleteLater()
