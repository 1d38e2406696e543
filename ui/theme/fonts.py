"""The typeface, Atkinson Hyperlegible Next, and ours for other letters, from files that come with us."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

FAMILY = "Atkinson Hyperlegible Next"
FAMILIES = (FAMILY, "Kiosk Cyrillic", "Kiosk Arabic", "DejaVu Sans")
"""The typeface, and what stands in for the letters it lacks: ours first, then what a system may have."""


def load_fonts(folder: Path) -> float:
    """Load the typeface and return its capital height in em. Call once, after QApplication exists."""
    for file in sorted(folder.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    probe = QFont(FAMILY)
    probe.setPixelSize(1000)
    return QFontMetricsF(probe).capHeight() / 1000
