"""Service requests filed at a strict GeoReport v2 endpoint, and read back there by somebody else's client."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from georeport import GeoReport
from office import Reply
from open311 import Endpoint

from council.adapters.door import Door
from council.adapters.open311 import Open311, Service, first
from council.adapters.parcel import Parcel
from council.delivery import Kind

NOW = datetime(2026, 11, 22, 12, 6, tzinfo=UTC)
Parcels = Callable[..., Parcel]
SERVICES = {
    "streets/fly-tipping": Service(
        code="FLY", description=("what", "where"), attributes={"SIZE": "size", "WHAT": "what"}
    )
}


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint({"FLY": {"SIZE": False, "WHAT": True, "KIOSK_ID": False}}) as made:
        yield made


def client(endpoint: Endpoint, door: Door, **options: object) -> Open311:
    usual = {"jurisdiction": "exampleton.example", "api_key": "a-key", "id_attribute": "KIOSK_ID"}
    return Open311(endpoint.url, SERVICES, door, **{**usual, **options})


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_request_is_filed_and_found_there_by_another_client(
    endpoint: Endpoint, door: Door, parcel: Parcels, form: str
) -> None:
    outcome = client(endpoint, door, form=form).send(parcel(size="van"), NOW)
    assert (outcome.kind, outcome.receipt) == (Kind.ACCEPTED, "1")
    other = GeoReport(endpoint.url, "exampleton.example", output_format=form)
    found = other.get_service_request("1")
    assert found["service_code"] == "FLY"
    assert found["description"] == (
        "mattress, fridge\nBehind the hall & <the> bins: “left”\nKiosk reference K7MF 4T2Q 9XW3"
    )
    assert (found["address"], found["address_id"]) == ("1 High Street, Exampleton", "100000000001")


def test_only_what_the_set_up_names_is_sent(endpoint: Endpoint, door: Door, parcel: Parcels) -> None:
    sent = parcel(name="Sam Example", photo={"type": "image/png", "data": "aaaa"})
    client(endpoint, door).send(sent, NOW)
    (fields,) = endpoint.filed
    assert fields.keys() == {
        *("api_key", "jurisdiction_id", "service_code", "description", "address_string", "address_id"),
        *("attribute[WHAT]", "attribute[KIOSK_ID]"),
    }
    assert fields["attribute[KIOSK_ID]"] == sent.record.id
    assert "Sam" not in str(fields)


def test_who_chose_to_be_told_is_named_only_where_that_is_set_up(
    endpoint: Endpoint, door: Door, parcel: Parcels
) -> None:
    client(endpoint, door, contact=True).send(parcel(), NOW)
    client(endpoint, door, contact=True).send(parcel(update_by="none"), NOW)
    first_, second = endpoint.filed
    assert first_["email"] == "sam@exampleton.example"
    assert "email" not in second


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_token_is_asked_for_its_number_and_nothing_is_filed_twice(
    door: Door, parcel: Parcels, form: str
) -> None:
    with Endpoint({"FLY": {"WHAT": True, "KIOSK_ID": False}}, tokens=True) as endpoint:
        target = client(endpoint, door, form=form)
        waiting = target.send(parcel(), NOW)
        assert waiting.kind is Kind.PENDING
        again = target.send(parcel(receipt=waiting.receipt, attempts=2), NOW)
        assert again.kind is Kind.PENDING
        endpoint.numbered = True
        done = target.send(parcel(receipt=waiting.receipt, attempts=3), NOW)
        assert (done.kind, done.receipt) == (Kind.ACCEPTED, "1")
        assert len(endpoint.filed) == 1


@pytest.mark.parametrize(
    ("options", "answers", "kind"),
    [
        ({"api_key": "wrong"}, {}, Kind.CLOSED),
        ({"jurisdiction": "elsewhere.example"}, {}, Kind.CLOSED),
        ({}, {"what": None}, Kind.REFUSED),
        ({}, {"address": None}, Kind.REFUSED),
    ],
)
def test_what_the_endpoint_refuses_is_told_apart(
    endpoint: Endpoint, door: Door, parcel: Parcels, options: dict[str, object], answers: dict, kind: Kind
) -> None:
    outcome = client(endpoint, door, **options).send(parcel(**answers), NOW)
    assert outcome.kind is kind
    assert endpoint.filed == []
    assert "High Street" not in outcome.reason


def test_a_lost_answer_leads_to_a_second_request_with_the_same_id(
    endpoint: Endpoint, door: Door, parcel: Parcels
) -> None:
    sent = parcel()
    endpoint.faults.append(Reply(lost=True))
    target = client(endpoint, door)
    assert target.send(sent, NOW).kind is Kind.BUSY
    assert target.send(sent, NOW).kind is Kind.ACCEPTED
    assert [fields["attribute[KIOSK_ID]"] for fields in endpoint.filed] == [sent.record.id] * 2


def test_a_success_without_a_number_is_not_filed_again(
    endpoint: Endpoint, door: Door, parcel: Parcels
) -> None:
    endpoint.faults.append(Reply(200, b"[]", {"content-type": "application/json"}))
    assert client(endpoint, door).send(parcel(), NOW).kind is Kind.ACCEPTED


def test_a_route_without_a_service_is_skipped(endpoint: Endpoint, door: Door, parcel: Parcels) -> None:
    assert client(endpoint, door).send(parcel("waste/missed-bin"), NOW).kind is Kind.SKIPPED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"[[[[",
        b"[" * 100_000,
        b"<a/>",
        b"<service_requests><request><service_request_id>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><service_requests><request><token>&a;</token></request>'
        b"</service_requests>",
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_no_answer_makes_the_reader_stumble(body: bytes, form: str) -> None:
    assert first(body, form) == {}
