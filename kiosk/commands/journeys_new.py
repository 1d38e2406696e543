"""`kiosk journeys new`: writes a journey to begin from, and a story that walks through it."""

from argparse import Namespace
from pathlib import Path

from kiosk.errors import JourneyError

EXAMPLES = "examples"
STORY = "usual.json"
LONGEST = 40


def run(args: Namespace) -> int:
    """Write the files and say what to do next."""
    from kiosk.clock import today
    from kiosk.journeys.skeleton import shared_skeleton, skeleton

    folder = Path(args.folder)
    if not folder.is_dir():
        raise JourneyError(f"{folder}: there is no such folder. Make it, or give another with --in DIR.")
    name = _name(args.name)
    shared = folder / "shared.yaml"
    made = skeleton(
        name,
        offline=args.offline,
        owner=args.owner,
        contacts=_contacts(folder, args.owner) if shared.exists() else True,
        today=today(),
    )
    story = stories(folder, name) / STORY
    files = {folder / f"{name}.yaml": made.journey, story: made.story}
    if not shared.exists():
        files[shared] = shared_skeleton(args.owner)
    for path in files:
        if path.exists():
            raise JourneyError(f"{path} is there already, and nothing is overwritten. Choose another name.")
    for path, text in files.items():
        _write(path, text)
        print(f"wrote {path}")
    file = folder / f"{name}.yaml"
    print("\nNow change it to what your service needs. These help:\n")
    print(f"  kiosk journeys preview {file}")
    print(f"  kiosk journeys check {file}")
    print(f"  kiosk journeys walk {file} --answers {story}")
    return 0


def stories(folder: Path, name: str) -> Path:
    """Where the stories of a journey lie: in the `examples` beside the journeys' folder where there are such,
    else in a folder of their own beside the file."""
    beside = folder.resolve().parent / EXAMPLES
    return folder.parent / EXAMPLES / name if beside.is_dir() and folder.name else folder / name


def _name(name: str) -> str:
    from kiosk.journeys.naming import JOURNEY

    if name == "shared" or not JOURNEY.fullmatch(name) or name.startswith("-") or name.endswith("-"):
        raise JourneyError(
            f"'{name}' cannot be the name of a service: use small letters, numbers and -, "
            "such as litter-picker."
        )
    if len(name) > LONGEST:
        raise JourneyError(f"the name has {len(name)} characters; use at most {LONGEST}.")
    return name


def _contacts(folder: Path, owner: str) -> bool:
    """Whether shared.yaml declares the contacts. Raises JourneyError if it does not know the owner."""
    from kiosk.journeys.grammar import nearest
    from kiosk.journeys.shared import build_shared
    from kiosk.journeys.source import Finding, read_nodes

    path = folder / "shared.yaml"
    findings: list[Finding] = []
    try:
        node, said = read_nodes(path.read_bytes(), path.name)
    except OSError as error:
        raise JourneyError(f"{path}: cannot be read: {error.strerror}") from None
    shared = build_shared(node, {}, findings)
    if said or findings:
        raise JourneyError(f"{path} has mistakes: {(*said, *findings)[0]} Mend it first.")
    if owner not in shared.organisations:
        hint = nearest(owner, shared.organisations)
        raise JourneyError(f"'{owner}' is not an organisation in {path}. {hint} Use --owner X.")
    contacts = shared.datasets.get("contacts")
    return (
        contacts is not None
        and contacts.key == ("organisation",)
        and {"phone", "web"} <= contacts.columns.keys()
    )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise JourneyError(f"{path}: cannot be written: {error.strerror}") from None
