"""A journey's path as Mermaid text inside Markdown: for places that draw such text by themselves, such as a
pull request.
"""

from collections.abc import Sequence

from kiosk.journeys.conditions import Conditions
from kiosk.journeys.definition import Exit, Journey, PageStep, Repeat, Section, Step
from kiosk.journeys.diagram_marks import WORDS
from kiosk.journeys.outline import kind_of_step, title_of

SHAPES = {
    "start": ("([", "])"),
    "ask": ("(", ")"),
    "page": ("[[", "]]"),
    "note": (">", "]"),
    "exit": ("{{", "}}"),
    "check": ("[/", "/]"),
    "pay": ("[\\", "\\]"),
    "part": ("[(", ")]"),
    "done": ("([", "])"),
}
"""The brackets that give a node its shape."""


def mermaid(journey: Journey, way: Sequence[str] = ()) -> str:
    """The text; steps on the `way` of a story get a thick edge and their number."""
    return _Text(journey, way).text()


class _Text:
    """Writes node by node. `_loose` are the ends that lead to whatever comes next, each with its word."""

    def __init__(self, journey: Journey, way: Sequence[str]) -> None:
        self._journey = journey
        self._conditions = Conditions(journey)
        self._number = {name: at for at, name in enumerate(dict.fromkeys(way), 1)}
        self._lines: list[str] = []
        self._loose: list[tuple[str, str]] = []
        self._depth = 1

    def text(self) -> str:
        """All of it."""
        journey = self._journey
        self._node("n_start", "start", journey.title.source, WORDS["start"])
        self._loose = [("n_start", "")]
        for step in journey.steps:
            self._step(step)
        for part in journey.parts:
            if part.when is not None:
                self._ask_whether(part.name, self._conditions.said(part.when))
            self._next(part.name, "part", part.title.source, WORDS["part"])
        if journey.done is not None:
            self._next("n_done", "done", journey.done.title.source, WORDS["done"])
        on = ",".join(f"s_{name}" for name in self._number if any(f" s_{name}" in one for one in self._lines))
        if on:
            self._lines += ["  classDef way stroke-width:4px", f"  class {on} way"]
        return "\n".join(
            [f"# {journey.title.source}", "", "```mermaid", "flowchart TD", *self._lines, "```", ""]
        )

    def _step(self, step: Step) -> None:
        kind = kind_of_step(step)
        waiting: list[tuple[str, str]] = []
        if isinstance(step, Exit):
            self._ask_whether(step.name, self._conditions.said(step.when))
            no = self._loose.pop()
            self._next(f"s_{step.name}", kind, title_of(step), WORDS[kind], step.name)
            self._loose = [(no[0], "no")]
            return
        if step.when is not None:
            self._ask_whether(step.name, self._conditions.said(step.when))
            waiting = [self._loose.pop()]
        if isinstance(step, Section | Repeat):
            self._hold(step)
        else:
            extra = [part.title.source for part in step.steps] if isinstance(step, PageStep) else []
            self._next(f"s_{step.name}", kind, "<br>".join([title_of(step), *extra]), WORDS[kind], step.name)
        self._loose += waiting

    def _hold(self, step: Section | Repeat) -> None:
        title = f"{WORDS[kind_of_step(step)]}: {step.title.source}"
        self._write(f'subgraph h_{step.name}["{_safe(title)}"]')
        self._depth += 1
        before = len(self._lines)
        for inner in step.steps:
            self._step(inner)
        if isinstance(step, Repeat):
            first = next(
                line.split("-->")[-1].split("|")[-1].split() for line in self._lines[before:] if "-->" in line
            )
            times = (
                f"again for each of {self._conditions.named(step.each)}"
                if step.each is not None
                else f"another, at most {step.max}"
            )
            for node, _ in self._loose[:1]:
                self._write(f'{node} -.->|"{_safe(times)}"| {first[0]}')
        self._depth -= 1
        self._write("end")

    def _ask_whether(self, name: str, condition: str) -> None:
        """A diamond with two ways out: yes, and last no."""
        node = f"q_{name}"
        self._write(f'{node}{{"{_safe(condition)}?"}}')
        self._lead_to(node)
        self._loose = [(node, "yes"), (node, "no")]

    def _next(self, node: str, kind: str, title: str, word: str, name: str = "") -> None:
        """A node that the loose ends lead to; `no` of the diamond just before it stays loose."""
        number = f"{self._number[name]}. " if name in self._number else ""
        self._node(node, kind, f"{number}{title}", word)
        self._lead_to(node)
        self._loose = [(node, "")]

    def _node(self, node: str, kind: str, title: str, word: str) -> None:
        begin, end = SHAPES[kind]
        self._write(f'{node}{begin}"{_safe(word)}<br><b>{_safe(title)}</b>"{end}')

    def _lead_to(self, node: str) -> None:
        for end, word in self._loose:
            self._write(f"{end} -->{f'|{word}|' if word else ''} {node}")

    def _write(self, line: str) -> None:
        self._lines.append("  " * self._depth + line)


def _safe(text: str) -> str:
    """Text that Mermaid takes as it is."""
    text = text.replace("&", "#amp;").replace('"', "#quot;").replace("<br>", "\0")
    return text.replace("<", "#lt;").replace(">", "#gt;").replace("\0", "<br>")
