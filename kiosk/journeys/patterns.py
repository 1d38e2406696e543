"""A text that a pattern matches, made up at random: what `wander` types where a question has a `pattern`.

Only what the patterns of journeys use: literals, sets, groups, alternatives, counts. Look-arounds are passed
over, so that a text may come out which the pattern refuses.
"""

from collections.abc import Iterable
from random import Random
from typing import Any, cast


def sample(pattern: str, draw: Random) -> str:
    """A text that a simple pattern matches: literals, sets, groups, alternatives, counts."""
    import re._parser as parser  # type: ignore[import-not-found]  # the standard library's own reader of patterns

    return _some(parser.parse(pattern), draw)


def _some(parts: object, draw: Random) -> str:
    text = ""
    for operation, value in cast("Iterable[tuple[object, object]]", parts):
        text += _one(str(operation), value, draw)
    return text


def _one(operation: str, value: object, draw: Random) -> str:
    one = cast("Any", value)
    match operation:
        case "LITERAL":
            return chr(one)
        case "ANY":
            return draw.choice("abc 123")
        case "NOT_LITERAL":
            return "a" if one != ord("a") else "b"
        case "IN":
            return _member(one, draw)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            low, high, inside = one
            return "".join(_some(inside, draw) for _ in range(draw.randint(low, min(int(high), low + 6))))
        case "SUBPATTERN":
            return _some(one[-1], draw)
        case "BRANCH":
            return _some(draw.choice(one[1]), draw)
        case "CATEGORY":
            return {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " "}.get(str(one), "w")
    return ""


def _member(items: list[tuple[object, object]], draw: Random) -> str:
    if str(items[0][0]) == "NEGATE":
        return "a"
    operation, value = draw.choice(items)
    if str(operation) == "RANGE":
        low, high = cast("tuple[int, int]", value)
        return chr(draw.randint(low, high))
    return _one(str(operation), value, draw)
