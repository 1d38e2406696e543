"""What a printer model can do: dots across, dots per inch, cutter. Read from python-escpos's own list.

The list is read as data, without importing the library, so that a wrong name in the settings is told
at the start and not at the first receipt.
"""

import json
from importlib.resources import files
from typing import Any

from msgspec import Struct

from kiosk.errors import PrinterError

DPI = 203
"""Taken where the list leaves it out; every 80 mm receipt printer of recent years has it (or 180)."""
LEAST_DOTS = 360
"""Narrower paper cannot hold a reference, nor a QR code of 30 mm."""
MM_PER_INCH = 25.4
POINTS_PER_INCH = 72


class Profile(Struct, frozen=True):
    """One model: `dots` across the printed width, dots per inch, and whether it cuts the paper."""

    name: str
    dots: int
    dpi: int = DPI
    cuts: bool = True

    def mm(self, length: float) -> int:
        """`length` millimetres in whole dots."""
        return round(length * self.dpi / MM_PER_INCH)

    def points(self, size: float) -> int:
        """`size` points in whole dots, never smaller: 14 pt is 40 dots and 18 pt is 51 at 203 dpi."""
        return -int(-size * self.dpi // POINTS_PER_INCH)


def read_profile(name: str) -> Profile:
    """The model called `name`. Raises PrinterError when it is unknown or cannot print pictures."""
    known: dict[str, Any] = json.loads((files("escpos") / "capabilities.json").read_bytes())["profiles"]
    fit = {key: found for key, data in known.items() if (found := _profile(key, data))}
    if name not in fit:
        why = "cannot print our receipts" if name in known else "is not a model we know"
        raise PrinterError(f"printer.profile: '{name}' {why}; choose one of {', '.join(sorted(fit))}")
    return fit[name]


def _profile(name: str, data: dict[str, Any]) -> Profile | None:
    dots, dpi = data["media"]["width"].get("pixels"), data["media"].get("dpi", DPI)
    able = data["features"]
    if not isinstance(dots, int) or dots < LEAST_DOTS or not isinstance(dpi, int):
        return None
    if not able.get("bitImageRaster"):
        return None
    return Profile(name, dots, dpi, bool(able.get("paperFullCut") or able.get("paperPartCut")))
