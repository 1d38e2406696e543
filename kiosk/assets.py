"""Where the files that come with the program lie: beside the source, or inside the bundle."""

import sys
from pathlib import Path


def assets_dir() -> Path:
    """The `assets` folder of this installation."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "assets" if bundle else Path(__file__).parent.parent / "assets"
