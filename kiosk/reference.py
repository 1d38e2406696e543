"""A submission's reference: 12 characters that people can read, say and type.

Eleven random characters and one check character over 31 symbols. 31 is prime and every place has its own
weight, none of them 0, so a weighted sum modulo 31 notices every single wrong character and every swap of
two characters. The characters 0, O, I, L and U are left out: they are mistaken for others.

The reference is no secret and no key: the submission's id is what makes delivery happen once.
"""

import secrets

from kiosk.errors import MistypedReferenceError

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"I": "1", "L": "1", " ": None, "-": None, "\N{NO-BREAK SPACE}": None})
_EXAMPLE = "K7MF 4T2Q 9XW3"


def new_reference() -> str:
    """A fresh random reference, unspaced. About 54 bits are random."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The last character that belongs to the first eleven.

    Places weigh 12, 11, … 2 and the check character 1; the whole sum is 0 modulo 31.
    """
    total = sum(weight * _VALUE[symbol] for weight, symbol in zip(range(LENGTH, 1, -1), body, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def grouped(reference: str) -> str:
    """`reference` in groups of four, as it is shown and printed."""
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def parse(text: str) -> str:
    """The unspaced reference that a person typed: case, spaces and hyphens do not matter, I and L mean 1.

    Raises MistypedReferenceError saying what is wrong with it.
    """
    found = text.upper().translate(_READ_AS)
    if len(found) != LENGTH:
        raise MistypedReferenceError(
            f"a reference has {LENGTH} letters and numbers, like {_EXAMPLE}; this one has {len(found)}"
        )
    if any(symbol not in _VALUE for symbol in found):
        raise MistypedReferenceError(
            f"a reference has only letters and numbers, like {_EXAMPLE}, and never 0, O or U"
        )
    if check_character(found[:-1]) != found[-1]:
        raise MistypedReferenceError("one of the letters or numbers of this reference is not right; check it")
    return found
