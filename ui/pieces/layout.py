"""Filling layouts, and taking widgets out of them for good.

A layout comes to its place before anything comes into it: `column.addLayout(row)`, then `row.addWidget(...)`.
When a filled layout comes to its place, PySide makes a Python object for each of its items. Qt takes items
away without telling, and what comes to stand at the address of such an item ends the process when it goes.
For the same reason nobody asks a layout for its items (`itemAt`, `takeAt`).
"""

from PySide6.QtWidgets import QLayout, QWidget


def empty(layout: QLayout, keep: int = 0) -> None:
    """Remove all widgets after the first `keep`. They go at once, not when the event loop comes round."""
    around = layout.parentWidget()
    children = around.children() if around is not None else []
    found = [child for child in children if isinstance(child, QWidget) and layout.indexOf(child) >= keep]
    for widget in found:
        widget.hide()  # lets go of the focus, before it becomes a window of its own
        widget.setParent(None)
        widget.deleteLater()
