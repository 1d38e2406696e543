"""Random codes and keys for people and browsers: made, read as they are typed, and kept as a hash only.

A plain hash is enough for them: nobody can guess 79 random bits, however fast the hash is (NIST SP
800-63B-4, 3.1.2.2).
"""

import hashlib
import secrets

from kiosk.reference import ALPHABET

LENGTH = 16
"""16 of 31 symbols: 79 bits."""
KEY_BYTES = 32
"""What a browser holds: 256 bits."""
_READ_AS = str.maketrans({"I": "1", "L": "1", " ": None, "-": None, "\N{NO-BREAK SPACE}": None})


def new_code() -> str:
    """A code that a person types once, in groups of four."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(LENGTH // 4))


def hashed_code(typed: str) -> str:
    """What is kept of a code. Case, spaces and hyphens do not matter; I and L mean 1."""
    return hashed(typed.upper().translate(_READ_AS))


def new_key() -> str:
    """A key for a browser's cookie."""
    return secrets.token_urlsafe(KEY_BYTES)


def hashed(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
