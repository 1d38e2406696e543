"""Hostile answers on the check page and back in their boxes: no page breaks, whatever stands in them."""

from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.journeys.answers import Asking
from kiosk.journeys.types import TYPES
from kiosk.language import words_for

HOSTILE = (
    "Z" + "\u0336\u0321\u0489\u030b" * 50 + "algo",
    "\u202e\u2067turned\u2069\u200f round",
    "x" * 200,
    "﷽" * 60,
    "<b>bold</b><img src='/etc/passwd'><a href='x'>link</a>&amp;",
    "👨\u200d👩\u200d👧" * 40,
    "\x1b[31m\x00\r\nred",
    "W" * 100 + " " + "ﷺ" * 40,
    "a\u0300\u0301\u0302\u0303\u0304" * 30,
    "\u0e01\u0e33\u0e49" * 60,
)


def geometry() -> Any:
    """The ruler of `test_geometry`."""
    path = Path(__file__).with_name("test_geometry.py")
    spec = spec_from_file_location("ruler", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("panel", ["portrait", "landscape", "tablet"])
def test_a_check_page_of_hostile_answers_is_whole(hang, panel: str) -> None:
    asking = Asking(words=words_for("en"), today=date(2026, 11, 20))
    gallery, ruler = hang(panel), geometry()
    for size in (0, 3):
        gallery.set("default", size, "en")
        journey, page, told = gallery.pages()["check"]
        assert len(page.rows) >= len(HOSTILE)
        rows = []
        for row, text in zip(page.rows, cycle(HOSTILE), strict=False):
            kind = TYPES["long" if len(rows) % 2 else "text"]
            kept = kind.clean(f"{text}\n{text}", asking)
            rows.append(replace(row, lines=kind.show(kept, asking)))
        gallery.show_page(journey, replace(page, rows=tuple(rows)), told)
        assert ruler.faults(gallery) == []
        shown = "".join(one.text() for one in ruler.seen(gallery.window, ruler.QLabel))
        assert not any(sign in shown for sign in "\x00\x1b\u202e\u2067\u200f")


def test_a_word_that_is_longer_than_the_page_is_seen(hang, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where long words may not be parted, the same ruler finds the page too wide."""
    monkeypatch.setattr("ui.pieces.rows.breakable", lambda text: text)
    gallery, ruler = hang("landscape"), geometry()
    gallery.set("default", 3, "en")
    journey, page, told = gallery.pages()["check"]
    gallery.show_page(
        journey, replace(page, rows=tuple(replace(row, lines=("x" * 200,)) for row in page.rows)), told
    )
    assert ruler.faults(gallery) != []
