"""Sample sessions and moved bin days: whole on any day, and what the other sample datasets say."""

import csv
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk.assets import assets_dir
from kiosk.journeys.datasets import CsvData
from kiosk.journeys.load import load_folder
from kiosk.journeys.pages import Option
from kiosk.journeys.walk import Walk
from kiosk.language import words_for
from kiosk.sample import sample_addresses, sample_collections, usual_days, write_sample
from kiosk.sample_sessions import moved, sample_disruptions, sample_sessions

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
CHRISTMAS = {
    date(2026, 12, 25): ("Christmas Day", "Dydd Nadolig"),
    date(2026, 12, 28): ("Boxing Day", "Gŵyl San Steffan"),
    date(2027, 1, 1): ("New Year’s Day", "Dydd Calan"),
}


def rows_of(name: str) -> list[dict[str, str]]:
    path: Path = assets_dir() / "datasets" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@given(DAYS)
def test_every_access_point_has_a_session_within_four_weeks_of_any_day(today: date) -> None:
    sessions = sample_sessions(today)
    places = {row["place"] for row in rows_of("places") if row["kind"] != "pay_point"}
    assert {one.place for one in sessions} == places
    assert all(today <= one.day < today + timedelta(weeks=4) for one in sessions)
    assert len({(one.place, one.day, one.opens) for one in sessions}) == len(sessions)
    assert all(one.opens < one.closes for one in sessions)


def test_nobody_is_there_on_a_holiday() -> None:
    monday = date(2026, 12, 28)
    assert monday in {one.day for one in sample_sessions(monday)}
    assert monday not in {one.day for one in sample_sessions(monday, frozenset({monday}))}


def test_topics_are_organisations_that_can_be_phoned() -> None:
    known = {row["organisation"] for row in rows_of("contacts") if row["phone"]}
    assert {one.topic for one in sample_sessions(date(2026, 11, 20))} <= known


def test_a_session_says_its_day_and_hours_in_both_languages() -> None:
    first = next(one for one in sample_sessions(date(2026, 11, 24)) if one.place == "walton")
    assert first.text == "Tuesday 24 November, 10am to 12:30pm: Help with any council service"
    assert first.text_cy.startswith("Dydd Mawrth 24 Tachwedd, 10yb i 12:30yp: ")
    monday = next(one for one in sample_sessions(date(2026, 11, 23)) if one.place == "frinton")
    assert "10am to midday" in monday.text


def test_sessions_are_held_while_the_place_is_open() -> None:
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    hours = {(row["organisation"], row["day"]): row for row in rows_of("hours")}
    for one in sample_sessions(date(2026, 11, 20)):
        row = hours[one.place, weekdays[one.day.weekday()]]
        assert row["opens"] <= f"{one.opens:%H:%M}", one.text
        assert f"{one.closes:%H:%M}" <= row["closes"], one.text


def test_a_holiday_moves_a_collection_to_the_next_day_but_never_to_a_sunday() -> None:
    holidays = frozenset(CHRISTMAS)
    assert moved(date(2026, 12, 25), holidays) == date(2026, 12, 26)
    assert moved(date(2026, 12, 28), holidays) == date(2026, 12, 29)
    assert moved(date(2026, 12, 24), holidays) == date(2026, 12, 24)
    assert moved(date(2026, 12, 26), frozenset({date(2026, 12, 26)})) == date(2026, 12, 28)


def test_the_calendar_and_the_list_of_moved_days_agree() -> None:
    today = date(2026, 12, 20)
    holidays = frozenset(CHRISTMAS)
    told = {
        (one.round, one.bin, one.moved_to): one
        for one in sample_disruptions(usual_days(today, holidays), today, CHRISTMAS)
    }
    assert {one.day for one in told.values()} == set(CHRISTMAS)
    rounds = {home.uprn: home.round for home in sample_addresses()}
    seen = 0
    for row in sample_collections(sample_addresses(), today, holidays):
        for day in (row.previous, row.next, row.later):
            assert day not in holidays
            if day.weekday() == 5:
                assert told[rounds[row.uprn], row.bin, day].text.endswith("because of Christmas Day.") or (
                    day > date(2026, 12, 26)
                )
                seen += 1
    assert seen > 50


@given(DAYS)
def test_moved_days_stay_in_order_around_today(today: date) -> None:
    holidays = frozenset(date.fromisoformat(row["day"]) for row in rows_of("holidays"))
    for row in sample_collections(sample_addresses()[::7], today, holidays):
        assert row.previous <= today < row.next < row.later
        assert row.next not in holidays
        assert row.next.weekday() < 6


# What a resident is told at Christmas, from data alone


def told(tmp_path: Path, journey: str, today: date) -> str:
    """The page after choosing 1 Station Road, whose lorry comes on Fridays."""
    catalogue = load_folder(assets_dir() / "journeys")
    write_sample(tmp_path, today)
    data = CsvData(tmp_path, catalogue.datasets)
    walk = Walk(catalogue.journeys[journey], data, today, words=words_for("en"))
    home = data.find("addresses", "1 Station Road", {}, 1)[0]
    walk.answer("address", str(home["uprn"]))
    page = walk.page()
    return "\n".join([page.body, *(option.body for field in page.fields for option in _options(field))])


def _options(field: object) -> tuple[Option, ...]:
    return getattr(field, "options", ())


def test_a_bin_day_that_a_holiday_moves_is_told_as_it_really_is(tmp_path: Path) -> None:
    assert "**Food bin:** 26 December 2026. The last was 18 December 2026." in told(
        tmp_path, "bin-day", date(2026, 12, 22)
    )


def test_a_bin_missed_on_a_moved_day_was_due_on_that_day(tmp_path: Path) -> None:
    page = told(tmp_path, "missed-bin", date(2026, 12, 27))
    assert "Due 26 December 2026" in page
    assert "Due 25 December 2026" not in page
