"""`kiosk journeys preview`: the real screens of a journey beside its steps, while it is being written; or,
with `--shots`, a picture of each page of a story, without a window.
"""

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.commands.journeys import day, journey_path
from kiosk.commands.parts import ServiceDesk
from kiosk.errors import AnswersError, JourneyError
from kiosk.language import NAMES, Words
from kiosk.settings import Panel, Settings
from kiosk.visit import Preferences

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from kiosk.journeys.datasets import Data
    from kiosk.journeys.definition import Journey
    from kiosk.journeys.load import Catalogue
    from kiosk.journeys.walk import Walk
    from kiosk.journeys.workbench import Workbench

PANELS = {
    "portrait": Panel(1080, 1920, 268.0, 476.0),
    "landscape": Panel(1920, 1080, 476.0, 268.0),
    "desk": Panel(1280, 800, 331.0, 207.0),
}
"""A kiosk's screen on its end, one on its side, and one that stands on a desk."""
BEAT_MS = 300


class BenchDesk(ServiceDesk):
    """The catalogue with the journey on the bench, whatever its status, and those it leads on to."""

    def __init__(self, settings: Settings, bench: "Workbench") -> None:
        super().__init__(settings, lambda: bench.today)
        self._bench = bench

    def renew(self) -> None:
        """The bench has read its files again: nothing is kept here."""

    def prepare(self) -> None:
        """There is nothing to make ready."""

    @property
    def catalogue(self) -> "Catalogue":
        return self._bench.catalogue

    @property
    def data(self) -> "Data":
        return self._bench.data

    def offered(self, name: str) -> "Journey | None":
        return self._bench.catalogue.journeys.get(name)

    def walk(self, journey: str, language: str, words: Words, today: date) -> "Walk":
        return self._bench.walk(words)


def run(args: Namespace) -> int:
    """Show it until the window is closed; or take the pictures."""
    if args.shots and not args.answers:
        raise AnswersError("--shots needs a story to take the pictures of: give one with --answers FILE.")
    from kiosk.assets import assets_dir
    from kiosk.journeys.stories import answers_in
    from kiosk.journeys.workbench import Workbench

    data = Path(args.data) if args.data else assets_dir() / "datasets"
    if not data.is_dir():
        raise AnswersError(f"{data}: there is no such folder of datasets")
    preferences = _preferences(args)
    path = journey_path(args.journey, assets_dir() / "journeys")
    bench = Workbench(path, data, day(args.today), staff=args.staff, other=args.other)
    story = answers_in(Path(args.answers)) if args.answers else None
    bench.read()
    if bench.journey is not None:
        _try_first(bench, preferences.language)
    if args.shots and story is not None:
        return _shots(args, bench, preferences, story)
    return _show(args, bench, preferences, story)


def _preferences(args: Namespace) -> Preferences:
    from ui.theme.tokens import ORDER

    if args.lang not in NAMES:
        raise JourneyError(f"there are no texts in '{args.lang}'; there are {', '.join(NAMES)}.")
    if args.theme not in ORDER:
        raise JourneyError(f"there is no theme '{args.theme}'; there are {', '.join(ORDER)}.")
    return Preferences(args.lang, int(args.size), args.theme)


def _try_first(bench: "Workbench", language: str) -> None:
    """What cannot be shown as asked for is told before a window opens."""
    from kiosk.language import words_for

    bench.walk(words_for(language))


def _application(*, shown: bool) -> "QApplication":
    from PySide6.QtWidgets import QApplication

    from ui.app import make_application

    if not shown:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else make_application(sys.argv[:1])


def _shots(
    args: Namespace, bench: "Workbench", preferences: Preferences, story: "Mapping[str, object]"
) -> int:
    if bench.journey is None:
        raise JourneyError(f"{bench.path} has mistakes: {bench.problems[0]}", bench.problems)
    folder = Path(args.shots)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JourneyError(f"{folder}: cannot be made: {error.strerror}") from None
    application = _application(shown=False)
    from ui.preview_shots import shots

    settings = Settings(panel=PANELS[args.panel])
    for path in shots(bench, BenchDesk(settings, bench), settings, preferences, story, folder):
        if not path.is_file():
            raise JourneyError(f"{path}: cannot be written.")
        print(f"wrote {path}")
    del application
    return 0


def _show(
    args: Namespace, bench: "Workbench", preferences: Preferences, story: "Mapping[str, object] | None"
) -> int:
    from PySide6.QtCore import QTimer

    app = _application(shown=True)
    from ui.app import scaled
    from ui.preview import Preview
    from ui.preview_dock import WIDTH

    room = app.primaryScreen().availableSize()
    panel = scaled(PANELS[args.panel], round(room.width() * 0.96) - WIDTH, round(room.height() * 0.92))
    settings = Settings(panel=panel)
    preview = Preview(bench, BenchDesk(settings, bench), settings, preferences, story=story)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: app.exit(0))
    # Python sees a signal only when its interpreter runs: wake it now and then.
    beat = QTimer()
    beat.timeout.connect(lambda: None)
    beat.start(BEAT_MS)
    preview.window.closed.connect(lambda: app.exit(0))
    preview.start()
    code = app.exec()
    preview.close()
    return code
