"""Answer types that are text: free text, names, and numbers that are really names (phones, postcodes).

Rules are forgiving: spaces, hyphens, brackets and case are cleaned away, not refused. Formats come from
public sources: National Insurance numbers and postcodes as GOV.UK describes them, the check digits of
NHS numbers (modulus 11), tax references (modulus 11) and VAT numbers (modulus 97), and phone numbers
from the numbering plan in `phonenumbers`, with Ofcom's numbers for drama let through.
"""

import re
from abc import abstractmethod
from typing import Any, ClassVar, cast

from kiosk.characters import lines, one_line
from kiosk.journeys.answers import HIDDEN, AnswerType, Asking, Given, Refusal, nothing, whole
from kiosk.journeys.values import BLANK, Value
from kiosk.language import N_


class Written(AnswerType):
    """What the text types share."""

    kind = "text"
    bound = "number"

    def clean(self, given: object, asking: Asking) -> Given:
        if nothing(given):
            return BLANK
        if not isinstance(given, str):
            return Refusal("format")
        return self.read(given, asking)

    def read(self, text: str, asking: Asking) -> Given:
        """The clean text in what was typed, which is not empty."""
        return one_line(text) or BLANK

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return (cast("str", value),)


class Text(Written):
    """A line of text."""

    name = "text"
    keys = frozenset({"min", "max", "pattern"})
    limit: ClassVar[int | None] = 200
    says: ClassVar = {
        "min": (N_("{Label} must have {bound} characters or more"), N_("Use {bound} characters or more")),
        "max": (N_("{Label} must have {bound} characters or fewer"), N_("Use {bound} characters or fewer")),
    }

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        text = cast("str", value)
        fewest, most = whole(asking.min), whole(asking.max)
        if fewest is not None and len(text) < fewest:
            return Refusal("min", values={"bound": fewest})
        most = min(one for one in (most, self.limit) if one is not None)
        if len(text) > most:
            return Refusal("max", values={"bound": f"{most:,}"})
        if asking.pattern and re.fullmatch(asking.pattern, text) is None:
            return Refusal("pattern")
        return None


class Long(Text):
    """Several lines of text."""

    name = "long"
    keys = frozenset({"min", "max"})
    limit = 2000

    def read(self, text: str, asking: Asking) -> Given:
        return lines(text) or BLANK

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return tuple(line for line in cast("str", value).split("\n") if line.strip())


class Name(Text):
    """A person's name: any characters."""

    name = "name"
    keys = frozenset({"max"})
    least_class = 2


class Email(Written):
    """An email address."""

    name = "email"
    least_class = 2
    limit = 254
    says: ClassVar = {
        "format": (
            N_("Enter {label} with an @, like name@example.com"),
            N_("Enter an email address with an @, like name@example.com"),
        ),
    }

    def read(self, text: str, asking: Asking) -> Given:
        found = "".join(one_line(text).split())
        local, at, domain = found.partition("@")
        good = (
            local
            and at
            and re.fullmatch(r"[^@\s.]+(\.[^@\s.]+)+", domain)
            and ".." not in local
            and len(found) <= 254
        )
        return found if good else Refusal("format")

    def mask(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        local, _, domain = lines[0].partition("@")
        return (f"{local[:1]}•••@{domain}",)


class _Code(Written):
    """Letters and digits; case, spaces and marks between them do not matter."""

    def read(self, text: str, asking: Asking) -> Given:
        packed = "".join(one for one in one_line(text).upper() if one.isascii() and one.isalnum())
        found = self.accepted(packed)
        return Refusal("format") if found is None else found

    @abstractmethod
    def accepted(self, packed: str) -> str | None:
        """The code as it is kept, or None."""

    def mask(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        return (f"{HIDDEN} {lines[0][-3:].strip()}",)


class Postcode(_Code):
    """A full UK postcode, kept with one space."""

    name = "postcode"
    says: ClassVar = {
        "required": (N_("Enter {label}"), N_("Enter a postcode")),
        "format": (N_("Enter a full UK postcode"), N_("Enter a full UK postcode")),
    }
    shape = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}|GIR 0AA")

    def accepted(self, packed: str) -> str | None:
        spaced = f"{packed[:-3]} {packed[-3:]}"
        return spaced if self.shape.fullmatch(spaced) else None


class Nino(_Code):
    """A National Insurance number. It is never proof of who somebody is."""

    name = "nino"
    private = True
    least_class = 3
    says: ClassVar = {
        "format": (
            N_("Enter 2 letters, 6 numbers, then A, B, C or D"),
            N_("Enter 2 letters, 6 numbers, then A, B, C or D"),
        ),
    }
    shape = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")

    def accepted(self, packed: str) -> str | None:
        return packed if self.shape.fullmatch(packed) else None

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        text = cast("str", value)
        return (" ".join((text[:2], text[2:4], text[4:6], text[6:8], text[8:])),)


class Nhs(_Code):
    """An NHS number: ten digits, the last a check digit (modulus 11)."""

    name = "nhs"
    private = True
    least_class = 3
    says: ClassVar = {
        "format": (
            N_("Enter the 10 numbers of the NHS number"),
            N_("Enter the 10 numbers of the NHS number"),
        ),
    }

    def accepted(self, packed: str) -> str | None:
        if not re.fullmatch(r"[0-9]{10}", packed):
            return None
        total = sum(int(digit) * (10 - at) for at, digit in enumerate(packed[:9]))
        return packed if (11 - total % 11) % 11 == int(packed[9]) else None

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        text = cast("str", value)
        return (f"{text[:3]} {text[3:6]} {text[6:]}",)


class Utr(_Code):
    """A Unique Taxpayer Reference: ten digits, the first a check digit (modulus 11)."""

    name = "utr"
    private = True
    least_class = 3
    says: ClassVar = {
        "format": (
            N_("Enter the 10 numbers of the tax reference"),
            N_("Enter the 10 numbers of the tax reference"),
        ),
    }

    def accepted(self, packed: str) -> str | None:
        packed = packed.removesuffix("K")
        if not re.fullmatch(r"[0-9]{10}", packed):
            return None
        total = sum(
            int(digit) * by for digit, by in zip(packed[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2), strict=True)
        )
        return packed if "21987654321"[total % 11] == packed[0] else None

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        text = cast("str", value)
        return (f"{text[:5]} {text[5:]}",)


class Vat(_Code):
    """A VAT number: nine digits with two check digits (modulus 97, old and new series)."""

    name = "vat"
    says: ClassVar = {
        "format": (N_("Enter the 9 numbers of the VAT number"), N_("Enter the 9 numbers of the VAT number")),
    }

    def accepted(self, packed: str) -> str | None:
        packed = packed.removeprefix("GB")
        if not re.fullmatch(r"[0-9]{9}", packed):
            return None
        total = sum(int(digit) * (8 - at) for at, digit in enumerate(packed[:7])) + int(packed[7:])
        return packed if total % 97 == 0 or (total + 55) % 97 == 0 else None

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        text = cast("str", value)
        return (f"{text[:3]} {text[3:7]} {text[7:]}",)


class Plate(_Code):
    """A vehicle's registration number: two to seven letters and digits, not checked further."""

    name = "plate"
    says: ClassVar = {
        "required": (N_("Enter {label}"), N_("Enter a registration number")),
        "format": (N_("Enter 2 to 7 letters and numbers"), N_("Enter 2 to 7 letters and numbers")),
    }

    def accepted(self, packed: str) -> str | None:
        return packed if 2 <= len(packed) <= 7 else None

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        text = cast("str", value)
        current = re.fullmatch(r"([A-Z]{2}[0-9]{2})([A-Z]{3})", text)
        return (f"{current[1]} {current[2]}" if current else text,)


class Phone(Written):
    """A phone number, UK or with `+`; kept as +44…."""

    name = "phone"
    least_class = 2
    says: ClassVar = {
        "format": (
            N_("Enter a phone number, like 01632 960 001"),
            N_("Enter a phone number, like 01632 960 001"),
        ),
    }
    drama = re.compile(r"\+44(1632960|7700900)[0-9]{3}")
    """Numbers that Ofcom keeps free for drama; the numbering plan does not know them."""

    def read(self, text: str, asking: Asking) -> Given:
        import phonenumbers

        try:
            number = phonenumbers.parse(one_line(text), "GB")
        except phonenumbers.NumberParseException:
            return Refusal("format")
        kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if number.extension or not (phonenumbers.is_valid_number(number) or self.drama.fullmatch(kept)):
            return Refusal("format")
        return str(kept)

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        import phonenumbers

        number = phonenumbers.parse(cast("str", value), "GB")
        home = number.country_code == 44
        form = phonenumbers.PhoneNumberFormat
        return (str(phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL)),)

    def widget(self, value: Value) -> Any:
        text = cast("str", value)
        return f"0{text[3:]}" if text.startswith("+44") else text

    def mask(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        return (f"{HIDDEN} {lines[0][-3:]}",)
