"""Nodes become a journey: keys, names, kinds of steps and their places, texts and expressions.

What can be told from one place alone is told here; what needs the whole journey (names, kinds of
values, bounds, privacy, translations) is `check`. Shared lists and steps are taken in as they are named.
"""

from collections.abc import Callable, Collection
from typing import TypeVar

from msgspec import Struct

from kiosk.journeys.definition import SENT, Done, Journey, Offline, Status
from kiosk.journeys.desk import Desk
from kiosk.journeys.grammar import nearest, span_of
from kiosk.journeys.naming import JOURNEY
from kiosk.journeys.parts import build_parts
from kiosk.journeys.reading import Keys, codes_in, day, names_in, number, one_of, scalar, table
from kiosk.journeys.shared import Overlay, Shared
from kiosk.journeys.source import Finding, Node, Scalar, Table, found, plainly
from kiosk.journeys.steps import build_steps
from kiosk.journeys.texts import Text

STATUS: tuple[Status, ...] = ("planned", "test", "live", "withdrawn")
OFFLINE: tuple[Offline, ...] = ("information", "queue", "warn", "live", "handoff")
_KNOWN = {
    *("journey", "title", "body", "version", "status", "from", "until", "owner", "codes", "offline", "class"),
    *("languages", "uses", "send", "lists", "let", "steps", "done", "receipt"),
    *("short", "minutes", "needs", "parts", "next"),
}
_PLANNED = Keys("a journey", _KNOWN, {"journey", "title", "version", "status", "owner"})
_TOP = Keys("a journey", _KNOWN, {*_PLANNED.needed, "offline", "class", "steps", "done"})
_DONE_TEXTS = ("title", "body", "unsent")
_DONE = Keys("done", {*_DONE_TEXTS, "of", "where", "link"}, {"title"})


class Built(Struct, frozen=True, kw_only=True):
    """A journey as far as it could be read, and what a check of the whole also needs."""

    journey: Journey
    overlays: dict[str, Overlay]
    taken: frozenset[str]
    """Which nodes of shared.yaml it uses: `lists.bin`, `steps.contact`."""


def build_journey(
    node: Node,
    file: str,
    shared: Shared,
    overlays: dict[str, Overlay],
    ids: Collection[str],
    findings: list[Finding],
) -> Built:
    """Read a journey's nodes; `ids` are the journeys beside it. It may be used only if there were no
    errors."""
    top = table(node, "a journey", findings)
    desk = Desk(shared, findings, ids)
    planned = _word(top, "status") == "planned"
    (_PLANNED if planned else _TOP).check(top, findings)
    # Shared names are taken, so that a name means one thing.
    for name, listing in shared.lists.items():
        desk.names[name] = listing.mark
    for name, dataset in shared.datasets.items():
        desk.names[name] = dataset.mark
    for name, steps in shared.steps.items():
        desk.names[name] = steps.mark
    for key, one in _inner(top, "lists", findings):
        desk.own_list(key, one)
    uses = _uses(top, desk)
    marks = {key: scalar_.mark for key, scalar_ in top.keys.items()}
    marks |= {f"uses.{key.text}": key.mark for key, _ in _inner(top, "uses", [])}
    receipt = names_in(top.nodes["receipt"], findings) if "receipt" in top.nodes else ()
    marks |= {f"receipt.{name}": mark for name, mark in receipt}
    languages = _languages(top, findings)
    steps_node = top.nodes.get("steps")
    steps_ = build_steps(steps_node, desk) if steps_node is not None else ()
    lets = desk.lets(top.nodes["let"]) if "let" in top.nodes else {}
    codes = codes_in(top, findings)
    done = top.nodes.get("done")
    journey = Journey(
        id=_id(top, file, findings),
        title=desk.text("title", top.nodes["title"]) if "title" in top.nodes else Text("title", "", top.mark),
        short=_text(top, "short", desk),
        body=_text(top, "body", desk),
        minutes=_read(top, "minutes", 0, lambda one: number(one, findings, 1, 240)),
        needs=_text(top, "needs", desk),
        version=_read(top, "version", 1, lambda one: number(one, findings, 1, 1_000_000)),
        status=_read(top, "status", STATUS[0], lambda one: one_of(one, STATUS, findings)),
        first_day=_read(top, "from", None, lambda one: day(one, findings)),
        last_day=_read(top, "until", None, lambda one: day(one, findings)),
        owner=desk.owner(top),
        lgsl=codes.get("lgsl"),
        lgil=codes.get("lgil"),
        offline=_read(top, "offline", OFFLINE[0], lambda one: one_of(one, OFFLINE, findings)),
        sensitivity=_read(top, "class", 1, lambda one: number(one, findings, 1, 4)),
        languages=languages,
        uses=uses,
        send=_read(top, "send", "", lambda one: scalar(one, findings).text),
        lists=desk.lists,
        datasets=desk.datasets,
        lets=lets,
        steps=steps_,
        parts=build_parts(top.nodes["parts"], desk) if "parts" in top.nodes else (),
        done=_done(done, desk) if done is not None else None,
        receipt=tuple(name for name, _ in receipt),
        next=desk.onward(top),
        texts=desk.texts,
        overlays=_merged(desk.texts, shared.overlays, overlays),
        marks=marks,
        mark=top.mark,
    )
    if not planned and journey.offline in SENT and "send" not in top.nodes and "offline" in top.nodes:
        desk.say(
            top.mark, "missing-key", f"a journey with 'offline: {journey.offline}' needs the key 'send'."
        )
    return Built(journey=journey, overlays=overlays, taken=frozenset(desk.taken))


def _merged(
    texts: dict[str, Text], shared: dict[str, Overlay], own: dict[str, Overlay]
) -> dict[str, dict[str, Text]]:
    """The journey's own translations before the shared ones, of texts it has."""
    return {
        name: {
            key: text
            for overlay in (shared.get(name), own.get(name))
            if overlay is not None
            for key, text in overlay.texts.items()
            if key in texts
        }
        for name in {*shared, *own}
    }


def _word(top: Table, key: str) -> str:
    node = top.nodes.get(key)
    return node.text if isinstance(node, Scalar) else ""


T = TypeVar("T")


def _read(top: Table, key: str, default: T, read: Callable[[Node], T]) -> T:
    return read(top.nodes[key]) if key in top.nodes else default


def _text(top: Table, key: str, desk: Desk) -> Text | None:
    return desk.text(key, top.nodes[key]) if key in top.nodes else None


def _inner(top: Table, key: str, findings: list[Finding]) -> list[tuple[Scalar, Node]]:
    if key not in top.nodes:
        return []
    inner = table(top.nodes[key], key, findings)
    return [(inner.keys[name], node) for name, node in inner.nodes.items()]


def _id(top: Table, file: str, findings: list[Finding]) -> str:
    key = top.nodes.get("journey")
    if key is None:
        return ""
    name, wanted = scalar(key, findings).text, file.removesuffix(".yaml")
    if not JOURNEY.fullmatch(name):
        findings.append(
            found(key.mark, "bad-name", f"'{name}' is not a journey's id: small letters, numbers and -.")
        )
    elif name != wanted:
        message = f"the journey is '{name}' but the file is '{file}'."
        findings.append(found(key.mark, "wrong-file", message, f"Did you mean '{wanted}'?"))
    return name


def _languages(top: Table, findings: list[Finding]) -> tuple[str, ...]:
    if "languages" not in top.nodes:
        return ("en",)
    found_ = tuple(name for name, _ in names_in(top.nodes["languages"], findings))
    return found_ or ("en",)


def _uses(top: Table, desk: Desk) -> dict[str, int]:
    """Dataset to the days after which it is too old."""
    uses: dict[str, int] = {}
    for key, node in _inner(top, "uses", desk.findings):
        if key.text not in desk.datasets:
            hint = nearest(key.text, desk.datasets)
            desk.say(key.mark, "not-found", f"'{key.text}' is not a dataset of shared.yaml.", hint)
            continue
        span = span_of(scalar(node, desk.findings).text)
        if span is None or span.unit == "working day":
            desk.say(node.mark, "wrong-value", "an age is written as 45 days, 6 weeks or 12 months.")
            continue
        uses[key.text] = span.amount if span.unit == "day" else round(span.amount * 365 / 12)
        desk.taken.add(f"datasets.{key.text}")
        for kind in desk.datasets[key.text].columns.values():
            desk.listing(kind)
    return uses


def _done(node: Node, desk: Desk) -> Done:
    inner = table(node, "done", desk.findings)
    _DONE.check(inner, desk.findings)
    texts = {key: desk.text(f"done.{key}", one) for key, one in inner.nodes.items() if key in _DONE_TEXTS}
    link = inner.nodes.get("link")
    return Done(
        title=texts.get("title") or Text("done.title", "", inner.mark),
        body=texts.get("body"),
        unsent=texts.get("unsent"),
        shows=desk.showing(inner),
        link=desk.expression(link) if link is not None else None,
        mark=inner.mark,
    )


def shared_part(shared: Shared, taken: frozenset[str]) -> list[object]:
    """What a journey takes from shared.yaml, for its hash."""
    return [[name, plainly(shared.nodes[name])] for name in sorted(taken) if name in shared.nodes]
