"""The parts of a journey that tells several services at once: each its own route, owner and answers."""

from kiosk.journeys.definition import Part
from kiosk.journeys.desk import Desk
from kiosk.journeys.reading import Keys, codes_in, names_in, number, scalar, table
from kiosk.journeys.source import Mark, Node, Scalar
from kiosk.journeys.texts import Text

_PART = Keys(
    "a part",
    {"title", "body", "when", "owner", "codes", "class", "send", "link", "answers"},
    {"title", "owner"},
)


def build_parts(node: Node, desk: Desk) -> tuple[Part, ...]:
    """The table under `parts`."""
    inner = table(node, "parts", desk.findings)
    return tuple(_part(inner.keys[name], one, desk) for name, one in inner.nodes.items())


def _part(key: Scalar, node: Node, desk: Desk) -> Part:
    name, one = desk.name(key), table(node, "a part", desk.findings)
    _PART.check(one, desk.findings)
    if ("send" in one.nodes) == ("link" in one.nodes):
        message = f"the part '{name}' needs either 'send' or 'link'."
        desk.say(key.mark, "missing-key", message)
    if "send" in one.nodes and "answers" not in one.nodes:
        desk.say(key.mark, "missing-key", f"the part '{name}' sends something: it needs the key 'answers'.")
    codes = codes_in(one, desk.findings)
    answers = names_in(one.nodes["answers"], desk.findings) if "answers" in one.nodes else ()
    marks: dict[str, Mark] = {at: scalar_.mark for at, scalar_ in one.keys.items()}
    marks |= {f"answers.{answer}": mark for answer, mark in answers}
    texts = {
        at: desk.text(f"parts.{name}.{at}", one.nodes[at]) for at in ("title", "body") if at in one.nodes
    }
    when, link = one.nodes.get("when"), one.nodes.get("link")
    return Part(
        name=name,
        title=texts.get("title") or Text(f"parts.{name}.title", "", key.mark),
        body=texts.get("body"),
        when=desk.expression(when) if when is not None else None,
        owner=desk.owner(one),
        sensitivity=number(one.nodes["class"], desk.findings, 1, 4) if "class" in one.nodes else 0,
        lgsl=codes.get("lgsl"),
        lgil=codes.get("lgil"),
        send=scalar(one.nodes["send"], desk.findings).text if "send" in one.nodes else "",
        link=desk.expression(link) if link is not None else None,
        answers=tuple(answer for answer, _ in answers),
        marks=marks,
        mark=key.mark,
    )
