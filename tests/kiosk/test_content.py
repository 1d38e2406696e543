"""The shipped journeys, their languages, their data and their example answers.

Each file in assets/examples/JOURNEY has its expected outcome in assets/examples/JOURNEY/expected. When a
change of content is meant, write the outcomes again and read what has changed:

    kiosk journeys stories --write && git diff assets/examples
"""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.assets import assets_dir
from kiosk.journeys.datasets import CsvData
from kiosk.journeys.definition import SENT, Ask, Exit, Journey, Note, PageStep, Repeat, Section, Step
from kiosk.journeys.load import Catalogue, load_folder
from kiosk.journeys.pages import Accepted
from kiosk.journeys.rehearsal import Rehearsal
from kiosk.journeys.stories import Story, differences, expected, outcome, told
from kiosk.journeys.texts import Text
from kiosk.journeys.walk import Walk
from kiosk.language import words_for
from kiosk.register import load_register
from kiosk.sample import write_sample
from kiosk.services import OFFERED

ASSETS = assets_dir()
TODAY = date(2026, 11, 20)
"""The day for which the datasets and the expected outcomes were made."""
OFFLINE = {
    "access-points": ("information", 1),
    "assisted-bins": ("queue", 3),
    "beach-hut": ("queue", 2),
    "benefits-change": ("warn", 3),
    "benefits-claim": ("warn", 3),
    "bin-day": ("information", 1),
    "births-deaths": ("handoff", 3),
    "blue-badge": ("handoff", 3),
    "building-inspection": ("warn", 2),
    "bulky-waste": ("information", 1),
    "call-back": ("queue", 2),
    "complaint": ("queue", 3),
    "council-tax-moving": ("warn", 3),
    "council-tax-question": ("live", 3),
    "crisis-help": ("information", 4),
    "direct-debit": ("information", 3),
    "fly-tipping": ("queue", 2),
    "food-complaint": ("queue", 3),
    "garden-waste": ("warn", 2),
    "home-repair": ("warn", 3),
    "homeless": ("warn", 4),
    "housing-register": ("handoff", 3),
    "missed-bin": ("warn", 2),
    "moved-here": ("warn", 3),
    "noise-nuisance": ("queue", 3),
    "order-bin": ("warn", 2),
    "parking-fine": ("handoff", 2),
    "parking-permit": ("handoff", 2),
    "pests": ("queue", 2),
    "planning-breach": ("queue", 2),
    "planning-comment": ("warn", 2),
    "pothole": ("handoff", 1),
    "register-to-vote": ("handoff", 3),
    "single-person-discount": ("queue", 3),
    "street-problem": ("queue", 1),
    "taxi-driver-licence": ("warn", 3),
    "tell-us-change": ("queue", 3),
}
"""Journey: what happens without a network, and how private it is."""
EVERYWHERE = ("en", "cy", "pl", "ro", "uk", "ar")
"""The languages of the interface, and of the journeys that most people come for."""
LANGUAGES = dict.fromkeys(
    (
        "missed-bin",
        "council-tax-moving",
        "benefits-change",
        "call-back",
        "bin-day",
        "crisis-help",
        "homeless",
    ),
    EVERYWHERE,
) | {"taxi-driver-licence": ("en", "cy")}
"""The journeys that are in more than English."""
TRANSLATED = [(name, language) for name, languages in LANGUAGES.items() for language in languages[1:]]
EXAMPLES = sorted((ASSETS / "examples").glob("*/*.json"))
PERSONAL = {"name", "email", "phone", "nino", "nhs", "utr", "bank"}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_folder(ASSETS / "journeys")


@pytest.fixture(scope="module")
def data(catalogue: Catalogue) -> CsvData:
    return CsvData(ASSETS / "datasets", catalogue.datasets)


def walked(
    catalogue: Catalogue,
    data: CsvData,
    journey: str,
    answers: Path,
    today: date = TODAY,
    language: str = "en",
) -> Rehearsal:
    return told(Story(answers), catalogue.journeys[journey], data, today, language)


def steps_of(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        if isinstance(step, Section | Repeat | PageStep):
            yield from steps_of(step.steps)


def asks(journey: Journey) -> list[Ask]:
    return [step for step in steps_of(journey.steps) if isinstance(step, Ask)]


def texts(catalogue: Catalogue, language: str) -> Iterator[tuple[str, str]]:
    """Every text of every journey in one language, with where it is; lists' too."""
    for journey in catalogue.journeys.values():
        for key, text in journey.texts.items():
            yield f"{journey.id}: {key}", journey.words_of(text, language).source
        for overlay, own in journey.overlays.items():
            if (overlay == "other") if language == "en" else (overlay == f"{language}.other"):
                yield from ((f"{journey.id}.{overlay}: {key}", text.source) for key, text in own.items())


# The journeys as a whole


def test_the_checker_finds_no_mistake_and_no_warning(catalogue: Catalogue) -> None:
    assert [str(problem) for problem in catalogue.problems] == []


def test_every_service_is_live_in_its_class_and_its_languages(catalogue: Catalogue) -> None:
    journeys = catalogue.journeys.values()
    assert {one.id: (one.offline, one.sensitivity) for one in journeys} == OFFLINE
    assert {one.id: one.languages for one in journeys if len(one.languages) > 1} == LANGUAGES
    assert {one.status for one in journeys} == {"live"}


def test_the_home_screen_offers_just_these_services(catalogue: Catalogue) -> None:
    register = load_register(ASSETS / "services.yaml")
    offered = [one.id for one in register.services if one.status in OFFERED]
    assert sorted(offered) == sorted(catalogue.journeys)


@pytest.mark.parametrize(("journey", "language"), TRANSLATED)
def test_every_overlay_is_complete(catalogue: Catalogue, journey: str, language: str) -> None:
    there, wanted = catalogue.texts[f"{journey}.{language}.yaml"]
    assert there == wanted > 5


def test_every_service_says_how_long_it_takes_and_one_that_sends_what_it_needs(catalogue: Catalogue) -> None:
    journeys = catalogue.journeys.values()
    assert [one.id for one in journeys if not one.minutes or one.body is None] == []


def test_what_others_could_read_gives_nothing_away(catalogue: Catalogue) -> None:
    for journey in catalogue.journeys.values():
        if journey.sensitivity == 4 or "homeless" in journey.id:
            assert journey.short is not None, journey.id
            assert not re.search(r"homeless|abuse|crisis|violen", journey.short_in("en"), re.IGNORECASE)
            assert journey.receipt == ()


def test_every_owner_can_be_phoned(catalogue: Catalogue, data: CsvData) -> None:
    for journey in catalogue.journeys.values():
        row = data.row("contacts", journey.owner)
        assert row is not None, journey.owner
        assert row["phone"] or row["web"], journey.owner


def test_every_fact_that_a_journey_looks_up_is_there(catalogue: Catalogue, data: CsvData) -> None:
    looked_up = set()
    for path in (ASSETS / "journeys").glob("*.yaml"):
        looked_up |= set(re.findall(r"lookup\((rules|contacts), '(\w+)'\)", path.read_text(encoding="utf-8")))
    assert len(looked_up) > 100
    assert [one for one in looked_up if data.row(*one) is None] == []


def test_every_dataset_can_be_read(catalogue: Catalogue, data: CsvData) -> None:
    assert len(catalogue.datasets) >= 9
    assert {name: data.made(name) for name in catalogue.datasets} == dict.fromkeys(catalogue.datasets, TODAY)
    assert data.problems == {}


# Words


def test_nothing_that_the_council_may_change_stands_in_a_sentence(catalogue: Catalogue) -> None:
    facts = re.compile(
        r"£ ?\d|\b0\d{4}|\d ?[ap]m\b|\d+ (working )?(days?|weeks?|years?)\b|\d+ (diwrnod|ddiwrnod)"
    )
    found = [
        (where, text)
        for language in EVERYWHERE
        for where, text in texts(catalogue, language)
        # How often a rent is paid is an answer, not a fact about the council.
        if facts.search(text) and "how_often." not in where
    ]
    assert found == []


def test_no_words_that_blame_or_beg(catalogue: Catalogue) -> None:
    blame = re.compile(r"\b(please|sorry|in?valid|must not fail|error|submit|click)\b", re.IGNORECASE)
    assert [one for one in texts(catalogue, "en") if blame.search(one[1])] == []


def test_questions_are_short_and_end_in_a_question_mark(catalogue: Catalogue) -> None:
    for journey in catalogue.journeys.values():
        in_pages = {
            part.name for step in steps_of(journey.steps) if isinstance(step, PageStep) for part in step.steps
        }
        for ask in asks(journey):
            for language in journey.languages:
                title = journey.words_of(ask.title, language).source
                assert len(title) <= 80, title
                assert ask.name in in_pages or title.endswith(("?", "؟")), title


def test_hints_are_one_short_line_without_a_full_stop(catalogue: Catalogue) -> None:
    for journey in catalogue.journeys.values():
        for ask in asks(journey):
            if ask.body is None or ask.type == "declare":
                continue
            for language in journey.languages:
                hint = journey.words_of(ask.body, language).source
                assert "\n" not in hint, hint
                assert not hint.endswith("."), hint
                assert len(hint.split()) <= 25, hint


@pytest.mark.parametrize(("journey", "language"), TRANSLATED)
def test_every_text_differs_in_another_language(catalogue: Catalogue, journey: str, language: str) -> None:
    found = catalogue.journeys[journey]
    same: list[str] = []
    for key, text in found.texts.items():
        plain = re.sub(r"\{[^}]*\}", "", text.source).strip(" .,:-")
        if plain and found.words_of(text, language).source == text.source:
            same.append(f"{key}: {text.source}")
    assert same == []


def test_what_a_text_tells_people_to_choose_is_there(catalogue: Catalogue) -> None:
    for language in ("en", "cy"):
        shown = {one.title_in(language) for one in catalogue.journeys.values()}
        shown |= {text for _, text in texts(catalogue, language)}
        quoted = [
            (where, name)
            for where, text in texts(catalogue, language)
            for name in re.findall('["„”“«]([^"„”“«»]+?)["”“»]', text)
        ]
        assert len(quoted) >= 2
        assert [(where, name) for where, name in quoted if name not in shown] == []


def test_nobody_is_told_that_it_was_sent_before_it_was(catalogue: Catalogue) -> None:
    for journey in catalogue.journeys.values():
        if journey.offline not in SENT:
            continue
        assert journey.done is not None
        assert journey.done.unsent is not None
        unsent = journey.done.unsent.source.lower()
        # The state itself is said in one place, kiosk.receipt.state_text, right above this text.
        assert "has not received it" not in unsent
        assert not re.search(r"\b(was sent|submitted|received your|got your)\b", unsent)
        assert not re.search(r"\b(sent|submitted|received your|thank)\b", journey.done.title.source.lower())


def test_acting_for_someone_else_speaks_of_them(catalogue: Catalogue) -> None:
    for journey, question, theirs in (
        ("benefits-change", "changes", "What has changed for them?"),
        ("council-tax-moving", "old_address", "What address are they leaving?"),
    ):
        one = catalogue.journeys[journey]
        title: Text = next(ask.title for ask in asks(one) if ask.name == question)
        assert one.words_of(title, "en", other=True).source == theirs
        assert one.words_of(title, "en").source != theirs
        assert one.words_of(title, "cy", other=True).source != one.words_of(title, "cy").source


def test_a_letter_is_offered_only_where_an_address_is_asked(catalogue: Catalogue) -> None:
    for journey in catalogue.journeys.values():
        asked = {ask.name: ask.type for ask in asks(journey)}
        if asked.keys() & {"reach_by", "update_by"}:
            assert "address" in asked.values(), journey.id


def test_numbers_to_phone_stand_before_the_first_question_about_danger(catalogue: Catalogue) -> None:
    dangerous = {one.id for one in catalogue.journeys.values() if one.sensitivity == 4}
    for name in dangerous | {"home-repair", "noise-nuisance", "fly-tipping"}:
        first = catalogue.journeys[name].steps[0]
        assert isinstance(first, Note)
        assert first.body is not None
        assert "phone 999" in first.body.source
        assert ".phone}" in first.body.source
    for name in ("food-complaint", "pests", "pothole", "street-problem", "housing-register"):
        body = catalogue.journeys[name].body
        assert body is not None
        assert "phone 999" in body.source


def test_an_old_phone_number_is_kept_everywhere(catalogue: Catalogue) -> None:
    assert {journey.uses["contacts"] for journey in catalogue.journeys.values()} == {1000}


# Privacy


def test_bank_details_are_never_asked(catalogue: Catalogue) -> None:
    for journey in catalogue.journeys.values():
        assert "bank" not in {ask.type for ask in asks(journey)}
        assert not [ask.name for ask in asks(journey) if re.search(r"sort_?code|iban|card", ask.name)]


def test_a_criminal_record_is_yes_or_no_and_masked(catalogue: Catalogue) -> None:
    asked = {ask.name: ask for ask in asks(catalogue.journeys["taxi-driver-licence"])}
    assert asked["convicted"].type == "yesno"
    assert asked["convicted"].sensitive
    assert not [ask.name for ask in asked.values() if ask.type == "long" and ask.name != "safe_how"]


def test_no_code_of_another_body_is_asked(catalogue: Catalogue) -> None:
    asked = {ask.name: ask.type for ask in asks(catalogue.journeys["taxi-driver-licence"])}
    assert asked["tax_check"] == "choice"
    assert asked["right_to_work"] == "choice"


def test_paper_holds_nothing_personal(catalogue: Catalogue) -> None:
    for journey in catalogue.journeys.values():
        for ask in asks(journey):
            if ask.name in journey.receipt:
                assert ask.type not in PERSONAL
                assert not ask.sensitive
                # With an address on paper there is no name beside it, and no class above contact details.
                assert ask.type != "address" or journey.sensitivity <= 2
    assert catalogue.journeys["benefits-change"].receipt == ()


def test_personal_questions_come_after_every_refusal(catalogue: Catalogue) -> None:
    for journey in catalogue.journeys.values():
        order = list(steps_of(journey.steps))
        last_exit = max((at for at, step in enumerate(order) if isinstance(step, Exit)), default=-1)
        personal = [
            step.name
            for at, step in enumerate(order)
            if isinstance(step, Ask) and step.type in {"email", "phone"} and at < last_exit
        ]
        assert personal == [], journey.id


# Example answers


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_an_example_comes_out_as_expected(catalogue: Catalogue, data: CsvData, path: Path) -> None:
    found = walked(catalogue, data, path.parent.name, path)
    assert found.problems == ()
    assert found.never_asked == ()
    assert found.end
    assert list(differences(expected(Story(path)), outcome(found))) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_an_example_takes_the_same_way_in_every_language(
    catalogue: Catalogue, data: CsvData, path: Path
) -> None:
    english = walked(catalogue, data, path.parent.name, path)
    for language in catalogue.journeys[path.parent.name].languages[1:]:
        compare(english, walked(catalogue, data, path.parent.name, path, language=language), language)


def compare(english: Rehearsal, welsh: Rehearsal, language: str) -> None:
    assert [(page.kind, page.name) for page in welsh.shown] == [
        (page.kind, page.name) for page in english.shown
    ]
    assert english.submission is None or welsh.submission == msgspec.structs.replace(
        english.submission, language=language
    )
    titles = [(page.title, other.title) for page, other in zip(english.shown, welsh.shown, strict=True)]
    assert [title for title, other in titles if title == other and title != "Check your answers"] == []


@pytest.mark.parametrize("journey", sorted(OFFLINE))
def test_the_examples_reach_every_end_and_every_step(
    catalogue: Catalogue, data: CsvData, journey: str
) -> None:
    shown: set[str] = set()
    for path in (ASSETS / "examples" / journey).glob("*.json"):
        shown |= {page.name.partition("[")[0] for page in walked(catalogue, data, journey, path).shown}
    pages = [step for step in steps_of(catalogue.journeys[journey].steps) if not isinstance(step, Section)]
    on_pages = {part.name for step in pages if isinstance(step, PageStep) for part in step.steps}
    lists = {step.name for step in pages if isinstance(step, Repeat) and not step.max}
    assert {step.name for step in pages} - on_pages - lists - shown == set()


def test_every_example_belongs_to_a_journey_and_has_its_outcome() -> None:
    assert {path.parent.name for path in EXAMPLES} == set(OFFLINE)
    outcomes = {(path.parents[1].name, path.name) for path in (ASSETS / "examples").glob("*/expected/*.json")}
    assert outcomes == {(path.parent.name, path.name) for path in EXAMPLES}


# The main story, on any day and without fresh data

USUAL = ASSETS / "examples" / "missed-bin" / "usual.json"


@pytest.mark.parametrize(
    "today",
    [
        *(date(2026, 11, 20) + timedelta(days=n) for n in range(7)),
        date(2026, 12, 26),
        date(2026, 12, 29),
        date(2027, 1, 1),
        date(2027, 3, 30),
    ],
    ids=str,
)
def test_the_first_home_can_report_its_missed_bin_on_any_day(
    catalogue: Catalogue, tmp_path: Path, today: date
) -> None:
    write_sample(tmp_path, today)
    found = walked(catalogue, CsvData(tmp_path, catalogue.datasets), "missed-bin", USUAL, today)
    assert found.end == "check"
    assert found.submission is not None
    assert found.submission.unchecked == ()
    assert len([page for page in found.shown if page.kind == "ask"]) <= 10


def test_a_calendar_of_yesterday_still_knows_what_was_due(catalogue: Catalogue, data: CsvData) -> None:
    next_day = walked(catalogue, data, "missed-bin", USUAL, TODAY + timedelta(days=1))
    assert next_day.submission is not None
    assert next_day.submission.derived["last_due[refuse]"] == "2026-11-19"


def test_without_a_fresh_calendar_the_day_is_asked_and_the_report_says_what_went_unchecked(
    catalogue: Catalogue, data: CsvData, tmp_path: Path
) -> None:
    answers = json.loads(USUAL.read_text(encoding="utf-8"))
    later = TODAY + timedelta(days=3)
    stopped = walked(catalogue, data, "missed-bin", USUAL, later)
    assert [problem.name for problem in stopped.problems] == ["due[refuse]"]
    typed = tmp_path / "answers.json"
    typed.write_text(json.dumps({**answers, "due[refuse]": "2026-11-20"}), encoding="utf-8")
    found = walked(catalogue, data, "missed-bin", typed, later)
    assert found.end == "check"
    assert found.submission is not None
    assert "collections" in found.submission.unchecked


@pytest.mark.parametrize(("days", "open_"), [(0, True), (2, True), (3, True), (4, True), (5, False)])
def test_a_missed_bin_can_be_reported_for_as_many_working_days_as_the_rules_say(
    catalogue: Catalogue, tmp_path: Path, days: int, *, open_: bool
) -> None:
    """Due on Thursday 19 November, and three working days: until Tuesday 24 November."""
    write_sample(tmp_path, TODAY)
    sidecar = tmp_path / "collections.toml"
    today = TODAY + timedelta(days=days)
    sidecar.write_text(
        sidecar.read_text(encoding="utf-8").replace('"2026-11-20"', f'"{today}"'), encoding="utf-8"
    )
    rules = tmp_path / "rules.csv"
    rows = rules.read_text(encoding="utf-8").replace("missed_bin_days,2,", "missed_bin_days,3,")
    rules.write_text(rows, encoding="utf-8")
    found = walked(catalogue, CsvData(tmp_path, catalogue.datasets), "missed-bin", USUAL, today)
    assert found.end == ("check" if open_ else "exit")


def test_bin_days_are_shown_with_their_weekday_and_only_for_the_bins_of_that_home(
    catalogue: Catalogue, data: CsvData
) -> None:
    walk = Walk(catalogue.journeys["bin-day"], data, TODAY, words=words_for("en"))
    assert isinstance(walk.answer("address", "100000000003"), Accepted)
    page = walk.page()
    assert page.kind == "done"
    assert "Your usual day is Thursday." in page.body
    assert "**Black bin:** 3 December 2026. The last was 19 November 2026." in page.body
    assert "**Red box:** 26 November 2026." in page.body
    assert "Black sacks" not in page.body
    assert walk.complete() is None


def test_bin_days_move_on_while_the_calendar_is_some_days_old(catalogue: Catalogue, data: CsvData) -> None:
    week_later = TODAY + timedelta(days=7)
    walk = Walk(catalogue.journeys["bin-day"], data, week_later, words=words_for("en"))
    walk.answer("address", "100000000003")
    assert "**Food bin:** 3 December 2026. The last was 26 November 2026." in walk.page().body


def test_the_missed_bin_question_shows_when_each_was_due(catalogue: Catalogue, data: CsvData) -> None:
    walk = Walk(catalogue.journeys["missed-bin"], data, TODAY, words=words_for("en"))
    walk.answer("address", "100000000003")
    (field,) = walk.page().fields
    assert not isinstance(field, Note)
    options = {option.value: option.body for option in getattr(field, "options", ())}
    assert options == {
        "refuse": "Due 19 November 2026",
        "green": "Due 19 November 2026",
        "red": "Due 12 November 2026",
        "food": "Due 19 November 2026",
        "garden": "Due 19 November 2026",
        "other": "",
    }


@pytest.mark.parametrize(("days", "asked"), [(14, True), (15, False)])
def test_nobody_is_asked_for_a_session_once_the_timetable_is_too_old(
    catalogue: Catalogue, data: CsvData, days: int, *, asked: bool
) -> None:
    journey = catalogue.journeys["access-points"]
    walk = Walk(journey, data, TODAY + timedelta(days=days), words=words_for("en"))
    walk.answer("point_need", "talk")
    walk.answer("point", "pier_avenue")
    page = walk.page()
    assert (page.name == "point_session") is asked
    assert asked or "Pier Avenue office" in page.body
