"""What every `Data` must do, whether its rows lie in CSV files or in SQLite files."""

import random
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import pytest

from kiosk.datasets.build import build_file
from kiosk.datasets.folder import SqliteData
from kiosk.datasets.table import About, BadRow, csv_rows
from kiosk.journeys.datasets import CsvData, Data
from kiosk.journeys.definition import Dataset
from kiosk.journeys.values import UNKNOWN, Chosen

Make: TypeAlias = Callable[[Mapping[str, str]], Data]
HEADER = "uprn,text,postcode,in_district,size,text_cy,extra\n"
ROWS = """\
2,"2 High Street, Exampleton",ZZ9 1AA,no,3.50,2 Stryd Fawr,x
1,"1 High Street, Exampleton",ZZ9 1AA,true,3.5,,x
10,"10 High Street, Exampleton",ZZ9 1AA,Yes,4,,x
5,"Plas Tŷ-ŵyn, Exampleton",ZZ9 1AB,,,,
7,"St John’s House, 1 The ""Green"", Exampleton",ZZ9 1AD,yes,,,
"""
SESSIONS = """\
place,day,opens,bin,text
b,2026-11-27,09:00,refuse,Friday
b,2026-11-24,13:30,,Tuesday afternoon
b,2026-11-24,09:00,garden,Tuesday morning
a,2026-11-24,10:00,,Tuesday too
"""


@pytest.fixture
def data(data_of: Make) -> Data:
    return data_of({"addresses": HEADER + ROWS, "sessions": SESSIONS})


def found(data: Data, typed: str, limit: int = 50, **equal: object) -> list[object]:
    return [row["uprn"] for row in data.find("addresses", typed, equal, limit)]


def test_a_row_has_its_kinds_and_none_where_it_is_empty(data: Data) -> None:
    assert data.row("addresses", "1") == {
        "uprn": "1",
        "text": "1 High Street, Exampleton",
        "postcode": "ZZ9 1AA",
        "in_district": True,
        "size": Decimal("3.5"),
        "text_cy": None,
    }


def test_a_key_of_several_kinds_is_found_by_values_and_by_what_was_picked(data: Data) -> None:
    by_value = data.row("sessions", "b", date(2026, 11, 24), time(9))
    assert by_value is not None
    assert by_value["text"] == "Tuesday morning"
    assert isinstance(by_value["bin"], Chosen)
    assert by_value["bin"].of == "bin"
    assert data.row("sessions", *["b", "2026-11-24", "09:00:00"]) == by_value


def test_what_is_not_there_is_none_and_nothing_raises(data: Data) -> None:
    assert data.row("addresses", "99") is None
    assert data.row("addresses", UNKNOWN) is None
    assert data.row("addresses", "1", "2") is None
    assert data.row("nowhere", "1") is None
    assert list(data.find("nowhere", "", {}, 9)) == []
    assert list(data.find("addresses", "", {"unheard_of": "x"}, 9)) == []
    assert data.made("nowhere") is None
    assert data.made("addresses") == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ZZ9 1AA", ["1", "2", "10"]),
        ("zz91aa", ["1", "2", "10"]),
        ("zz9 1", ["1", "2", "10", "5", "7"]),
        ("zz91", ["1", "2", "10", "5", "7"]),
        ("high st", ["1", "2", "10"]),
        ("10 high", ["10"]),
        ("1 high", ["1", "2", "10"]),
        ("1", ["1", "10", "2", "5", "7"]),
        ("2 high", ["2"]),
        ("exampleton 2", ["2"]),
        ("ty-wyn", ["5"]),
        ("TŶ", ["5"]),
        ("plastywyn", ["5"]),
        ("st johns", ["7"]),
        ("house johns", ["7"]),
        ("st john's gr", ["7"]),
        ("1 high street exampleton", ["1"]),
        ("street nowhere", []),
        ("", ["1", "2", "10", "5", "7"]),
        ("  ,. ", ["1", "2", "10", "5", "7"]),
        ('"*" OR NEAR(', []),
    ],
)
def test_typed_text_finds_rows_in_natural_order(data: Data, typed: str, wanted: list[str]) -> None:
    assert found(data, typed) == wanted


def test_a_search_is_narrowed_by_columns_of_every_kind(data: Data) -> None:
    assert found(data, "ZZ9 1AA", in_district=True) == ["1", "10"]
    assert found(data, "high", in_district=False) == ["2"]
    assert found(data, "ZZ9 1AB", in_district=True) == []
    assert found(data, "", size=Decimal("3.5")) == ["1", "2"]
    sessions = data.find("sessions", "", {"day": date(2026, 11, 24), "place": "b"}, 9)
    assert [row["opens"] for row in sessions] == [time(9), time(13, 30)]
    by_list = data.find("sessions", "", {"bin": Chosen("garden", "bin")}, 9)
    assert [row["text"] for row in by_list] == ["Tuesday morning"]


def test_a_search_ends_at_its_limit(data: Data) -> None:
    assert found(data, "high", 2) == ["1", "2"]
    assert found(data, "ZZ9 1AA", 1) == ["1"]
    assert found(data, "", 3) == ["1", "2", "10"]
    assert found(data, "1", 3) == ["1", "10", "2"]


def test_a_timetable_comes_in_order_of_time(data: Data) -> None:
    listed = data.find("sessions", "tu", {}, 9)
    assert [row["text"] for row in listed] == ["Tuesday morning", "Tuesday too", "Tuesday afternoon"]


def test_both_kinds_find_the_same_for_whatever_is_typed(
    tmp_path: Path, definitions: dict[str, Dataset]
) -> None:
    """1,200 rows and 250 searches from a fixed seed, each compared row by row."""
    chance = random.Random(20261122)
    streets = ["High Street", "Mill Lane", "Tŷ Road", "St John’s Way", "The 2nd Avenue", "Lane End"]
    towns = ["Exampleton", "Sampleford", "Demo-on-Sea"]
    rows = [HEADER]
    for number in range(1200):
        street, town = chance.choice(streets), chance.choice(towns)
        door = chance.choice(
            [f"{number % 130}", f"Flat {number % 9}, {number % 7} House,", f"{number % 40}A"]
        )
        postcode = f"ZZ{number % 8} {number % 9}A{'ABD'[number % 3]}"
        inside = chance.choice(["yes", "no", ""])
        rows.append(f'{number},"{door} {street}, {town}, {postcode}",{postcode},{inside},{number % 5},,\n')
    (tmp_path / "addresses.csv").write_text("".join(rows), encoding="utf-8")
    (tmp_path / "addresses.toml").write_text('made = "2026-11-20"\n', encoding="utf-8")
    definition = definitions["addresses"]
    checked = [row for row in csv_rows(tmp_path / "addresses.csv", definition) if not isinstance(row, BadRow)]
    assert len(checked) == 1200
    build_file(tmp_path / "addresses.sqlite", definition, About(made=date(2026, 11, 20)), checked)
    plain, indexed = CsvData(tmp_path, definitions), SqliteData(tmp_path, definitions)
    seen = 0
    for _ in range(250):
        words = str(chance.choice(checked)["text"]).replace(",", "").split()
        chosen = chance.sample(words, min(len(words), chance.randint(1, 3)))
        chosen[-1] = chosen[-1][: chance.randint(1, len(chosen[-1]))]
        typed = chance.choice([" ", ""]).join(chosen) if chance.random() < 0.2 else " ".join(chosen)
        equal = chance.choice([{}, {}, {"in_district": True}, {"size": Decimal(3)}])
        limit = chance.choice([1, 5, 50, 5000])
        one, other = (data.find("addresses", typed, equal, limit) for data in (plain, indexed))
        assert list(one) == list(other), typed
        seen += len(one)
    indexed.close()
    assert seen > 2000
