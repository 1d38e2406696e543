"""One process that shows one window, says when its first picture was there, and what it weighs.

usage: first_paint.py bare|kiosk SETTINGS. Prints JSON: monotonic seconds of the first paint, milliseconds of
the processor until then, PSS in KiB then and, for the kiosk, once all that a visit needs is loaded. The kiosk
is the command `kiosk run` itself; only that somebody has touched its attract screen already is arranged.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any


def pss_kib() -> int:
    """Proportional set size of this process."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def moment() -> dict[str, float]:
    """What there is to know of the first paint, once it is there."""
    at, cpu = time.monotonic(), time.process_time() * 1000
    return {"at": at, "cpu_ms": cpu, "pss_kib": pss_kib()}


def bare(_: str) -> None:
    """A window with one label: the least that PySide6 Widgets can show."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

    class Window(QWidget):
        def paintEvent(self, event: object) -> None:
            # What lies in it is painted after it, within the same event.
            QTimer.singleShot(0, painted)

    def painted() -> None:
        print(json.dumps(moment()))
        app.exit()

    app = QApplication([])
    window = Window()
    QVBoxLayout(window).addWidget(QLabel("What would you like to do?"))
    window.setGeometry(window.screen().geometry())
    window.showFullScreen()
    app.exec()


def kiosk(config: str) -> None:
    """`kiosk run`, at its home page at once."""
    from kiosk.__main__ import main
    from kiosk.commands import run

    build, settle = run.build, run.settle
    seen: dict[str, float] = {}

    def built(*given: Any, **named: Any) -> Any:
        screens, desk = build(*given, **named)
        screens.navigator.visit.touch()
        screens.painted.connect(painted)
        return screens, desk

    def painted() -> None:
        seen.update(moment())

    def settled() -> None:
        from PySide6.QtCore import QCoreApplication, QTimer

        settle()
        # The screens to come are brought in beside it.
        QTimer.singleShot(500, lambda: (seen.update(settled_pss_kib=pss_kib()), QCoreApplication.exit(0)))

    run.build, run.settle = built, settled
    main(["run", "--config", config])
    print(json.dumps(seen))


if __name__ == "__main__":
    {"bare": bare, "kiosk": kiosk}[sys.argv[1]](sys.argv[2])
