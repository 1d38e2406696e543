"""Where a scan stands: groups within groups, down to what can be touched. Pure: no widgets and no clock.

A press of the one switch chooses what is marked; time, or the other switch, marks what comes next. Behind the
last thing of a group the group itself is marked again, so that one is never caught in it.
"""

from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

T = TypeVar("T")
Path = tuple[int, ...]
"""Which child at each level, from the whole screen down; never empty."""


class Node(Struct, Generic[T], frozen=True):
    """A group with `children`, or one thing, `item`; a band has a `name`. `again` marks a group in which one
    chooses time and again, as the keys of a keyboard: after a choice the scan stays in it."""

    children: "tuple[Node[T], ...]" = ()
    item: T | None = None
    again: bool = False
    name: str = ""


def simplified(node: Node[T]) -> Node[T] | None:
    """The same without empty groups, and with what is alone in its group instead of the group."""
    if node.item is not None:
        return node
    kept = _kept(node.children)
    if not kept:
        return None
    if len(kept) == 1:
        return replace(kept[0], name=node.name or kept[0].name)
    return replace(node, children=kept)


def _kept(nodes: tuple[Node[T], ...]) -> tuple[Node[T], ...]:
    return tuple(one for one in (simplified(node) for node in nodes) if one is not None)


def screen(*bands: Node[T]) -> Node[T]:
    """The whole screen: its bands, also where there is one only."""
    kept = _kept(bands)
    if len(kept) == 1 and kept[0].children:
        return kept[0]
    return Node(kept)


def at(tree: Node[T], path: Path) -> Node[T] | None:
    """What stands at `path`; None where the screen has changed and nothing does."""
    for index in path:
        if index >= len(tree.children):
            return None
        tree = tree.children[index]
    return tree


def band(tree: Node[T], name: str) -> Path | None:
    """Where the band of that name stands; None where it does not."""
    return next(((at_,) for at_, child in enumerate(tree.children) if child.name == name), None)


def items(node: Node[T]) -> tuple[T, ...]:
    """All things in a node, in order."""
    own = (node.item,) if node.item is not None else ()
    return own + tuple(item for child in node.children for item in items(child))


def step(tree: Node[T], path: Path) -> Path:
    """The next place: beside, or behind the last one its group again; at the top round and round."""
    within, index = path[:-1], path[-1] + 1
    group = at(tree, within)
    if group is not None and index < len(group.children):
        return (*within, index)
    return within or (0,)


def into(path: Path) -> Path:
    """The first place in the group at `path`."""
    return (*path, 0)


def after_choice(tree: Node[T], path: Path) -> Path:
    """Where the scan goes on once the thing at `path` was chosen: at its band, or, where one chooses time
    and again, at the first row of it."""
    outer = path[:1]
    node = at(tree, outer)
    return into(outer) if node is not None and node.again and node.children else outer
