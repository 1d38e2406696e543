"""A journey that tells several services; lists to read, links; what one journey offers to the next."""

from datetime import date

import pytest

from kiosk.journeys.datasets import CsvData
from kiosk.journeys.definition import Journey
from kiosk.journeys.load import Catalogue
from kiosk.journeys.pages import Accepted, Field, Offer, Page
from kiosk.journeys.walk import Walk
from kiosk.language import words_for
from kiosk.reference import grouped

TODAY = date(2026, 11, 23)
ANSWERS = {
    "old_address": "1",
    "full_name": "Sam Example",
    "mail": "sam@example.com",
    "teams": ["bins", "parks", "club"],
    "bring": True,
    "answers": True,
}


@pytest.fixture
def change(catalogue: Catalogue) -> Journey:
    return catalogue.journeys["change"]


def started(journey: Journey, data: CsvData) -> Walk:
    return Walk(journey, data, TODAY, words=words_for("en"))


def walked(journey: Journey, data: CsvData, until: str = "", **changed: object) -> Walk:
    walk = started(journey, data)
    answers = {**ANSWERS, **changed}
    while not walk.confirmed and (page := walk.page()).name != until and page.kind != "exit":
        assert isinstance(walk.answer(page.name, answers[page.name]), Accepted), page.name
    return walk


def only_field(page: Page) -> Field:
    (field,) = page.fields
    assert isinstance(field, Field)
    return field


# Several services


def test_each_service_is_told_only_what_it_names(change: Journey, data: CsvData) -> None:
    sent = walked(change, data).complete()
    assert sent is not None
    bins, parks = sent.parts
    assert (bins.name, bins.title, bins.route, bins.sensitivity, bins.lgsl, bins.lgil) == (
        *("bins_team", "Bins team", "waste/moved"),
        *(2, 524, 0),
    )
    assert set(bins.answers) == {"old_address", "full_name"}
    assert parks.answers == {
        "full_name": "Sam Example",
        "mail": "sam@example.com",
        "teams": ["bins", "parks", "club"],
    }


def test_a_service_that_was_not_ticked_is_told_nothing(change: Journey, data: CsvData) -> None:
    sent = walked(change, data, teams=["club"]).complete()
    assert sent is not None
    assert sent.parts == ()


def test_the_last_page_has_each_part_with_its_reference_or_where_to_go(
    change: Journey, data: CsvData
) -> None:
    walk = walked(change, data)
    page = walk.sent("ABCD", False, parts={"bins_team": "A2B3C4D5E6F7", "parks_team": "B2C3D4E5F6G7"})
    assert [(row.label, row.lines) for row in page.rows] == [
        ("Bins team", (grouped("A2B3C4D5E6F7"),)),
        ("Parks team", (grouped("B2C3D4E5F6G7"),)),
        ("The club", ("We cannot tell them for you.", "North office")),
    ]
    assert page.next == ("clean",)


# Lists to read, links


def test_a_list_to_read_shows_what_is_true_for_these_answers(change: Journey, data: CsvData) -> None:
    page = walked(change, data, until="bring").page()
    assert [(item.value, item.text, item.body) for item in page.items] == [
        ("key", "Your key", "For 1 High Street, Exampleton"),
        ("card", "Your card", ""),
        ("photo", "A photo", ""),
    ]
    few = walked(change, data, teams=["bins"]).sent("ABCD", True)
    assert [item.value for item in few.items] == ["key"]
    assert few.link == "North office"


def test_an_exit_has_its_list_its_link_and_what_comes_next(change: Journey, data: CsvData) -> None:
    page = walked(change, data, old_address="20").page()
    assert page.name == "not_here"
    assert [item.value for item in page.items] == ["key", "photo"]
    assert (page.link, page.next) == ("North office", ("clean",))


# Told once


def test_what_was_told_is_offered_in_the_next_journey_and_never_used_by_itself(
    change: Journey, data: CsvData
) -> None:
    told = walked(change, data).remembered()
    assert set(told) == {"street-address", "name", "email"}
    walk = started(change, data)
    walk.offer(told)
    field = only_field(walk.page())
    assert field.value is None
    assert field.offer == Offer(value="1", text="1 High Street, Exampleton")
    assert [option.value for option in field.options] == ["1"]
    assert walk.remembered() == {}
    walk.answer("old_address", field.offer.value)
    assert only_field(walk.page()).offer == Offer(value="Sam Example", text="Sam Example")
    assert set(walk.remembered()) == {"street-address"}


def test_an_answer_that_was_given_here_is_not_offered_over(change: Journey, data: CsvData) -> None:
    walk = started(change, data)
    walk.offer(walked(change, data).remembered())
    walk.answer("old_address", "2")
    walk.back()
    field = only_field(walk.page())
    assert (field.value, field.offer) == ("2", None)


def test_what_was_told_of_somebody_else_is_not_offered_for_oneself(
    change: Journey, data: CsvData, journey: Journey
) -> None:
    other = Walk(journey, data, TODAY, words=words_for("en"))
    other.answer("behalf", "other")
    other.offer(walked(change, data).remembered())
    page = other.page()
    assert page.name == "address"
    assert only_field(page).offer is None


def test_what_was_told_before_the_end_may_be_offered_after_it_was_sent_no_more(
    change: Journey, data: CsvData
) -> None:
    walk = walked(change, data)
    walk.sent("ABCD", False)
    assert walk.remembered() == {}


def test_what_is_masked_stays_masked_when_it_is_offered(change: Journey, data: CsvData) -> None:
    told = walked(change, data).remembered()
    import msgspec

    hidden = {key: msgspec.structs.replace(one, sensitive=True) for key, one in told.items()}
    walk = started(change, data)
    walk.answer("old_address", "1")
    walk.offer(hidden)
    offer = only_field(walk.page()).offer
    assert offer is not None
    assert "Sam" not in offer.text
    assert offer.value == "Sam Example"
