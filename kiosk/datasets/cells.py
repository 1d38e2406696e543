"""One cell of a dataset: from the text of a file to a value of the declared kind, and back.

A kind is `text number yesno date time` or the name of a list. Whole tables are `table`.
"""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from kiosk.journeys.definition import Dataset
from kiosk.journeys.values import Chosen

Reader: TypeAlias = Callable[[str], object]
NOT_A_VALUE = (ValueError, InvalidOperation)
"""What a reader raises for a text that is no value of its kind."""
TRANSLATED = re.compile(r"text_[a-z]{2,3}")
"""Columns that need no declaring: the row's text in another language."""


def reader(definition: Dataset, column: str) -> Reader:
    """What makes values of the texts in `column`. It raises one of NOT_A_VALUE for a bad text."""
    kind = definition.columns.get(column, "text")
    plain: dict[str, Reader] = {
        "text": str,
        "number": _number,
        "yesno": _yesno,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
    }
    if kind in plain:
        return plain[kind]
    if kind not in definition.values:
        # A list whose values nobody here knows: its texts are all there is.
        return str
    made = {value: Chosen(value, kind) for value in definition.values[kind]}

    def read(text: str) -> object:
        if text not in made:
            raise ValueError
        return made[text]

    return read


def stored(value: object) -> str:
    """A value as text that `reader` reads again, and that is the same for equal values of a key."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _number(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError
    return found


def _yesno(text: str) -> bool:
    if text.lower() in ("true", "yes"):
        return True
    if text.lower() in ("false", "no"):
        return False
    raise ValueError
