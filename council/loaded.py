"""The datasets that the council has loaded, in its data folder."""

from pathlib import Path

from kiosk.datasets.folder import SUFFIX


def dataset_path(data: Path, name: str) -> Path:
    """Where a loaded dataset lies in the council's folder."""
    return data / "datasets" / f"{name}{SUFFIX}"


def loaded_in(data: Path) -> dict[str, Path]:
    """The datasets that are loaded, by name."""
    return {path.stem: path for path in sorted((data / "datasets").glob(f"*{SUFFIX}"))}
