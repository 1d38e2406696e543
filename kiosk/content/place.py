"""Which content this kiosk works with now: folders of the settings, else the current release, else what came
with the program."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from kiosk.assets import assets_dir
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.datasets.folder import SqliteData
    from kiosk.journeys.datasets import CsvData
    from kiosk.journeys.definition import Dataset

JOURNEYS = "journeys"
DATASETS = "datasets"
REGISTER = "services.yaml"
"""Names in a release's folder."""


class Place(Struct, frozen=True, kw_only=True):
    """Where journeys, register and datasets lie. `version` is the release's, 0 without one; `indexed` says
    that datasets are SQLite files."""

    journeys: Path
    register: Path
    datasets: Path
    indexed: bool = False
    version: int = 0

    def data(self, definitions: "Mapping[str, Dataset]") -> "CsvData | SqliteData":
        """The datasets, opened when first asked for."""
        if self.indexed:
            from kiosk.datasets.folder import SqliteData

            return SqliteData(self.datasets, definitions)
        from kiosk.journeys.datasets import CsvData

        return CsvData(self.datasets, definitions)


def place_of(settings: Settings, release: Path | None = None, version: int = 0) -> Place:
    """The content of a kiosk with these settings; `release` is the folder of the release that it holds."""
    own = settings.content
    base = release or assets_dir()
    journeys = settings.path(own.journeys) if own.journeys else base / JOURNEYS
    beside = journeys.parent / REGISTER
    return Place(
        journeys=journeys,
        register=beside if beside.is_file() else assets_dir() / REGISTER,
        datasets=settings.path(own.datasets) if own.datasets else base / DATASETS,
        indexed=release is not None and not own.datasets,
        version=version if release is not None else 0,
    )
