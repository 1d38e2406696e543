"""Addresses in one line, from the parts of a gazetteer or of Royal Mail."""

import pytest

from council.address_lines import delivery_line, gazetteer_line, number_range, postcode, readable


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("zz9 1aa", "ZZ9 1AA"),
        ("ZZ91AA", "ZZ9 1AA"),
        (" zz9-1aa ", "ZZ9 1AA"),
        ("gir0aa", "GIR 0AA"),
        ("ZZ9", None),
        ("ZZ9 1AAA", None),
        ("", None),
    ],
)
def test_postcodes_have_one_form_or_none(given: str, wanted: str | None) -> None:
    assert postcode(given) == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("HIGH STREET", "High Street"),
        ("WALTON-ON-THE-NAZE", "Walton-on-the-Naze"),
        ("THE GREEN", "The Green"),
        ("ST JOHN'S ROAD", "St John’s Road"),
        ("O'CONNOR COURT", "O’Connor Court"),
        ("FLAT 24A", "Flat 24A"),
        ("PO BOX 12", "PO Box 12"),
        ("McDonald House", "McDonald House"),
        ("  MILL   LANE ", "Mill Lane"),
    ],
)
def test_capitals_become_small_letters_where_people_write_them_so(given: str, wanted: str) -> None:
    assert readable(given) == wanted


def test_number_ranges() -> None:
    assert number_range("24", "", "", "") == "24"
    assert number_range("24", "A", "26", "C") == "24A-26C"
    assert number_range("", "", "", "") == ""


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        (("", ("", ""), ("", "24"), "QUAY STREET"), "24 Quay Street"),
        (
            ("", ("FLAT", "2"), ("HARBOUR HOUSE", "24"), "QUAY STREET"),
            "Flat 2, Harbour House, 24 Quay Street",
        ),
        (("", ("THE LOFT", ""), ("", "24-26"), "QUAY STREET"), "The Loft, 24-26 Quay Street"),
        (("", ("", "2"), ("HARBOUR HOUSE", ""), "QUAY STREET"), "2, Harbour House, Quay Street"),
        (("A SHOP", ("", ""), ("", "1"), "QUAY STREET"), "A Shop, 1 Quay Street"),
    ],
)
def test_a_gazetteer_says_flat_house_street_places_postcode(
    parts: tuple[str, tuple[str, str], tuple[str, str], str], wanted: str
) -> None:
    places = ["", "EXAMPLETON", "EXAMPLETON"]
    assert gazetteer_line(*parts, places, "ZZ9 1AA") == f"{wanted}, Exampleton, ZZ9 1AA"


@pytest.mark.parametrize(
    ("box", "building", "streets", "wanted"),
    [
        ("", ("", "", "24"), ("", "QUAY STREET"), "24 Quay Street"),
        ("", ("FLAT 2", "HARBOUR HOUSE", "24"), ("", "QUAY STREET"), "Flat 2, Harbour House, 24 Quay Street"),
        ("", ("", "24A", ""), ("", "QUAY STREET"), "24A Quay Street"),
        ("", ("", "24-26", ""), ("", "QUAY STREET"), "24-26 Quay Street"),
        ("", ("", "", "3"), ("BACK COURT", "QUAY STREET"), "3 Back Court, Quay Street"),
        ("12", ("", "", ""), ("", ""), "PO Box 12"),
    ],
)
def test_royal_mail_says_building_and_number_before_the_street(
    box: str, building: tuple[str, str, str], streets: tuple[str, str], wanted: str
) -> None:
    line = delivery_line("", box, building, streets, ["SAMPLE END", "EXAMPLETON"], "ZZ9 1AA")
    assert line == f"{wanted}, Sample End, Exampleton, ZZ9 1AA"
