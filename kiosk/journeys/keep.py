"""The last good version of each journey, kept on this kiosk across restarts.

Each journey lies in a folder of its own with all the files it was read from, so that it loads there as
it did. `load.load_folder(…, good=…)` falls back to it when the current files have mistakes.
"""

import shutil
from pathlib import Path

from kiosk.durable import sync
from kiosk.journeys.load import Catalogue

GOOD = "journeys-good"


def good_folder(state_dir: Path) -> Path:
    """Where the last good versions lie."""
    return state_dir / GOOD


def remember(catalogue: Catalogue, state_dir: Path) -> None:
    """Keep the files of every journey that loaded without a mistake. What has not changed stays."""
    for name, files in catalogue.sources.items():
        if not _kept(good_folder(state_dir) / name, files):
            _write(good_folder(state_dir) / name, files)


def _kept(folder: Path, files: dict[str, bytes]) -> bool:
    if not folder.is_dir() or {path.name for path in folder.iterdir()} != files.keys():
        return False
    return all((folder / name).read_bytes() == content for name, content in files.items())


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Beside it first, then in its place, so that a power cut leaves the old or the new one."""
    fresh, old = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, content in files.items():
        (fresh / name).write_bytes(content)
        sync(fresh / name)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
