"""Bank details: taken in two boxes, checked against the council's table, and nowhere to be found again."""

import json
import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.clock import Moment
from kiosk.errors import AnswersError, JourneyError, NeverStoredError
from kiosk.journeys.answers import Asking, Refusal
from kiosk.journeys.bank import Bank
from kiosk.journeys.datasets import CsvData
from kiosk.journeys.definition import Ask, Journey, asks_in
from kiosk.journeys.load import load_files, load_folder, load_journey
from kiosk.journeys.modulus import COLUMNS, DATASET
from kiosk.journeys.pages import Accepted, Field, Problems
from kiosk.journeys.values import BLANK, Account
from kiosk.journeys.walk import Walk
from kiosk.keyset import Keyset
from kiosk.language import words_for
from kiosk.store import Store
from kiosk.submission import Part
from kiosk.submit import KioskFacts, ServiceFacts, Submitter, facts_of
from kiosk.visit import Visit

TODAY = date(2026, 11, 23)
SHIPPED = Path(__file__).parents[3] / "assets" / "journeys"
SORT_CODE, NUMBER = "914253", "60718293"
"""Marked digits: no bank has this sort code."""
HEAD = """\
journey: payee
title: Where we pay
version: 1
status: live
owner: council
offline: live
class: 3
send: pay/in
"""
STEPS = """\
steps:
- ask: full_name
  type: name
  title: Your full name
  purpose: name
- ask: account
  type: TYPE
  title: Which account?
- check: answers
done: {title: Thank you}
"""
SHARED = "organisations: [council]\n"


@pytest.fixture
def asking() -> Callable[..., Asking]:
    def made(language: str = "en", **changes: object) -> Asking:
        return Asking(words=words_for(language), today=TODAY, **changes)

    return made


@pytest.fixture
def journey(tmp_path: Path) -> Journey:
    """A journey that asks for bank details, as if the check had let it through."""
    return slipped_past(tmp_path, SHARED, "")


def slipped_past(folder: Path, shared: str, uses: str) -> Journey:
    (folder / "shared.yaml").write_text(shared, encoding="utf-8")
    (folder / "payee.yaml").write_text(HEAD + uses + STEPS.replace("TYPE", "text"), encoding="utf-8")
    found = load_journey(folder / "payee.yaml")
    steps = tuple(
        replace(step, type="bank", sensitive=True, never_stored=True)
        if isinstance(step, Ask) and step.name == "account"
        else step
        for step in found.steps
    )
    return replace(found, steps=steps)


def begun(journey: Journey, folder: Path, given: object) -> Walk:
    walk = Walk(journey, CsvData(folder, journey.datasets), TODAY, words=words_for("en"))
    assert isinstance(walk.answer("full_name", "Sam Sample"), Accepted)
    assert isinstance(walk.answer("account", given), Accepted)
    return walk


def marked(text: object) -> bool:
    """Whether the account can be read in there."""
    packed = str(text).replace("-", "").replace(" ", "")
    return SORT_CODE in packed or NUMBER in packed


# -- taking it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort_code", "number", "wanted"),
    [
        ("91-42-53", "60718293", Account("914253", "60718293")),
        (" 91 42 53 ", "6071 8293", Account("914253", "60718293")),
        ("91–42—53", "123456", Account("914253", "00123456")),
        ("914253", "1234567", Account("914253", "01234567")),
    ],
)
def test_spaces_and_hyphens_do_not_matter_and_short_numbers_get_noughts(
    asking, sort_code: str, number: str, wanted: Account
) -> None:
    for given in (Account(sort_code, number), {"sort_code": sort_code, "account_number": number}):
        found = Bank().clean(given, asking())
        assert found == wanted
        assert Bank().clean(Bank().encode(found), asking()) == wanted
        assert Bank().clean(Bank().widget(found), asking()) == wanted


@pytest.mark.parametrize(
    ("sort_code", "number", "part", "said"),
    [
        ("", "60718293", "sort_code", "Enter the sort code"),
        ("914253", " - ", "account_number", "Enter the account number"),
        ("91425", "60718293", "sort_code", "The sort code must have 6 numbers, like 12-34-56"),
        ("9142531", "60718293", "sort_code", "The sort code must have 6 numbers, like 12-34-56"),
        ("91425a", "60718293", "sort_code", "The sort code must have 6 numbers, like 12-34-56"),
        ("٩١٤٢٥٣", "60718293", "sort_code", "The sort code must have 6 numbers, like 12-34-56"),
        ("914253", "12345", "account_number", "The account number must have 6, 7 or 8 numbers"),
        ("914253", "123456789", "account_number", "The account number must have 6, 7 or 8 numbers"),
    ],
)
def test_each_box_has_its_own_message(asking, sort_code: str, number: str, part: str, said: str) -> None:
    found = Bank().clean(Account(sort_code, number), asking())
    assert isinstance(found, Refusal)
    assert found.part == part
    assert Bank().message(found, asking()) == said


def test_empty_boxes_are_no_answer(asking) -> None:
    assert Bank().clean(Account("", "  "), asking()) is BLANK
    assert Bank().clean({}, asking()) is BLANK
    assert Bank().message(Refusal("required"), asking()) == "Enter the sort code and the account number"


# -- the table -------------------------------------------------------------------------------------------


def with_table(folder: Path, made: str = "2026-11-01") -> Journey:
    columns = "".join(f"      {name}: {kind}\n" for name, kind in COLUMNS.items())
    journey = slipped_past(
        folder,
        f"{SHARED}datasets:\n  {DATASET}:\n    key: [line]\n    columns:\n{columns}",
        "",
    )
    (folder / f"{DATASET}.csv").write_text(
        ",".join(COLUMNS) + "\n1,910000,919999,MOD10,0,0,0,0,0,0,1,1,1,1,1,1,1,1,\n", encoding="utf-8"
    )
    about = f'made = {made}\nsource = "made up"\nverified_on = {made}\n'
    (folder / f"{DATASET}.toml").write_text(about, encoding="utf-8")
    return replace(journey, uses={DATASET: 90})


def test_with_the_table_a_wrong_number_is_refused_at_its_box(tmp_path: Path) -> None:
    journey = with_table(tmp_path)
    walk = Walk(journey, CsvData(tmp_path, journey.datasets), TODAY, words=words_for("en"))
    walk.answer("full_name", "Sam Sample")
    refused = walk.answer("account", Account(SORT_CODE, NUMBER))
    assert isinstance(refused, Problems)
    (problem,) = refused.problems
    assert (problem.part, problem.rule) == ("account_number", "format")
    assert problem.text == "This account number does not belong to this sort code. Check them both."
    assert not marked(repr(refused))
    assert isinstance(walk.answer("account", Account(SORT_CODE, "60718297")), Accepted)


@pytest.mark.parametrize(
    ("made", "sort_code", "wanted"),
    [
        ("2026-11-01", "914253", ()),
        ("2026-11-01", "201234", ("account.modulus",)),
        ("2026-01-01", "914253", ("modulus", "account.modulus")),
    ],
)
def test_what_could_not_be_checked_is_said(
    tmp_path: Path, made: str, sort_code: str, wanted: tuple[str, ...]
) -> None:
    walk = begun(with_table(tmp_path, made), tmp_path, Account(sort_code, "60718297"))
    walk.answer("answers", True)
    submission = walk.complete()
    assert submission is not None
    assert submission.unchecked == wanted


def test_without_the_table_it_is_taken_and_said_to_be_unchecked(journey: Journey, tmp_path: Path) -> None:
    walk = begun(journey, tmp_path, Account(SORT_CODE, NUMBER))
    walk.answer("answers", True)
    submission = walk.complete()
    assert submission is not None
    assert submission.unchecked == ("account.modulus",)


def test_the_table_counts_as_used_by_the_question(tmp_path: Path) -> None:
    columns = "".join(f"      {name}: {kind}\n" for name, kind in COLUMNS.items())
    shared = f"{SHARED}datasets:\n  {DATASET}:\n    key: [line]\n    columns:\n{columns}"
    (tmp_path / "shared.yaml").write_text(shared, encoding="utf-8")
    text = HEAD + "uses: {modulus: 90 days}\n" + STEPS.replace("TYPE", "bank")
    (tmp_path / "payee.yaml").write_text(text, encoding="utf-8")
    assert {one.rule for one in load_files(tmp_path).problems} == {"never-stored"}


# -- nowhere to be found again ---------------------------------------------------------------------------


def test_the_details_stand_in_nothing_that_is_shown_kept_or_said(
    journey: Journey, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        walk = begun(journey, tmp_path, Account("91-42-53", NUMBER))
        assert walk.page().rows[1].lines == ("Given, not shown",)
        walk.change("account")
        field = walk.page().fields[0]
        assert isinstance(field, Field)
        assert field.sensitive
        assert field.value == Account("91-42-53", NUMBER), "in memory, for the box that hides it"
        seen = [repr(walk.page()), repr(walk.summary()), repr(walk.asking()), repr(walk.receipt())]
        walk.answer("account", field.value)
        seen += [json.dumps(walk.save()), repr(walk.remembered()), repr(walk._progress.path())]
        seen.append(repr(vars(walk._progress.told)))
        walk.answer("answers", True)
        submission = walk.complete()
        assert submission is not None
        seen.append(repr(submission))
        walk.sent("K7MF4T2Q9XW3", received=True)
        seen += [repr(walk.page()), repr(vars(walk)), repr(walk.remembered())]
    for one in (*seen, caplog.text):
        assert not marked(one)
    assert marked(msgspec.json.encode(submission)), "the scan would have seen it; it goes out with this alone"


def test_a_journey_that_names_them_on_paper_prints_nothing(journey: Journey, tmp_path: Path) -> None:
    walk = begun(replace(journey, receipt=("full_name", "account")), tmp_path, Account(SORT_CODE, NUMBER))
    assert [line.label for line in walk.receipt()] == ["Your full name"]


def test_they_are_offered_in_no_other_journey(journey: Journey, tmp_path: Path) -> None:
    steps = tuple(
        replace(step, purpose="name") if isinstance(step, Ask) and step.name == "account" else step
        for step in journey.steps
    )
    walk = begun(replace(journey, steps=steps), tmp_path, Account(SORT_CODE, NUMBER))
    assert not marked(repr(walk.remembered()))
    assert all(not isinstance(one.value, Account) for one in walk.remembered().values())


@pytest.mark.parametrize(
    "given", [{"sort_code": SORT_CODE, "account_number": 7}, [SORT_CODE], SORT_CODE + NUMBER]
)
def test_no_message_and_no_error_repeats_them(journey: Journey, tmp_path: Path, given: object) -> None:
    walk = Walk(journey, CsvData(tmp_path, {}), TODAY, words=words_for("en"))
    walk.answer("full_name", "Sam Sample")
    refused = walk.answer("account", given)
    assert isinstance(refused, Problems)
    assert not marked(repr(refused))
    with pytest.raises(AnswersError) as error:
        Walk.restore(
            journey, {"journey": "other", "hash": given}, CsvData(tmp_path, {}), TODAY, words=words_for("en")
        )
    assert not marked(error.value)


def test_a_draft_asks_for_them_again(journey: Journey, tmp_path: Path) -> None:
    walk = begun(journey, tmp_path, Account(SORT_CODE, NUMBER))
    again = Walk.restore(journey, walk.save(), CsvData(tmp_path, {}), TODAY, words=words_for("en"))
    assert again.page().name == "account"
    assert again.summary()[0].lines == ("Sam Sample",)


def test_the_wipe_takes_them(journey: Journey, tmp_path: Path) -> None:
    visit = Visit()
    visit.touch()
    visit.choose("payee")
    visit.begin(Walk(journey, CsvData(tmp_path, {}), TODAY, words=words_for("en")))
    assert (
        visit.answer("full_name", "Sam Sample") == visit.answer("account", Account(SORT_CODE, NUMBER)) == ()
    )
    visit.wipe()
    assert visit.walk is None
    assert not marked(repr(vars(visit)))


# -- nothing is sent that was not saved first ------------------------------------------------------------


@pytest.fixture
def submitter(store: Store, keyset: Keyset, noon: Moment) -> Submitter:
    return Submitter(store, keyset, KioskFacts("demo-1", "Exampleton Library", "1.0"), clock=lambda: noon)


def test_a_submission_with_them_is_refused_and_nothing_is_written(
    journey: Journey, tmp_path: Path, store: Store, submitter: Submitter
) -> None:
    walk = begun(journey, tmp_path, Account(SORT_CODE, NUMBER))
    walk.answer("answers", True)
    submission = walk.complete()
    assert submission is not None
    with pytest.raises(NeverStoredError) as error:
        submitter.submit(submission, facts_of(journey))
    assert "payee" in str(error.value)
    assert not marked(error.value)
    ((waiting,),) = store.rows("SELECT count(*) FROM outbox")
    assert waiting == 0
    without = replace(submission, answers={"full_name": "Sam Sample"})
    assert submitter.submit(without, facts_of(journey)).reference, "only that answer is in the way"


def test_a_part_or_a_pass_of_a_repeat_with_them_is_refused_too(
    journey: Journey, tmp_path: Path, submitter: Submitter
) -> None:
    walk = begun(journey, tmp_path, Account(SORT_CODE, NUMBER))
    walk.answer("answers", True)
    submission = walk.complete()
    assert submission is not None
    repeated = replace(submission, answers={"account[2]": submission.answers["account"]})
    part = Part(name="benefits", title="Benefits", route="b/x", sensitivity=3, answers=submission.answers)
    parted = replace(submission, answers={}, parts=(part,))
    for one in (repeated, parted):
        with pytest.raises(NeverStoredError):
            submitter.submit(one, facts_of(journey))


def test_the_facts_of_a_journey_name_what_is_never_stored(journey: Journey) -> None:
    assert facts_of(journey).never_stored == {"account"}
    assert ServiceFacts(title="x", route="y", sensitivity=1).never_stored == frozenset()


@pytest.mark.parametrize("offline", ["live", "queue", "warn"])
@pytest.mark.parametrize("asked", ["type: bank", "type: text\n  sensitive: never-stored"])
def test_the_check_lets_no_journey_ask_for_what_is_never_stored(
    tmp_path: Path, offline: str, asked: str
) -> None:
    (tmp_path / "shared.yaml").write_text(SHARED, encoding="utf-8")
    text = (HEAD + STEPS).replace("offline: live", f"offline: {offline}").replace("type: TYPE", asked)
    text = text.replace("done: {title: Thank you}", "done: {title: Thank you, unsent: Not yet}")
    (tmp_path / "payee.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(JourneyError) as error:
        load_journey(tmp_path / "payee.yaml")
    (problem,) = [one for one in error.value.problems if one.level == "error"]
    assert problem.rule == "never-stored"
    assert ("saved in the queue" in problem.message) is (offline == "live")


def test_no_expression_may_read_them(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text(SHARED, encoding="utf-8")
    text = (HEAD + STEPS).replace("TYPE", "bank")
    text = text.replace(
        "- check: answers", "- note: seen\n  when: answered(account)\n  title: Seen\n- check: answers"
    )
    (tmp_path / "payee.yaml").write_text(text, encoding="utf-8")
    rules = {one.rule: one.message for one in load_files(tmp_path).problems}
    assert rules["wrong-type"] == "'account' is bank, which no expression may read."


def test_no_shipped_journey_asks_for_bank_details() -> None:
    found = load_folder(SHIPPED)
    assert len(found.journeys) > 20
    asks = [ask for journey in found.journeys.values() for ask in asks_in(journey.steps)]
    assert len(asks) > 100
    assert not [ask.name for ask in asks if ask.type == "bank" or ask.never_stored]
