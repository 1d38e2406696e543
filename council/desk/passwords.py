"""Passwords: which ones are taken, and how they are kept and compared.

The rules follow NIST SP 800-63B-4 (3.1.1.2) and the NCSC's advice: length instead of required kinds of
characters, nothing that is easily guessed for this account, no changing by the calendar.
"""

import secrets
import unicodedata
from functools import cached_property
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

LEAST = 12
MOST = 256
"""Longer ones are only there to keep the server busy."""
FEWEST_DIFFERENT = 5
AT_ONCE = 2
"""Comparisons at the same time. Each needs 64 MiB of memory, and anybody can ask for one."""
GUESSED = ("password", "passw0rd", "kiosk", "council", "qwerty", "letmein", "welcome", "administrator")
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
RUN = 4


def trouble_with(password: str, name: str) -> str:
    """What is wrong with a new password of the account `name`, for its owner; empty when it will do."""
    told = unicodedata.normalize("NFKC", password)
    if len(told) < LEAST:
        return (
            f"The password needs {LEAST} characters or more. Three or four words in a row are easy to keep."
        )
    if len(told) > MOST:
        return f"The password can have {MOST} characters at most."
    plain = told.casefold()
    if any(part in plain for part in (*name.casefold().split("@")[:1],) if len(part) > 2):
        return "The password has your name in it. Choose another."
    rest = plain
    for word in GUESSED:
        rest = rest.replace(word, "")
    if len(_without_runs(rest)) < LEAST // 2 or len(set(rest)) < FEWEST_DIFFERENT:
        return "This password is easy to guess. Three or four words that do not belong together are better."
    return ""


def _without_runs(text: str) -> str:
    """`text` without stretches of neighbours, like 1234, of the keyboard or the alphabet."""
    kept, at = [], 0
    while at < len(text):
        size = next((n for n in range(len(text) - at, RUN - 1, -1) if _is_run(text[at : at + n])), 0)
        if not size:
            kept.append(text[at])
        at += size or 1
    return "".join(kept)


def _is_run(text: str) -> bool:
    return any(text in run or text[::-1] in run for run in RUNS) or len(set(text)) == 1


class Passwords:
    """Keeps passwords as argon2id hashes (RFC 9106, second recommended option unless told otherwise)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = Semaphore(AT_ONCE)

    @cached_property
    def _nobody(self) -> str:
        """What is compared with where there is nothing to compare with: it takes as long."""
        return self._hasher.hash(secrets.token_bytes(16))

    def hashed(self, password: str) -> str:
        """What is kept of a password."""
        with self._turn:
            return self._hasher.hash(_plain(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether this is the password. Takes the same time where there is none (`kept` is None)."""
        with self._turn:
            try:
                right = self._hasher.verify(kept or self._nobody, _plain(password))
            except (VerifyMismatchError, InvalidHashError):
                return False
        return right and kept is not None

    def is_old(self, kept: str) -> bool:
        """Whether it was hashed with less effort than is usual today."""
        return self._hasher.check_needs_rehash(kept)


def _plain(password: str) -> bytes:
    # The same text may be typed as different characters on another keyboard.
    return unicodedata.normalize("NFKC", password[: MOST * 2]).encode("utf-8", "replace")
