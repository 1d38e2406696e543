"""A link becomes the modules of a QR code: level M, with the quiet zone of four modules that scanners
need (ISO/IEC 18004). How big a module is printed is decided here too; drawing is `raster`'s.
"""

from msgspec import Struct

from kiosk.errors import PrinterError
from printers.profile import Profile

QUIET = 4
"""Empty modules on each side."""
LEAST_MM = 30.0
"""Least side of the code without its quiet zone."""
LEAST_MODULE_MM = 0.5
"""Smaller modules run into each other on thermal paper."""


class Code(Struct, frozen=True):
    """Rows of modules, True is black, quiet zone included; `module` is the side of one in dots."""

    rows: tuple[tuple[bool, ...], ...]
    module: int

    @property
    def side(self) -> int:
        """Side of the whole picture in dots."""
        return len(self.rows) * self.module


def encode(link: str, profile: Profile) -> Code:
    """The code for `link`, at least 30 mm wide. Raises PrinterError when the paper is too narrow."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(link)
    rows = tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
    module = max(-(-profile.mm(LEAST_MM) // (len(rows) - 2 * QUIET)), profile.mm(LEAST_MODULE_MM))
    found = Code(rows, module)
    if found.side > profile.dots:
        raise PrinterError(f"council.web: its QR code has {found.side} dots and the paper {profile.dots}")
    return found
