"""The Qt binding itself: PySide6 6.12.0 lost a reference to None with every call on Python 3.11, and a kiosk
that runs for weeks would have died of it. A release that does so again is not for us.
"""

import sys

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

CALLS = 200


def test_calls_into_qt_give_back_what_they_take(qapp: QApplication) -> None:
    thing = QObject()
    before = {value: sys.getrefcount(value) for value in (None, True, False)}
    for _ in range(CALLS):
        thing.setObjectName("thing")
        thing.property("nothing")
        thing.blockSignals(False)
        qapp.processEvents()
    lost = {value: count - sys.getrefcount(value) for value, count in before.items()}
    assert max(lost.values()) < CALLS / 10, lost
