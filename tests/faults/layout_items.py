"""The layout items that PySide has made Python objects for: each may go without PySide hearing of it, and what
then comes to stand at its address ends the process when it goes (`ui.pieces.layout`)."""

from PySide6.QtWidgets import QLayout, QLayoutItem
from shiboken6 import getAllValidWrappers


def wrapped_items() -> list[QLayoutItem]:
    """All that there are in this process. Layouts are items too, but Qt tells of their end."""
    return [
        one for one in getAllValidWrappers() if isinstance(one, QLayoutItem) and not isinstance(one, QLayout)
    ]
