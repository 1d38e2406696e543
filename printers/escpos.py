"""A page becomes the bytes of one print job. Pure: the same page gives the same bytes.

python-escpos puts the bytes together (its transports and status calls are not used). The job begins by
resetting the printer and turning its unasked-for status off, and ends with one cut and a question
(GS r 1) that the printer answers only when it has got so far.
"""

import logging
import os
import sys
import tempfile
from importlib import import_module
from typing import Any

from msgspec import Struct

from printers.page import Page
from printers.profile import Profile

QUIET = b"\x1da\x00"
"""GS a 0: no automatic status."""
PROVE = b"\x1dr\x01"
"""GS r 1: send the paper's state when everything before this is done."""
FRAGMENT = 100
"""Rows sent as one picture. Long ones came out as letters on some models."""
REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""How DLE EOT, DLE ENQ and DLE DC4 begin."""
_DUMMY = "escpos.printer.dummy"
_PICKLES = "ESCPOS_CAPABILITIES_PICKLE_DIR"


class Job(Struct, frozen=True):
    """The bytes for one receipt, and how many rows of dots they print."""

    data: bytes
    rows: int


def encode(page: Page, profile: Profile) -> Job:
    """`page` as a job for `profile`: reset, pictures, feed, cut, question."""
    from PIL import Image

    bits, strip = calm(page.bits), FRAGMENT * page.stride
    printer = _dummy()(profile=profile.name)
    printer.hw("INIT")
    printer._raw(QUIET)
    for at in range(0, len(bits), strip):
        part = bits[at : at + strip]
        size = (page.width, len(part) // page.stride)
        printer.image(Image.frombytes("1", size, part, "raw", "1;I"), impl="bitImageRaster")
    # A strip is left uncut, so that the paper hangs at the printer and does not fall on the floor.
    printer.cut(mode="PART")
    printer._raw(PROVE)
    return Job(printer.output, page.height)


def calm(bits: bytes) -> bytes:
    """`bits` with one dot more wherever two bytes would read as a real-time command.

    A printer obeys DLE EOT, DLE ENQ and DLE DC4 the moment they arrive, even in the middle of a picture.
    """
    for command in REAL_TIME:
        bits = bits.replace(command, b"\x18" + command[1:])
    return bits


def _dummy() -> Any:
    """python-escpos's Dummy, imported when first needed: that takes a fifth of a second.

    While it is imported it writes its list of models as a pickle, and would obey one lying there: the
    folder is ours alone, empty, and gone afterwards. It also sets up logging, which is not its business.
    """
    if (known := sys.modules.get(_DUMMY)) is not None:
        return known.Dummy
    before = os.environ.get(_PICKLES)
    handlers = list(logging.root.handlers)
    with tempfile.TemporaryDirectory(prefix="kiosk-printer-") as folder:
        os.environ[_PICKLES] = folder
        try:
            return import_module(_DUMMY).Dummy
        finally:
            logging.root.handlers[:] = handlers
            os.environ.pop(_PICKLES)
            if before is not None:
                os.environ[_PICKLES] = before
