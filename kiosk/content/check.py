"""Whether a release can be used: its journeys load without a mistake, its register fits them, its datasets
open and have what the journeys declare.

The council asks before it signs, a kiosk before it swaps: the same questions.
"""

from pathlib import Path

from msgspec import Struct

from kiosk.assets import assets_dir
from kiosk.content.place import DATASETS, JOURNEYS, REGISTER
from kiosk.datasets.declared import SHARED
from kiosk.datasets.file import verify
from kiosk.datasets.folder import SUFFIX
from kiosk.errors import DatasetError


class Mistake(Struct, frozen=True):
    """Why a release is refused: `reason` is `journeys`, `register` or `datasets`; `text` says where."""

    reason: str
    text: str


def mistakes_in(folder: Path, *, try_out: bool = False) -> tuple[Mistake, ...]:
    """All that is wrong with the release in `folder`. `try_out` also walks each journey at random."""
    from kiosk.journeys.load import load_files
    from kiosk.register import check_register, read_register

    if not (folder / JOURNEYS / SHARED).is_file():
        return (Mistake("journeys", f"{JOURNEYS}/{SHARED}: is missing"),)
    catalogue = load_files(folder / JOURNEYS, try_out=try_out)
    found = [Mistake("journeys", str(one)) for one in catalogue.errors]
    try:
        register, findings = read_register((folder / REGISTER).read_bytes(), REGISTER)
    except OSError:
        return (*found, Mistake("register", f"{REGISTER}: is missing"))
    if register is not None:
        findings = [*findings, *check_register(register, catalogue, REGISTER)]
        found += [
            Mistake("register", f"{REGISTER}:{group.line}: the program has no icon '{group.icon}'")
            for group in register.groups
            if not (assets_dir() / "icons" / f"{group.icon}.svg").is_file()
        ]
    found += [Mistake("register", str(one)) for one in findings if one.level == "error"]
    for path in sorted((folder / DATASETS).glob(f"*{SUFFIX}")):
        definition = catalogue.datasets.get(path.stem)
        try:
            if definition is None:
                raise DatasetError(f"{path.name}: no journey declares this dataset")
            verify(path, definition)
        except DatasetError as error:
            found.append(Mistake("datasets", str(error).replace(f"{path.parent}/", "")))
    return tuple(found)
