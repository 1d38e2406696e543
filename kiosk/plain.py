"""How plainly English is written: long sentences, hard words, blame and begging, passives, reading age.

Pure, and for English only: the formula and the lists belong to it. Which texts are looked at, and where
they stand, is for others (`kiosk.journeys.check_words`, and the tests of the interface's texts).

Reading age is the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom, 1975): 0.39 times the words
of a sentence plus 11.8 times the syllables of a word, less 15.59. A grade is a year of school in the United
States; five more than it is the age. The formula was made for passages: what is shorter than `LEAST_WORDS`
gives no grade, and is held to the list of words alone. Syllables are counted by their vowels, which is right
for about nine words in ten and errs to both sides.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO

from msgspec import Struct

MOST_WORDS = 20
"""In a sentence."""
MOST_GRADE = 9.0
"""Of one text."""
MOST_MEAN = 6.0
"""Of all texts of a journey together: age 11."""
LEAST_WORDS = 12
"""Of a text that has a grade."""
LONGEST = 4
"""Words of an entry in the list."""

_SENTENCE_END = re.compile(
    r"(?:(?<=[.!?:;])[*”\"')]*\s+|\n\s*\n|\n\s*(?=[-*]\s)|\A\s*(?=[-*]\s))(?:[-*]\s+)?"
)
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_APART = re.compile(
    r"(?<![tscx])i[ao](?!us\b|n\b|ns\b|l\b)|vious|ienc|(?<![ct])ient|iet|[mr]ium|eo(?!p|us\b)|ua(?=l|t)|uum"
    r"|useu|rea(?=t[eio])|being|oing|ying|seeing|ea\b(?<=[dr]ea)|eas\b(?<=[dr]eas)|poe"
)
"""Vowels that stand together and are said apart."""
_ENDINGS = {"s": ("",), "es": ("",), "ies": ("y",), "ed": ("", "e"), "ied": ("y",), "ing": ("", "e")}
"""Endings of words, and what stands there without them."""
_BLAME = re.compile(
    r"\b(?:please|sorry|apologi[sz]e[sd]?|(?:in)?valid|illegal|incorrect(?:ly)?|wrongly|you (?:have )?failed"
    r"|failed to|your (?:mistake|error|fault)|you must not have|you forgot|unfortunately|we regret)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being) (?:\w+ly )?\w+(?:ed|en|own|ought|ade|aid|ent) by "
    r"(?:us|you|them|our|your|the council|an? (?:officer|adviser|member))\b",
    re.IGNORECASE,
)


class Slip(Struct, frozen=True):
    """Something that is hard to read. `kind` is `sentence`, `hard-word`, `blame` or `passive`; `what` the
    words, `instead` what may stand there, '' where that is open."""

    kind: str
    what: str
    instead: str = ""


class Count(Struct, frozen=True):
    """What the formula counts."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.sentences + other.sentences, self.words + other.words, self.syllables + other.syllables
        )

    @property
    def grade(self) -> float | None:
        """The Flesch-Kincaid grade; None where there are too few words to tell."""
        if self.words < LEAST_WORDS:
            return None
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


def read_plain_words(table: str) -> dict[str, str]:
    """The list of hard words: two columns with a heading, the hard word and the plain one."""
    rows = csv.DictReader(StringIO(table))
    return {row["hard"]: row["plain"] for row in rows}


def slips(text: str, hard: Mapping[str, str]) -> Iterator[Slip]:
    """What makes a text hard to read. `hard` is the list of words, small letters."""
    for sentence in sentences(text):
        words = sentence.split()
        if len(words) > MOST_WORDS:
            yield Slip("sentence", f"a sentence of {len(words)} words")
        for word, plain in _hard_words(sentence, hard):
            yield Slip("hard-word", word, plain)
    for pattern, kind in ((_BLAME, "blame"), (_PASSIVE, "passive")):
        yield from (Slip(kind, one[0]) for one in pattern.finditer(text))


def counted(text: str) -> Count:
    """Sentences, words and syllables of a text. Each paragraph and bullet ends a sentence."""
    count = Count()
    for sentence in sentences(text):
        words = sentence.split()
        count += Count(1, len(words), sum(syllables(word) for word in words))
    return count


def sentences(text: str) -> list[str]:
    """The sentences of a text. A placeholder is one short word in them."""
    said = _PLACEHOLDER.sub("x", text)
    return [one.strip() for one in _SENTENCE_END.split(said) if one and _WORD.search(one)]


def syllables(word: str) -> int:
    """How many syllables a word has, at least one; numbers and signs count as one."""
    return sum(_syllables(part.lower()) for part in _WORD.findall(word)) or 1


def _syllables(word: str) -> int:
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word))
    # A last e is not heard, but for that of a table or of boxes.
    heard = re.search(r"[^aeiouylrw]les?$|(?:s|c|g|z|x|ch|sh)es$|[aeiou]es?$|bled$|[tde]ed$", word)
    if word.endswith(("e", "es", "ed")) and not heard:
        count -= 1
    return max(1, count)


def _hard_words(sentence: str, hard: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The hard words of a sentence with the plain ones. A capital within a sentence is of a name, and what
    the list has in both columns is the name of a thing."""
    found = _WORD.findall(sentence)
    at = 0
    while at < len(found):
        length, plain = _longest(found[at : at + LONGEST], hard)
        said = " ".join(found[at : at + length]).lower()
        if plain not in ("", said) and not (at and found[at][0].isupper()):
            yield said, plain
        at += length


def _longest(words: list[str], hard: Mapping[str, str]) -> tuple[int, str]:
    """How many of the words stand in the list, and the plain ones; else one word and ''."""
    for length in range(len(words), 0, -1):
        said = " ".join(words[:length]).lower()
        for form in _forms(said):
            if form in hard:
                return length, said if hard[form] == form else hard[form]
    return 1, ""


def _forms(words: str) -> tuple[str, ...]:
    """Words as they stand and as the list may have them."""
    forms = [words]
    for ending, roots in _ENDINGS.items():
        if words.endswith(ending):
            forms += [words.removesuffix(ending) + root for root in roots]
    return tuple(forms)
