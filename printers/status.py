"""What a printer's bytes mean: the three shapes a reply can have, and the state they add up to. Pure.

Shapes and bits are those of Epson's ESC/POS command reference: DLE EOT (real-time status), GS r
(status in the order of the data, so proof of what came before it) and GS a (automatic status).
"""

from enum import Enum

from msgspec import Struct

from kiosk.receipt import PrinterState

ASK_PRINTER = b"\x10\x04\x01"
ASK_OFFLINE_CAUSE = b"\x10\x04\x02"
ASK_PAPER = b"\x10\x04\x04"
ASKS = (ASK_PRINTER, ASK_OFFLINE_CAUSE, ASK_PAPER)
"""DLE EOT 1, 2 and 4, each answered by one byte."""

_OFFLINE = 0x08
_COVER, _STOPPED_FOR_PAPER, _ERROR = 0x04, 0x20, 0x40
_ROLL_OUT, _ROLL_LOW = 0x60, 0x0C
_PROOF_OUT, _PROOF_LOW = 0x0C, 0x03
_AUTOMATIC_LENGTH = 4


class Shape(Enum):
    """Which command a byte answers. No byte has two shapes."""

    REAL_TIME = "DLE EOT"
    PROOF = "GS r"
    AUTOMATIC = "GS a"
    JUNK = "none"


class Reply(Struct, frozen=True):
    """One byte from the printer and what it answers."""

    shape: Shape
    byte: int


class Replies:
    """Sorts a stream of bytes into replies.

    Automatic status comes in four bytes, and the last three have the shape of a proof: they are taken
    together with the first, or a printer's own news would be believed to be the end of a job.
    """

    def __init__(self) -> None:
        self._skip = 0

    def feed(self, data: bytes) -> list[Reply]:
        """The replies in `data`, in order."""
        return [self._one(byte) for byte in data]

    def _one(self, byte: int) -> Reply:
        shape = _shape(byte)
        if shape is Shape.AUTOMATIC:
            self._skip = _AUTOMATIC_LENGTH - 1
        elif shape is Shape.PROOF and self._skip:
            self._skip -= 1
            shape = Shape.AUTOMATIC
        return Reply(shape, byte)


def read_status(printer: int, cause: int, paper: int) -> PrinterState:
    """The most specific state that the replies to DLE EOT 1, 2 and 4 name."""
    if cause & _COVER:
        return PrinterState.COVER_OPEN
    if cause & _STOPPED_FOR_PAPER or paper & _ROLL_OUT:
        return PrinterState.PAPER_OUT
    if cause & _ERROR:
        return PrinterState.ERROR
    if printer & _OFFLINE:
        return PrinterState.OFFLINE
    return PrinterState.PAPER_LOW if paper & _ROLL_LOW else PrinterState.OK


def read_proof(byte: int) -> PrinterState:
    """What the reply to GS r 1 says of the paper: OK, PAPER_LOW or PAPER_OUT."""
    if byte & _PROOF_OUT:
        return PrinterState.PAPER_OUT
    return PrinterState.PAPER_LOW if byte & _PROOF_LOW else PrinterState.OK


def _shape(byte: int) -> Shape:
    if byte & 0x93 == 0x12:
        return Shape.REAL_TIME
    if byte & 0x93 == 0x10:
        return Shape.AUTOMATIC
    return Shape.PROOF if byte & 0x90 == 0 else Shape.JUNK
