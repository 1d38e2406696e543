"""One walk: pages in order, back and change, repeats, stale answers, privacy, the end."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.errors import AnswersError, BugError
from kiosk.journeys.datasets import CsvData
from kiosk.journeys.definition import Journey
from kiosk.journeys.load import load_journey
from kiosk.journeys.pages import Accepted, Field, Page, Problems
from kiosk.journeys.walk import Walk
from kiosk.language import words_for

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 23)
ANSWERS: dict[str, object] = json.loads((FIXTURES / "answers.json").read_text(encoding="utf-8"))
"""An answer to every question of the journey, for a walk to its end."""

WalkTo = Callable[[str], Walk]


def until(walk: Walk, name: str, answers: Mapping[str, object] = ANSWERS) -> Walk:
    """Answer pages from `answers` until the page `name` is shown."""
    for _ in range(100):
        page = walk.page()
        if page.name == name:
            return walk
        value: object = True
        if page.kind == "ask":
            value = answers[page.name]
        elif page.kind == "page":
            value = {field.name: answers.get(field.name) for field in page.fields}
        elif page.kind == "list":
            wanted = answers[page.name]
            value = "add" if isinstance(wanted, int) and len(page.rows) < wanted else "done"
        outcome = walk.answer(page.name, value)
        assert isinstance(outcome, Accepted), (page.name, outcome)
        if walk.page() == page:
            break
    raise AssertionError(f"{name} was never shown; the walk stands at {walk.page().name}")


@pytest.fixture
def walk_to(walk: Walk) -> Callable[[str], Walk]:
    return lambda name: until(walk, name)


def field(page: Page, name: str) -> Field:
    found = next(one for one in page.fields if one.name == name)
    assert isinstance(found, Field)
    return found


def problems(walk: Walk, name: str, value: object) -> list[tuple[str, str, str]]:
    outcome = walk.answer(name, value)
    assert isinstance(outcome, Problems)
    return [(one.name, one.rule, one.text) for one in outcome.problems]


def accept(walk: Walk, name: str, value: object) -> Page:
    assert walk.answer(name, value) == Accepted()
    return walk.page()


# -- pages ---------------------------------------------------------------------------------------------


def test_the_first_page_is_the_first_question(walk: Walk) -> None:
    page = walk.page()
    assert (page.kind, page.name, page.title) == ("ask", "behalf", "Who is this for?")
    assert [one.value for one in field(page, "behalf").options] == ["self", "other"]
    assert page.back is False
    assert walk.back() == page


def test_an_address_is_looked_up(walk_to: WalkTo) -> None:
    walk = walk_to("address")
    assert field(walk.page(), "address").pick is True
    found = walk.find("address", "zz91aa")
    assert [one.text for one in found][:2] == ["1 High Street, Exampleton", "2 High Street, Exampleton"]
    assert [one.value for one in found] == ["1", "2", "10"]
    assert len(walk.find("address", "zz91aa", limit=1)) == 1
    assert walk.find("never", "zz91aa") == ()
    # `where` rules out what it knows to be wrong: 900 is too big, but an unknown size may do.
    assert [one.value for one in walk.find("address", "ZZ9 1AB")] == ["40"]
    assert problems(walk, "address", "30") == [("address", "option", "Choose address from the answers shown")]


def test_options_are_offered_by_their_condition(walk_to: WalkTo) -> None:
    walk = walk_to("bins")
    options = field(walk.page(), "bins").options
    assert [one.value for one in options] == ["refuse", "recycling", "garden", "none"]
    assert options[2].body == "For 23 November 2026"
    walk.back()
    page = accept(walk, "address", "2")
    assert [one.value for one in field(page, "bins").options] == ["refuse", "recycling", "none"]


def test_a_repeat_over_choices_asks_once_for_each(walk_to: WalkTo) -> None:
    walk = walk_to("crew_note[refuse]")
    page = walk.page()
    assert (page.kind, page.title) == ("note", "Black bin: the crew left a note")
    assert (page.body, page.caption) == ("Gate locked", "About each bin")
    page = accept(walk, "crew_note[refuse]", True)
    assert (page.name, page.title) == ("due[refuse]", "Black bin: when was it due?")
    # The box is filled, but nothing is answered yet.
    assert field(page, "due[refuse]").value == {"day": "20", "month": "11", "year": "2026"}
    assert walk.summary()[-1].label == "Bins missed"


def test_what_was_typed_stands_in_the_box_again(walk_to: WalkTo) -> None:
    walk = walk_to("rent")
    accept(walk, "rent", " £1,250.5")
    walk.back()
    assert field(walk.page(), "rent").value == " £1,250.5"
    walk.change("due[refuse]")
    assert field(walk.page(), "due[refuse]").value == {"day": "20", "month": "11", "year": "2026"}


def test_a_page_takes_its_answers_together(walk_to: WalkTo) -> None:
    walk = walk_to("reach")
    page = walk.page()
    assert (page.kind, page.caption) == ("page", "About you")
    assert [one.name for one in page.fields] == ["full_name", "email", "phone"]
    given = {"full_name": "", "email": "sam", "phone": ""}
    assert problems(walk, "reach", given) == [
        ("full_name", "required", "Enter an answer"),
        ("email", "format", "Enter an email address with an @, like name@example.com"),
    ]
    given = {"full_name": "Sam Example", "email": "", "phone": ""}
    assert problems(walk, "reach", given) == [
        ("email", "one_way", "Enter an email address or a telephone number")
    ]
    assert walk.page() == page, "a problem changes nothing"
    accept(walk, "reach", {"full_name": "Sam Example", "phone": "01632 960001"})


def test_a_rule_that_is_broken_by_a_change_leaves_the_old_answers(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    walk.change("email")
    assert problems(walk, "reach", {"full_name": "Alex Example"})[0][1] == "one_way"
    assert field(walk.page(), "full_name").value == "Sam Example"
    walk.back()
    assert [row.lines for row in walk.summary() if row.change == "full_name"] == [("Sam Example",)]


def test_the_journeys_own_messages_come_first(walk_to: WalkTo) -> None:
    walk = walk_to("due[refuse]")
    late = {"day": "1", "month": "11", "year": "2026"}
    assert problems(walk, "due[refuse]", late) == [
        ("due[refuse]", "min", "You can tell us for 5 working days")
    ]
    assert problems(walk, "due[refuse]", "2026-11-23") == [
        ("due[refuse]", "max", "Due date must be 22 November 2026 or earlier")
    ]
    # The 18th is a holiday, so 5 working days reach back to the 13th.
    accept(walk, "due[refuse]", "2026-11-13")
    walk.back()
    assert problems(walk, "due[refuse]", "2026-11-12")[0][1] == "min"


def test_an_exit_ends_the_walk_and_back_leads_out_of_it(walk_to: WalkTo) -> None:
    walk = walk_to("address")
    page = accept(walk, "address", "20")
    assert (page.kind, page.name, page.back) == ("exit", "outside", True)
    assert page.body == "Ask staff which council does.\n\nThe address is 1 Far Lane, Otherville."
    assert accept(walk, "outside", True) == page
    assert walk.complete() is None
    assert walk.back().name == "address"
    assert accept(walk, "address", "1").name == "bins"


def test_a_typed_address_is_unknown_where_its_columns_are_read(walk_to: WalkTo) -> None:
    walk = walk_to("address")
    page = accept(walk, "address", {"text": "9 New Road\nExampleton"})
    assert page.name == "bins", "not outside: nobody knows"
    assert "garden" in [one.value for one in field(page, "bins").options]


def test_a_choice_of_rows_is_listed(walk_to: WalkTo) -> None:
    page = walk_to("office").page()
    assert [(one.value, one.text) for one in field(page, "office").options] == [
        ("north", "North office"),
        ("south", "South office"),
    ]


def test_asking_a_page_that_is_not_shown_is_our_mistake(walk: Walk) -> None:
    with pytest.raises(BugError, match="not the page shown"):
        walk.answer("address", "1")
    with pytest.raises(BugError):
        walk.change("bins")
    with pytest.raises(BugError):
        walk.remove("people[1]")


# -- back and change -----------------------------------------------------------------------------------


def test_back_leads_through_the_path_and_continue_leads_on(walk_to: WalkTo) -> None:
    walk = walk_to("due[recycling]")
    names = [walk.page().name]
    while walk.page().back:
        names.append(walk.back().name)
    assert names == [
        "due[recycling]",
        "out_at[refuse]",
        "out_early[refuse]",
        "due[refuse]",
        "crew_note[refuse]",
        "bins",
        "address",
        "behalf",
    ]
    for name in reversed(names[1:]):
        assert walk.page().name == name
        walk.answer(name, ANSWERS.get(name, True))
    assert walk.page().name == "due[recycling]"


def test_every_question_can_be_changed_from_the_check_page(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    rows = walk.page().rows
    assert len([row for row in rows if row.change]) > 20
    for row in rows:
        page = walk.change(row.change)
        assert page.back
        assert page.kind in ("ask", "page", "list")
        if page.kind == "list":
            accept(walk, page.name, "done")
        else:
            given = {one.name: one.value for one in page.fields if isinstance(one, Field)}
            accept(walk, page.name, given if page.kind == "page" else given[page.name])
        assert walk.page().name == "answers", row.change
        assert walk.page().rows == rows


def test_back_out_of_a_change_leads_to_the_check_page(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    walk.change("address")
    assert walk.back().name == "answers"
    walk.change("behalf")
    assert walk.page().back, "also from the first page of all"
    assert walk.back().name == "answers"


def test_a_change_asks_what_is_new_and_then_leads_straight_back(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    walk.change("bins")
    page = accept(walk, "bins", ["refuse", "recycling", "garden"])
    shown = []
    while page.name != "answers":
        shown.append(page.name)
        page = accept(walk, page.name, ANSWERS.get(page.name.replace("garden", "recycling"), True))
    assert shown == ["due[garden]", "out_early[garden]"]


def test_a_change_that_no_longer_fits_is_asked_again(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    walk.change("bins")
    accept(walk, "bins", ["refuse", "recycling", "garden"])
    for name in ("due[garden]", "out_early[garden]"):
        accept(walk, name, ANSWERS[name.replace("garden", "recycling")])
    walk.change("address")
    # At number 2 there is no garden bin, and the crew left no note there.
    page = accept(walk, "address", "2")
    assert page.name == "bins"
    assert field(page, "bins").value == ["refuse", "recycling", "garden"]
    assert accept(walk, "bins", ["refuse"]).name == "answers"
    assert not [row for row in walk.summary() if "garden" in row.change or "recycling" in row.change]


def test_change_and_change_back_restores(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    before = walk.page()
    walk.change("out_early[refuse]")
    page = accept(walk, "out_early[refuse]", True)
    assert page.name == "answers"
    off = {row.change for row in before.rows} - {row.change for row in page.rows}
    assert off == {"out_at[refuse]", "why"}
    walk.change("out_early[refuse]")
    assert accept(walk, "out_early[refuse]", False) == before


def test_a_section_is_checked_by_itself_and_again_after_a_change(walk_to: WalkTo) -> None:
    walk = walk_to("home")
    page = walk.page()
    assert (page.kind, page.title, page.button) == ("check", "Is this right?", "")
    assert [row.change for row in page.rows] == ["rooms", "rent", "moved", "claim", "ni_number", "tell"]
    assert page.rows[0].heading == "Your home"
    assert page.rows == walk.summary("home")
    accept(walk, "home", True)
    until(walk, "answers")
    walk.change("rooms")
    assert accept(walk, "rooms", "3").name == "home"
    assert accept(walk, "home", True).name == "answers"
    walk.change("office")
    assert accept(walk, "office", "south").name == "answers", "what is not of the section leaves it confirmed"


# -- repeats with items --------------------------------------------------------------------------------


def test_the_first_item_opens_by_itself_and_more_are_added(walk_to: WalkTo) -> None:
    walk = walk_to("person[1]")
    assert walk.page().caption == "Who lives with you?"
    accept(walk, "person[1]", {"person_name[1]": "Sam Example", "born[1]": "1980-02-29"})
    page = walk.page()
    assert page.title == "What is the income of Sam Example?"
    page = accept(walk, "income[1]", "100")
    assert (page.kind, page.name, page.add) == ("list", "people", True)
    assert [(row.label, row.change, row.remove) for row in page.rows] == [
        ("Sam Example", "people[1]", "people[1]")
    ]
    assert accept(walk, "people", "add").name == "person[2]"


def test_an_item_opened_by_mistake_goes_away_with_back(walk_to: WalkTo) -> None:
    walk = walk_to("people")
    before = walk.page()
    assert accept(walk, "people", "add").name == "person[2]"
    assert walk.back() == before
    assert walk.back().name == "income[1]"


def test_the_item_that_must_be_there_does_not_go_away_with_back(walk_to: WalkTo) -> None:
    walk = walk_to("person[1]")
    assert walk.back().name == "home"


def test_no_more_than_max_and_no_fewer_than_min(walk_to: WalkTo) -> None:
    walk = walk_to("people")
    for n in (2, 3):
        accept(walk, "people", "add")
        accept(walk, f"person[{n}]", {f"person_name[{n}]": "Alex Example", f"born[{n}]": "2020-01-01"})
        accept(walk, f"income[{n}]", "5")
    assert walk.page().add is False
    assert problems(walk, "people", "add") == [("people", "max", "You can add 3 at most")]
    for n in (1, 2, 3):
        walk.remove(f"people[{n}]")
    assert walk.page().name == "person[4]", "one must be there, and no id is used twice"


def test_the_middle_item_is_removed_and_totals_follow(walk_to: WalkTo) -> None:
    walk = walk_to("people")
    for n, amount in ((2, "20.50"), (3, "3")):
        accept(walk, "people", "add")
        accept(walk, f"person[{n}]", {f"person_name[{n}]": f"Person {n}", f"born[{n}]": "2020-01-01"})
        accept(walk, f"income[{n}]", amount)
    page = walk.remove("people[2]")
    assert [row.label for row in page.rows] == ["Sam Example", "Person 3"]
    accept(walk, "people", "done")
    until(walk, "answers")
    accept(walk, "answers", True)
    made = walk.complete()
    assert made is not None
    assert made.derived["total"] == "103.00"
    assert "income[2]" not in made.answers
    assert {"income[1]", "income[3]"} <= made.answers.keys()


def test_changing_an_item_leads_through_it_and_back_to_the_list(walk_to: WalkTo) -> None:
    walk = walk_to("people")
    assert walk.change("people[1]").name == "person[1]"
    page = accept(walk, "person[1]", {"person_name[1]": "Kim Example", "born[1]": "1980-02-29"})
    assert page.name == "income[1]"
    page = accept(walk, "income[1]", "100")
    assert page.name == "people"
    assert page.rows[0].label == "Kim Example"


def test_a_repeat_off_the_path_is_unknown_and_comes_back(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    walk.change("rooms")
    accept(walk, "rooms", "3")
    accept(walk, "home", True)
    assert not [row for row in walk.summary() if "person" in row.change]
    accept(walk, "answers", True)
    made = walk.complete()
    assert made is not None
    assert "total" not in made.derived
    walk.change("rooms")
    accept(walk, "rooms", "4")
    accept(walk, "home", True)
    assert walk.page().name == "answers"
    assert len([row for row in walk.summary() if row.change.startswith("person_name")]) == 2


def test_a_value_dropped_and_chosen_again_brings_its_answers_back(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    before = walk.summary()
    walk.change("bins")
    assert accept(walk, "bins", ["refuse"]).name == "answers"
    walk.change("bins")
    assert accept(walk, "bins", ["refuse", "recycling"]).name == "answers"
    assert walk.summary() == before


# -- check page, paper, submission ---------------------------------------------------------------------


def test_the_check_page_has_headings_masks_and_what_was_not_given(walk_to: WalkTo) -> None:
    page = walk_to("answers").page()
    rows = {row.change: row for row in page.rows}
    assert (page.title, page.button) == ("Check your answers", "Send my report")
    assert rows["address"].lines == ("1 High Street", "Exampleton")
    assert rows["bins"].lines == ("Black bin", "Blue bin")
    assert rows["due[refuse]"].heading == "Black bin"
    assert rows["due[recycling]"].heading == "Blue bin"
    assert rows["why"].heading == "Other answers"
    assert rows["rooms"].heading == "Your home"
    assert rows["rent"].lines == ("••••••",)
    assert rows["moved"].lines == ("June 2026",)
    assert rows["tell"].lines == ("First line", "Second line")
    assert rows["email"].lines == ("s•••@example.com",)
    assert rows["ni_number"].lines == ("•••••• 6 C",)
    assert rows["phone"].lines == ("Not provided",)
    assert rows["person_name[1]"].heading == "Sam Example"
    assert (rows["people"].label, rows["people"].lines) == ("Number added", ("2",))
    assert "agreed" not in rows
    assert "crew" not in rows


def test_the_submission_holds_the_paths_answers_in_clean_form(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    assert walk.complete() is None
    accept(walk, "answers", True)
    made = walk.complete()
    assert made is not None
    assert made.answers == {
        "behalf": "self",
        "address": {"uprn": "1", "text": "1 High Street, Exampleton"},
        "bins": ["refuse", "recycling"],
        "due[refuse]": "2026-11-20",
        "out_early[refuse]": False,
        "out_at[refuse]": "08:15",
        "due[recycling]": "2026-11-19",
        "out_early[recycling]": True,
        "why": "broken",
        "rooms": 4,
        "rent": "1250.50",
        "moved": "2026-06",
        "claim": "12345678",
        "ni_number": "AB123456C",
        "tell": "First line\n\nSecond line",
        "person_name[1]": "Sam Example",
        "born[1]": "1980-02-29",
        "income[1]": "100.00",
        "person_name[2]": "Alex Example",
        "born[2]": "2020-01-31",
        "income[2]": "20.25",
        "place": {"text": "Behind the shops"},
        "office": {"office": "north", "text": "North office"},
        "visit": ["late", "other"],
        "full_name": "Sam Example",
        "email": "sam@example.com",
        "agreed": True,
    }
    assert made.derived == {
        "slow": True,
        "total": "120.25",
        "near": True,
        "long_ago": "2026-05-23",
        "fee": "240.50",
    }
    assert made.pay == {"fine": "240.50"}
    assert made.data == {
        "addresses": "2026-11-20",
        "rounds": "2026-11-22",
        "offices": "2026-11-20",
        "holidays": "2026-11-01",
    }
    assert made.unchecked == ()
    assert (made.journey, made.version, made.hash) == ("clean", 2, walk.journey.hash)
    assert (made.today, made.language, made.staff) == ("2026-11-23", "en", False)
    json.dumps(made.answers)


def test_paper_gets_what_the_journey_names(walk_to: WalkTo) -> None:
    lines = walk_to("answers").receipt()
    assert [(one.label, one.text) for one in lines] == [
        ("Address", "1 High Street, Exampleton"),
        ("Bins missed", "Black bin, Blue bin"),
        ("Due date", "Black bin: 20 November 2026"),
        ("Due date", "Blue bin: 19 November 2026"),
    ]


def test_a_change_after_the_check_page_must_be_checked_again(walk_to: WalkTo) -> None:
    walk = walk_to("answers")
    accept(walk, "answers", True)
    assert walk.complete() is not None
    walk.change("office")
    page = accept(walk, "office", "south")
    assert (page.name, page.kind) == ("answers", "check")
    assert walk.complete() is None


@pytest.mark.parametrize("received", [True, False])
def test_at_the_end_every_answer_is_gone(walk_to: WalkTo, received: bool) -> None:
    walk = walk_to("answers")
    accept(walk, "answers", True)
    page = walk.sent("ABCD EFGH JKLM", received)
    assert (page.kind, page.title) == ("pay", "Pay the fine")
    assert page.body == "Pay £240.50 and say ABCD EFGH JKLM."
    page = accept(walk, page.name, True)
    assert (page.kind, page.title, page.back) == ("done", "We have your report", False)
    if received:
        assert page.body == "We come within 2 working days."
    else:
        assert "not received it yet" in page.body
        assert "by 25 November 2026, phone us and say ABCD EFGH JKLM" in page.body
    assert walk.summary() == walk.receipt() == ()
    assert walk.complete() is None
    assert walk.back() == page
    assert walk.save()["answers"] == {}
    assert accept(walk, "done", True) == page


def test_information_ends_in_a_page_that_can_be_left_backwards(tmp_path: Path) -> None:
    for name in ("shared.yaml", "shared.cy.yaml"):
        (tmp_path / name).write_bytes((FIXTURES / name).read_bytes())
    (tmp_path / "days.yaml").write_text(
        "journey: days\ntitle: Days\nversion: 1\nstatus: live\nowner: council\n"
        "offline: information\nclass: 1\n"
        "uses: {addresses: 10 days, rounds: 2 days}\n"
        "let:\n  round: lookup(rounds, address.uprn, 'refuse')\n"
        "steps:\n- ask: address\n  type: address\n  of: addresses\n  title: Address\n"
        "done:\n  title: Your days\n  body: |\n    - Last on {round.previous}\n    - {today}\n",
        encoding="utf-8",
    )
    journey = load_journey(tmp_path / "days.yaml")
    data = CsvData(FIXTURES / "data", journey.datasets)
    walk = Walk(journey, data, TODAY, words=words_for("en"))
    page = accept(walk, "address", "1")
    assert (page.kind, page.name, page.back) == ("done", "done", True)
    assert page.body == "- Last on 20 November 2026\n- 23 November 2026"
    assert page.as_of == "This information is from 20 November 2026."
    assert walk.complete() is None
    walk.change("address")
    assert walk.back() == page
    assert walk.back().name == "address"
    # A week later the rounds are too old: what was not known is not said, and which data it was is.
    later = Walk(journey, data, TODAY + timedelta(days=7), words=words_for("en"))
    page = accept(later, "address", "1")
    assert page.body == "- 30 November 2026"
    assert page.stale == ("rounds",)


# -- data, language, staff, drafts ---------------------------------------------------------------------


def test_without_data_everything_is_typed(journey: Journey, tmp_path: Path) -> None:
    walk = Walk(journey, CsvData(tmp_path, journey.datasets), TODAY, words=words_for("en"))
    walk.answer("behalf", "self")
    page = walk.page()
    assert (field(page, "address").pick, page.stale) == (False, ("addresses",))
    assert walk.find("address", "zz9") == ()
    gone = {**ANSWERS, "address": {"text": "1 High Street"}, "office": "The north one"}
    until(walk, "due[refuse]", gone)
    accept(walk, "due[refuse]", "2026-01-01")
    until(walk, "office", gone)
    page = walk.page()
    assert (field(page, "office").type, field(page, "office").options) == ("text", ())
    until(walk, "answers", gone)
    accept(walk, "answers", True)
    made = walk.complete()
    assert made is not None
    assert made.data == {}
    assert made.answers["office"] == {"text": "The north one"}
    assert made.unchecked[:4] == ("addresses", "rounds", "offices", "holidays")
    assert "due[refuse].min" in made.unchecked


def test_data_that_is_too_old_counts_as_absent(journey: Journey, data: CsvData) -> None:
    for days, pick in ((44, True), (45, False)):
        today = date(2026, 11, 21) + timedelta(days=days)
        walk = Walk(journey, data, today, words=words_for("en"))
        walk.answer("behalf", "self")
        assert field(walk.page(), "address").pick is pick


def test_the_same_answers_give_the_same_submission_in_every_language(journey: Journey, data: CsvData) -> None:
    made = []
    for language in ("en", "cy"):
        walk = Walk(journey, data, TODAY, words=words_for(language), language=language)
        until(walk, "answers")
        accept(walk, "answers", True)
        found = walk.complete()
        assert found is not None
        assert found.language == language
        made.append((found.answers, found.derived, found.pay, found.unchecked))
    assert made[0] == made[1]


def test_the_language_changes_in_the_middle(walk_to: WalkTo) -> None:
    walk = walk_to("rooms")
    assert walk.page().title == "How many rooms are there?"
    walk.speak("cy", words_for("cy"))
    assert (walk.page().title, walk.page().caption) == ("Faint o ystafelloedd sydd?", "Eich cartref")
    assert walk.language == "cy"
    walk.speak("fr", words_for("fr"))
    assert (walk.language, walk.page().title) == ("en", "How many rooms are there?")


def test_on_behalf_the_wording_changes_and_the_path_does_not(journey: Journey, data: CsvData) -> None:
    for language, own, other in (
        ("en", "How many rooms are there?", "How many rooms do they have?"),
        ("cy", "Faint o ystafelloedd sydd?", "Faint o ystafelloedd sydd ganddyn nhw?"),
    ):
        for behalf, title in (("self", own), ("other", other)):
            walk = Walk(journey, data, TODAY, words=words_for(language), language=language)
            until(walk, "rooms", {**ANSWERS, "behalf": behalf})
            assert walk.page().title == title


def test_staff_questions_are_for_staff_and_never_on_paper(journey: Journey, data: CsvData) -> None:
    walk = Walk(journey, data, TODAY, words=words_for("en"), staff=True)
    until(walk, "crew")
    until(walk, "answers")
    assert [row.lines for row in walk.summary() if row.change == "crew"] == [("Ring the bell",)]
    accept(walk, "answers", True)
    made = walk.complete()
    assert made is not None
    assert made.staff
    assert made.answers["crew"] == "Ring the bell"
    assert "bell" not in repr(walk.receipt())


def test_a_sensitive_journey_says_so(walk: Walk) -> None:
    assert walk.sensitive is True


def test_a_draft_goes_on_where_it_stopped(walk_to: WalkTo, data: CsvData) -> None:
    walk = walk_to("place")
    saved = json.loads(json.dumps(walk.save()))
    again = Walk.restore(walk.journey, saved, data, TODAY, words=words_for("en"))
    assert again.page() == walk.page()
    assert again.summary() == walk.summary()
    until(again, "answers")


def test_a_draft_is_walked_again_with_the_new_day(walk_to: WalkTo, data: CsvData) -> None:
    walk = walk_to("answers")
    again = Walk.restore(walk.journey, walk.save(), data, TODAY + timedelta(days=30), words=words_for("en"))
    assert again.page().name == "due[refuse]", "too long ago by now"


def test_a_draft_of_another_version_is_refused(walk_to: WalkTo, data: CsvData) -> None:
    saved = {**walk_to("bins").save(), "hash": "sha256:other"}
    with pytest.raises(AnswersError, match="another version"):
        Walk.restore(walk_to("bins").journey, saved, data, TODAY, words=words_for("en"))
