"""One printed page: rows of dots, one bit each, 1 is black. Pure.

It is what `raster` draws, what `escpos` encodes and what `virtual` reads back.
"""

from msgspec import Struct

from kiosk.errors import BugError


class Page(Struct, frozen=True):
    """`width` × `height` dots; `bits` are rows of whole bytes, the leftmost dot in the highest bit."""

    width: int
    height: int
    bits: bytes

    def __post_init__(self) -> None:
        if len(self.bits) != self.stride * self.height:
            raise BugError(f"a page of {self.width} × {self.height} dots has {len(self.bits)} bytes")

    @property
    def stride(self) -> int:
        """Bytes in a row."""
        return (self.width + 7) // 8

    def row(self, y: int) -> bytes:
        """The bytes of row `y`."""
        return self.bits[y * self.stride : (y + 1) * self.stride]
