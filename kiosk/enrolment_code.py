"""The one-time code with which a kiosk makes itself known to its council: read aloud, typed once.

Made like a submission's reference (`kiosk.reference`): eleven random characters, about 54 bits, and one
check character, so that a slip of the finger is noticed at the kiosk and costs no try.
"""

from kiosk.errors import IdentityError, MistypedReferenceError
from kiosk.reference import LENGTH, grouped, new_reference, parse


def new_code() -> str:
    """A fresh random code, unspaced."""
    return new_reference()


def shown(code: str) -> str:
    """A code as it is printed and read aloud: K7MF 4T2Q 9XW3."""
    return grouped(code)


def typed(text: str) -> str:
    """The code that somebody typed, unspaced. Case, spaces and hyphens do not matter.

    Raises IdentityError, which does not repeat what was typed.
    """
    try:
        return parse(text)
    except MistypedReferenceError:
        raise IdentityError(
            f"this is no enrolment code: one of its {LENGTH} letters and numbers is missing or not right. "
            "Look at it again; no try was used up"
        ) from None
