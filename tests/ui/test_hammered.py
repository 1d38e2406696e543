"""Somebody hammers on a keyboard and on the screen: the kiosk stays over the whole screen, and alone."""

from random import Random

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.visit import Stage

KEYS = tuple(key for key in Qt.Key if key is not Qt.Key.Key_unknown)
MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.MetaModifier,
)
STEPS = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_A)
BLOWS = 2_500


@pytest.mark.parametrize("seed", [1])
def test_whoever_hammers_stays_in_the_kiosk(kiosk, seed: int) -> None:
    draw, stages = Random(seed), set()
    window, handle = kiosk.window, kiosk.window.windowHandle()
    QGuiApplication.clipboard().clear()
    for blow in range(BLOWS):
        kiosk.clock.wait(0.2)
        if blow % 10 == 0:
            spot = QPoint(draw.randrange(window.width()), draw.randrange(window.height()))
            QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=spot)
        key = draw.choice(STEPS) if draw.random() < 0.4 else draw.choice(KEYS)
        text = chr(key) if 0x20 <= key.value < 0x7F else ""
        modifier = draw.choice(MODIFIERS)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(handle, QKeyEvent(kind, key, modifier, text))
        if blow % 50 == 0:
            kiosk.robot.settle()
            kiosk.app.presence.tick()
            stages.add(kiosk.stage)
            assert window.isVisible()
            assert window.isFullScreen()
            assert window.geometry() == window.screen().geometry()
            assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [window]
            assert QApplication.activePopupWidget() is None
            assert QGuiApplication.clipboard().text() == ""
    assert len(stages) > 2, "it came around"
    kiosk.app.navigator.wipe()
    assert kiosk.stage is Stage.ATTRACT
