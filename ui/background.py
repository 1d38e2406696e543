"""The one door off the UI thread: work goes out, its outcome comes back as a call on the UI thread.

A worker holds nothing that belongs to the screens. If it did, its reference might be the last one, and a page
would be taken down in the wrong thread, beside Qt.
"""

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")


class Background(QObject):
    """One worker thread, begun with its first work. What it is given runs in the order given.

    `then` and `failed` are called on the thread that made this object, and never leave it; `work` does, so
    it must not hold a widget. An error without `failed` is raised there, where the process's own handler
    sees it: nothing is dropped.
    """

    _back = Signal(int, object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._worker: ThreadPoolExecutor | None = None
        self._tickets = count()
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[Exception], None] | None]] = {}
        """Who waits for the outcome, by ticket."""
        self._back.connect(self._come_back, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` in the worker and hand its result to `then`."""
        ticket = next(self._tickets)
        self._waiting[ticket] = (then, failed)
        self._thread().submit(work).add_done_callback(lambda future: self._back.emit(ticket, future))

    def close(self) -> None:
        """Finish what was begun and end the thread."""
        if self._worker is not None:
            self._worker.shutdown(wait=True)

    def _come_back(self, ticket: int, future: "Future[Any]") -> None:
        then, failed = self._waiting.pop(ticket)
        error = future.exception()
        if error is None:
            then(future.result())
        elif failed is not None and isinstance(error, Exception):
            failed(error)
        else:
            raise error

    def _thread(self) -> "ThreadPoolExecutor":
        if self._worker is None:
            from concurrent.futures import ThreadPoolExecutor

            self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._name)
        return self._worker
