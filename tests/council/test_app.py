"""The API, through the application itself. The pages for staff have tests of their own."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from council.alerts import AlertKind, Alerts
from council.app import create_app
from council.content_keys import signing_keys
from council.guard import Guard
from council.keys import KeyRing
from council.releases import Releases
from council.store import CouncilStore
from kiosk.envelope import CONTENT_TYPE, MOST_ENVELOPE_BYTES, Envelope
from kiosk.signed_keyset import SignedKeyset, opened_keyset
from sync.wire import (
    CONTENT_FILES,
    CONTENT_MANIFEST,
    ENROLMENTS,
    HEALTH,
    HEARTBEAT,
    KEYS,
    KEYSET,
    OPENAPI,
    PACKED_TYPE,
    PROBLEM_TYPE,
    TOKEN,
    Acknowledgement,
    Health,
    ProblemDocument,
    ProblemKind,
    submission_path,
)

Sealer = Callable[..., Envelope]
Client = TestClient[Litestar]


@pytest.fixture
def database(sqlite: str) -> str:
    """What is asked and answered is the same over either kind."""
    return sqlite


def put(client: Client, path_id: str, data: bytes) -> Any:
    return client.put(submission_path(path_id), content=data, headers={"content-type": CONTENT_TYPE})


def problem(response: Any, kind: ProblemKind, status: int) -> ProblemDocument:
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM_TYPE
    found = msgspec.json.decode(response.content, type=ProblemDocument)
    assert (found.type, found.status) == (kind.type, status)
    assert found.title
    return found


def test_an_envelope_is_acknowledged_by_the_hash_of_the_bytes_received(
    client: Client, store: CouncilStore, sealed: Sealer
) -> None:
    envelope = sealed()
    response = put(client, envelope.header.id, envelope.data)
    assert response.status_code == 201
    assert response.headers["content-type"] == "application/json"
    found = msgspec.json.decode(response.content, type=Acknowledgement)
    assert (found.id, found.sha256) == (envelope.header.id, envelope.sha256)
    assert [entry.id for entry in store.entries()] == [envelope.header.id]


def test_the_same_again_gets_the_same_acknowledgement(client: Client, sealed: Sealer) -> None:
    envelope = sealed()
    first, again = (put(client, envelope.header.id, envelope.data) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content


def test_an_id_in_capitals_is_the_same_id(client: Client, store: CouncilStore, sealed: Sealer) -> None:
    envelope = sealed()
    assert put(client, envelope.header.id.upper(), envelope.data).status_code == 201
    assert put(client, envelope.header.id, envelope.data).status_code == 200


def test_other_content_for_a_held_id_is_refused_by_name(
    client: Client, store: CouncilStore, sealed: Sealer
) -> None:
    one = sealed()
    other = sealed(id=one.header.id)
    put(client, one.header.id, one.data)
    found = problem(put(client, one.header.id, other.data), ProblemKind.OTHER_CONTENT, 422)
    assert found.submission == one.header.id
    assert put(client, one.header.id, one.data).status_code == 200


def test_an_envelope_for_another_id_is_refused_by_name(
    client: Client, store: CouncilStore, sealed: Sealer
) -> None:
    wrong = str(uuid.uuid4())
    assert problem(put(client, wrong, sealed().data), ProblemKind.OTHER_ID, 422).submission == wrong
    assert store.entries() == ()


def test_what_another_kiosk_sealed_is_refused_by_name_and_staff_hear_of_it(
    client: Client, store: CouncilStore, sealed: Sealer
) -> None:
    envelope = sealed(kiosk="demo-2")
    found = problem(put(client, envelope.header.id, envelope.data), ProblemKind.OTHER_KIOSK, 422)
    assert found.submission == envelope.header.id
    assert store.entries() == ()
    (alert,) = Alerts(store.database).raised()
    assert (alert.kind, alert.kiosk, alert.detail) == (AlertKind.OTHER_KIOSK, "demo-1", "demo-2")


@pytest.mark.parametrize("data", [b"", b"hello", b"\x80", b"\x91" * 50_000])
def test_what_is_no_envelope_is_refused_by_name(client: Client, data: bytes) -> None:
    name = str(uuid.uuid4())
    assert problem(put(client, name, data), ProblemKind.NOT_AN_ENVELOPE, 422).submission == name


def test_what_cannot_be_opened_is_acknowledged_and_kept(
    client: Client, store: CouncilStore, sealed: Sealer
) -> None:
    envelope = sealed()
    damaged = envelope.data[:-1] + bytes([envelope.data[-1] ^ 1])
    assert put(client, envelope.header.id, damaged).status_code == 201
    assert [entry.id for entry in store.unopened()] == [envelope.header.id]


@pytest.mark.parametrize("size", [MOST_ENVELOPE_BYTES + 1, MOST_ENVELOPE_BYTES * 3])
def test_too_large_a_body_is_refused_by_name(client: Client, size: int) -> None:
    name = str(uuid.uuid4())
    assert problem(put(client, name, bytes(size)), ProblemKind.TOO_LARGE, 413).submission == name


def test_a_large_envelope_within_the_limit_is_taken(client: Client, sealed: Sealer) -> None:
    envelope = sealed(place="x" * (MOST_ENVELOPE_BYTES - 5000))
    assert MOST_ENVELOPE_BYTES - 5000 < len(envelope.data) <= MOST_ENVELOPE_BYTES
    assert put(client, envelope.header.id, envelope.data).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("PUT", "/v1/submissions/42", 404),
        ("PUT", "/v1/submissions/..%2f..%2fetc", 404),
        ("GET", "/v1/submissions/c7ce7c47-38a0-4722-8113-cc7b69818a00", 405),
        ("POST", HEALTH, 405),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/..%2fapp.py", 404),
        ("GET", "/static/", 404),
    ],
)
def test_other_requests_get_a_problem_document_that_names_no_submission(
    client: Client, method: str, path: str, status: int
) -> None:
    assert problem(client.request(method, path), ProblemKind.REQUEST, status).submission == ""


def test_a_mistake_of_ours_says_nothing_and_lets_the_kiosk_try_again(
    client: Client,
    store: CouncilStore,
    sealed: Sealer,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(_: object) -> None:
        raise LookupError("Sam Example")

    envelope = sealed()
    with monkeypatch.context() as patched:
        patched.setattr(store, "keep", fail)
        found = problem(put(client, envelope.header.id, envelope.data), ProblemKind.SERVER, 500)
    assert found.submission == ""
    told = capfd.readouterr()
    assert "LookupError at " in told.err
    assert "Sam" not in told.err + told.out
    assert put(client, envelope.header.id, envelope.data).status_code == 201


def test_the_keyset_is_handed_out_signed(client: Client, keys: KeyRing, tmp_path: Path) -> None:
    response = client.get(KEYSET)
    signed = msgspec.json.decode(response.content, type=SignedKeyset)
    assert opened_keyset(signed, signing_keys(tmp_path / "data").public) == keys.public
    again = client.get(KEYSET, headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_health_is_told_with_the_time(client: Client) -> None:
    assert msgspec.json.decode(client.get(HEALTH).content, type=Health).status == "ok"


# -- the OpenAPI document ---------------------------------------------------------------------------------


def test_the_openapi_document_is_complete(client: Client) -> None:
    document = client.get(OPENAPI).json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/v1/submissions/{submission_id}",
        *(KEYSET, HEALTH, HEARTBEAT, CONTENT_MANIFEST, ENROLMENTS, TOKEN, KEYS),
        CONTENT_FILES + "/{sha256}",
    }
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["operationId"], path
            for status, response in operation["responses"].items():
                assert response["description"] != "Request fulfilled, document follows", (path, status)
                if status == "304":
                    continue
                ((media, content),) = response["content"].items()
                if media == PACKED_TYPE:
                    assert content["schema"]["type"] == "string"
                    continue
                ours = status < "400" or (path, status) == (TOKEN, "400")
                assert media == ("application/json" if ours else PROBLEM_TYPE)
                name = content["schema"]["$ref"].rpartition("/")[2]
                assert document["components"]["schemas"][name]["properties"]
    operation = document["paths"]["/v1/submissions/{submission_id}"]["put"]
    assert operation["requestBody"]["required"]
    assert operation["requestBody"]["content"].keys() == {CONTENT_TYPE}
    assert operation["responses"].keys() == {"200", "201", "400", "401", "403", "413", "422", "500"}


def test_replies_are_as_the_openapi_document_says(client: Client, sealed: Sealer) -> None:
    schemas = client.get(OPENAPI).json()["components"]["schemas"]
    envelope = sealed()
    replies = {
        "Acknowledgement": put(client, envelope.header.id, envelope.data),
        "ProblemDocument": put(client, envelope.header.id, b""),
        "SignedKeyset": client.get(KEYSET),
        "Health": client.get(HEALTH),
    }
    for name, response in replies.items():
        found = response.json()
        assert set(schemas[name]["required"]) <= found.keys() <= schemas[name]["properties"].keys()


# -- what the pages are made of ----------------------------------------------------------------------------


def test_the_style_sheet_is_there(client: Client) -> None:
    assert client.get("/static/council.css").headers["content-type"].startswith("text/css")


# -- the guard --------------------------------------------------------------------------------------------


@pytest.fixture
def guarded(store: CouncilStore, keys: KeyRing, tmp_path: Path) -> Iterator[TestClient[Any]]:
    app = create_app(store, keys, Releases(tmp_path / "data"))
    with TestClient(Guard(app), base_url="http://127.0.0.1:8321") as made:
        yield made


@pytest.mark.parametrize("path", ["/", HEALTH, KEYSET, OPENAPI, "/nothing", "/static/council.css"])
def test_every_reply_has_the_same_guarding_headers(guarded: TestClient[Any], path: str) -> None:
    headers = guarded.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "form-action 'self'" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers, "this was no TLS"


def test_by_tls_a_browser_is_told_to_come_no_other_way(
    store: CouncilStore, keys: KeyRing, tmp_path: Path
) -> None:
    app = create_app(store, keys, Releases(tmp_path / "data"))
    with TestClient(Guard(app), base_url="https://127.0.0.1:8321") as client:
        assert client.get(HEALTH).headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8321", 200),
        ("localhost:8321", 200),
        ("LOCALHOST", 200),
        ("[::1]:8321", 200),
        ("[::1]", 200),
        ("kiosk.example", 421),
        ("127.0.0.1.kiosk.example:8321", 421),
        ("", 421),
    ],
)
def test_it_answers_to_this_machines_own_names_only(guarded: TestClient[Any], host: str, status: int) -> None:
    assert guarded.get(HEALTH, headers={"host": host}).status_code == status
