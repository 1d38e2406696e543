"""One process that shows one window and says when its first picture was there, and what it weighs.

usage: first_paint.py bare|kiosk SETTINGS. Prints JSON: monotonic seconds of the first paint, PSS in KiB
then, and (kiosk) PSS once journeys and datasets are loaded.
"""

import json
import sys
import time
from pathlib import Path


def pss_kib() -> int:
    """Proportional set size of this process."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def bare(_: Path) -> None:
    """A window with one label: the least that PySide6 Widgets can show."""
    from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

    app = QApplication([])
    window = QWidget()
    QVBoxLayout(window).addWidget(QLabel("What would you like to do?"))
    window.resize(1080, 1920)
    report = Report(window)
    window.show()
    while not report.done:
        app.processEvents()
    print(json.dumps(report.done))


def kiosk(config: Path) -> None:
    """The kiosk with its real parts, at its home page at once."""
    from kiosk.commands.run import build
    from kiosk.settings import read_settings
    from ui.app import make_application

    settings = read_settings(config)
    app = make_application([])
    screens, desk = build(settings, windowed=False, panel=settings.panel)
    screens.navigator.visit.touch()
    screens.start()
    # After the kiosk's own watch for the first paint, so that this one is told before it.
    report = Report(screens.window)
    while not report.done:
        app.processEvents()
    desk.prepare()
    app.processEvents()
    print(json.dumps(report.done | {"settled_pss_kib": pss_kib()}))
    sys.stdout.flush()
    screens.close()


class Report:
    """Waits for a window's first paint."""

    def __init__(self, window) -> None:
        from PySide6.QtCore import QEvent, QObject, QTimer

        report = self
        self.done: dict[str, float] = {}

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint and not report.done:
                    QTimer.singleShot(0, report.painted)
                return False

        self._watch = Watch()
        window.installEventFilter(self._watch)

    def painted(self) -> None:
        if not self.done:
            self.done = {"at": time.monotonic(), "pss_kib": pss_kib()}


if __name__ == "__main__":
    {"bare": bare, "kiosk": kiosk}[sys.argv[1]](Path(sys.argv[2]))
