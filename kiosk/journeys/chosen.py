"""Answer types that are picked: yes or no, one or many of a list, and rows of a dataset.

A row may be typed by hand where the resident's address or place is not listed, or where the dataset is
absent or too old; it then has a text and nothing else is known of it.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from msgspec.structs import replace

from kiosk.characters import lines, one_line
from kiosk.journeys.answers import AnswerType, Asking, Given, Refusal, Saying, nothing, whole
from kiosk.journeys.values import BLANK, Chosen, Picked, Value
from kiosk.language import N_

LONGEST_ADDRESS = 500


class YesNo(AnswerType):
    """Yes or no."""

    name = "yesno"
    kind = "yesno"
    says: ClassVar = {
        "required": (N_("Choose yes or no for {label}"), N_("Choose yes or no")),
        "format": (N_("Choose yes or no for {label}"), N_("Choose yes or no")),
    }

    def clean(self, given: object, asking: Asking) -> Given:
        if nothing(given):
            return BLANK
        return given if isinstance(given, bool) else Refusal("format")

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return (asking.words("Yes") if value else asking.words("No"),)


class Declare(YesNo):
    """A box that must be ticked."""

    name = "declare"
    says: ClassVar = {
        "required": (N_("Tick the box to go on"), N_("Tick the box to go on")),
        "format": (N_("Tick the box to go on"), N_("Tick the box to go on")),
    }

    def clean(self, given: object, asking: Asking) -> Given:
        found = super().clean(given, asking)
        return BLANK if found is False else found

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return (asking.words("Agreed"),)


def _texts(values: tuple[str, ...], asking: Asking) -> tuple[str, ...]:
    words = {option.value: option.text for option in asking.options}
    return tuple(words.get(value, value) for value in values)


class Row(AnswerType):
    """What types share that pick a row of a dataset."""

    kind = "row"
    keys = frozenset({"of", "where"})
    needs = frozenset({"of"})
    always_typed: ClassVar[bool] = False
    """Whether typing is offered even when the dataset is there."""
    says: ClassVar[Mapping[str, Saying]] = {
        "required": (N_("Choose {label}"), N_("Choose an answer")),
        "max": (N_("{Label} must have {bound} characters or fewer"), N_("Use {bound} characters or fewer")),
    }

    def clean(self, given: object, asking: Asking) -> Given:
        rows = asking.rows
        if rows is None or nothing(given):
            return BLANK
        if isinstance(given, Picked):
            given = given.key or {"text": given.text_in("")}
        if isinstance(given, Mapping) and all(column in given for column in rows.by):
            given = "|".join(str(given[column]) for column in rows.by)
        elif isinstance(given, Mapping):
            return self._typed(given.get("text"), asking)
        if not isinstance(given, str):
            return Refusal("format")
        # Half a character is no text that a dataset could be asked for.
        found = rows.pick(given.encode(errors="ignore").decode())
        if found is not None:
            return found
        return Refusal("option") if rows.usable else self._typed(given, asking)

    def _typed(self, text: object, asking: Asking) -> Given:
        assert asking.rows is not None
        if asking.rows.usable and not self.always_typed:
            return Refusal("option")
        kept = (one_line(line) for line in lines(str(text or "")).split("\n"))
        found = "\n".join(line for line in kept if line)
        if len(found) > LONGEST_ADDRESS:
            return Refusal("max", values={"bound": LONGEST_ADDRESS})
        return asking.rows.typed(found) if found else BLANK

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        row = cast("Picked", value)
        rows = asking.rows
        if row.key:
            return None if rows is not None and rows.pick(row.key) is not None else Refusal("option")
        return None if self.always_typed or rows is None or not rows.usable else Refusal("option")

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        text = cast("Picked", value).text_in(asking.language)
        return tuple(line.strip() for line in text.split("\n") if line.strip())

    def widget(self, value: Value) -> object:
        row = cast("Picked", value)
        return row.key or {"text": row.text_in("")}

    def encode(self, value: Value) -> Any:
        row = cast("Picked", value)
        keys = dict(zip(row.by, row.key.split("|"), strict=True)) if row.key else {}
        return {**keys, "text": row.text_in("")}


class Choice(Row):
    """One of a list, or one row of a small dataset."""

    name = "choice"
    kind = "one"

    def clean(self, given: object, asking: Asking) -> Given:
        if asking.rows is not None:
            return super().clean(given, asking)
        if nothing(given):
            return BLANK
        offered = isinstance(given, str) and any(option.value == given for option in asking.options)
        return str(given) if offered else Refusal("option")

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        if isinstance(value, Picked) or asking.rows is not None:
            return super().check(value, asking) if isinstance(value, Picked) else Refusal("option")
        return None if any(option.value == value for option in asking.options) else Refusal("option")

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        if isinstance(value, Picked):
            return super().show(value, asking)
        return _texts((cast("str", value),), asking)

    def widget(self, value: Value) -> object:
        if not isinstance(value, Picked):
            return str(value)
        return value.key or value.text_in("")

    def encode(self, value: Value) -> Any:
        return super().encode(value) if isinstance(value, Picked) else str(value)


class Address(Row):
    """An address: picked by its postcode, or typed line by line."""

    name = "address"
    always_typed = True
    says: ClassVar = {**Row.says, "required": (N_("Find the address and choose it, or type it"),) * 2}

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        text = cast("Picked", value).text_in(asking.language)
        parts = text.split("\n") if "\n" in text else text.split(", ")
        return tuple(part.strip() for part in parts if part.strip())


class Place(Row):
    """A place: picked by its name, or described."""

    name = "place"
    always_typed = True
    says: ClassVar = {**Row.says, "required": (N_("Enter {label}"), N_("Say where it is"))}


class Choices(AnswerType):
    """One or more of a list, kept in the list's order."""

    name = "choices"
    kind = "many"
    bound = "number"
    keys = frozenset({"of", "where", "min", "max"})
    needs = frozenset({"of"})
    says: ClassVar = {
        "required": (N_("Choose {label}"), N_("Choose at least one answer")),
        "option.alone": (
            N_("Choose “{answer}”, or the other answers, but not both"),
            N_("Choose “{answer}”, or the other answers, but not both"),
        ),
        "min": (N_("Choose {bound} or more for {label}"), N_("Choose {bound} or more")),
        "max": (N_("Choose {bound} or fewer for {label}"), N_("Choose {bound} or fewer")),
    }

    def clean(self, given: object, asking: Asking) -> Given:
        if nothing(given):
            return BLANK
        values = [given] if isinstance(given, str) else given
        if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
            return Refusal("format")
        if not values:
            return BLANK
        offered = [option.value for option in asking.options]
        if any(value not in offered for value in values):
            return Refusal("option")
        return tuple(value for value in offered if value in values)

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        values = cast("tuple[str, ...]", value)
        options = {option.value: option for option in asking.options}
        if any(one not in options for one in values):
            return Refusal("option")
        if len(values) > 1:
            for one in values:
                if options[one].alone:
                    return Refusal("option", values={"form": "alone", "answer": one})
        fewest, most = whole(asking.min), whole(asking.max)
        alone = len(values) == 1 and options[values[0]].alone
        if fewest is not None and len(values) < fewest and not alone:
            return Refusal("min", values={"bound": fewest})
        if most is not None and len(values) > most:
            return Refusal("max", values={"bound": most})
        return None

    def message(self, refusal: Refusal, asking: Asking) -> str:
        if "answer" in refusal.values:
            (text,) = _texts((str(refusal.values["answer"]),), asking)
            refusal = replace(refusal, values={**refusal.values, "answer": text})
        return super().message(refusal, asking)

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return _texts(cast("tuple[str, ...]", value), asking)

    def encode(self, value: Value) -> Any:
        return [str(one) for one in cast("tuple[str, ...]", value)]


def chosen(value: Value, of: str) -> Value:
    """A value, or values, that know the list they belong to."""
    if isinstance(value, tuple):
        return tuple(Chosen(str(one), of) for one in value)
    return Chosen(value, of) if isinstance(value, str) else value
