"""Taking widgets out of a layout for good."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout, keep: int = 0) -> None:
    """Remove all widgets after the first `keep`. They go at once, not when the event loop comes round."""
    while layout.count() > keep:
        item = layout.takeAt(keep)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()  # lets go of the focus, before it becomes a window of its own
            widget.setParent(None)
            widget.deleteLater()
