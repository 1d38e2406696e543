"""Line icons from `assets/icons`, drawn at any size in any colour; the last ones asked for are kept."""

import sys
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

POINTING = frozenset({"arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-out", "send"})
"""Icons that point along the way one reads: turned round where that is from right to left."""
MOST_KEPT = 128
"""Several pages of them. All that there can be, in each colour and size, would be some 100 MiB."""


class Icons:
    """Pictures by name, size in pixels and colour. A picture never stands without its words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawn = lru_cache(maxsize=MOST_KEPT)(self._draw)

    def pixmap(self, name: str, size: int, colour: str, *, mirrored: bool = False) -> QPixmap:
        """The icon `name`, `size` pixels square; one that points is turned round where it stands among
        `mirrored` things. A name that is not shipped gives an empty picture: words stand beside every icon,
        and an error while painting would end the process."""
        return self._drawn(name, size, colour, mirrored and name in POINTING)

    def _draw(self, name: str, size: int, colour: str, turned: bool) -> QPixmap:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        try:
            svg = (self._folder / f"{name}.svg").read_text().replace("currentColor", colour)
        except FileNotFoundError:
            print(f"kiosk: there is no icon '{name}'", file=sys.stderr, flush=True)
            return picture
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(svg.encode())).render(painter)
        painter.end()
        # What was painted on keeps what it was painted with, which is more than the picture: hence the copy.
        return picture.transformed(QTransform.fromScale(-1, 1)) if turned else picture.copy()
