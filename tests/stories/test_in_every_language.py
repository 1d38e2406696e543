"""Another language from the first touch to the end: every word on every screen; in Welsh to the paper.

Each line on the screen must be one that the catalogue, the journey's overlay or the register has in that
language, or what the resident or the settings gave. A line that fell back to English has no such source, and
is found.
"""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from PySide6.QtCore import Qt

from kiosk.assets import assets_dir
from kiosk.direction import without_marks
from kiosk.language import NAMES, words_for
from kiosk.reference import grouped
from kiosk.register import load_register
from kiosk.settings import Settings
from kiosk.visit import Stage
from ui.pieces.text import plain

OTHERS = ("pl", "ro", "uk", "ar")
TOLD = ("Zoe Exampleton", "07700 900321", "Does dim brys")
GIVEN = ("Tendring District Council", "Walton Library", "£", *NAMES.values())
"""Names of the site, and each language's name in itself."""


def catalogue(language: str) -> Path:
    """The interface's texts in a language."""
    return assets_dir() / "locale" / language / "LC_MESSAGES/kiosk.po"


@pytest.fixture(scope="module", autouse=True)
def compiled() -> Iterator[None]:
    """The catalogues as `make setup` leaves them, also where nobody ran that."""
    for language in ("cy", *OTHERS):
        texts = catalogue(language)
        if not texts.with_suffix(".mo").exists():
            with texts.open("rb") as file, texts.with_suffix(".mo").open("wb") as made:
                write_mo(made, read_po(file, locale=language))
    words_for.cache_clear()
    yield
    words_for.cache_clear()


def pattern(text: str) -> str:
    """A text with its placeholders as a regular expression."""
    parts = re.split(r"(\{[^{}]*\})", text.strip())
    return "".join(".+?" if part.startswith("{") else re.escape(part) for part in parts)


def lines_of(text: str) -> Iterator[str]:
    """A text as lines are drawn: a paragraph is one line, a bullet too."""
    for block in re.split(r"\n\s*\n", text.strip()):
        bullets = [line for line in block.splitlines() if re.match(r"\s*[-*] ", line)]
        yield " ".join(line.strip() for line in block.splitlines() if line not in bullets)
        yield from bullets


def overlay(name: str) -> Iterator[str]:
    """Every text of an overlay file."""
    for value in yaml.safe_load((assets_dir() / "journeys" / name).read_text(encoding="utf-8")).values():
        if isinstance(value, str):
            yield value


def contacts(language: str) -> list[str]:
    """Names of teams."""
    data = (assets_dir() / "datasets/contacts.csv").read_text(encoding="utf-8").splitlines()
    return [name for row in csv.DictReader(data) if (name := row[f"text_{language}"])]


def hours(language: str) -> tuple[str, str]:
    """When the telephone is answered, alone and at the end of a sentence."""
    said = Settings().council.hours_in(language)
    return said, f"{said}."


def untranslated(language: str) -> Iterator[str]:
    """Titles of services that are not in a language: a list shows them in English, and says so."""
    for path in (assets_dir() / "journeys").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        title, spoken = (re.search(rf"^{key}: (.+)$", text, re.MULTILINE) for key in ("title", "languages"))
        if title and text.startswith("journey:") and (spoken is None or language not in spoken[1]):
            yield title[1]


def sources(language: str) -> list[re.Pattern[str]]:
    """All that may stand on the screen in a language."""
    texts: list[str] = [*GIVEN, *TOLD]
    with catalogue(language).open("rb") as file:
        for message in read_po(file, locale=language):
            if message.id:
                said = [message.string] if isinstance(message.string, str) else list(message.string)
                # An untranslated text of the catalogue may stay English: it is not there yet.
                texts += said if all(said) else [message.id if isinstance(message.id, str) else message.id[1]]
    for path in (assets_dir() / "journeys").glob(f"*.{language}.yaml"):
        texts += overlay(path.name)
    register = load_register(assets_dir() / "services.yaml")
    for group in register.groups:
        texts += [group.title[language], group.summary[language]]
    texts += [season.reason[language] for season in register.seasons]
    texts += [*contacts(language), *hours(language), *untranslated(language)]
    wanted = {pattern(plain(line)) for text in texts for line in lines_of(text) if line.strip()}
    # A text that is little more than its placeholders would fit any line.
    return [
        re.compile(one, re.DOTALL) for one in wanted if ".+?" not in one or len(re.sub(r"\W", "", one)) >= 4
    ]


@pytest.fixture(scope="module")
def welsh() -> list[re.Pattern[str]]:
    return sources("cy")


def english_on(resident, known_texts: list[re.Pattern[str]], *also: str) -> list[str]:
    """Lines on the screen that have no source in the language."""

    def known(line: str) -> bool:
        return line in also or any(one.fullmatch(line) for one in known_texts)

    lines = {line.strip() for line in without_marks(resident.robot.text()).splitlines()} - {""}
    # An answer to check is read with its label: "Enw llawn: Zoe Exampleton".
    return sorted(line for line in lines if not known(line) and not all(map(known, line.split(": "))))


def test_the_search_itself_finds_english(welsh: list[re.Pattern[str]]) -> None:
    class Screen:
        class robot:  # noqa: N801  stands for a robot
            @staticmethod
            def text() -> str:
                return "Continue\nParhau\nWhat is your full name?\nBeth yw eich enw llawn?"

    assert english_on(Screen(), welsh) == ["Continue", "What is your full name?"]


def test_a_call_is_asked_for_in_welsh_from_the_first_touch_to_the_paper(
    site, come, received, welsh: list[re.Pattern[str]]
) -> None:
    resident = come()
    robot, seen = resident.robot, {}

    def look(name: str, *also: str) -> None:
        robot.settle()
        seen[name] = english_on(resident, welsh, *also)

    robot.touch("greeting:cy")
    look("home")
    robot.touch("open:more")
    look("groups")
    robot.touch("group:contact")
    look("services")
    robot.touch("service:call-back")
    look("start")
    robot.touch("main")
    robot.until(lambda: resident.visit.stage is Stage.ANSWERING, "the first question")
    look("topic")
    robot.touch("main")
    look("a mistake")
    robot.touch("option:bins_topic")
    robot.touch("main")
    look("name")
    robot.touch("main")
    look("no name")
    robot.touch("problem:0")
    robot.type(TOLD[0])
    robot.touch("main")
    look("phone")
    robot.type("12")
    robot.touch("main")
    look("a wrong number")
    robot.touch("problem:0")
    robot.find("input:phone").clear()
    robot.type(TOLD[1])
    robot.touch("main")
    for name, answer in (("times", "morning"), ("message", "no"), ("needs", "none")):
        look(name)
        robot.touch(f"option:{answer}")
        robot.touch("main")
    look("about")
    robot.type("Does dim brys")
    robot.touch("main")
    look("check")
    robot.touch("stop")
    look("stop?")
    robot.touch("stop-dialog:stay")
    robot.touch("main")
    robot.until(lambda: resident.visit.stage is Stage.FINISHED, "saved")
    robot.until(lambda: robot.has("print"), "the printer's state")
    reference = resident.visit.saved.reference
    look("saved", grouped(reference))
    robot.touch("print")
    robot.until(lambda: not resident.app.navigator.errands.busy(), "the paper")
    look("printed", grouped(reference))
    resident.visit.acknowledged(datetime.now(UTC))
    resident.app.navigator.show()
    look("sent", grouped(reference))

    left = [f"{name}: {line}" for name, lines in seen.items() for line in lines]
    assert not left, "\n".join(left)
    assert len(seen) >= 18
    assert len(list(site.receipts.glob("*.png"))) == 1

    site.start_council()
    site.start_agent()
    robot.until(lambda: [item.state.value for item in resident.outbox()] == ["delivered"], "delivered", 60)
    (record,) = received()
    submission = record.get("submission") or record["record"]["submission"]
    assert submission["language"] == "cy"
    assert submission["answers"]["full_name"] == TOLD[0]
    assert submission["answers"]["topic"] == "bins_topic"


def test_a_bin_day_is_looked_up_in_welsh(come, welsh: list[re.Pattern[str]]) -> None:
    resident = come()
    robot = resident.robot
    robot.touch("greeting:cy")
    robot.touch("group:recycling")
    robot.touch("service:bin-day")
    robot.touch("main")
    robot.until(lambda: resident.visit.stage is Stage.ANSWERING, "the first question")
    robot.settle()
    left = english_on(resident, welsh)
    robot.touch("main")
    left += english_on(resident, welsh)
    robot.touch("problem:0")
    robot.type("ZZ9 1AA")
    robot.touch("address:find")
    homes = [line for line in robot.text().splitlines() if "High Street" in line]
    left += english_on(resident, welsh, *homes)
    robot.touch("address:other")
    left += english_on(resident, welsh)
    robot.touch("back")
    robot.touch("main")
    robot.type("ZZ9 1AA")
    robot.touch("address:find")
    robot.touch("option:100000000001")
    robot.touch("main")
    left += english_on(resident, welsh)
    assert homes
    assert resident.visit.page.kind == "done"
    assert not left, "\n".join(left)


@pytest.mark.parametrize("language", OTHERS)
def test_a_bin_day_is_looked_up_in_a_language_chosen_on_the_way(come, language: str) -> None:
    known = sources(language)
    resident = come()
    robot = resident.robot
    robot.touch("begin")
    robot.touch("tool:language")
    robot.touch(f"language:{language}")
    left = english_on(resident, known)
    robot.touch("group:recycling")
    robot.touch("service:bin-day")
    left += english_on(resident, known)
    robot.touch("main")
    robot.until(lambda: resident.visit.stage is Stage.ANSWERING, "the first question")
    robot.touch("main")
    left += english_on(resident, known)
    robot.touch("problem:0")
    robot.find("input:address").setText("ZZ9 1AA")
    robot.touch("address:find")
    robot.touch("option:100000000001")
    robot.touch("main")
    left += english_on(resident, known)
    assert resident.visit.page.kind == "done"
    assert resident.app.window.layoutDirection() == (
        Qt.LayoutDirection.RightToLeft if language == "ar" else Qt.LayoutDirection.LeftToRight
    )
    assert not left, "\n".join(left)
