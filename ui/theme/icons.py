"""Line icons from `assets/icons`, drawn at any size in any colour, each drawn once."""

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class Icons:
    """Pictures by name, size in pixels and colour. A picture never stands without its words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawn: dict[tuple[str, int, str], QPixmap] = {}

    def pixmap(self, name: str, size: int, colour: str) -> QPixmap:
        """The icon `name`, `size` pixels square. Raises FileNotFoundError for a name not shipped."""
        key = (name, size, colour)
        if key not in self._drawn:
            self._drawn[key] = self._draw(name, size, colour)
        return self._drawn[key]

    def _draw(self, name: str, size: int, colour: str) -> QPixmap:
        svg = (self._folder / f"{name}.svg").read_text().replace("currentColor", colour)
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(svg.encode())).render(painter)
        painter.end()
        return picture
