"""Reading journey files: one journey, or a folder of them. The only module here that opens files.

`<id>.yaml` is a journey; `<id>.cy.yaml`, `<id>.other.yaml` and `<id>.cy.other.yaml` are overlays;
`shared.yaml` holds what many use. Nothing loads unchecked: a journey with an error is not offered, and
the others are.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kiosk.errors import JourneyError
from kiosk.journeys.build import Built, build_journey, shared_part
from kiosk.journeys.check import check_journey, check_shared
from kiosk.journeys.check_texts import counts
from kiosk.journeys.definition import Dataset, Journey
from kiosk.journeys.shared import Overlay, Shared, build_overlay, build_shared
from kiosk.journeys.source import Finding, Mark, found, read_nodes

_FILE = re.compile(r"(?P<id>[a-z0-9-]+)(?:\.(?P<overlay>[a-z]{2,3}(?:\.other)?|other))?\.yaml")
SHARED = "shared"


class Catalogue(Struct, frozen=True, kw_only=True):
    """A folder of journeys. `journeys` holds the good ones by id, `problems` what is wrong with the rest
    (and warnings). `texts` counts the texts of each overlay: there are, there should be."""

    journeys: dict[str, Journey] = {}
    problems: tuple[Finding, ...] = ()
    datasets: dict[str, Dataset] = {}
    texts: dict[str, tuple[int, int]] = {}
    sources: dict[str, dict[str, bytes]] = {}
    """For each good journey, the files it was read from, for `keep`."""
    grades: dict[str, float] = {}
    """For each good journey that was tried out, how hard it is to read: its Flesch-Kincaid grade."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The problems that keep a journey from being offered."""
        return tuple(one for one in self.problems if one.level == "error")


def load_journey(path: Path) -> Journey:
    """One journey, checked. Raises JourneyError whose `problems` are findings."""
    catalogue = load_files(path.parent, (path.stem,))
    journey = catalogue.journeys.get(path.stem)
    if journey is None:
        errors = catalogue.errors
        first = f": {errors[0]}" if errors else ""
        raise JourneyError(f"{path} has {len(errors)} mistakes{first}", errors)
    return journey


def load_folder(folder: Path, *, good: Path | None = None) -> Catalogue:
    """All journeys of a folder.

    A journey that has turned bad stays offered as it lies in the folder `good`, which `keep.remember`
    fills; its problems are told all the same. Raises JourneyError when there is no such folder.
    """
    if not folder.is_dir():
        raise JourneyError(f"{folder}: there is no such folder of journeys")
    now = load_files(folder)
    shared_bad = any(one.file.startswith(f"{SHARED}.") for one in now.errors)
    bad = _ids(folder) if shared_bad else {one.file.partition(".")[0] for one in now.errors}
    journeys, sources = dict(now.journeys), dict(now.sources)
    datasets = now.datasets
    for name in sorted(bad - journeys.keys() - {SHARED}):
        if good is None or not (good / name / f"{name}.yaml").exists():
            continue
        earlier = load_files(good / name, (name,))
        if name in earlier.journeys:
            journeys[name] = earlier.journeys[name]
            sources[name] = earlier.sources[name]
            datasets = earlier.datasets if shared_bad else datasets
    return replace(now, journeys=dict(sorted(journeys.items())), sources=sources, datasets=datasets)


def load_files(folder: Path, ids: tuple[str, ...] = (), *, try_out: bool = False) -> Catalogue:
    """The journeys with these ids, or all of the folder, with everything that is wrong with them.

    `try_out` also reads each for plain English and walks it at random, which takes longer: that is for
    whoever writes them.
    """
    findings: list[Finding] = []
    files = _files(folder, findings)
    shared_findings: list[Finding] = []
    shared = _shared(files, shared_findings)
    broken = any(one.level == "error" for one in shared_findings)
    wanted = ids or tuple(sorted(files.keys() - {SHARED}))
    journeys: dict[str, Journey] = {}
    sources: dict[str, dict[str, bytes]] = {}
    texts: dict[str, tuple[int, int]] = {}
    plain = Plainness() if try_out else None
    if not ids or broken:
        check_shared(shared, shared_findings)
    findings += shared_findings
    for name in wanted:
        mine: list[Finding] = []
        built = _build(name, files, shared, mine)
        if built is not None and not any(one.level == "error" for one in mine):
            check_journey(built, shared, mine)
            texts |= counts(built)
        if built is not None and not broken and not any(one.level == "error" for one in mine):
            journeys[name] = replace(built.journey, hash=_hash(name, files, shared, built))
            sources[name] = {
                _name(owner, overlay): content
                for owner in (name, SHARED)
                for overlay, content in files.get(owner, {}).items()
            }
        if plain is not None and name in journeys:
            plain.read(journeys[name], mine)
        if try_out and name in journeys and journeys[name].steps:
            # Only who writes journeys waits for the engine to load.
            from kiosk.journeys.check_walk import check_walk

            mine += check_walk(journeys[name])
        findings += mine
    unique = sorted(
        dict.fromkeys(findings), key=lambda one: (one.file, one.line, one.level, one.rule, one.message)
    )
    return Catalogue(
        journeys=journeys,
        problems=tuple(unique),
        datasets=shared.datasets,
        texts=texts,
        sources=sources,
        grades=plain.grades if plain is not None else {},
    )


class Plainness:
    """Reads journeys for plain English, and keeps how hard each is to read."""

    def __init__(self) -> None:
        # Late, both of them: only who writes journeys needs the list.
        from kiosk.assets import assets_dir
        from kiosk.plain import read_plain_words

        self.grades: dict[str, float] = {}
        self._hard = read_plain_words((assets_dir() / "plain-words.csv").read_text(encoding="utf-8"))

    def read(self, journey: Journey, findings: list[Finding]) -> None:
        """Add what is hard to read in a journey. What it takes from shared.yaml is told once, there."""
        from kiosk.journeys.check_words import check_reading_age, check_words, reading_grade

        findings += check_words(journey.texts.values(), self._hard)
        own = [text for text in journey.texts.values() if text.mark.file == journey.mark.file]
        findings += check_reading_age(own, journey.mark)
        grade = reading_grade(own)
        if grade is not None:
            self.grades[journey.id] = round(grade, 1)


Files = Mapping[str, Mapping[str, bytes]]
"""Id to overlay, or '' for the file itself, to content."""


def _ids(folder: Path) -> set[str]:
    return {match["id"] for path in folder.glob("*.yaml") if (match := _FILE.fullmatch(path.name))} - {SHARED}


def _files(folder: Path, findings: list[Finding]) -> Files:
    files: dict[str, dict[str, bytes]] = {}
    for path in sorted(folder.glob("*.yaml")):
        match = _FILE.fullmatch(path.name)
        if match is None:
            message = "this is not the name of a journey, of an overlay or of shared.yaml."
            findings.append(found(Mark(path.name, 1), "wrong-file", message))
            continue
        try:
            files.setdefault(match["id"], {})[match["overlay"] or ""] = path.read_bytes()
        except OSError as error:
            findings.append(found(Mark(path.name, 1), "unreadable", f"cannot be read: {error.strerror}."))
    return files


def _name(owner: str, overlay: str = "") -> str:
    return f"{owner}.{overlay}.yaml" if overlay else f"{owner}.yaml"


def _overlays(name: str, files: Files, findings: list[Finding]) -> dict[str, Overlay]:
    overlays: dict[str, Overlay] = {}
    for overlay, content in files.get(name, {}).items():
        if overlay:
            node, said = read_nodes(content, _name(name, overlay))
            findings += said
            if node is not None:
                overlays[overlay] = build_overlay(overlay, node, findings)
    return overlays


def _shared(files: Files, findings: list[Finding]) -> Shared:
    overlays = _overlays(SHARED, files, findings)
    content = files.get(SHARED, {}).get("")
    if content is None:
        return build_shared(None, overlays, findings)
    node, said = read_nodes(content, _name(SHARED))
    findings += said
    return build_shared(node, overlays, findings)


def _build(name: str, files: Files, shared: Shared, findings: list[Finding]) -> Built | None:
    file = _name(name)
    content = files.get(name, {}).get("")
    if content is None:
        findings.append(found(Mark(file, 1), "wrong-file", f"there is no journey file '{file}'."))
        return None
    node, said = read_nodes(content, file)
    findings += said
    overlays = _overlays(name, files, findings)
    if node is None:
        return None
    return build_journey(node, file, shared, overlays, files.keys() - {SHARED}, findings)


def _hash(name: str, files: Files, shared: Shared, built: Built) -> str:
    """SHA-256 over the file, its overlays, and what it takes from shared.yaml and its overlays."""
    digest = hashlib.sha256()
    for overlay, content in sorted(files[name].items()):
        digest.update(f"{_name(name, overlay)}\n{len(content)}\n".encode() + content)
    taken = [
        shared_part(shared, built.taken),
        [
            [overlay.name, key, text.source]
            for overlay in shared.overlays.values()
            for key, text in sorted(overlay.texts.items())
            if key in built.journey.texts
        ],
    ]
    digest.update(json.dumps(taken, ensure_ascii=True, sort_keys=True).encode())
    return f"sha256:{digest.hexdigest()}"
