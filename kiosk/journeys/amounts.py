"""Answer types that are amounts: numbers and money. What was typed is read as people write it."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, cast

from kiosk.journeys.answers import AnswerType, Asking, Given, Refusal, nothing
from kiosk.journeys.texts import pounds
from kiosk.journeys.values import BLANK, Money, Value
from kiosk.language import N_

MOST_DIGITS = 12
"""Before the point; more is a slip of the finger, not an amount."""

COMMA_POINT = re.compile(r"-?[0-9]*,[0-9]{1,2}")
"""A comma that stands for the point, as most of Europe writes: 120,50. Read as the English sign between
thousands, it would make the amount a hundred times as large."""


class Number(AnswerType):
    """A number, whole unless `decimals` says otherwise."""

    name = "number"
    kind = "number"
    bound = "number"
    keys = frozenset({"min", "max", "decimals"})
    says: ClassVar = {
        "required": (N_("Enter {label}"), N_("Enter a number")),
        "format": (N_("{Label} must be a number, like 30"), N_("Enter a number, like 30")),
        "format.whole": (N_("{Label} must be a whole number, like 30"), N_("Enter a whole number, like 30")),
        "decimals": (
            N_("{Label} must have no more than {bound} numbers after the point"),
            N_("Use no more than {bound} numbers after the point"),
        ),
    }

    def clean(self, given: object, asking: Asking) -> Given:
        if nothing(given):
            return BLANK
        if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
            return Refusal("format")
        text = re.sub(r"\s", "", str(given)).replace("−", "-").removeprefix("+")
        text = text.replace(",", ".") if COMMA_POINT.fullmatch(text) else text.replace(",", "")
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]*)?|-?\.[0-9]+", text):
            return Refusal("format")
        try:
            number = Decimal(text)
        except InvalidOperation:
            return Refusal("format")
        if number.adjusted() >= MOST_DIGITS:
            return Refusal("format")
        return self.rounded(number, asking)

    def rounded(self, number: Decimal, asking: Asking) -> Given:
        """The number with the places it may have and none to spare: 1.50 is 1.5, as a draft keeps it."""
        places = Decimal(1).scaleb(-asking.decimals)
        if number != number.quantize(places):
            if asking.decimals:
                return Refusal("decimals", values={"bound": asking.decimals})
            return Refusal("format", values={"form": "whole"})
        return Decimal(int(number)) if number == number.to_integral_value() else number.normalize()

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        number = cast("Decimal", value)
        if isinstance(asking.min, Decimal) and number < asking.min:
            return Refusal("min", values={"bound": self.words_for(asking.min, asking)})
        if isinstance(asking.max, Decimal) and number > asking.max:
            return Refusal("max", values={"bound": self.words_for(asking.max, asking)})
        return None

    def words_for(self, number: Decimal, asking: Asking) -> str:
        """The number as it is read."""
        return asking.words.number(number)

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return (self.words_for(cast("Decimal", value), asking),)

    def widget(self, value: Value) -> object:
        return f"{cast('Decimal', value):f}"

    def encode(self, value: Value) -> Any:
        number = cast("Decimal", value)
        return int(number) if number == number.to_integral_value() else f"{number:f}"


class Pounds(Number):
    """Money: pounds with two places, nothing below nought."""

    name = "money"
    keys = frozenset({"min", "max"})
    says: ClassVar = {
        "required": (N_("Enter {label}"), N_("Enter an amount")),
        "format": (
            N_("Enter {label} in pounds, like 120 or 120.50"),
            N_("Enter an amount in pounds, like 120 or 120.50"),
        ),
    }

    def clean(self, given: object, asking: Asking) -> Given:
        if isinstance(given, str):
            given = given.replace("£", "")
        return super().clean(given, asking)

    def rounded(self, number: Decimal, asking: Asking) -> Given:
        pence = number.quantize(Decimal("0.01"))
        return Money(abs(pence) if pence == 0 else pence) if number == pence else Refusal("format")

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        if not isinstance(asking.min, Decimal) and cast("Decimal", value) < 0:
            return Refusal("min", values={"bound": self.words_for(Decimal(0), asking)})
        return super().check(value, asking)

    def words_for(self, number: Decimal, asking: Asking) -> str:
        return pounds(number)

    def encode(self, value: Value) -> Any:
        return f"{cast('Decimal', value):.2f}"
