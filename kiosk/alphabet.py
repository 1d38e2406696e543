"""The A to Z: which letter a word stands under, and in which order letters come, language by language.

Letters as the language counts them: Welsh has eight of two signs (ch, dd, ff, ng, ll, ph, rh, th), Polish,
Romanian and Ukrainian have their own. A word in letters that the alphabet lacks, such as an English title
in an Arabic list, stands under its own letter after the others. Pure. Source of the letters: Unicode CLDR's
index characters, with the Welsh digraphs of Welsh dictionaries.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

_LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
ALPHABETS = {
    "en": _LATIN,
    "cy": "a b c ch d dd e f ff g ng h i j l ll m n o p ph r rh s t th u w y",
    "pl": "a ą b c ć d e ę f g h i j k l ł m n ń o ó p r s ś t u w y z ź ż",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z",
    "uk": "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я",
    "ar": "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي",
}
FIGURES = "0–9"
_SAME = str.maketrans({"ş": "ș", "ţ": "ț", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي"})
"""Signs that stand for a letter of the alphabet."""
_ARTICLE = "ال"
"""The Arabic article, which is no part of where a word stands."""


class Letter(Struct, frozen=True):
    """A letter as it is shown, and the ids that stand under it with the words they stand there in."""

    letter: str
    words: tuple[tuple[str, str], ...]


@lru_cache(maxsize=16)
def _alphabet(language: str) -> dict[str, int]:
    letters = ALPHABETS.get(language, _LATIN).split()
    return {letter: place for place, letter in enumerate(letters)}


def key_of(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """What to sort by: the places of a text's letters in the language's alphabet."""
    alphabet, rest = _alphabet(language), _plain(text, language)
    places: list[tuple[int, str]] = []
    while rest:
        letter = next((rest[:length] for length in (2, 1) if rest[:length] in alphabet), "")
        if not letter:
            letter = rest[0]
            # An accent that makes no letter of its own is passed over: e for é.
            base = unicodedata.normalize("NFD", letter)[0]
            places.append((alphabet.get(base, len(alphabet)), base))
        else:
            places.append((alphabet[letter], letter))
        rest = rest[len(letter) :]
    return tuple(places)


def letter_of(text: str, language: str) -> str:
    """The letter that a text stands under, as it is shown: `B`, `Ch`, `0–9`."""
    key = key_of(text, language)
    if not key or key[0][1].isdecimal():
        return FIGURES
    return key[0][1].title()


def sections(words: Iterable[tuple[str, str]], language: str) -> tuple[Letter, ...]:
    """(words, id) pairs under their letters, letters and words in the order of the language."""
    ordered = sorted(set(words), key=lambda pair: (key_of(pair[0], language), pair))
    found: dict[str, list[tuple[str, str]]] = {}
    for text, name in ordered:
        found.setdefault(letter_of(text, language), []).append((text, name))
    return tuple(Letter(letter, tuple(pairs)) for letter, pairs in found.items())


def _plain(text: str, language: str) -> str:
    folded = "".join(char for char in text.casefold().translate(_SAME) if char.isalnum())
    return folded.removeprefix(_ARTICLE) if language == "ar" else folded
