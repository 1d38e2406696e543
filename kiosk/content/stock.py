"""The content a kiosk works with, loaded: register, journeys and datasets of one place, all of one release.

Loaded when first needed or by `prepare`, whichever comes first. `Renewal` changes to a newer release
between visits: it is made ready beside the screens, so that the change itself takes no time.
"""

import threading
from functools import cached_property
from typing import TYPE_CHECKING

from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.content.place import Place
    from kiosk.content.shelf import Held, Shelf
    from kiosk.datasets.folder import SqliteData
    from kiosk.journeys.datasets import CsvData
    from kiosk.journeys.load import Catalogue
    from kiosk.services import Register


class Stock:
    """Everything of one place. May be used by several threads. `held` keeps its release from being thrown
    away until `close`."""

    def __init__(self, settings: Settings, held: "Held | None") -> None:
        from kiosk.content.place import place_of

        self._settings, self._held = settings, held
        folder, version = (held.folder, held.version) if held is not None else (None, 0)
        self.place: Place = place_of(settings, folder, version)
        self._lock = threading.Lock()
        self._register_lock = threading.Lock()

    def prepare(self) -> None:
        """Load all of it."""
        _ = self.register
        with self._lock:
            for dataset in self._catalogue.datasets:
                self._data.made(dataset)

    @property
    def register(self) -> "Register":
        """All services known by name. By itself, so that the home page need not wait for the journeys."""
        with self._register_lock:
            return self._register

    @property
    def has_journeys(self) -> bool:
        """Whether the journeys are loaded, so that asking for one makes nobody wait."""
        return "_catalogue" in vars(self)

    @property
    def catalogue(self) -> "Catalogue":
        """All journeys."""
        with self._lock:
            return self._catalogue

    @property
    def data(self) -> "CsvData | SqliteData":
        """All datasets."""
        with self._lock:
            return self._data

    def close(self) -> None:
        """Nobody uses it any more."""
        from kiosk.datasets.folder import SqliteData

        opened = self.__dict__.get("_data")
        if isinstance(opened, SqliteData):
            opened.close()
        if self._held is not None:
            self._held.close()

    @cached_property
    def _register(self) -> "Register":
        from kiosk.register import load_register

        return load_register(self.place.register)

    @cached_property
    def _catalogue(self) -> "Catalogue":
        """The journeys, the last good version of each where a file has turned bad."""
        from kiosk.journeys.keep import good_folder, remember
        from kiosk.journeys.load import load_folder

        state = self._settings.state_dir
        catalogue = load_folder(self.place.journeys, good=good_folder(state))
        remember(catalogue, state)
        return catalogue

    @cached_property
    def _data(self) -> "CsvData | SqliteData":
        return self.place.data(self._catalogue.datasets)


class Renewal:
    """The stock in use, and the one that will follow it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._now: Stock | None = None
        self._next: Stock | None = None
        self._last: Stock | None = None
        self._seen = 0

    @property
    def stock(self) -> Stock:
        """What a visit works with. It stays the same until `refresh` changes it."""
        with self._lock:
            if self._now is None:
                self._seen = self._shelf.version()
                self._now = Stock(self._settings, self._shelf.hold())
            return self._now

    def refresh(self) -> bool:
        """Between visits: change to the newer release if it is ready. True when one should be made ready,
        by `get_ready` in another thread. Costs next to nothing when nothing has changed."""
        with self._lock:
            if self._now is None:
                return False
            # Closed a while after its last visit: a thread may have been reading for it still.
            last, self._last = self._last, None
            if self._next is not None:
                self._last, self._now, self._next = self._now, self._next, None
                newer = False
            else:
                before, self._seen = self._seen, self._shelf.version()
                newer = self._seen != before
        if last is not None:
            last.close()
        return newer

    def get_ready(self) -> None:
        """Load the newer release; the next `refresh` changes to it. In one thread at a time.

        Raises KnownError when it cannot be used: then it is left alone until there is another.
        """
        fresh = Stock(self._settings, self._shelf.hold())
        if fresh.place == self.stock.place:
            fresh.close()
            return
        try:
            fresh.prepare()
        except BaseException:
            fresh.close()
            raise
        with self._lock:
            late, self._next = self._next, fresh
        if late is not None:
            late.close()

    @cached_property
    def _shelf(self) -> "Shelf":
        from kiosk.content.shelf import Shelf

        return Shelf(self._settings.content_dir)
