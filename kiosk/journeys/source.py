"""YAML text becomes nodes that know their line, with our own few rules for scalars and style.

Only a plain `true` or `false` is a yes or no; every other scalar is text. Duplicate keys, anchors,
aliases, tags and merge keys are findings, so that one file reads the same to every YAML reader.
What the nodes mean is `build`.
"""

from collections.abc import Iterator
from typing import Literal, TypeAlias, cast

import yaml
from msgspec import Struct

Level = Literal["error", "warning"]


class Mark(Struct, frozen=True):
    """A place in a source file: the file's name without folders, and the line from 1."""

    file: str
    line: int


class Finding(Struct, frozen=True, kw_only=True):
    """What is wrong, where, and what may have been meant."""

    file: str
    line: int
    level: Level
    rule: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}: {self.level}: {self.rule}: {self.message}"
        return f"{text} {self.suggestion}" if self.suggestion else text


def found(mark: Mark, rule: str, message: str, suggestion: str = "", level: Level = "error") -> Finding:
    """A finding at `mark`."""
    return Finding(
        file=mark.file, line=mark.line, level=level, rule=rule, message=message, suggestion=suggestion
    )


class Scalar(Struct, frozen=True):
    """A text. `plain` means it stood without quotes and in no block."""

    mark: Mark
    text: str
    plain: bool


class Sequence(Struct, frozen=True):
    """Nodes in order."""

    mark: Mark
    items: tuple["Node", ...]


class Table(Struct, frozen=True):
    """Keys and nodes in the order written; of a key written twice, the first."""

    mark: Mark
    keys: dict[str, Scalar]
    nodes: dict[str, "Node"]


Node: TypeAlias = Scalar | Sequence | Table


class _BrokenError(Exception):
    """The rest of the file cannot be made sense of."""


def read_nodes(content: bytes, file: str) -> tuple[Node | None, list[Finding]]:
    """The one document in `content`, and what is wrong with its form. None when it cannot be read."""
    findings: list[Finding] = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, [found(Mark(file, line), "unreadable", "this is not UTF-8 text.")]
    reader = _Reader(yaml.parse(text, Loader=yaml.CSafeLoader), file, findings)
    try:
        return reader.document(), findings
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if error.context_mark is not None and "end of stream" in (error.problem or ""):
            mark = error.context_mark
        line = reader.quoted or (mark.line + 1 if mark is not None else 1)
        said = f"{error.problem or 'the YAML breaks off'}"
        hint = "Put quotes round the text if it holds ': ' or '#'." if "mapping values" in said else ""
        hint = "Does the text that begins here with a quote end with one?" if reader.quoted else hint
        findings.append(found(Mark(file, line), "unreadable", f"{said}.", hint))
    except yaml.YAMLError:
        findings.append(found(Mark(file, 1), "unreadable", "the file holds characters YAML does not allow."))
    except RecursionError:
        findings.append(found(Mark(file, 1), "unreadable", "the file is nested too deeply."))
    except _BrokenError:
        pass
    return None, findings


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


class _Reader:
    """Events become nodes, one document's worth."""

    def __init__(self, events: Iterator[yaml.Event], file: str, findings: list[Finding]) -> None:
        self._events = events
        self._file = file
        self._findings = findings
        self.quoted = 0
        """The line where the last quoted text of several lines began: perhaps it was not meant to go on."""

    def document(self) -> Node | None:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._say(1, "unreadable", "the file is empty.")
            return None
        node = self._node(next(self._events), flow=False)
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._say(_line(after), "yaml-style", "a file holds one document.")
        return node

    def _say(self, line: int, rule: str, message: str, suggestion: str = "") -> None:
        self._findings.append(found(Mark(self._file, line), rule, message, suggestion))

    def _node(self, event: yaml.Event, *, flow: bool) -> Node:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            self._say(line, "yaml-style", f"'*{event.anchor}' is an alias.", "Write the part out again.")
            return Scalar(Mark(self._file, line), "", plain=True)
        node_event = cast("yaml.NodeEvent", event)
        if node_event.anchor:
            self._say(line, "yaml-style", f"'&{node_event.anchor}' is an anchor.", "Leave it out.")
        if getattr(event, "tag", None):
            self._say(line, "yaml-style", f"'{getattr(event, 'tag', '')}' is a tag.", "Leave it out.")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line, flow=flow)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(line, flow=flow or bool(event.flow_style))
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(line, flow=flow or bool(event.flow_style))
        raise _BrokenError

    def _scalar(self, event: yaml.ScalarEvent, line: int, *, flow: bool) -> Scalar:
        plain = bool(event.implicit[0])
        if not plain and event.style not in ("|", ">") and event.end_mark is not None:
            self.quoted = line if event.end_mark.line + 1 > line else 0
        if plain and flow and event.value.endswith("?"):
            self._say(
                line,
                "yaml-style",
                "readers of YAML disagree about a text with '?' inside { } or [ ].",
                "Write it on a line of its own, or put quotes round it.",
            )
        return Scalar(Mark(self._file, line), event.value, plain)

    def _sequence(self, line: int, *, flow: bool) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, flow=flow))
        return Sequence(Mark(self._file, line), tuple(items))

    def _table(self, line: int, *, flow: bool) -> Table:
        keys: dict[str, Scalar] = {}
        nodes: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, flow=flow)
            node = self._node(next(self._events), flow=flow)
            if not isinstance(key, Scalar):
                self._say(key.mark.line, "yaml-style", "a key is one word.")
            elif key.text == "<<" and key.plain:
                self._say(key.mark.line, "yaml-style", "'<<' is a merge key.", "Write the part out again.")
            elif key.text in keys:
                first = keys[key.text].mark.line
                self._say(key.mark.line, "duplicate-key", f"'{key.text}' stands already at line {first}.")
            else:
                keys[key.text] = key
                nodes[key.text] = node
        return Table(Mark(self._file, line), keys, nodes)


def plainly(node: Node) -> object:
    """`node` as lists, dictionaries and texts: what its hash is made from."""
    match node:
        case Scalar():
            return [node.text, node.plain]
        case Sequence():
            return [plainly(item) for item in node.items]
        case Table():
            return {key: plainly(value) for key, value in node.nodes.items()}
