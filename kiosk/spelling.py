"""How people write words: folded letters, stems, sounds, Welsh mutations, and how many slips to forgive.

Pure. Made for finding (`kiosk.search`), not for showing: what comes out of here nobody reads.
"""

import re
import unicodedata
from collections.abc import Iterator

_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "ة": "ه", "ى": "ي", "ـ": ""})
"""Letters that people type as others, and that Unicode does not take apart."""
_APOSTROPHES = re.compile("['’ʼ`]")
_ENDINGS = {
    "en": (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", "")),
    "cy": (("iadau", ""), ("iau", ""), ("iaid", ""), ("ydd", ""), ("oedd", ""), ("au", ""), ("od", "")),
}
"""Endings of the plural, the longest first, and what stands in their place in the singular."""
_SHORTEST_STEM = 3
_NO_PLURAL = ("ss", "us", "is")
_SOUNDS = (
    (re.compile("^(kn|gn|pn)"), "n"),
    (re.compile("^wr"), "r"),
    (re.compile("^wh"), "w"),
    (re.compile("ph"), "f"),
    (re.compile("eigh"), "a"),
    (re.compile("igh"), "i"),
    (re.compile("ough|augh"), "o"),
    (re.compile("gh"), ""),
    (re.compile("tch"), "ch"),
    (re.compile("sc(?=[eiy])|c(?=[eiy])"), "s"),
    (re.compile("[ct]i(?=on|al|an|ous)"), "sh"),
    (re.compile("x"), "ks"),
    (re.compile("qu"), "kw"),
    (re.compile("ck|c(?!h)|q"), "k"),
    (re.compile("z"), "s"),
    (re.compile("dge|j"), "j"),
    (re.compile("mb$"), "m"),
    (re.compile("ee|ea|ei|ie|ey|y"), "i"),
    (re.compile("oo|ou|ow|ew|ue|au|aw"), "u"),
    (re.compile("ai|ay"), "a"),
    (re.compile("e$"), ""),
    (re.compile("(.)\\1+"), r"\1"),
)
"""English spellings that sound alike, in the order in which they are taken."""
_SOFT = {"b": "f", "c": "g", "d": "dd", "g": "", "ll": "l", "m": "f", "p": "b", "rh": "r", "t": "d"}
_NASAL = {"b": "m", "c": "ngh", "d": "n", "g": "ng", "p": "mh", "t": "nh"}
_ROUGH = {"c": "ch", "p": "ph", "t": "th"}
"""First letters of Welsh words after certain words: soft, nasal and aspirate mutation."""


def folded(text: str) -> str:
    """Small letters without accents; anything but letters and figures becomes one space."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()).translate(_LETTERS))
    kept = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join(kept.split())


def stem(word: str, language: str) -> str:
    """A folded word without the ending of the plural, as far as a few endings go."""
    for ending, instead in _ENDINGS.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _SHORTEST_STEM:
            return word if word.endswith(_NO_PLURAL) and ending == "s" else word[: -len(ending)] + instead
    return word


def sound(word: str) -> str:
    """How a folded English word sounds, roughly: words that are often taken for each other come out alike."""
    for spelling, heard in _SOUNDS:
        word = spelling.sub(heard, word)
    return word


def mutated(word: str) -> Iterator[str]:
    """A folded Welsh word as it is written after words that change its first letter."""
    for table in (_SOFT, _NASAL, _ROUGH):
        for length in (2, 1):
            first = word[:length]
            if first in table and not (length == 1 and word[:2] in ("ch", "dd", "ff", "ng", "ph", "th")):
                yield table[first] + word[length:]
                break


def slips(word: str) -> int:
    """How many letters of a typed word may be wrong, left out, too many or swapped."""
    if len(word) < 4:
        return 0
    return 1 if len(word) < 7 else 2
