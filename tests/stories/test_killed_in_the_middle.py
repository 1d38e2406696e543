"""The power goes while somebody is answering: nothing of them is left, and the kiosk opens as new."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.clock import today
from kiosk.commands.demo_site import demo_site
from kiosk.commands.demo_story import found_in
from kiosk.commands.run import build
from kiosk.visit import Preferences, Stage
from ui.robot import Robot

TOLD = ("ZZ9 1AA", "High Street", "100000000001")
RESIDENT = Path(__file__).parent / "resident.py"


def test_a_kiosk_killed_in_the_middle_of_a_visit_keeps_nothing(qapp: QApplication, tmp_path: Path) -> None:
    with demo_site(tmp_path / "receipts", today()) as site:
        process = subprocess.Popen(
            [sys.executable, str(RESIDENT), str(site.config)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == "typed"
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
        assert (site.state_dir / "kiosk.db").exists()
        assert found_in(site.state_dir, TOLD) == []

        settings = site.settings()
        kiosk, _ = build(settings, windowed=False, panel=settings.panel)
        kiosk.start()
        robot = Robot(kiosk.window)
        robot.until(lambda: robot.has("begin"), "the attract screen")
        visit = kiosk.navigator.visit
        assert (visit.stage, visit.preferences, visit.walk) == (Stage.ATTRACT, Preferences(), None)
        assert not any(robot.sees(word) for word in TOLD)
        kiosk.close()
