"""The typeface: Atkinson Hyperlegible Next, loaded from the files that come with the program."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

FAMILY = "Atkinson Hyperlegible Next"
FAMILIES = (FAMILY, "Noto Sans", "DejaVu Sans")
"""The typeface, and what stands in for the scripts it lacks."""


def load_fonts(folder: Path) -> float:
    """Load the typeface and return its capital height in em. Call once, after QApplication exists."""
    for file in sorted(folder.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    probe = QFont(FAMILY)
    probe.setPixelSize(1000)
    return QFontMetricsF(probe).capHeight() / 1000
