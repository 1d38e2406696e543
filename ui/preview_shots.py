"""A picture of each page of a journey as a story goes through it, as the kiosk draws them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kiosk.assets import assets_dir
from kiosk.journeys.workbench import LAST_CHECK, Workbench, told
from kiosk.language import words_for
from kiosk.settings import Settings
from kiosk.visit import Preferences
from ui.navigator import Navigator
from ui.parts import Services
from ui.preview_doubles import NoCounter, NoPrinter
from ui.theme.look import Looks
from ui.window import KioskWindow


def shots(
    bench: Workbench,
    services: Services,
    settings: Settings,
    preferences: Preferences,
    story: Mapping[str, object],
    folder: Path,
) -> Iterator[Path]:
    """Write them into `folder`, numbered, and give each one's path. Needs the application."""
    council, panel = settings.council, settings.panel
    window = KioskWindow(council.name, "", settings.visit.languages, closable=True)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    looks = Looks(assets_dir(), panel, council.colour)
    counter = NoCounter()
    navigator = Navigator(window, looks, settings, services, counter, NoPrinter(), lambda: bench.today)
    visit, scene = navigator.visit, navigator.scene
    taken = 0

    def shot(name: str) -> Path:
        nonlocal taken
        taken += 1
        navigator.show()
        for _ in range(3):
            QApplication.processEvents()
        path = folder / f"{taken:02d}-{name.replace('[', '-').rstrip(']').replace('_', '-')}.png"
        window.grab().save(str(path))
        return path

    try:
        visit.prefer(language=preferences.language, size=preferences.size, theme=preferences.theme)
        scene.words = words_for(preferences.language)
        scene.look = looks.look(preferences.theme, preferences.size)
        scene.online = True
        window.set_look(scene.look, scene.words)
        window.setFixedSize(panel.width_px, panel.height_px)
        window.show()
        visit.touch()
        visit.choose(bench.id)
        yield shot("start")
        walk = bench.walk(scene.words)
        visit.begin(walk)
        for page in told(walk, story):
            yield shot(page.name)
        if walk.page().name == LAST_CHECK:
            visit.answer(LAST_CHECK, True)
            visit.keep(counter.save(visit.send()))
            yield shot("saved")
    finally:
        navigator.errands.close()
        window.hide()
        window.deleteLater()
