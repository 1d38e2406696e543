"""The one door off the UI thread: work goes out, its outcome comes back as a call on the UI thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")


class Background(QObject):
    """One worker thread, begun with its first work. What it is given runs in the order given.

    `then` and `failed` are called on the thread that made this object. An error without `failed` is
    raised there, where the process's own handler sees it: nothing is dropped.
    """

    _back = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._worker: ThreadPoolExecutor | None = None
        self._back.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` in the worker and hand its result to `then`."""

        def outcome(future: "Future[T]") -> None:
            error = future.exception()
            if error is None:
                self._back.emit(lambda: then(future.result()))
            elif failed is not None and isinstance(error, Exception):
                self._back.emit(lambda: failed(error))
            else:
                self._back.emit(lambda: _raise(error))

        self._thread().submit(work).add_done_callback(outcome)

    def close(self) -> None:
        """Finish what was begun and end the thread."""
        if self._worker is not None:
            self._worker.shutdown(wait=True)

    def _thread(self) -> "ThreadPoolExecutor":
        if self._worker is None:
            from concurrent.futures import ThreadPoolExecutor

            self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._name)
        return self._worker


def _raise(error: BaseException) -> None:
    raise error
