"""The printer that makes paper: checks, prints, and says truthfully what came of it.

What a receipt looks like is `layout` and `raster`, what bytes mean `escpos` and `status`, how they travel
`transport`, what follows from what `job`. Here they are put in order, once, for every kind of link.
"""

import logging
import time
from collections.abc import Callable

from msgspec import Struct

from kiosk.errors import KnownError
from kiosk.language import Words
from kiosk.receipt import Outcome, PrinterState, PrintResult, Receipt
from kiosk.transitions import after
from printers.escpos import Job, encode
from printers.job import OUTCOMES, TABLE, Event, Phase
from printers.layout import lay_out
from printers.lock import Lock
from printers.profile import Profile
from printers.raster import Raster
from printers.status import ASKS, Replies, Shape, read_proof, read_status
from printers.transport import Link, LinkError

log = logging.getLogger(__name__)


class Deadlines(Struct, frozen=True):
    """Seconds to connect, for each status reply, and from the first byte to the proof.

    Long receipts get more time: `rows_per_second` is half of what a slow printer does (100 mm a second),
    so that nobody is told "we cannot tell" while the paper is still coming out.
    """

    connect: float = 2.0
    status: float = 2.0
    completion: float = 15.0
    rows_per_second: float = 400.0


class PaperPrinter:
    """One ESC/POS printer behind a link that `connect` opens. Belongs to one thread at a time."""

    def __init__(
        self,
        connect: Callable[[float], Link],
        profile: Profile,
        lock: Lock,
        raster: Raster,
        deadlines: Deadlines | None = None,
    ) -> None:
        self._connect = connect
        self._profile = profile
        self._lock = lock
        self._raster = raster
        self._deadlines = deadlines or Deadlines()

    def status(self) -> PrinterState:
        """Ask the printer now; LOCKED while nobody has looked at it since a job of unknown outcome."""
        if self._lock.cause is not None:
            return PrinterState.LOCKED
        try:
            link = self._connect(time.monotonic() + self._deadlines.connect)
        except LinkError:
            return PrinterState.UNKNOWN
        try:
            return self._ask(link)
        except LinkError:
            return PrinterState.UNKNOWN
        finally:
            link.close()

    def print(self, receipt: Receipt, words: Words) -> PrintResult:
        """Print one receipt. Nothing of it stays here, whatever the outcome."""
        if self._lock.cause is not None:
            return PrintResult(Outcome.NOT_PRINTED, PrinterState.LOCKED)
        try:
            job = encode(self._raster.draw(lay_out(receipt, words)), self._profile)
            return self._run(job)
        except KnownError as error:
            log.error("printer: %s", error)
        except Exception as error:  # The protocol never raises; a text might hold the receipt's own
            log.error("printer: %s", type(error).__name__)
        started = self._lock.cause is not None
        return PrintResult(Outcome.UNKNOWN if started else Outcome.NOT_PRINTED, PrinterState.ERROR)

    def clear_lock(self) -> PrinterState:
        """Unlock, because staff emptied the printer, and ask it afresh."""
        try:
            self._lock.clear()
        except OSError as error:
            log.error("printer: the lock cannot be removed: %s", error.strerror)
        return self.status()

    def _run(self, job: Job) -> PrintResult:
        """Take one job through the table of `job`."""
        phase, state, link = Phase.NEW, PrinterState.UNKNOWN, None
        try:
            link = self._connect(time.monotonic() + self._deadlines.connect)
            state = self._ask(link)
            if not state.can_print:
                raise LinkError(f"the printer said {state}")
            phase = after(TABLE, phase, Event.CHECKED)
            # Laid down before the first byte: a power cut from here on leaves the printer locked.
            self._lock.set(PrinterState.UNKNOWN)
            deadline = time.monotonic() + self._deadlines.completion
            deadline += job.rows / self._deadlines.rows_per_second
            link.send(job.data[:1], deadline)
            phase = after(TABLE, phase, Event.STARTED)
            low, state = state is PrinterState.PAPER_LOW, PrinterState.UNKNOWN
            link.send(job.data[1:], deadline)
            state = self._proof(link, deadline)
            if not state.can_print:
                raise LinkError(f"the printer said {state}")
            phase = after(TABLE, phase, Event.PROVEN)
            state = PrinterState.PAPER_LOW if low else state
        except (LinkError, OSError) as error:
            phase = after(TABLE, phase, Event.FAILED)
            if isinstance(error, OSError):
                state = PrinterState.ERROR
            elif state.can_print:
                state = PrinterState.UNKNOWN
            log.warning("printer: %s: %s", phase.value, error)
        finally:
            if link is not None:
                link.close(abandon=phase is not Phase.PRINTED)
        self._settle(phase, state)
        return PrintResult(OUTCOMES[phase], state)

    def _settle(self, phase: Phase, state: PrinterState) -> None:
        """Leave the lock as the outcome wants it."""
        try:
            if phase is Phase.UNKNOWN:
                self._lock.set(state)
            else:
                self._lock.clear()
        except OSError as error:
            log.error("printer: the lock cannot be written: %s", error.strerror)

    def _ask(self, link: Link) -> PrinterState:
        """The printer's state by DLE EOT. Raises LinkError when it does not answer, or not well."""
        link.drain()
        replies = Replies()
        found = []
        for ask in ASKS:
            deadline = time.monotonic() + self._deadlines.status
            link.send(ask, deadline)
            found.append(_real_time(link, replies, deadline))
        return read_status(*found)

    def _proof(self, link: Link, deadline: float) -> PrinterState:
        """What the printer says of its paper when the job is done. Raises LinkError without proof."""
        replies = Replies()
        try:
            while True:
                for reply in replies.feed(link.receive(deadline)):
                    if reply.shape is Shape.PROOF:
                        return read_proof(reply.byte)
        except LinkError:
            # Staff will want to know why; an answer of "all well" is no proof.
            state = self._ask(link)
            return PrinterState.UNKNOWN if state.can_print else state


def _real_time(link: Link, replies: Replies, deadline: float) -> int:
    while True:
        for reply in replies.feed(link.receive(deadline)):
            if reply.shape is Shape.REAL_TIME:
                return reply.byte
            if reply.shape is not Shape.AUTOMATIC:
                raise LinkError("the printer's answer makes no sense")
