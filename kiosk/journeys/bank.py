"""The answer type `bank`: a sort code and an account number.

Never stored, never shown again, never printed, in no expression and in no draft. Whether the two go together
is `modulus`'s business, and is asked only where the council delivers its dataset.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from kiosk.journeys.answers import AnswerType, Asking, Given, Refusal, nothing
from kiosk.journeys.modulus import DATASET, goes_together
from kiosk.journeys.values import BLANK, Account, Value
from kiosk.language import N_

SORT_CODE, NUMBER = "sort_code", "account_number"
"""The parts of a problem, and the keys of the stored form."""


class Hidden(dict[str, str]):
    """A JSON object whose repr shows nothing, so that no message about a submission does."""

    def __repr__(self) -> str:
        return "Hidden(…)"


class Bank(AnswerType):
    """A bank account. Spaces and hyphens do not matter; numbers of 6 or 7 digits get noughts before them, as
    banks do it."""

    name = "bank"
    kind = ""
    private = True
    never_stored = True
    reads = DATASET
    least_class = 3
    says: ClassVar = {
        "required": (N_("Enter the sort code and the account number"),) * 2,
        "required.sort_code": (N_("Enter the sort code"),) * 2,
        "required.account_number": (N_("Enter the account number"),) * 2,
        "format": (N_("Enter the sort code and the account number"),) * 2,
        "format.sort_code": (N_("The sort code must have 6 numbers, like 12-34-56"),) * 2,
        "format.account_number": (N_("The account number must have 6, 7 or 8 numbers"),) * 2,
        "format.together": (N_("This account number does not belong to this sort code. Check them both."),)
        * 2,
    }

    def clean(self, given: object, asking: Asking) -> Given:
        if nothing(given):
            return BLANK
        if isinstance(given, Mapping):
            boxes = [given.get(part) for part in (SORT_CODE, NUMBER)]
            if not all(one is None or isinstance(one, str) for one in boxes):
                return Refusal("format")
            given = Account(*(str(one or "") for one in boxes))
        if not isinstance(given, Account):
            return Refusal("format")
        sort_code, number = _packed(given.sort_code), _packed(given.number)
        if not sort_code and not number:
            return BLANK
        for part, text in ((SORT_CODE, sort_code), (NUMBER, number)):
            if not text:
                return Refusal("required", part, {"form": part})
        if len(sort_code) != 6 or not _digits(sort_code):
            return Refusal("format", SORT_CODE, {"form": SORT_CODE})
        if not 6 <= len(number) <= 8 or not _digits(number):
            return Refusal("format", NUMBER, {"form": NUMBER})
        return Account(sort_code, number.rjust(8, "0"))

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        if self._together(value, asking) is False:
            return Refusal("format", NUMBER, {"form": "together"})
        return None

    def unchecked(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return () if self._together(value, asking) is not None else (DATASET,)

    def _together(self, value: Value, asking: Asking) -> bool | None:
        return None if asking.table is None else goes_together(cast("Account", value), asking.table)

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return (asking.words("Given, not shown"),)

    def widget(self, value: Value) -> object:
        return value

    def encode(self, value: Value) -> Any:
        account = cast("Account", value)
        return Hidden({SORT_CODE: account.sort_code, NUMBER: account.number})


def _packed(text: str) -> str:
    """What was typed without spaces and hyphens of any kind."""
    return "".join(
        one for one in text if not one.isspace() and unicodedata.category(one) not in ("Pd", "Cc", "Cf")
    )


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
