"""What may be a name: of steps, lists, lets, datasets, repeats, rules and values."""

import keyword
import re

from kiosk.journeys.grammar import FUNCTIONS
from kiosk.journeys.source import Finding, Scalar, found

NAME = re.compile(r"[a-z][a-z0-9_]*")
VALUE = re.compile(r"[a-z0-9][a-z0-9_]*")
JOURNEY = re.compile(r"[a-z0-9-]+")
RESERVED = frozenset({*FUNCTIONS, "today", "item", "option", "answers", "reference", "done", "true", "false"})


def good_name(scalar: Scalar, findings: list[Finding], *, value: bool = False) -> bool:
    """Whether it may be a name (or a list's value); a finding is added if not."""
    name = scalar.text
    if not (VALUE if value else NAME).fullmatch(name):
        better = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        hint = f"Did you mean '{better}'?" if (VALUE if value else NAME).fullmatch(better) else ""
        message = f"'{name}' is not a name: small letters, numbers and _, beginning with a letter."
        findings.append(found(scalar.mark, "bad-name", message, hint))
        return False
    if not value and (name in RESERVED or keyword.iskeyword(name)):
        findings.append(found(scalar.mark, "bad-name", f"'{name}' has a meaning of its own in expressions."))
        return False
    return True
