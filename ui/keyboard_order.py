"""The letters of a page of the on-screen keyboard in the order of the alphabet, for who does not know where
they are on a computer. Pure: each letter goes to another place, and no key comes or goes."""

from typing import Literal

from msgspec.structs import replace

from ui.keyboard_layouts import Key, Rows

Order = Literal["qwerty", "az"]

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "اأإآبتثجحخدذرزسشصضطظعغفقكلمنهةوؤيىئء",
)
"""English, Ukrainian, and Arabic with each form of a letter after the letter."""
FROM_RIGHT = frozenset({"letters ar"})
"""Pages that are read from right to left."""


def in_order(rows: Rows, order: Order) -> Rows:
    """`rows` with their letters as `order` says. Pages without an alphabet, such as those of accents, stay as
    they are."""
    if order == "qwerty":
        return rows
    for alphabet in ALPHABETS:
        letters = [key for row in rows for key in row if _letter(key) and key.text.lower() in alphabet]
        if 2 * len(letters) > len(alphabet):
            return _filled(rows, sorted(letters, key=lambda key: alphabet.index(key.text.lower())), alphabet)
    return rows


def _letter(key: Key) -> bool:
    return key.does == "type" and len(key.text) == 1 and key.text.isalpha()


def _filled(rows: Rows, letters: list[Key], alphabet: str) -> Rows:
    """The places of the letters filled in the order of reading; what else stands there stays."""
    waiting, made = iter(letters), []
    for row in rows:
        step = -1 if alphabet == ALPHABETS[2] else 1
        taken = [
            replace(next(waiting), width=key.width) if _letter(key) and key.text.lower() in alphabet else key
            for key in row[::step]
        ]
        made.append(tuple(taken[::step]))
    return tuple(made)
