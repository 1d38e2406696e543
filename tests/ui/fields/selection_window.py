"""Boxes of ours and one of Qt's on a real X server: selects in each as people do, and prints as JSON what the
system's selection has then."""

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from kiosk.assets import assets_dir
from kiosk.settings import Panel
from ui.fields.box import LineBox, LongBox
from ui.theme.dress import dress
from ui.theme.look import Looks

app = QApplication(["boxes"])
look = Looks(assets_dir(), Panel(1080, 1920, 268.0, 476.0), "#0B3C5D").look("default", 0)
dress(look)
window = QWidget()
column = QVBoxLayout(window)
line, long, plain = LineBox(look), LongBox(look), QLineEdit()
for one in (line, long, plain):
    column.addWidget(one)
line.setText("told")
long.edit.setPlainText("told")
plain.setText("told")
window.resize(600, 500)
window.show()
app.processEvents()
clipboard, mode = QGuiApplication.clipboard(), QClipboard.Mode.Selection
found = {"supported": clipboard.supportsSelection()}
for name, box in (("line", line), ("long", long.edit), ("plain", plain)):
    clipboard.setText("before", mode)
    box.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(box, Qt.Key.Key_Home)
    QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseDClick(box, Qt.MouseButton.LeftButton, pos=QPoint(20, min(20, box.height() // 2)))
    app.processEvents()
    found[name] = clipboard.text(mode)
print(json.dumps(found))
