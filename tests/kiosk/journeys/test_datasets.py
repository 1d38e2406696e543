"""Datasets as CSV: checked whole, found by key and by typed text, absent when they are bad."""

import time as clock
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from kiosk.errors import DatasetError
from kiosk.journeys.datasets import CsvData, read_sheet
from kiosk.journeys.definition import Dataset
from kiosk.journeys.source import Mark
from kiosk.journeys.values import Chosen

ADDRESSES = Dataset(
    name="addresses",
    key=("uprn",),
    search=("postcode", "text"),
    columns={"uprn": "text", "text": "text", "postcode": "text", "in_district": "yesno", "size": "number"},
    mark=Mark("shared.yaml", 1),
)
ROUNDS = Dataset(
    name="rounds",
    key=("uprn", "bin"),
    columns={"uprn": "text", "bin": "bin", "previous": "date", "from": "time"},
    values={"bin": ("refuse", "garden")},
    mark=Mark("shared.yaml", 9),
)
HEADER = "uprn,text,postcode,in_district,size,text_cy,extra\n"


def write(folder: Path, name: str, text: str, made: str = 'made = "2026-11-20"\n') -> None:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / f"{name}.toml").write_text(made, encoding="utf-8")


def data(folder: Path, rows: str) -> CsvData:
    write(folder, "addresses", HEADER + rows)
    return CsvData(folder, {"addresses": ADDRESSES, "rounds": ROUNDS})


ROWS = """\
2,"2 High Street, Exampleton",ZZ9 1AA,no,,2 Stryd Fawr,x
1,"1 High Street, Exampleton",ZZ9 1AA,true,3.5,,x
10,"10 High Street, Exampleton",ZZ9 1AA,Yes,4,,x
5,"Plas Tŷ-ŵyn, Exampleton",ZZ9 1AB,,,,
"""


def texts(rows: object) -> list[object]:
    assert isinstance(rows, list | tuple)
    return [row["uprn"] for row in rows]


def test_columns_have_their_kinds_and_empty_ones_none(tmp_path: Path) -> None:
    row = data(tmp_path, ROWS).row("addresses", "1")
    assert row == {
        "uprn": "1",
        "text": "1 High Street, Exampleton",
        "postcode": "ZZ9 1AA",
        "in_district": True,
        "size": Decimal("3.5"),
        "text_cy": None,
    }


def test_two_key_columns_lists_dates_and_times(tmp_path: Path) -> None:
    write(tmp_path, "rounds", "bin,uprn,previous,from\nrefuse,1,2026-11-20,07:30\n")
    found = CsvData(tmp_path, {"rounds": ROUNDS})
    row = found.row("rounds", "1", Chosen("refuse", "bin"))
    assert row is not None
    assert row["previous"] == date(2026, 11, 20)
    assert row["from"] == time(7, 30)
    assert isinstance(row["bin"], Chosen)
    assert found.row("rounds", "1", "garden") is None


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ZZ9 1AA", ["1", "2", "10"]),
        ("zz91aa", ["1", "2", "10"]),
        ("zz9 1", ["1", "2", "10", "5"]),
        ("high st", ["1", "2", "10"]),
        ("10 high", ["10"]),
        ("1 high", ["1", "2", "10"]),
        ("2 high", ["2"]),
        ("exampleton 2", ["2"]),
        ("ty-wyn", ["5"]),
        ("TŶ", ["5"]),
        ("street nowhere", []),
        ("", ["1", "2", "10", "5"]),
        ("  ,. ", ["1", "2", "10", "5"]),
    ],
)
def test_typed_text_finds_rows_in_natural_order(tmp_path: Path, typed: str, wanted: list[str]) -> None:
    assert texts(data(tmp_path, ROWS).find("addresses", typed, {}, 50)) == wanted


def test_a_search_is_narrowed_by_columns_and_ends_at_its_limit(tmp_path: Path) -> None:
    found = data(tmp_path, ROWS)
    assert texts(found.find("addresses", "ZZ9 1AA", {"in_district": True}, 50)) == ["1", "10"]
    assert texts(found.find("addresses", "high", {}, 2)) == ["1", "2"]


SESSIONS = Dataset(
    name="sessions",
    key=("place", "day", "opens"),
    search=("text",),
    columns={"place": "text", "day": "date", "opens": "time", "text": "text"},
    mark=Mark("shared.yaml", 20),
)


def test_a_timetable_comes_in_order_of_time_and_is_found_by_what_was_picked(tmp_path: Path) -> None:
    rows = (
        "place,day,opens,text\n"
        "b,2026-11-27,09:00,Friday\n"
        "b,2026-11-24,13:30,Tuesday afternoon\n"
        "b,2026-11-24,09:00,Tuesday morning\n"
    )
    write(tmp_path, "sessions", rows)
    found = CsvData(tmp_path, {"sessions": SESSIONS})
    listed = found.find("sessions", "", {"place": "b"}, 9)
    assert [row["text"] for row in listed] == ["Tuesday morning", "Tuesday afternoon", "Friday"]
    as_picked = found.row("sessions", "b", "2026-11-24", "13:30:00")
    assert as_picked is listed[1]
    assert found.row("sessions", "b", date(2026, 11, 24), time(13, 30)) is listed[1]


def test_the_day_it_was_made(tmp_path: Path) -> None:
    assert data(tmp_path, ROWS).made("addresses") == date(2026, 11, 20)
    write(tmp_path, "addresses", HEADER + ROWS, "made = 2026-11-19\nsource = 'x'\nverified_on = 2026-11-19\n")
    assert CsvData(tmp_path, {"addresses": ADDRESSES}).made("addresses") == date(2026, 11, 19)


def test_a_dataset_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    found = CsvData(tmp_path, {"addresses": ADDRESSES})
    for name in ("addresses", "never_declared"):
        assert found.row(name, "1") is None
        assert list(found.find(name, "", {}, 9)) == []
        assert found.made(name) is None
    assert found.problems == {}


BAD: list[tuple[str, str]] = [
    ('1,"1 High Street",ZZ9 1AA,perhaps,3,,\n', "addresses.csv:2: 'in_district' is not a yesno"),
    ('1,"1 High Street",ZZ9 1AA,yes,three,,\n', "addresses.csv:2: 'size' is not a number"),
    ('1,"1 High Street",ZZ9 1AA,yes\n', "addresses.csv:2: has 4 columns where the header has 7"),
    (',"1 High Street",ZZ9 1AA,yes,3,,\n', "addresses.csv:2: a key column is empty"),
    ("1,a,ZZ9 1AA,yes,3,,\n1,b,ZZ9 1AB,yes,3,,\n", "addresses.csv:3: its key stands in an earlier row"),
    ('1,"1 High Street,ZZ9\n', "addresses.csv: is not CSV in UTF-8"),
]


@pytest.mark.parametrize(("rows", "said"), BAD)
def test_one_bad_row_refuses_the_whole(tmp_path: Path, rows: str, said: str) -> None:
    found = data(tmp_path, rows)
    assert found.row("addresses", "1") is None
    assert found.made("addresses") is None
    assert said in found.problems["addresses"]
    with pytest.raises(DatasetError) as error:
        read_sheet(tmp_path, ADDRESSES)
    assert "High" not in str(error.value), "no content in an error"


def test_other_ways_to_be_bad(tmp_path: Path) -> None:
    write(tmp_path, "addresses", "uprn,text\n1,x\n")
    with pytest.raises(DatasetError, match="the column 'postcode' is missing"):
        read_sheet(tmp_path, ADDRESSES)
    write(tmp_path, "addresses", HEADER + ROWS, "made = 'soon'\n")
    with pytest.raises(DatasetError, match=r"addresses\.toml"):
        read_sheet(tmp_path, ADDRESSES)
    (tmp_path / "addresses.toml").unlink()
    with pytest.raises(DatasetError, match="says when the data was made"):
        read_sheet(tmp_path, ADDRESSES)
    write(tmp_path, "addresses", HEADER + ROWS)
    (tmp_path / "addresses.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(DatasetError, match="UTF-8"):
        read_sheet(tmp_path, ADDRESSES)


def test_five_thousand_rows_are_read_and_searched_at_once(tmp_path: Path) -> None:
    rows = "".join(
        f'{n},"{n % 90} Long Street {n // 90}, Exampleton",ZZ9 {n // 90 % 10}{"ABDEFGH"[n // 900]}A,yes,3,,\n'
        for n in range(5000)
    )
    began = clock.perf_counter()
    found = data(tmp_path, rows)
    assert found.made("addresses")
    found.find("addresses", "x", {}, 50)
    read = clock.perf_counter() - began
    searches: Mapping[str, int] = {"ZZ9 3BA": 50, "45 long street 12": 50, "exampleton": 50, "nowhere": 50}
    began = clock.perf_counter()
    for typed, limit in searches.items():
        found.find("addresses", typed, {}, limit)
    assert read < 2.0
    assert (clock.perf_counter() - began) / len(searches) < 0.05
