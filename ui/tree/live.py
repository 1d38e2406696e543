"""Changes that nobody has the focus on, told to assistive technology as they happen.

Not every screen reader speaks these: where somebody waits for the change, the focus goes there too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Tell that `widget` says something new. Costs nothing where nobody listens."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


@contextmanager
def unheard() -> Iterator[None]:
    """Nothing is told of what is made in here: it is not there yet. A box that is made tells of its caret;
    Orca 43 looks at it when it has the focus already, and then takes the focus for old news."""
    active = QAccessible.isActive()
    if active:
        QAccessible.setActive(False)
    try:
        yield
    finally:
        if active:
            QAccessible.setActive(True)


def opened(dialog: QWidget) -> None:
    """Tell that something lies over the page, to be answered first."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(dialog, QAccessible.Event.DialogStart))
