"""The page *Facts*: what the council must vouch for, from what it has loaded."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from council.app import create_app
from council.keys import KeyRing
from council.releases import Releases
from council.store import CouncilStore

Client = TestClient[Litestar]
ROWS = """\
council,Customer services,01632 960 100,Telephone list,2026-11-01
waste,Bins <b>team</b>,01632 960 110,,
benefits,Benefits team,01632 960 130,=HYPERLINK(1),2020-01-01
"""


@pytest.fixture
def client(store: CouncilStore, keys: KeyRing, content: Any, let_in: Callable[..., None]) -> Iterator[Client]:
    app = create_app(store, keys, Releases(content.data))
    with TestClient(app, raise_server_exceptions=False) as made:
        let_in(made)
        yield made


def test_before_anything_is_loaded_the_samples_are_shown_as_such(client: Client) -> None:
    page = client.get("/facts")
    assert page.status_code == 200
    assert "These are the samples that came with the program." in page.text
    assert "missed_bin_days" in page.text
    assert "Not yet confirmed" in page.text


def test_each_fact_has_its_source_and_state(client: Client, content: Any) -> None:
    content.load_contacts(ROWS)
    content.load_homes(2)
    page = client.get("/facts").text
    assert "samples" not in page
    assert "Contacts, as of 20 November 2026" in page
    assert "<td>Customer services; 01632 960 100</td><td>Telephone list</td>" in page
    assert "1 November 2026</td>" in page
    assert page.count('<strong class="alert">Not yet confirmed</strong>') == 1
    assert page.count('<strong class="alert">Older than a year</strong>') == 1
    assert "<b>team" not in page
    assert "Cat Street" not in page, "addresses are no facts"
    assert "<script" not in page


def test_the_same_facts_come_as_csv_and_json(client: Client, content: Any) -> None:
    content.load_contacts(ROWS)
    reply = client.get("/facts.csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    assert [row["state"] for row in rows] == ["older than a year", "not yet confirmed", "confirmed"]
    assert rows[0]["source"] == "'=HYPERLINK(1)", "no formula for a spreadsheet"
    told = client.get("/facts.json").json()
    assert [(fact["fact"], fact["verified_on"]) for fact in told] == [
        ("benefits", "2020-01-01"),
        ("waste", None),
        ("council", "2026-11-01"),
    ]


def test_the_first_page_leads_there(client: Client) -> None:
    assert 'href="/facts"' in client.get("/").text
