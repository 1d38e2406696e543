"""`kiosk journeys list`: all services known by name, with what their journeys say, and how many of the
council's there are. Reads the register beside the journeys; without one it lists the journeys alone.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.commands.as_json import print_json
from kiosk.errors import KnownError
from kiosk.services import FIRST_LANGUAGE, STATUSES, Count, Known, Register, Status

if TYPE_CHECKING:
    from kiosk.journeys.load import Catalogue

FILE = "services.yaml"
FOLDER = "journeys"


class Row(Struct, frozen=True, kw_only=True):
    """One service: what the register says of it, and, where it has a journey, what that says."""

    id: str
    title: str
    status: Status
    groups: tuple[str, ...] = ()
    counted: bool = True
    owner: str = ""
    lgsl: int | None = None
    lgil: int | None = None
    source: str = ""
    version: int | None = None
    offline: str = ""
    sensitivity: int | None = msgspec.field(default=None, name="class")
    minutes: int | None = None
    languages: tuple[str, ...] = ()

    def __str__(self) -> str:
        facts = [self.owner]
        if self.version is not None:
            facts += [f"version {self.version}", self.offline, f"class {self.sensitivity}"]
            facts.append(" ".join(self.languages))
        return f"{self.status:<8} {self.id}  {self.title}  ({', '.join(facts)})"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument(
        "path", metavar="PATH", nargs="?", help="a folder of journeys; those that came with the program"
    )
    parser.add_argument("--status", choices=STATUSES, help="only services in this status")
    parser.add_argument("--group", metavar="GROUP", help="only services of this group, such as recycling")
    parser.add_argument("--summary", action="store_true", help="only how many there are of each")
    parser.add_argument("--json", action="store_true", help="print JSON")


def journeys_in(path: Path) -> Path:
    """The folder of journeys at `path`: itself, or the one inside it."""
    return path / FOLDER if (path / FOLDER).is_dir() else path


def register_for(journeys: Path) -> Path | None:
    """The register of a folder of journeys: in it or beside it."""
    for folder in (journeys, journeys.parent):
        if (folder / FILE).is_file():
            return folder / FILE
    return None


def show(args: Namespace, shipped: Path) -> int:
    """Print the list. Exit code 1 when a file has mistakes."""
    from kiosk.journeys.load import load_folder
    from kiosk.register import check_register, load_register

    folder = journeys_in(Path(args.path)) if args.path else shipped
    catalogue = load_folder(folder)
    file = register_for(folder)
    problems = list(catalogue.errors)
    register = None
    if file is not None:
        register = load_register(file)
        problems += check_register(register, catalogue)
        register = as_it_is(register, catalogue)
    rows = [
        row
        for row in rows_of(register, catalogue)
        if args.status in (None, row.status) and args.group in (None, *row.groups)
    ]
    _check_group(args.group, register)
    count = register.count if register is not None else None
    if args.json:
        content = {"count": count, "services": () if args.summary else rows}
        print_json(content)
    else:
        for line in () if args.summary else rows:
            print(line)
        if count is not None:
            print(summary(count))
        for problem in problems:
            print(problem)
    return 1 if problems else 0


def as_it_is(register: Register, catalogue: "Catalogue") -> Register:
    """The register with the statuses that the journeys bear out: what cannot be loaded is not live."""
    from kiosk.register import status_of

    def status(service: Known) -> Status:
        journey = catalogue.journeys.get(service.id)
        return status_of(journey) if journey is not None else "planned"

    services = tuple(replace(one, status=status(one)) for one in register.services)
    return Register(
        total=register.total,
        source=register.source,
        groups=register.groups,
        services=services,
        seasons=register.seasons,
    )


def rows_of(register: Register | None, catalogue: "Catalogue") -> list[Row]:
    """Everything known by name, in the order of the register; what it does not list, after it."""
    from kiosk.register import status_of

    rows = []
    named = {} if register is None else register.by_id
    for name in [*named, *(one for one in catalogue.journeys if one not in named)]:
        known, journey = named.get(name), catalogue.journeys.get(name)
        groups = known.groups if known is not None else ()
        counted = known is None or known.counted
        if journey is not None:
            row = Row(
                id=name,
                title=journey.title_in(journey.languages[0]),
                status=status_of(journey),
                groups=groups,
                counted=counted,
                owner=journey.owner,
                lgsl=journey.lgsl,
                lgil=journey.lgil,
                version=journey.version,
                offline=journey.offline,
                sensitivity=journey.sensitivity,
                minutes=journey.minutes or None,
                languages=journey.languages,
            )
        else:
            assert known is not None
            row = Row(
                id=name,
                title=known.title.get(FIRST_LANGUAGE, ""),
                status=known.status,
                groups=groups,
                counted=counted,
                owner=known.owner,
                lgsl=known.lgsl,
                lgil=known.lgil,
                source=known.source,
            )
        rows.append(row)
    return rows


def summary(count: Count) -> str:
    """How far the catalogue has come, in one line."""
    return (
        f"{count.offered} of {count.total} services: {count.live} done here, "
        f"{count.handoff} handed to whoever runs them. Of the others {count.test} are in test, "
        f"{count.planned} are planned and {count.unnamed} are not yet named."
    )


def _check_group(group: str | None, register: Register | None) -> None:
    if group is None:
        return
    if register is None:
        raise KnownError(f"--group: there is no {FILE} beside the journeys, so there are no groups")
    if register.group(group) is None:
        known = ", ".join(one.id for one in register.groups)
        raise KnownError(f"--group: there is no group '{group}'; there are {known}")
