"""A folder of datasets as SQLite files, behind the journeys' `Data` protocol."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import Lock

from kiosk.datasets.file import DatasetFile
from kiosk.datasets.table import Row
from kiosk.errors import DatasetError
from kiosk.journeys.definition import Dataset

SUFFIX = ".sqlite"


class SqliteData:
    """Datasets as `NAME.sqlite` in one folder. `definitions` come from the journeys' shared.yaml.

    A file is opened when it is first asked for, and stays open: what replaces it later is not seen.
    """

    def __init__(self, folder: Path, definitions: Mapping[str, Dataset]) -> None:
        self._folder = folder
        self._definitions = definitions
        self._files: dict[str, DatasetFile | None] = {}
        self._lock = Lock()
        self.problems: dict[str, str] = {}
        """Dataset: why it is treated as absent, for the log. No row's content is in it."""

    def row(self, dataset: str, *key: object) -> Row | None:
        """See `kiosk.journeys.datasets.Data`."""
        file = self._file(dataset)
        return file.row(key) if file is not None else None

    def find(self, dataset: str, text: str, equal: Mapping[str, object], limit: int) -> Sequence[Row]:
        """See `kiosk.journeys.datasets.Data`."""
        file = self._file(dataset)
        return file.find(text, equal, limit) if file is not None else ()

    def made(self, dataset: str) -> date | None:
        """See `kiosk.journeys.datasets.Data`."""
        file = self._file(dataset)
        return file.made if file is not None else None

    def close(self) -> None:
        """Close every file."""
        with self._lock:
            for file in self._files.values():
                if file is not None:
                    file.close()
            self._files.clear()

    def _file(self, dataset: str) -> DatasetFile | None:
        with self._lock:
            if dataset not in self._files:
                self._files[dataset] = self._open(dataset)
            return self._files[dataset]

    def _open(self, dataset: str) -> DatasetFile | None:
        definition = self._definitions.get(dataset)
        path = self._folder / f"{dataset}{SUFFIX}"
        if definition is None or not path.exists():
            return None
        try:
            return DatasetFile.open(path, definition)
        except DatasetError as error:
            self.problems[dataset] = str(error)
            return None
