"""Words that stand nowhere else, put into answers, and the search for them in whatever a kiosk leaves."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

NAME, NOTE = "Zëphyrine Quill", "bëhind the blue gate of"
"""What each name and each note begins with; a number follows, so that every answer is another."""
PHONES = tuple(f"+4477009004{number:02d}" for number in range(20))
WORDS = (NAME, NOTE, *PHONES)


def forms(word: str) -> dict[str, bytes]:
    """How a word may look in a file, by name."""
    raw = word.encode()
    found = {
        "UTF-8": raw,
        "UTF-16 little": word.encode("utf-16-le"),
        "UTF-16 big": word.encode("utf-16-be"),
        "JSON": word.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00"),
        "percent": quote(word, safe="").encode(),
        "percent form": quote(word, safe="").replace("%20", "+").encode(),
        "hexadecimal": raw.hex().encode(),
        "capital hexadecimal": raw.hex().upper().encode(),
    }
    for lead in range(3):
        # Whichever way it falls into groups of three; what depends on its neighbours is left out.
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            whole = encode(b"-" * lead + raw)
            found[f"{name} {lead}"] = whole[4 if lead else 0 : (lead + len(raw)) // 3 * 4]
    return found


def hits(places: Mapping[str, bytes], words: Iterable[str] = WORDS) -> list[str]:
    """Names of the places that hold one of the words in some form."""
    needles = {form for word in words for form in forms(word).values()}
    return [place for place, data in places.items() if any(needle in data for needle in needles)]


def files(*folders: Path) -> dict[str, bytes]:
    """Every file below the folders, by its path."""
    return {
        str(path): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
