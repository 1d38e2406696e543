"""Printers without paper: into memory for tests, into pictures for demonstrations. And none at all.

They get the very bytes that a real printer would get, and read them back with `virtual`.
"""

from pathlib import Path

from PySide6.QtGui import QImage

from kiosk.errors import PrinterError
from kiosk.language import Words
from kiosk.receipt import Outcome, PrinterState, PrintResult, Receipt
from printers.lock import Lock, MemoryLock
from printers.page import Page
from printers.paper import PaperPrinter
from printers.profile import MM_PER_INCH, Profile
from printers.raster import Raster
from printers.transport import LinkError
from printers.virtual import Device, DeviceLink, Faults

MARGIN_MM = 4.0
"""Beside the printed width on 80 mm paper."""


class NoPrinter:
    """A kiosk without a printer."""

    def status(self) -> PrinterState:
        """NONE."""
        return PrinterState.NONE

    def print(self, receipt: Receipt, words: Words) -> PrintResult:
        """Never prints."""
        return PrintResult(Outcome.NOT_PRINTED, PrinterState.NONE)

    def clear_lock(self) -> PrinterState:
        """NONE."""
        return PrinterState.NONE


class MemoryPrinter(PaperPrinter):
    """Prints into `pages`. `faults` may be changed at any time."""

    def __init__(self, profile: Profile, faults: Faults | None = None) -> None:
        self.pages: list[Page] = []
        self.faults = faults or Faults()
        device = Device(profile.dots, self.pages.append, self.faults)
        super().__init__(lambda _: DeviceLink(device), profile, MemoryLock(), Raster(profile))


class PngPrinter(PaperPrinter):
    """Prints each receipt as `receipt-0001.png` and so on into `folder`, made when it is not there."""

    def __init__(self, folder: Path, profile: Profile, lock: Lock) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PrinterError(f"printer.folder: {folder}: cannot be made: {error.strerror}") from None
        self._folder = folder
        self._dpi = profile.dpi
        device = Device(profile.dots, self._save)
        super().__init__(lambda _: DeviceLink(device), profile, lock, Raster(profile))

    def _save(self, page: Page) -> None:
        numbers = (file.stem.removeprefix("receipt-") for file in self._folder.glob("receipt-*.png"))
        last = max((int(number) for number in numbers if number.isdecimal()), default=0)
        file = self._folder / f"receipt-{last + 1:04d}.png"
        # Without the picture there is no proof, as without paper.
        if not picture(page, self._dpi).save(str(file)):
            raise LinkError("the picture cannot be written")


def picture(page: Page, dpi: int) -> QImage:
    """`page` as black on white, with the margins that the paper has around it."""
    edge = round(MARGIN_MM * dpi / MM_PER_INCH / 8)
    side, rows = b"\0" * edge, edge * 8
    width, height = (page.stride + 2 * edge) * 8, page.height + rows
    blank = b"\0" * (width // 8) * rows
    bits = blank + b"".join(side + page.row(y) + side for y in range(page.height))
    image = QImage(bits, width, height, width // 8, QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])
    image.setDotsPerMeterX(round(dpi / MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(dpi / MM_PER_INCH * 1000))
    return image.copy()
