"""The register's file: assets/services.yaml becomes a `Register`, and what is wrong with it becomes findings.

Same YAML rules and same kind of findings as the journeys (`kiosk.journeys.source`). `check_register` holds it
against the journeys: none is offered that is not there, and none is there that nobody can find.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import KnownError
from kiosk.journeys.grammar import nearest
from kiosk.journeys.reading import Keys, codes_in, flag, names_in, number, one_of, scalar, table
from kiosk.journeys.source import Finding, Mark, Node, Scalar, Sequence, Table, found, read_nodes
from kiosk.services import FIRST_LANGUAGE, HOMES, STATUSES, Day, Group, Known, Register, Season, Status

if TYPE_CHECKING:
    from kiosk.journeys.definition import Journey
    from kiosk.journeys.load import Catalogue

FILE = "services.yaml"
_TOP = Keys("the register", {"total", "groups", "services", "seasons"}, {"total", "groups", "services"})
_TOTAL = Keys("total", {"services", "source"}, {"services", "source"})
_GROUP = Keys("a group", {"id", "icon", "home", "title", "summary"}, {"id", "icon", "title", "summary"})
_TOLD_BY_JOURNEY = ("title", "owner", "codes")
_SERVICE = Keys(
    "a service",
    {"id", "status", "groups", "index", "words", "counted", "source", *_TOLD_BY_JOURNEY},
    {"id", "status", "groups"},
)
_SEASON = Keys(
    "a season",
    {"service", "from", "until", "reason", "source"},
    {"service", "from", "until", "reason", "source"},
)
_ID = re.compile(r"[a-z][a-z0-9_-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_LEAP_YEAR = 2028
"""Any leap year: 29 February is a day of every year for a season."""


def load_register(path: Path) -> Register:
    """Read the register. Raises KnownError with file, line and what to do."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KnownError(f"{path}: cannot be read: {error.strerror}") from None
    register, findings = read_register(content, path.name)
    if register is None or findings:
        raise KnownError(f"{path.parent}/{findings[0]}")
    return register


def read_register(content: bytes, file: str = FILE) -> tuple[Register | None, list[Finding]]:
    """The register in `content` and what is wrong with it; None when nothing can be made of it."""
    node, findings = read_nodes(content, file)
    if node is None:
        return None, findings
    top = table(node, "the register", findings)
    _TOP.check(top, findings)
    total, source = 0, ""
    if "total" in top.nodes:
        told = table(top.nodes["total"], "total", findings)
        _TOTAL.check(told, findings)
        if "services" in told.nodes:
            total = number(told.nodes["services"], findings, 1, 99_999)
        source = _text(told, "source", findings)
    register = Register(
        total=total,
        source=source,
        groups=tuple(_group(one, findings) for one in _tables(top, "groups", findings)),
        services=tuple(_service(one, findings) for one in _tables(top, "services", findings)),
        seasons=tuple(_season(one, findings) for one in _tables(top, "seasons", findings)),
    )
    _check_names(register, file, findings)
    return register, sorted(findings, key=lambda one: one.line)


def check_register(register: Register, catalogue: "Catalogue", file: str = FILE) -> list[Finding]:
    """What does not fit between the register and the journeys."""
    findings: list[Finding] = []
    bad = {one.file.partition(".")[0] for one in catalogue.errors}
    for service in register.services:
        mark = Mark(file, service.line)
        journey = catalogue.journeys.get(service.id)
        if journey is not None:
            findings += _beside(service, journey, mark)
        elif service.id not in bad:
            findings += _alone(service, mark, catalogue.journeys)
    for name, journey in catalogue.journeys.items():
        if journey.status in ("live", "test") and name not in register.by_id:
            message = f"nobody can find the journey '{name}': it is not in {file}."
            findings.append(
                found(Mark(f"{name}.yaml", 1), "not-listed", message, f"Add it to 'services' in {file}.")
            )
    return findings


def _beside(service: Known, journey: "Journey", mark: Mark) -> list[Finding]:
    """What is wrong with a service that has a journey."""
    findings = []
    if service.title or service.owner or service.lgsl is not None or service.lgil is not None:
        message = f"the journey '{service.id}' has its title, owner and codes itself."
        findings.append(found(mark, "told-twice", message, "Take them out here."))
    status = status_of(journey)
    if service.status != status:
        message = f"'{service.id}' is '{service.status}' here, and its journey is '{status}'."
        findings.append(
            found(mark, "wrong-status", message, f"Write 'status: {status}', or change the journey.")
        )
    if FIRST_LANGUAGE not in service.index:
        message = f"'{service.id}' has no 'index' in '{FIRST_LANGUAGE}', so it is missing from the A to Z."
        findings.append(found(mark, "missing-key", message))
    return findings


def _alone(service: Known, mark: Mark, journeys: Mapping[str, "Journey"]) -> list[Finding]:
    """What is wrong with a service that has no journey."""
    if service.status != "planned":
        message = f"'{service.id}' is '{service.status}', but there is no such journey."
        return [
            found(mark, "not-found", message, nearest(service.id, journeys) or "Write 'status: planned'.")
        ]
    missing = [name for name in ("title", "owner", "source") if not getattr(service, name)]
    return [
        found(mark, "missing-key", f"'{service.id}' has no journey, so it needs the key '{name}' here.")
        for name in missing
    ]


def status_of(journey: "Journey") -> Status:
    """A journey's status as the register puts it."""
    if journey.status == "live":
        return "handoff" if journey.offline == "handoff" else "live"
    return "test" if journey.status == "test" else "planned"


# -- parts of the file -------------------------------------------------------------------------------


def _tables(top: Table, key: str, findings: list[Finding]) -> list[Table]:
    node = top.nodes.get(key)
    if node is None:
        return []
    if not isinstance(node, Sequence):
        findings.append(found(node.mark, "wrong-value", f"'{key}' is a list: each begins with '- '."))
        return []
    return [table(item, f"each of '{key}'", findings) for item in node.items]


def _group(node: Table, findings: list[Finding]) -> Group:
    _GROUP.check(node, findings)
    return Group(
        id=_id(node, "id", findings),
        icon=_id(node, "icon", findings),
        title=_texts(node, "title", findings),
        summary=_texts(node, "summary", findings),
        home=one_of(node.nodes["home"], HOMES, findings) if "home" in node.nodes else "",
        line=node.mark.line,
    )


def _service(node: Table, findings: list[Finding]) -> Known:
    _SERVICE.check(node, findings)
    groups = names_in(node.nodes["groups"], findings) if "groups" in node.nodes else ()
    codes = codes_in(node, findings)
    if not groups:
        findings.append(found(node.mark, "wrong-value", "a service needs at least one group."))
    return Known(
        id=_id(node, "id", findings),
        status=one_of(node.nodes["status"], STATUSES, findings) if "status" in node.nodes else "planned",
        groups=tuple(name for name, _ in groups),
        index=_phrases(node, "index", findings),
        words=_phrases(node, "words", findings),
        counted="counted" not in node.nodes or flag(node.nodes["counted"], findings),
        title=_texts(node, "title", findings) if "title" in node.nodes else {},
        owner=_text(node, "owner", findings),
        lgsl=codes.get("lgsl"),
        lgil=codes.get("lgil"),
        source=_text(node, "source", findings),
        line=node.mark.line,
    )


def _season(node: Table, findings: list[Finding]) -> Season:
    _SEASON.check(node, findings)
    first, last = _day(node, "from", findings), _day(node, "until", findings)
    if isinstance(first, date) != isinstance(last, date):
        message = "'from' and 'until' are both dates (2026-10-01) or both days of every year (10-01)."
        findings.append(found(node.mark, "wrong-value", message))
    elif isinstance(first, date) and isinstance(last, date) and last < first:
        findings.append(found(node.mark, "wrong-value", "'until' comes before 'from'."))
    return Season(
        service=_text(node, "service", findings),
        first=first,
        last=last,
        reason=_texts(node, "reason", findings),
        source=_text(node, "source", findings),
        line=node.mark.line,
    )


# -- values ------------------------------------------------------------------------------------------


def _text(node: Table, key: str, findings: list[Finding]) -> str:
    return scalar(node.nodes[key], findings).text if key in node.nodes else ""


def _id(node: Table, key: str, findings: list[Finding]) -> str:
    text = _text(node, key, findings)
    if text and not _ID.fullmatch(text):
        message = f"'{text}' may hold small letters, figures, '-' and '_' only."
        findings.append(found(node.nodes[key].mark, "wrong-value", message))
    return text


def _by_language(node: Table, key: str, findings: list[Finding]) -> dict[str, Scalar]:
    told = table(node.nodes[key], f"'{key}'", findings) if key in node.nodes else None
    if told is None:
        return {}
    for name, place in told.keys.items():
        if not _LANGUAGE.fullmatch(name):
            findings.append(found(place.mark, "wrong-value", f"'{name}' is no language; write en, cy, …"))
    return {name: scalar(one, findings) for name, one in told.nodes.items()}


def _texts(node: Table, key: str, findings: list[Finding]) -> dict[str, str]:
    """Texts by language; the first language is always there, even if nothing was written."""
    texts = {name: one.text.strip() for name, one in _by_language(node, key, findings).items()}
    if key in node.nodes and FIRST_LANGUAGE not in texts:
        message = f"the text in '{FIRST_LANGUAGE}' is missing from '{key}'."
        findings.append(found(node.nodes[key].mark, "missing-key", message))
    return {FIRST_LANGUAGE: "", **texts}


def _phrases(node: Table, key: str, findings: list[Finding]) -> dict[str, tuple[str, ...]]:
    """Phrases by language, written with commas between them (the Arabic comma too)."""
    return {
        name: tuple(" ".join(part.split()) for part in re.split("[,،]", one.text) if part.strip())
        for name, one in _by_language(node, key, findings).items()
    }


def _day(node: Table, key: str, findings: list[Finding]) -> Day:
    place: Node | None = node.nodes.get(key)
    if place is None:
        return (1, 1)
    text = scalar(place, findings).text
    try:
        if yearly := _MONTH_DAY.fullmatch(text):
            day = date(_LEAP_YEAR, int(yearly[1]), int(yearly[2]))
            return (day.month, day.day)
        return date.fromisoformat(text)
    except ValueError:
        message = f"'{text}' is no day; write 2026-10-01, or 10-01 for every year."
        findings.append(found(place.mark, "wrong-value", message))
        return (1, 1)


def _check_names(register: Register, file: str, findings: list[Finding]) -> None:
    """Names written twice, names of nothing, and groups with nothing in them."""
    for what, named in (("group", register.groups), ("service", register.services)):
        seen: dict[str, int] = {}
        for one in named:
            if one.id in seen:
                message = f"the {what} '{one.id}' stands already at line {seen[one.id]}."
                findings.append(found(Mark(file, one.line), "duplicate", message, "Keep one."))
            elif one.id:
                seen[one.id] = one.line
    groups = {group.id for group in register.groups}
    used: set[str] = set()
    for service in register.services:
        used |= set(service.groups)
        for name in service.groups:
            if name not in groups:
                message = f"there is no group '{name}'."
                findings.append(found(Mark(file, service.line), "not-found", message, nearest(name, groups)))
    for group in register.groups:
        if group.id not in used:
            message = f"no service is in the group '{group.id}'."
            findings.append(
                found(Mark(file, group.line), "empty-group", message, "Give it one or take it out.")
            )
    for season in register.seasons:
        if season.service not in register.by_id:
            message = f"there is no service '{season.service}'."
            hint = nearest(season.service, register.by_id)
            findings.append(found(Mark(file, season.line), "not-found", message, hint))
    named_ = sum(service.counted for service in register.services)
    if named_ > register.total > 0:
        message = f"{named_} services are named, more than the total of {register.total}."
        findings.append(found(Mark(file, 1), "wrong-total", message, "Mend 'total' or 'counted'."))
