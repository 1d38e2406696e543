"""The sample district: what it promises the demonstration on whichever day that runs."""

import csv
import filecmp
import re
import tomllib
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assets import assets_dir
from kiosk.sample import Collection, sample_addresses, sample_collections, write_sample

COMMITTED = date(2026, 11, 20)
"""The day for which the files in assets/datasets were made."""
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}")
DRAMA = re.compile(r"01632 960 [0-9]{3}")
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def working_days_between(first: date, last: date) -> int:
    return sum((first + timedelta(days=n)).weekday() < 5 for n in range(1, (last - first).days + 1))


def test_about_400_homes_in_20_streets_some_elsewhere_some_with_garden_waste() -> None:
    homes = sample_addresses()
    assert 350 <= len(homes) <= 450
    assert len({home.postcode for home in homes}) == 20
    assert 0 < sum(not home.in_district for home in homes) < 60
    assert 50 < sum(home.garden_waste for home in homes) < 200


def test_every_home_has_its_own_12_digit_number() -> None:
    homes = sample_addresses()
    assert len({home.uprn for home in homes}) == len(homes)
    assert all(re.fullmatch(r"100000000[0-9]{3}", home.uprn) for home in homes)


def test_postcodes_have_the_form_of_postcodes_but_an_area_that_does_not_exist() -> None:
    for home in sample_addresses():
        assert POSTCODE.fullmatch(home.postcode)
        assert home.postcode.startswith("ZZ")
        assert home.text.endswith(home.postcode)


def test_homes_elsewhere_have_no_collections_and_all_others_do() -> None:
    homes = sample_addresses()
    served = {row.uprn for row in sample_collections(homes, COMMITTED)}
    assert served == {home.uprn for home in homes if home.in_district}


@given(DAYS)
def test_each_home_has_one_row_for_each_container_and_no_other(today: date) -> None:
    homes = sample_addresses()[:80]
    kinds: dict[str, list[str]] = defaultdict(list)
    for row in sample_collections(homes, today):
        kinds[row.uprn].append(row.bin)
    for home in homes:
        wanted = {"green", "red", "food"} | ({"garden"} if home.garden_waste else set())
        assert sorted(kinds[home.uprn]) in (sorted(wanted | {"refuse"}), sorted(wanted | {"sacks"}))


@given(DAYS)
def test_days_are_in_order_around_today_and_never_at_a_weekend(today: date) -> None:
    for row in sample_collections(sample_addresses(), today):
        assert row.previous <= today < row.next < row.later
        assert row.next - row.previous == row.later - row.next
        assert (row.next - row.previous).days in (7, 14)
        assert row.previous.weekday() < 5
        assert row.reported is None or row.previous <= row.reported <= today


@given(DAYS)
def test_the_first_street_can_always_report_its_last_collection(today: date) -> None:
    first = sample_addresses()[0]
    due = {row.bin: row for row in sample_collections([first], today)}["refuse"].previous
    assert due < today
    assert working_days_between(due, today) <= 1


def test_a_bank_holiday_is_no_collection_day_for_the_first_street() -> None:
    first = sample_addresses()[0]
    today = date(2026, 12, 29)
    rows = sample_collections([first], today, frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
    assert {row.bin: row for row in rows}["refuse"].previous == date(2026, 12, 24)


@given(DAYS)
def test_every_awkward_home_is_there_on_any_day(today: date) -> None:
    rows = sample_collections(sample_addresses(), today)
    assert {row.note for row in rows} > {"", "wrong_things"}
    assert any(row.reported for row in rows)
    assert any(working_days_between(row.previous, today) > 3 for row in rows)
    if today.weekday() < 5:
        assert any(row.previous == today for row in rows)


def test_the_same_day_gives_the_same_rows_and_the_next_day_others() -> None:
    homes = sample_addresses()
    first: tuple[Collection, ...] = sample_collections(homes, COMMITTED)
    assert sample_collections(sample_addresses(), COMMITTED) == first
    assert sample_collections(homes, COMMITTED + timedelta(days=1)) != first


def test_files_are_written_with_their_day_and_source(tmp_path: Path) -> None:
    write_sample(tmp_path, date(2027, 3, 1))
    names = {path.stem for path in tmp_path.glob("*.csv")}
    assert names == {
        *("addresses", "collections", "contacts", "disruptions", "holidays", "hours", "places", "rules"),
        "sessions",
    }
    for name in names:
        told = tomllib.loads((tmp_path / f"{name}.toml").read_text(encoding="utf-8"))
        assert told["made"] == "2027-03-01"
        assert told["source"]
        assert date.fromisoformat(told["verified_on"]) <= date(2027, 3, 1)


def test_the_committed_files_are_what_the_code_makes_for_their_day(tmp_path: Path) -> None:
    write_sample(tmp_path, COMMITTED)
    names = [path.name for path in tmp_path.iterdir()]
    same, different, missing = filecmp.cmpfiles(tmp_path, assets_dir() / "datasets", names, shallow=False)
    assert (different, missing) == ([], [])
    assert len(same) == 18


def test_writing_over_older_files_replaces_them(tmp_path: Path) -> None:
    write_sample(tmp_path, date(2026, 5, 6))
    write_sample(tmp_path, date(2027, 3, 1))
    rows = (tmp_path / "collections.csv").read_text(encoding="utf-8")
    assert "2027-03" in rows
    assert "2026-05" not in rows


@pytest.mark.parametrize("name", ["contacts", "places"])
def test_phone_numbers_are_national_or_from_the_range_for_drama(name: str) -> None:
    with (assets_dir() / "datasets" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["phone"]]
    assert len(rows) > 5
    local = [row["phone"] for row in rows if not row["source"].startswith("National ")]
    # Short codes, such as 999 and 18001, are everybody's.
    assert [phone for phone in local if len(phone) > 5 and not DRAMA.fullmatch(phone)] == []


def test_every_changeable_fact_says_who_can_confirm_it_and_when_it_was_if_it_was() -> None:
    with (assets_dir() / "datasets" / "rules.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert row["text"], row["rule"]
        assert row["text_cy"], row["rule"]
        assert row["source"], row["rule"]
        assert not row["verified_on"] or date.fromisoformat(row["verified_on"]) <= COMMITTED
