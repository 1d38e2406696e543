"""`council datasets`: files of every format, bad rows by their line, nothing half-loaded."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from council.__main__ import main
from council.extracts import EXTRACTS, Left
from council.loaded import dataset_path, loaded_in
from kiosk.assets import assets_dir
from kiosk.datasets.declared import declared
from kiosk.datasets.file import DatasetFile, told_of, verify
from kiosk.datasets.table import Row, csv_rows


def columns(text: str) -> list[str]:
    return text.split(",")


DEFINITIONS = declared(assets_dir() / "journeys")
LLPG = columns(
    "UPRN,SaoStartNumber,SaoStartSuffix,SaoEndNumber,SaoEndSuffix,SaoText,PaoStartNumber,PaoStartSuffix,"
    "PaoEndNumber,PaoEndSuffix,PaoText,USRN,Level,Street,LocalityName,PostTown,AdministrativeArea,Postcode,"
    "LogicalStatus,BlpuClass"
)
CORE = columns(
    "UPRN,PARENT_UPRN,UDPRN,USRN,TOID,CLASSIFICATION_CODE,EASTING,NORTHING,LATITUDE,LONGITUDE,RPC,"
    "LAST_UPDATE_DATE,SINGLE_LINE_ADDRESS,PO_BOX,ORGANISATION,SUB_BUILDING,BUILDING_NAME,BUILDING_NUMBER,"
    "STREET_NAME,LOCALITY,TOWN_NAME,POST_TOWN,ISLAND,POSTCODE,DELIVERY_POINT_SUFFIX,GSS_CODE,CHANGE_CODE"
)
PLUS = columns(
    "UPRN,UDPRN,CHANGE_TYPE,STATE,CLASS,LOCAL_CUSTODIAN_CODE,RM_ORGANISATION_NAME,LA_ORGANISATION,"
    "DEPARTMENT_NAME,SUB_BUILDING_NAME,BUILDING_NAME,BUILDING_NUMBER,SAO_START_NUMBER,SAO_START_SUFFIX,"
    "SAO_END_NUMBER,SAO_END_SUFFIX,SAO_TEXT,PAO_START_NUMBER,PAO_START_SUFFIX,PAO_END_NUMBER,"
    "PAO_END_SUFFIX,PAO_TEXT,STREET_DESCRIPTION,DEPENDENT_THOROUGHFARE,THOROUGHFARE,"
    "DOUBLE_DEPENDENT_LOCALITY,DEPENDENT_LOCALITY,LOCALITY,TOWN_NAME,POST_TOWN,POSTCODE,POSTCODE_LOCATOR,"
    "ADDRESSBASE_POSTAL,PO_BOX_NUMBER"
)
Cells = Mapping[str, str]
Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*args: object) -> int:
        return main(["datasets", *map(str, args), "--data", str(tmp_path / "council")])

    return call


def written(path: Path, header: list[str], *rows: Cells) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, header, restval="")
        out.writeheader()
        out.writerows(rows)
    return path


def loaded(tmp_path: Path, name: str = "addresses") -> list[Row]:
    file = DatasetFile.open(dataset_path(tmp_path / "council", name), DEFINITIONS[name])
    rows = file.rows()
    file.close()
    return rows


def texts(tmp_path: Path) -> dict[str, str]:
    return {str(row["uprn"]): str(row["text"]) for row in loaded(tmp_path)}


def llpg(uprn: str, **cells: str) -> Cells:
    base = {"PaoStartNumber": "1", "Street": "HIGH STREET", "PostTown": "EXAMPLETON", "Postcode": "ZZ9 1AA"}
    return {"UPRN": uprn, "LogicalStatus": "1", "BlpuClass": "RD04", **base, **cells}


# -- extracts ----------------------------------------------------------------------------------------------


def test_a_gazetteer_becomes_addresses_in_one_line(tmp_path: Path, run: Run) -> None:
    file = written(
        tmp_path / "llpg.csv",
        LLPG,
        llpg("010000000010", PaoStartNumber="10"),
        llpg("10000000002", SaoText="FLAT", SaoStartNumber="2", PaoText="HARBOUR HOUSE"),
        llpg("10000000003", LocalityName="SAMPLE END", PaoStartNumber="2", PaoStartSuffix="A"),
    )
    assert run("load", "addresses", file, "--format", "llpg", "--made", "2026-11-20") == 0
    assert texts(tmp_path) == {
        "10000000003": "2A High Street, Sample End, Exampleton, ZZ9 1AA",
        "10000000010": "10 High Street, Exampleton, ZZ9 1AA",
        "10000000002": "Flat 2, Harbour House, 1 High Street, Exampleton, ZZ9 1AA",
    }
    row = next(row for row in loaded(tmp_path) if row["uprn"] == "10000000010")
    assert (row["postcode"], row["in_district"], row["garden_waste"]) == ("ZZ9 1AA", True, None)


def test_what_is_historic_or_no_address_is_left_out_and_counted(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(
        tmp_path / "llpg.csv",
        LLPG,
        llpg("1"),
        llpg("2", LogicalStatus="8"),
        llpg("3", LogicalStatus="6"),
        llpg("4", BlpuClass="PP"),
        llpg("5", BlpuClass="RG02"),
        llpg("6", BlpuClass="LP01"),
        llpg("7", Postcode=""),
        llpg("8", BlpuClass="CR", PaoText="A SHOP"),
    )
    assert run("load", "addresses", file, "--format", "llpg", "--made", "2026-11-20", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["loaded"], told["bad"]) == (8, 2, {"count": 0, "first": []})
    assert told["left_out"] == {
        "historic or withdrawn": 2,
        "not an address where anybody lives or works": 3,
        "without a postcode": 1,
    }
    assert set(texts(tmp_path)) == {"1", "8"}


def test_addressbase_core_knows_the_district_by_its_gss_code(tmp_path: Path, run: Run) -> None:
    base = {
        "CLASSIFICATION_CODE": "RD",
        "BUILDING_NUMBER": "24",
        "STREET_NAME": "QUAY STREET",
        "TOWN_NAME": "EXAMPLETON",
        "POST_TOWN": "EXAMPLETON",
        "POSTCODE": "ZZ91AF",
        "GSS_CODE": "E07000076",
    }
    file = written(
        tmp_path / "core.csv",
        [name.lower() for name in CORE],
        *(
            {name.lower(): cell for name, cell in {**base, **cells}.items()}
            for cells in (
                {"UPRN": "1", "SUB_BUILDING": "FLAT 2", "BUILDING_NAME": "HARBOUR HOUSE"},
                {"UPRN": "2", "GSS_CODE": "E07000999", "LOCALITY": "FAR END"},
                {"UPRN": "3", "CHANGE_CODE": "D"},
                {"UPRN": "4", "CLASSIFICATION_CODE": "ZW"},
            )
        ),
    )
    args = ("--format", "addressbase-core", "--made", "2026-11-20", "--district", "E07000076")
    assert run("load", "addresses", file, *args) == 0
    assert texts(tmp_path) == {
        "1": "Flat 2, Harbour House, 24 Quay Street, Exampleton, ZZ9 1AF",
        "2": "24 Quay Street, Far End, Exampleton, ZZ9 1AF",
    }
    assert {row["uprn"]: row["in_district"] for row in loaded(tmp_path)} == {"1": True, "2": False}


def test_addressbase_plus_takes_royal_mails_address_or_else_the_gazetteers(tmp_path: Path, run: Run) -> None:
    mail = {"POST_TOWN": "EXAMPLETON", "POSTCODE": "ZZ9 1AF", "POSTCODE_LOCATOR": "ZZ9 1AF"}
    base = {"CLASS": "RD", "LOCAL_CUSTODIAN_CODE": "1560", "STATE": "2"}
    file = written(
        tmp_path / "plus.csv",
        PLUS[::-1],
        {
            **base,
            **mail,
            "UPRN": "1",
            "BUILDING_NAME": "24A",
            "THOROUGHFARE": "QUAY STREET",
            "DEPENDENT_LOCALITY": "SAMPLE END",
            "PAO_START_NUMBER": "99",
        },
        {
            **base,
            "UPRN": "2",
            "PAO_TEXT": "THE OLD BARN",
            "STREET_DESCRIPTION": "MILL LANE",
            "TOWN_NAME": "EXAMPLETON",
            "POSTCODE_LOCATOR": "ZZ9 1AD",
        },
        {**base, **mail, "UPRN": "3", "STATE": "4", "BUILDING_NUMBER": "1", "THOROUGHFARE": "X STREET"},
        {**base, **mail, "UPRN": "4", "ADDRESSBASE_POSTAL": "N", "BUILDING_NUMBER": "1"},
        {**base, **mail, "UPRN": "5", "LOCAL_CUSTODIAN_CODE": "1585", "BUILDING_NUMBER": "3"},
    )
    args = ("--format", "addressbase-plus", "--made", "2026-11-20", "--district", "1560")
    assert run("load", "addresses", file, *args) == 0
    assert texts(tmp_path) == {
        "1": "24A Quay Street, Sample End, Exampleton, ZZ9 1AF",
        "2": "The Old Barn, Mill Lane, Exampleton, ZZ9 1AD",
        "5": "3, Exampleton, ZZ9 1AF",
    }
    assert [row["in_district"] for row in loaded(tmp_path) if row["uprn"] == "5"] == [False]


@pytest.mark.parametrize("form", ["llpg", "addressbase-core", "addressbase-plus"])
def test_a_file_without_a_header_is_told_what_was_expected(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    (tmp_path / "bare.csv").write_text("10000000001,,,,,,1,HIGH STREET\n", encoding="utf-8")
    assert run("load", "addresses", tmp_path / "bare.csv", "--format", form, "--made", "2026-11-20") == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "the first line must name the columns of" in told
    assert "UPRN" in told
    assert not loaded_in(tmp_path / "council")


def test_a_district_can_only_be_named_where_a_column_tells_it(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ("--format", "llpg", "--made", "2026-11-20", "--district", "1560")
    file = written(tmp_path / "llpg.csv", LLPG, llpg("1"))
    assert run("load", "addresses", file, *args) == 2
    assert "--district needs one of the columns LocalCustodianCode, GssCode" in capsys.readouterr().err
    rows = [llpg("1", CUSTODIAN_CODE="1560"), llpg("2", CUSTODIAN_CODE="1585")]
    assert (
        run("load", "addresses", written(tmp_path / "llpg.csv", [*LLPG, "CUSTODIAN_CODE"], *rows), *args) == 0
    )
    assert {row["uprn"]: row["in_district"] for row in loaded(tmp_path)} == {"1": True, "2": False}


# -- bad rows ----------------------------------------------------------------------------------------------


def test_every_bad_row_is_named_by_its_line_and_nothing_is_loaded(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(
        tmp_path / "llpg.csv",
        LLPG,
        llpg("1"),
        llpg("one"),
        llpg("3", Postcode="SECRET"),
        llpg("4", PaoText="A NAME\nOVER TWO LINES"),
        llpg("1"),
        llpg("6", PaoStartNumber="", Street="", PostTown=""),
    )
    assert run("load", "addresses", file, "--format", "llpg", "--made", "2026-11-20") == 1
    told = capsys.readouterr().err
    assert f"{file}:3: the UPRN is not a number of up to 12 digits" in told
    assert f"{file}:4: the postcode has not the form of a postcode" in told
    assert f"{file}:7: its UPRN stands in an earlier row" in told
    assert f"{file}:8: has a postcode but neither a building nor a street" in told
    assert "Nothing was loaded: 4 of 6 rows are bad" in told
    assert "SECRET" not in told
    assert not loaded_in(tmp_path / "council")


def test_as_many_bad_rows_as_are_allowed_are_left_out(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [llpg(str(number)) for number in range(1, 40)] + [llpg("x")] * 25
    file = written(tmp_path / "llpg.csv", LLPG, *rows)
    args = ("load", "addresses", file, "--format", "llpg", "--made", "2026-11-20")
    assert run(*args, "--skip-bad", 24) == 1
    told = capsys.readouterr().err
    assert told.count("the UPRN is not a number") == 20
    assert "… and 5 more bad rows" in told
    assert run(*args, "--skip-bad", 25) == 0
    assert "39 rows loaded, 25 bad ones left out" in capsys.readouterr().out
    assert len(loaded(tmp_path)) == 39


def test_bad_rows_of_our_own_columns_are_named_too_and_the_old_data_stays(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    good = "day,text\n2026-12-25,Christmas Day\n"
    (tmp_path / "holidays.csv").write_text(good, encoding="utf-8")
    assert run("load", "holidays", tmp_path / "holidays.csv", "--made", "2026-11-20") == 0
    (tmp_path / "holidays.csv").write_text(f"{good}\n2026-13-25,Nonsense\n2026-12-25,Again\n,Empty\n")
    capsys.readouterr()
    assert run("load", "holidays", tmp_path / "holidays.csv", "--made", "2026-11-21") == 1
    told = capsys.readouterr().err
    assert ":4: 'day' is not a date" in told
    assert ":5: its key stands in an earlier row" in told
    assert ":6: a key column is empty" in told
    assert told_of(loaded_in(tmp_path / "council")["holidays"]).about.made.isoformat() == "2026-11-20"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["load", "homes", "x.csv", "--made", "2026-11-20"],
            "there is no dataset 'homes'; there are addresses",
        ),
        (["load", "holidays", "nowhere.csv", "--made", "2026-11-20"], "nowhere.csv: cannot be read"),
        (["load", "holidays", "nowhere.csv"], "say on which day the data was true"),
        (["load", "rules", "x.csv", "--format", "llpg", "--made", "2026-11-20"], "is for addresses"),
        (["load", "rules", "x.json", "--made", "2026-11-20"], "only holidays are read from JSON"),
        (["show", "holidays"], "is not loaded: council datasets load holidays FILE"),
        (["export", "holidays"], "is not loaded"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    run: Run, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    assert run(*args) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_load_that_is_killed_leaves_what_was_there(tmp_path: Path, run: Run) -> None:
    """Killed at several moments of a load of 30,000 rows."""
    small = written(tmp_path / "small.csv", LLPG, llpg("1"))
    assert run("load", "addresses", small, "--format", "llpg", "--made", "2026-11-20") == 0
    path = dataset_path(tmp_path / "council", "addresses")
    before = path.read_bytes()
    rows = [llpg(str(number), PaoStartNumber=str(number)) for number in range(1, 30_001)]
    big = written(tmp_path / "big.csv", LLPG, *rows)
    line = [
        "load",
        "addresses",
        big,
        "--format",
        "llpg",
        "--made",
        "2026-11-21",
        "--data",
        tmp_path / "council",
    ]
    seen_half = False
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-m", "council", "datasets", *map(str, line)])
        until = time.monotonic() + 20
        # Not before the file is being made: an earlier kill would prove nothing.
        while time.monotonic() < until and not list(path.parent.glob("*.new")):
            time.sleep(0.005)
        seen_half = seen_half or bool(list(path.parent.glob("*.new")))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert path.read_bytes() == before
    assert seen_half
    assert list(loaded_in(tmp_path / "council")) == ["addresses"]


# -- the rest ----------------------------------------------------------------------------------------------


def test_every_shipped_dataset_loads_and_comes_out_again_as_it_went_in(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, definition in DEFINITIONS.items():
        file, out = assets_dir() / "datasets" / f"{name}.csv", tmp_path / f"{name}.csv"
        assert run("load", name, file) == 0
        assert run("export", name, "--out", out) == 0
        before, after = list(csv_rows(file, definition)), list(csv_rows(out, definition))
        assert len(after) == len(before) > 0
        assert all(row in before for row in after[:50])
    capsys.readouterr()
    assert run("list", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["addresses"]["rows"] == 400
    assert all(told[name]["made"] == "2026-11-20" for name in DEFINITIONS)


def test_a_file_without_rows_is_loaded_only_when_it_is_meant_so(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "disruptions.csv"
    file.write_text("round,bin,day,moved_to,text\n", encoding="utf-8")
    assert run("load", "disruptions", file, "--made", "2026-11-20") == 2
    assert "if it should have none, give --empty" in capsys.readouterr().err
    assert run("load", "disruptions", file, "--made", "2026-11-20", "--empty") == 0
    assert loaded(tmp_path, "disruptions") == []
    verify(dataset_path(tmp_path / "council", "disruptions"), DEFINITIONS["disruptions"])


def test_a_dataset_can_be_removed(tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("remove", "holidays") == 2
    assert run("load", "holidays", assets_dir() / "datasets" / "holidays.csv") == 0
    assert run("remove", "holidays") == 0
    assert "Kiosks keep it until the next release" in capsys.readouterr().out
    assert loaded_in(tmp_path / "council") == {}


def test_list_and_show_say_what_is_there(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "llpg.csv", LLPG, llpg("1"), llpg("2", PaoStartNumber="2"))
    args = ("--format", "llpg", "--made", "2026-11-20", "--source", "Our gazetteer")
    assert run("load", "addresses", file, *args, "--verified", "2026-11-21") == 0
    assert run("list") == 0
    assert "made 2026-11-20  verified 2026-11-21  Our gazetteer" in capsys.readouterr().out
    assert run("show", "addresses", "--find", "zz91aa", "--limit", "1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["text"] for row in told["found"]] == ["1 High Street, Exampleton, ZZ9 1AA"]
    assert told["rows"] == 2


# -- bank holidays -----------------------------------------------------------------------------------------

EVENTS = [
    {"title": "Christmas Day", "date": "2026-12-25", "notes": "", "bunting": True},
    {"title": "Boxing Day", "date": "2026-12-28", "notes": "Substitute day", "bunting": True},
]
BY_YEAR = {
    "2026": [{**event, "date": "/".join(reversed(event["date"].split("-")))} for event in EVENTS]  # type: ignore[attr-defined]  text
}
SHAPES = {
    "by division": {"england-and-wales": {"division": "england-and-wales", "events": EVENTS}},
    "flat": {"division": "england-and-wales", "events": EVENTS},
    "by year": {"divisions": {"england-and-wales": BY_YEAR, "scotland": {}}},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_bank_holidays_are_read_as_gov_uk_publishes_them(tmp_path: Path, run: Run, shape: str) -> None:
    file = tmp_path / "bank-holidays.json"
    file.write_text(json.dumps(SHAPES[shape]), encoding="utf-8")
    assert run("load", "holidays", file, "--made", "2026-11-20") == 0
    assert [(str(row["day"]), row["text"], row["text_cy"]) for row in loaded(tmp_path, "holidays")] == [
        ("2026-12-25", "Christmas Day", "Dydd Nadolig"),
        ("2026-12-28", "Boxing Day (substitute day)", "Gŵyl San Steffan (diwrnod yn ei le)"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "is not a list of bank holidays"),
        ('{"scotland": {"events": []}}', "has no bank holidays of 'england-and-wales'"),
        ('{"events": 3}', "is not a list of bank holidays"),
    ],
)
def test_other_json_is_no_list_of_bank_holidays(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    file = tmp_path / "x.json"
    file.write_text(content, encoding="utf-8")
    assert run("load", "holidays", file, "--made", "2026-11-20") == 2
    assert said in capsys.readouterr().err


# -- the document ------------------------------------------------------------------------------------------


def test_the_document_names_every_format_with_its_columns_and_every_dataset() -> None:
    page = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
    for name, extract in EXTRACTS.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        assert row.endswith(f"| {', '.join(extract.needs)} |")
    for left in Left:
        assert f"\n| {left.value} |" in page
    for dataset in DEFINITIONS:
        assert f"\n| `{dataset}` |" in page
