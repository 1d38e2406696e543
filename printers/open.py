"""The printer that the settings ask for."""

from functools import partial
from pathlib import Path

from kiosk.errors import PrinterError
from kiosk.receipt import Printer
from kiosk.settings import PrinterSettings
from printers.demo import NoPrinter, PngPrinter
from printers.lock import Lock
from printers.paper import PaperPrinter
from printers.profile import read_profile
from printers.raster import Raster
from printers.transport import TcpLink


def open_printer(settings: PrinterSettings, state_dir: Path) -> Printer:
    """The printer of `settings`; nothing is sent to it yet. `state_dir` holds the lock.

    `settings.folder` is an absolute path. Raises PrinterError when a setting cannot be used. Needs a
    QGuiApplication, but for kind `none`.
    """
    if settings.kind == "none":
        return NoPrinter()
    profile = read_profile(settings.profile)
    lock = Lock(state_dir)
    if settings.kind == "png":
        return PngPrinter(Path(settings.folder), profile, lock)
    if not settings.host:
        raise PrinterError("printer.host: a network printer needs its address")
    return PaperPrinter(partial(TcpLink, settings.host, settings.port), profile, lock, Raster(profile))
