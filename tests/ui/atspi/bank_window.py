"""A window with a bank account to type, and with one box that hides nothing. Types by itself, a sign a turn,
until it is ended; what it types is given as its argument."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.assets import assets_dir
from kiosk.journeys.pages import Field
from kiosk.language import words_for
from kiosk.settings import Panel
from ui.app import make_application
from ui.fields.make import make_field
from ui.theme.dress import dress
from ui.theme.look import Looks

EVERY_MS = 100


def main(typed: str) -> int:
    app = make_application(["kiosk"])
    look = Looks(assets_dir(), Panel(1080, 1920, 268.0, 476.0), "#0B3C5D").look("default", 0)
    dress(look)
    window = QWidget()
    column = QVBoxLayout(window)
    boxes = []
    for kind in ("bank", "number"):
        field = make_field(
            look, words_for("en"), Field(name=kind, type=kind, title=kind), False, lambda *_: ()
        )
        column.addWidget(field)
        boxes.append(field.targets()[0])
    window.show()
    turns = [(box, sign) for sign in typed for box in boxes]

    def turn() -> None:
        if not turns:
            boxes[1].setAccessibleName("All typed")
            return
        box, sign = turns.pop(0)
        box.setFocus()
        QTest.keyClicks(box, sign)

    # Not before somebody listens.
    timer = QTimer()
    timer.setInterval(EVERY_MS)
    timer.timeout.connect(turn)
    QTimer.singleShot(2000, timer.start)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
