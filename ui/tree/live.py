"""Changes that nobody has the focus on, told to assistive technology as they happen.

Not every screen reader speaks these: where somebody waits for the change, the focus goes there too.
"""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Tell that `widget` says something new. Costs nothing where nobody listens."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def arriving(box: QWidget) -> None:
    """Tell that the focus has come to a box to type in, before the box tells of its caret. Orca 43 takes the
    caret alone for old news, and is silent."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(box, QAccessible.Event.Focus))


def opened(dialog: QWidget) -> None:
    """Tell that something lies over the page, to be answered first."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(dialog, QAccessible.Event.DialogStart))
