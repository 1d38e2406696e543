"""What many journeys use: organisations, datasets, lists and groups of steps of shared.yaml.

Steps stay nodes here: `build` makes them anew in each journey that names them, since names are one
journey's. Which files there are is `load`.
"""

from msgspec import Struct

from kiosk.journeys.definition import Choice, Dataset, Listing
from kiosk.journeys.grammar import ExpressionError, nearest
from kiosk.journeys.naming import good_name
from kiosk.journeys.reading import Keys, flag, names_in, scalar, table
from kiosk.journeys.source import Finding, Mark, Node, Scalar, Sequence, Table, found
from kiosk.journeys.texts import Text, text_of

BASIC = ("text", "number", "yesno", "date", "time")


class Overlay(Struct, frozen=True, kw_only=True):
    """Texts in another language or wording. `of` is the version they were made for, 0 if not said."""

    name: str
    of: int = 0
    texts: dict[str, Text] = {}
    mark: Mark


class Shared(Struct, frozen=True, kw_only=True):
    """shared.yaml and its overlays."""

    organisations: tuple[str, ...] = ()
    datasets: dict[str, Dataset] = {}
    lists: dict[str, Listing] = {}
    steps: dict[str, Sequence] = {}
    nodes: dict[str, Node] = {}
    """`lists.bin`, `steps.contact`, `datasets.hours`: for the hash of what a journey takes."""
    overlays: dict[str, Overlay] = {}


_TOP = Keys("shared.yaml", {"version", "organisations", "datasets", "lists", "steps"}, set())
_DATASET = Keys("a dataset", {"key", "search", "columns"}, {"key", "columns"})
_CHOICE = Keys("a value", {"text", "body", "alone"}, {"text"})


def build_shared(node: Node | None, overlays: dict[str, Overlay], findings: list[Finding]) -> Shared:
    """Read shared.yaml's nodes; without the file there is nothing shared."""
    if node is None:
        return Shared(overlays=overlays)
    top = table(node, "shared.yaml", findings)
    _TOP.check(top, findings)
    nodes: dict[str, Node] = {}
    lists: dict[str, Listing] = {}
    for key, one in _entries(top, "lists", findings):
        lists[key.text] = build_list(key.text, one, key.mark, findings, shared=True)
        nodes[f"lists.{key.text}"] = one
    datasets: dict[str, Dataset] = {}
    for key, one in _entries(top, "datasets", findings):
        datasets[key.text] = _dataset(key.text, one, lists, key.mark, findings)
        nodes[f"datasets.{key.text}"] = one
    steps: dict[str, Sequence] = {}
    for key, one in _entries(top, "steps", findings):
        if isinstance(one, Sequence):
            steps[key.text] = one
            nodes[f"steps.{key.text}"] = one
        else:
            findings.append(found(one.mark, "wrong-value", f"'{key.text}' is a list of steps."))
    organisations = names_in(top.nodes["organisations"], findings) if "organisations" in top.nodes else ()
    return Shared(
        organisations=tuple(name for name, _ in organisations),
        datasets=datasets,
        lists=lists,
        steps=steps,
        nodes=nodes,
        overlays=overlays,
    )


def _entries(top: Table, key: str, findings: list[Finding]) -> list[tuple[Scalar, Node]]:
    if key not in top.nodes:
        return []
    inner = table(top.nodes[key], key, findings)
    return [
        (inner.keys[name], node)
        for name, node in inner.nodes.items()
        if good_name(inner.keys[name], findings)
    ]


def _dataset(
    name: str, node: Node, lists: dict[str, Listing], mark: Mark, findings: list[Finding]
) -> Dataset:
    inner = table(node, name, findings)
    _DATASET.check(inner, findings)
    columns: dict[str, str] = {}
    if "columns" in inner.nodes:
        for column, kind in table(inner.nodes["columns"], "columns", findings).nodes.items():
            columns[column] = scalar(kind, findings).text
            if columns[column] not in BASIC and columns[column] not in lists:
                known = [*BASIC, *lists]
                findings.append(
                    found(
                        kind.mark,
                        "not-found",
                        f"'{columns[column]}' is neither a kind of column nor a list.",
                        nearest(columns[column], known),
                    )
                )
    of: dict[str, tuple[str, ...]] = {}
    for key in ("key", "search"):
        named = names_in(inner.nodes[key], findings) if key in inner.nodes else ()
        of[key] = tuple(column for column, _ in named)
        for column, at in named:
            if column not in columns:
                findings.append(
                    found(at, "not-found", f"'{column}' is not a column of {name}.", nearest(column, columns))
                )
    values = {kind: tuple(lists[kind].choices) for kind in columns.values() if kind in lists}
    return Dataset(name=name, key=of["key"], search=of["search"], columns=columns, values=values, mark=mark)


def build_list(
    name: str, node: Node, mark: Mark, findings: list[Finding], *, shared: bool = False
) -> Listing:
    """A list: value to text, or to {text, body, alone}."""
    choices: dict[str, Choice] = {}
    inner = table(node, name, findings)
    for value, one in inner.nodes.items():
        if not good_name(inner.keys[value], findings, value=True):
            continue
        key = f"{name}.{value}"
        if not isinstance(one, Table):
            choices[value] = Choice(value=value, text=_text(key, one, findings))
            continue
        _CHOICE.check(one, findings)
        body = one.nodes.get("body")
        choices[value] = Choice(
            value=value,
            text=_text(key, one.nodes["text"], findings) if "text" in one.nodes else Text(key, "", one.mark),
            body=_body(f"{key}.body", body, findings) if body is not None else None,
            alone="alone" in one.nodes and flag(one.nodes["alone"], findings),
        )
    if not choices and not any(finding.level == "error" for finding in findings):
        findings.append(found(mark, "missing-key", f"the list '{name}' has no values."))
    return Listing(name=name, choices=choices, shared=shared, mark=mark)


def _text(key: str, node: Node, findings: list[Finding]) -> Text:
    """A value's words. They stand inside other texts, so they are said without knowing any answer."""
    read = scalar(node, findings)
    if "{" in read.text:
        findings.append(found(node.mark, "uncertain-text", "the name of a value has no placeholders."))
    return Text(key, read.text.strip(), node.mark)


def _body(key: str, node: Node, findings: list[Finding]) -> Text:
    """What is said below a value where it is offered."""
    read = scalar(node, findings)
    try:
        return text_of(key, read.text, node.mark)
    except ExpressionError as error:
        findings.append(found(node.mark, error.rule, error.message, error.suggestion))
        return Text(key, read.text.strip(), node.mark)


def build_overlay(name: str, node: Node, findings: list[Finding]) -> Overlay:
    """A flat file of texts."""
    top = table(node, "an overlay", findings)
    of = 0
    texts: dict[str, Text] = {}
    for key, one in top.nodes.items():
        read = scalar(one, findings)
        if key == "of":
            if read.text.isdecimal():
                of = int(read.text)
            else:
                findings.append(found(one.mark, "wrong-value", "'of' is the number of a version."))
            continue
        try:
            texts[key] = text_of(key, read.text, one.mark)
        except ExpressionError as error:
            findings.append(found(one.mark, error.rule, error.message, error.suggestion))
    return Overlay(name=name, of=of, texts=texts, mark=top.mark)
