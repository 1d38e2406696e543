"""The register of services: the groups on the home screen, and finding a service by everyday words.

Read before the first picture is painted, so it imports nothing slow. What a service asks, and whether
it is offered today, is left to `kiosk.journeys`; this only knows journeys by their ids.
"""

import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.errors import KnownError

FIRST_LANGUAGE = "en"
"""The language that every text has; another falls back to it."""
Text = Annotated[str, Meta(min_length=1)]
Id = Annotated[str, Meta(pattern="^[a-z0-9_-]+$")]

EXACT, BEGINS, NEARLY = 4, 3, 1
"""What a typed word is worth: it is one of a service's words, begins one, or is one slip away from one."""
WHOLE = 8
"""Added when all that was typed is one of a service's phrases, or begins one."""
SHORTEST_BEGINNING = 2
SHORTEST_TYPO = 4


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """One tile of the home screen. `icon` names a picture in assets/icons; `services` are journey ids."""

    id: Id
    icon: Id
    title: dict[str, Text]
    summary: dict[str, Text]
    services: Annotated[tuple[Id, ...], Meta(min_length=1)]

    def title_in(self, language: str) -> str:
        """The tile's words."""
        return self.title.get(language, self.title[FIRST_LANGUAGE])

    def summary_in(self, language: str) -> str:
        """The line under them."""
        return self.summary.get(language, self.summary[FIRST_LANGUAGE])


class Register(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All groups in their order, and search words: journey id → language → words and phrases."""

    groups: tuple[Group, ...]
    words: dict[Id, dict[str, tuple[Text, ...]]] = {}

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Every journey id, in the order of the home screen."""
        return tuple(service for group in self.groups for service in group.services)

    def group_of(self, service: str) -> Group | None:
        """The group that holds the journey id `service`."""
        return next((group for group in self.groups if service in group.services), None)

    def search(self, text: str, language: str) -> tuple[str, ...]:
        """Journey ids for what somebody typed, best first; () when nothing fits.

        Case, accents and punctuation do not matter, the last word may be unfinished, and one slip in a
        longer word is forgiven. Words of `language` and of English count, since people mix them.
        """
        typed = _folded(text)
        tokens = [token for token in typed.split() if token not in _IDLE]
        scores = {service: self._score(typed, tokens, service, language) for service in self.services}
        best = max(scores.values(), default=0)
        found = [service for service in self.services if scores[service] * 2 > best]
        return tuple(sorted(found, key=lambda service: -scores[service]))

    def _score(self, typed: str, tokens: list[str], service: str, language: str) -> int:
        phrases = self._phrases(service, language)
        vocabulary = {word for phrase in phrases for word in phrase.split()} - _IDLE
        score = sum(_worth(token, vocabulary) for token in tokens)
        if score and any(phrase.startswith(typed) for phrase in phrases):
            score += WHOLE
        return score

    def _phrases(self, service: str, language: str) -> list[str]:
        words = self.words.get(service, {})
        group = self.group_of(service)
        found: list[str] = []
        for one in dict.fromkeys((language, FIRST_LANGUAGE)):
            found += [_folded(phrase) for phrase in words.get(one, ())]
            if group is not None and one in group.title:
                found.append(_folded(group.title[one]))
        return found


_IDLE = frozenset(
    {"a", "am", "an", "and", "are", "for", "i", "in", "is", "it", "my", "of", "on", "or", "the", "to", "was"}
    | {"ac", "ar", "at", "fy", "mae", "o", "r", "wedi", "y", "yn", "yr"}
)
"""Words that say nothing about the service, in English and Welsh."""


def load_services(path: Path) -> Register:
    """Read the register. Raises KnownError with the file and the key, or the line, that is wrong."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise KnownError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        register = msgspec.toml.decode(raw, type=Register)
    except msgspec.ValidationError as error:
        text, _, where = str(error).partition(" - at `$")
        key = where.rstrip("`").lstrip(".")
        raise KnownError(f"{path}: {key + ': ' if key else ''}{text[:1].lower()}{text[1:]}") from None
    except UnicodeDecodeError:
        raise KnownError(f"{path}: is not UTF-8 text") from None
    except msgspec.DecodeError as error:
        raise KnownError(f"{path}: is not TOML: {error}") from None
    for problem in _problems(register):
        raise KnownError(f"{path}: {problem}")
    return register


def _problems(register: Register) -> Iterable[str]:
    """What the types cannot say."""
    if not register.groups:
        yield "groups: name at least one group"
    seen: set[str] = set()
    for place, group in enumerate(register.groups):
        for key in ("title", "summary"):
            if FIRST_LANGUAGE not in getattr(group, key):
                yield f"groups[{place}].{key}: the text in '{FIRST_LANGUAGE}' is missing"
        for name in (f"group {group.id}", *group.services):
            if name in seen:
                yield f"groups[{place}]: '{name}' stands twice; keep one"
            seen.add(name)
    for service in register.words:
        if service not in seen:
            yield f"words.{service}: no group offers this service; add it to a group or remove its words"


def _folded(text: str) -> str:
    """Lower case without accents; anything but letters and digits becomes one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join(kept.split())


def _worth(token: str, vocabulary: set[str]) -> int:
    if token in vocabulary:
        return EXACT
    if len(token) >= SHORTEST_BEGINNING and any(word.startswith(token) for word in vocabulary):
        return BEGINS
    if len(token) >= SHORTEST_TYPO and any(_one_slip(token, word) for word in vocabulary):
        return NEARLY
    return 0


def _one_slip(typed: str, word: str) -> bool:
    """Whether one letter was added, left out, changed or swapped with its neighbour."""
    if abs(len(typed) - len(word)) > 1 or len(word) < SHORTEST_TYPO:
        return False
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    a, b = typed[start:], word[start:]
    swapped = a[1:2] + a[:1] + a[2:] == b and len(a) > 1
    return swapped or a[1:] == b or a == b[1:] or a[1:] == b[1:]
