"""Python objects that PySide has made for things whose end Qt does not tell of, such as a layout's items.

What later comes to stand at the address of such a thing ends the process when it goes (`ui.pieces.layout`).
"""

from PySide6.QtCore import QMetaObject, QObject
from shiboken6 import getAllValidWrappers, isValid, ownedByPython


def untold() -> list[str]:
    """The types of all that there are in this process. Objects tell of their end, and the description of a
    class stays."""
    return sorted(
        type(one).__name__
        for one in getAllValidWrappers()
        if not isinstance(one, QObject | QMetaObject) and isValid(one) and not ownedByPython(one)
    )
