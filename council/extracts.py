"""Address extracts as councils have them, row by row: AddressBase Core and Plus, and LLPG (BS 7666).

The order of columns is taken from the header; case, spaces and underscores in names do not matter. Of
each row comes an address with our own columns, the reason why it is left out, or what is wrong with it.
docs/content.md says which rows are left out. Reading files is `loading`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from council.address_lines import delivery_line, gazetteer_line, number_range, postcode
from kiosk.datasets.table import BadRow, Row
from kiosk.errors import DatasetError


class Left(StrEnum):
    """Why a row of an extract is no address that somebody can be at home at."""

    HISTORIC = "historic or withdrawn"
    NO_ADDRESS = "not an address where anybody lives or works"
    NO_POSTCODE = "without a postcode"


Record: TypeAlias = Mapping[str, str]
"""Column (plain name) to what stands there, trimmed."""
ADDRESSABLE = frozenset("RCXUM")
"""First letters of classes: homes, businesses, both, not yet classed, military."""
ATTACHED = frozenset({"RB", "RC", "RG"})
"""Outbuildings, parking spaces and garages of homes."""
LONGEST_UPRN = 12
APPROVED = frozenset({"", "1"})
"""Logical status: everything else is alternative, provisional, historic or rejected."""


class Extract(Struct, frozen=True):
    """One format. `needs` are the columns it cannot do without, `other_names` those that stand for them."""

    name: str
    needs: tuple[str, ...]
    line: Callable[[Record, str], str]
    district: tuple[str, ...]
    """Columns of which one says whose district it is."""
    other_names: Mapping[str, str] = {}


class Extracted:
    """Reads the rows of one file in a format."""

    def __init__(self, extract: Extract, header: Sequence[str], districts: frozenset[str]) -> None:
        """`districts` are custodian codes or GSS codes of the council; empty: all rows are its own."""
        there = [plain(name) for name in header]
        names = [_ours(extract, name, there) for name in there]
        missing = [name for name in extract.needs if _ours(extract, plain(name), ()) not in names]
        if missing:
            raise DatasetError(
                f"the first line must name the columns of {extract.name}; there is no {', '.join(missing)}. "
                f"Wanted are {', '.join(extract.needs)}"
            )
        self._whose = [plain(name) for name in extract.district if plain(name) in names]
        if districts and not self._whose:
            raise DatasetError(f"--district needs one of the columns {', '.join(extract.district)}")
        self._extract = extract
        self._names = names
        self._districts = frozenset(one.casefold() for one in districts)
        self._seen: set[str] = set()

    def row(self, line: int, cells: Sequence[str]) -> Row | BadRow | Left:
        """What a row of the file comes to."""
        if len(cells) != len(self._names):
            return BadRow(line, f"has {len(cells)} columns where the header has {len(self._names)}")
        record = {name: cell.strip() for name, cell in zip(self._names, cells, strict=True)}
        uprn = record["uprn"].lstrip("0")
        if not (uprn.isascii() and uprn.isdecimal() and len(uprn) <= LONGEST_UPRN):
            return BadRow(line, "the UPRN is not a number of up to 12 digits")
        if left := left_out(record):
            return left
        written = next((record[name] for name in ("postcode", "postcodelocator") if record.get(name)), "")
        if not written:
            return Left.NO_POSTCODE
        code = postcode(written)
        if code is None:
            return BadRow(line, "the postcode has not the form of a postcode")
        text = self._extract.line(record, code)
        if text == code:
            return BadRow(line, "has a postcode but neither a building nor a street")
        if uprn in self._seen:
            return BadRow(line, "its UPRN stands in an earlier row")
        self._seen.add(uprn)
        ours = {record[name].casefold() for name in self._whose}
        inside = not self._districts or bool(ours & self._districts)
        return {"uprn": uprn, "text": text, "postcode": code, "in_district": inside}


def plain(name: str) -> str:
    """A column's name without what files differ in: SAO_START_NUMBER and SaoStartNumber are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _ours(extract: Extract, name: str, there: Sequence[str]) -> str:
    """What we call a column, unless another column has that very name already."""
    other = extract.other_names.get(name, name)
    return name if other in there else other


def left_out(record: Record) -> Left | None:
    """Why a row is left out, if it is."""
    deleted = "D" in (record.get("changecode", "").upper(), record.get("changetype", "").upper())
    gone = record.get("state", "") == "4" or bool(record.get("enddate"))
    if deleted or gone or record.get("logicalstatus", "") not in APPROVED:
        return Left.HISTORIC
    kind = record.get("class", "").upper()
    nowhere = bool(kind) and (kind[0] not in ADDRESSABLE or kind[:2] in ATTACHED)
    if nowhere or record.get("addressbasepostal", "").upper() == "N":
        return Left.NO_ADDRESS
    return None


def _part(record: Record, name: str) -> tuple[str, str]:
    """(text, number range) of the SAO or PAO."""
    get = record.get
    start, end = get(f"{name}startnumber", ""), get(f"{name}endnumber", "")
    numbers = (start, get(f"{name}startsuffix", ""), end, get(f"{name}endsuffix", ""))
    return get(f"{name}text", ""), number_range(*numbers) if start else ""


def _gazetteer(record: Record, code: str) -> str:
    organisation = record.get("laorganisation") or record.get("organisation", "")
    if organisation.casefold() in (record.get("saotext", "").casefold(), record["paotext"].casefold()):
        organisation = ""
    places = [record.get(name, "") for name in ("locality", "townname", "posttown")]
    return gazetteer_line(
        organisation, _part(record, "sao"), _part(record, "pao"), record["street"], places, code
    )


def _core(record: Record, code: str) -> str:
    return delivery_line(
        record.get("organisation", ""),
        record.get("pobox", ""),
        (record["subbuilding"], record["buildingname"], record["buildingnumber"]),
        ("", record["streetname"]),
        [record.get("locality", ""), record.get("townname", ""), record.get("posttown", "")],
        code,
    )


def _plus(record: Record, code: str) -> str:
    """Royal Mail's address where there is one, else the gazetteer's."""
    if not record["postcode"]:
        return _gazetteer(record, code)
    return delivery_line(
        ", ".join(filter(None, (record.get("organisation", ""), record.get("departmentname", "")))),
        record.get("pobox", ""),
        (record["subbuildingname"], record["buildingname"], record["buildingnumber"]),
        (record.get("dependentthoroughfare", ""), record["thoroughfare"]),
        [
            record.get("doubledependentlocality", ""),
            record.get("dependentlocality", ""),
            record.get("posttown", ""),
        ],
        code,
    )


EXTRACTS = {
    "addressbase-core": Extract(
        name="AddressBase Core",
        needs=(
            *("UPRN", "CLASSIFICATION_CODE", "SUB_BUILDING", "BUILDING_NAME", "BUILDING_NUMBER"),
            *("STREET_NAME", "POST_TOWN", "POSTCODE", "GSS_CODE"),
        ),
        line=_core,
        district=("GSS_CODE",),
        other_names={"organisationname": "organisation", "classificationcode": "class"},
    ),
    "addressbase-plus": Extract(
        name="AddressBase Plus",
        needs=(
            *("UPRN", "CLASS", "LOCAL_CUSTODIAN_CODE", "SUB_BUILDING_NAME", "BUILDING_NAME"),
            *("BUILDING_NUMBER", "THOROUGHFARE", "POST_TOWN", "POSTCODE", "POSTCODE_LOCATOR"),
            *("SAO_TEXT", "SAO_START_NUMBER", "PAO_TEXT", "PAO_START_NUMBER", "STREET_DESCRIPTION"),
        ),
        line=_plus,
        district=("LOCAL_CUSTODIAN_CODE",),
        other_names={
            "rmorganisationname": "organisation",
            "organisationname": "organisation",
            "poboxnumber": "pobox",
            "streetdescription": "street",
            "laenddate": "enddate",
            "blpustate": "state",
        },
    ),
    "llpg": Extract(
        name="a BS 7666 gazetteer (LLPG)",
        needs=(
            *("UPRN", "SaoText", "SaoStartNumber", "PaoText", "PaoStartNumber", "Street", "PostTown"),
            "Postcode",
        ),
        line=_gazetteer,
        district=("LocalCustodianCode", "GssCode"),
        other_names={
            "localityname": "locality",
            "streetdescription": "street",
            "streetdescriptor": "street",
            "custodiancode": "localcustodiancode",
            "lpilogicalstatus": "logicalstatus",
            "blpulogicalstatus": "logicalstatus",
            "lpienddate": "enddate",
            "blpuclass": "class",
            "classificationcode": "class",
            "organisationname": "organisation",
            "postcodelocator": "postcode",
        },
    ),
}
