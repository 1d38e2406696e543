"""Numbers, names and English words within a text that reads from right to left."""

import json
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assets import assets_dir
from kiosk.commands.parts import ServiceDesk
from kiosk.direction import isolated, lines_isolated, reads_right_to_left, without_marks
from kiosk.journeys.pages import Page
from kiosk.journeys.rehearsal import rehearse
from kiosk.journeys.walk import Walk
from kiosk.language import words_for
from kiosk.settings import Settings

TODAY = date(2026, 11, 20)
PHONE = re.compile(r"\d{5}[ \u00a0]\d{3}[ \u00a0]\d{3}")
WHOLE = re.compile("[\u2066\u2068]" + PHONE.pattern + "\u2069")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("رقم الهاتف", True),
        ("Phone number", False),
        ("Телефон", False),
        ("01632 960 100", None),
        ("", None),
        ("£120: المبلغ", True),
        ("\u2068Ana Example\u2069: متى تنتقل؟", True),
        ("\u2068Ana\u2069", None),
    ],
)
def test_the_first_letter_that_is_not_isolated_says_the_direction(text: str, found: bool | None) -> None:
    assert reads_right_to_left(text) is found


def test_a_phone_number_keeps_its_order_and_stays_on_one_line() -> None:
    assert isolated("01632 960 100") == "\u206801632\u00a0960\u00a0100\u2069"


@pytest.mark.parametrize("text", ["", "رقم الهاتف", "\u2068Ana\u2069"])
def test_what_needs_no_mark_gets_none(text: str) -> None:
    assert isolated(text) == text


@given(st.text())
def test_marks_are_all_that_is_added(text: str) -> None:
    plain = without_marks(text)
    assert without_marks(isolated(plain)).replace("\u00a0", " ") == plain.replace("\u00a0", " ")
    assert without_marks(lines_isolated(plain)).replace("\u00a0", " ") == plain.replace("\u00a0", " ")


def test_each_line_of_an_address_is_isolated_by_itself() -> None:
    found = lines_isolated("1 High Street\nExampleton\nالبيت الأزرق")
    assert found == "\u20681 High Street\u2069\n\u2068Exampleton\u2069\nالبيت الأزرق"


def test_only_a_language_from_right_to_left_isolates() -> None:
    text = "Call us on {phone}"
    assert "\u2068" in words_for("ar")(text, phone="01632 960 100")
    for language in ("en", "cy", "pl", "ro", "uk"):
        assert without_marks(words_for(language)(text, phone="01632 960 100")).endswith("01632 960 100")
        assert "\u2068" not in words_for(language)(text, phone="01632 960 100")


@pytest.fixture(scope="module")
def desk() -> ServiceDesk:
    return ServiceDesk(Settings())


class Noting:
    """A walk that notes the pages that are shown."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self.pages: list[Page] = []

    def page(self) -> Page:
        self.pages.append(self._walk.page())
        return self.pages[-1]

    def __getattr__(self, name: str) -> object:
        return getattr(self._walk, name)


@pytest.mark.parametrize(
    "journey", ["missed-bin", "call-back", "bin-day", "benefits-change", "council-tax-moving"]
)
def test_every_phone_number_within_arabic_is_whole(desk: ServiceDesk, journey: str) -> None:
    words, texts = words_for("ar"), []
    for path in sorted((assets_dir() / "examples" / journey).glob("*.json")):
        walk = Noting(desk.walk(journey, "ar", words, TODAY))
        rehearse(walk, json.loads(path.read_text(encoding="utf-8")))
        texts += [text for page in walk.pages for text in (page.title, page.body)]
    arabic = [text for text in texts if reads_right_to_left(text)]
    assert len(arabic) > 5
    assert [text for text in arabic if len(PHONE.findall(text)) != len(WHOLE.findall(text))] == []
    assert any(WHOLE.search(text) for text in arabic) or journey == "bin-day"


@pytest.mark.parametrize("language", ["uk", "ar"])
def test_texts_are_in_the_letters_of_their_language(language: str) -> None:
    """A Latin letter that looks like a Cyrillic one is read out wrongly, and no search finds it."""
    script = {"uk": "CYRILLIC", "ar": "ARABIC"}[language]
    mixed = []
    for path in sorted((assets_dir() / "journeys").glob(f"*.{language}*.yaml")):
        for word in re.findall(r"[^\W\d_]+", path.read_text(encoding="utf-8")):
            scripts = {unicodedata.name(letter).split()[0] for letter in word}
            if script in scripts and len(scripts - {"ARABIC"}) > (1 if language == "uk" else 0):
                mixed.append(f"{path.name}: {word}")
    assert mixed == []
