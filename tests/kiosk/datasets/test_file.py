"""A dataset's SQLite file: made whole or not at all, read only, refused when it does not fit, and quick."""

import sqlite3
import statistics
import time as clock
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.datasets.build import build_file
from kiosk.datasets.file import DatasetFile, told_of, verify
from kiosk.datasets.folder import SqliteData
from kiosk.datasets.table import About, Row
from kiosk.errors import DatasetError
from kiosk.journeys.definition import Dataset
from kiosk.journeys.source import Mark

HOMES = Dataset(
    name="addresses",
    key=("uprn",),
    search=("postcode", "text"),
    columns={"uprn": "text", "text": "text", "postcode": "text", "in_district": "yesno"},
    mark=Mark("shared.yaml", 1),
)
ABOUT = About(made=date(2026, 11, 20), source="Made by a test.", verified_on=date(2026, 11, 19))


def home(number: int, text: str = "") -> Row:
    return {
        "uprn": str(number),
        "text": text or f"{number} High Street, Exampleton, ZZ9 1AA",
        "postcode": "ZZ9 1AA",
        "in_district": True,
        "size": None,
    }


@pytest.fixture
def addresses(definitions: dict[str, Dataset]) -> Dataset:
    return definitions["addresses"]


@pytest.fixture
def path(tmp_path: Path, addresses: Dataset) -> Path:
    path = tmp_path / "addresses.sqlite"
    build_file(path, addresses, ABOUT, [home(number) for number in range(1, 40)])
    return path


def test_it_says_what_it_is(path: Path, addresses: Dataset) -> None:
    told = told_of(path)
    assert (told.name, told.rows, told.about) == ("addresses", 39, ABOUT)
    assert (told.key, told.search, told.columns) == (addresses.key, addresses.search, addresses.columns)
    verify(path, addresses)


def test_a_new_one_takes_its_place_whole_while_the_old_one_is_being_read(
    path: Path, addresses: Dataset
) -> None:
    reader = DatasetFile.open(path, addresses)
    build_file(path, addresses, ABOUT, [home(500)])
    assert len(reader.find("high", {}, 100)) == 39
    assert reader.row(("500",)) is None
    reader.close()
    assert told_of(path).rows == 1


def test_what_breaks_off_leaves_the_old_one_and_no_rubbish(path: Path, addresses: Dataset) -> None:
    def interrupted(done: int, rows: int) -> None:
        raise KeyboardInterrupt

    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        build_file(path, addresses, ABOUT, [home(number) for number in range(900)], interrupted)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, addresses: Dataset) -> None:
    with pytest.raises(DatasetError, match="cannot be written"):
        build_file(tmp_path / "nowhere" / "addresses.sqlite", addresses, ABOUT, [home(1)])


def test_nobody_can_write_to_it(path: Path, addresses: Dataset) -> None:
    opened = DatasetFile.open(path, addresses)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        opened._connection.execute("DELETE FROM rows")
    opened.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "homes"}, "holds the dataset 'addresses', not 'homes'"),
        ({"columns": {"uprn": "text", "text": "text", "postcode": "text", "floor": "number"}}, "'floor'"),
        ({"columns": {"uprn": "text", "text": "text", "postcode": "text", "size": "text"}}, "'size'"),
        ({"search": ("text",)}, "indexed by other columns"),
        ({"key": ("postcode",)}, "indexed by other columns"),
    ],
)
def test_one_that_does_not_fit_what_is_declared_is_refused_and_absent(
    path: Path, addresses: Dataset, change: dict[str, object], said: str
) -> None:
    declared = replace(addresses, **change)
    with pytest.raises(DatasetError, match=r"addresses\.sqlite: ") as error:
        DatasetFile.open(path, declared)
    assert said in str(error.value)
    if declared.name == "addresses":
        data = SqliteData(path.parent, {"addresses": declared})
        assert data.made("addresses") is None
        assert data.row("addresses", "1") is None
        assert said in data.problems["addresses"]


def test_columns_that_a_newer_journey_dropped_do_no_harm(path: Path, addresses: Dataset) -> None:
    columns = {name: kind for name, kind in addresses.columns.items() if name != "in_district"}
    opened = DatasetFile.open(path, replace(addresses, columns=columns))
    assert opened.row(("7",)) is not None
    opened.close()


def _not_sqlite(path: Path) -> None:
    path.write_bytes(b"uprn,text\n1,x\n")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8192])


def _other_sqlite(path: Path) -> None:
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE about (name, value)")
    other.commit()
    other.close()


def _torn_page(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[12288:16384] = b"\xff" * 4096
    path.write_bytes(bytes(whole))


def _newer(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.commit()
    other.close()


@pytest.mark.parametrize("harm", [_not_sqlite, _cut, _other_sqlite, _torn_page, _newer, Path.unlink])
def test_a_file_that_is_damaged_or_something_else_is_refused(
    path: Path, addresses: Dataset, harm: object
) -> None:
    assert callable(harm)
    harm(path)
    with pytest.raises(DatasetError, match=r"addresses\.sqlite: ") as error:
        verify(path, addresses)
    assert "High Street" not in str(error.value)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """30,000 homes in 400 streets."""
    first = ["High", "Mill", "Church", "Station", "Quay", "Orchard", "School", "Beach", "Marine", "Pier"]
    kinds = ["Street", "Road", "Lane", "Close", "Avenue", "Drive", "Way", "Gardens"]
    towns = ["Exampleton", "Sampleford", "Demoham", "Otherham", "Testbury"]
    streets = [(f"{one} {kind}", town) for one in first for kind in kinds for town in towns]
    rows = []
    for number in range(30_000):
        street, town = streets[number // 34 % len(streets)]
        text = f"{number % 34 + 1} {street}, {town}, ZZ9 {number // 34 % 9 + 1}AA"
        rows.append(
            {**home(100_000 + number, text), "postcode": f"ZZ{number // 340 % 90} {number // 34 % 9}AA"}
        )
    folder = tmp_path_factory.mktemp("district")
    build_file(folder / "addresses.sqlite", HOMES, ABOUT, rows)
    return folder, [str(row["text"]) for row in rows[::331]]


def test_finding_is_far_quicker_than_looking_through_all(district: tuple[Path, list[str]]) -> None:
    """As a ratio in the same run, so that a busy machine does not matter."""
    folder, texts = district
    data = SqliteData(folder, {"addresses": HOMES})
    plain = sqlite3.connect(folder / "addresses.sqlite")
    quick, slow = [], []
    for text in texts:
        words = text.replace(",", "").split()[1:4]
        typed = " ".join([*words[:2], words[2][:3]])
        began = clock.perf_counter()
        found = data.find("addresses", typed, {}, 50)
        between = clock.perf_counter()
        like = " AND ".join(["_folded LIKE ?"] * 3)
        scanned = plain.execute(
            f"SELECT * FROM rows WHERE {like} ORDER BY _id", [f"%{word}%" for word in typed.lower().split()]
        ).fetchall()
        slow.append(clock.perf_counter() - between)
        quick.append(between - began)
        assert 0 < len(found) <= len(scanned)
    plain.close()
    data.close()
    assert statistics.median(quick) * 2 < statistics.median(slow)
    assert statistics.median(quick) < 0.1
