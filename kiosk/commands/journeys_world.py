"""What the authors' commands walk a journey with: its file, the datasets, the day, the language."""

from argparse import Namespace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.assets import assets_dir
from kiosk.commands.journeys import day, journey_path
from kiosk.errors import AnswersError, JourneyError

if TYPE_CHECKING:
    from kiosk.journeys.datasets import CsvData
    from kiosk.journeys.definition import Journey
    from kiosk.journeys.load import Catalogue
    from kiosk.journeys.rehearsal import Rehearsal
    from kiosk.journeys.walk import Walk


class World:
    """From the options `journey`, `data`, `today` and `staff`, and `lang` where there is one."""

    def __init__(self, args: Namespace) -> None:
        self.path = journey_path(args.journey, assets_dir() / "journeys")
        self.today: date = day(args.today)
        self.staff: bool = args.staff
        self.language: str = getattr(args, "lang", "en")
        self.data_folder = Path(args.data) if args.data else assets_dir() / "datasets"
        if not self.data_folder.is_dir():
            raise AnswersError(f"{self.data_folder}: there is no such folder of datasets")

    @cached_property
    def catalogue(self) -> "Catalogue":
        """The file, checked."""
        from kiosk.journeys.load import load_files

        return load_files(self.path.parent, (self.path.stem,))

    @cached_property
    def data(self) -> "CsvData":
        """The datasets."""
        from kiosk.journeys.datasets import CsvData

        return CsvData(self.data_folder, self.catalogue.datasets)

    def journey(self) -> "Journey":
        """The journey. Raises JourneyError with its first mistake."""
        found = self.catalogue.journeys.get(self.path.stem)
        if found is None:
            errors = self.catalogue.errors
            raise JourneyError(f"{self.path} has mistakes: {errors[0]}", errors)
        return found

    def walk(self) -> "Walk":
        """A walk from the beginning."""
        from kiosk.journeys.walk import Walk
        from kiosk.language import words_for

        return Walk(
            self.journey(),
            self.data,
            self.today,
            words=words_for(self.language),
            staff=self.staff,
            language=self.language,
        )

    def rehearsal(self, story: Path) -> "Rehearsal":
        """The walk with a story's answers."""
        from kiosk.journeys.rehearsal import rehearse
        from kiosk.journeys.stories import answers_in

        return rehearse(self.walk(), answers_in(story))
