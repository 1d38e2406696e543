"""Whatever is sent to the API, it answers as its own OpenAPI document says, and never with a fault of ours.

Requests are made from the document, right ones and wrong ones, and go to the real server by a kiosk that is
known and by one that is not. The controls are servers that answer otherwise: each check finds them out.
"""

import os
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import BaseSchema

from kiosk.envelope import CONTENT_TYPE
from sync.identity import IdentityFolder
from sync.tokens import Credentials
from sync.wire import OPENAPI

SOAK = int(os.environ.get("SOAK", "1"))
SEED = 20261122
EXAMPLES = 50 if SOAK == 1 else 100 * SOAK
"""Of each operation; `make soak` makes them 1,000."""
HELD = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
OPERATIONS = 9
BYTES = strategies.binary(max_size=2_000)
schemathesis.openapi.media_type(CONTENT_TYPE, BYTES)


@schemathesis.serializer(CONTENT_TYPE)
def as_it_is(_: object, value: Any) -> bytes:
    """An envelope goes out as the bytes that it is."""
    return value if isinstance(value, bytes) else bytes(getattr(value, "data", b""))


def come_closer(case: Any, chance: int) -> None:
    """Half of what is made up gets past the first look: the kiosk speaks of itself, and hands in an envelope
    for the id that it says, which does not open."""
    if chance % 2:
        return
    if isinstance(case.body, dict) and "kiosk" in case.body and "queue" in case.body:
        case.body["kiosk"] = "demo-1"
    if "submission_id" in (case.path_parameters or {}):
        header = {
            "v": 1,
            "id": str(case.path_parameters["submission_id"]),
            "kiosk": "demo-1",
            "kid": "0" * 16,
        }
        case.body = msgspec.msgpack.encode({**header, "box": bytes(100)})


def fuzz(
    schema: BaseSchema, url: str, headers: Mapping[str, str], examples: int
) -> dict[str, dict[int, int]]:
    """Try each operation of the document so often: by name, how often each status was answered.

    Raises FailureGroup for the first answer that is not as the document says.
    """
    checks = CHECKS.get_by_names(list(HELD))
    answered: dict[str, dict[int, int]] = {}
    with requests.Session() as session:
        for found in schema.get_all_operations():
            operation = found.ok()
            told = answered.setdefault(operation.label, {})

            def ask(case: Any, told: dict[int, int]) -> None:
                come_closer(case, sum(told.values()))
                response = case.call(base_url=url, session=session, headers=dict(headers))
                told[response.status_code] = told.get(response.status_code, 0) + 1
                case.validate_response(response, checks=checks)

            many = settings(
                max_examples=examples,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.explicit, Phase.generate],
            )
            seed(SEED)(many(given(operation.as_strategy(), strategies.just(told))(ask)))()
    return answered


@pytest.fixture(scope="module")
def document(server: Any) -> dict[str, Any]:
    found = requests.get(server.url + OPENAPI, timeout=20).json()
    assert isinstance(found, dict)
    return found


@pytest.fixture
def token(site: Any, server: Any) -> str:
    with site.client(server.url) as client:
        found = Credentials(IdentityFolder(site.folder / "state"), client).authorization()
    assert isinstance(found, str)
    return found


@pytest.mark.soak
@pytest.mark.timeout(120 + 60 * SOAK)
def test_a_known_kiosk_is_answered_as_the_document_says(
    server: Any, document: dict[str, Any], token: str
) -> None:
    schema = schemathesis.openapi.from_dict(document)
    answered = fuzz(schema, server.url, {"authorization": token}, EXAMPLES)
    assert len(answered) == OPERATIONS
    assert all(sum(told.values()) for told in answered.values())
    statuses = {status for told in answered.values() for status in told}
    print(f"\nAPI: {EXAMPLES} examples of each operation, answers {answered}, none 5xx, seed {SEED}")
    assert 401 not in statuses, "the token was good for all"
    assert {200, 201, 400, 403, 404, 422, 429} <= statuses


def test_somebody_else_is_answered_as_the_document_says(server: Any, document: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_dict(document)
    answered = fuzz(schema, server.url, {"authorization": "Bearer nobody"}, 10)
    assert len(answered) == OPERATIONS
    assert sum(401 in told for told in answered.values()) >= OPERATIONS - 3
    assert not any(status >= 500 for told in answered.values() for status in told)


@pytest.mark.parametrize(
    ("status", "headers", "body", "what"),
    [
        (500, {"content-type": "application/problem+json"}, b"{}", "Server error"),
        (418, {"content-type": "application/problem+json"}, b"{}", "Undocumented status code"),
        (200, {"content-type": "text/html"}, b"<p>", "Undocumented Content-Type"),
        (200, {"content-type": "application/json"}, b'{"made": "up"}', "Response violates schema"),
    ],
)
def test_a_server_that_answers_otherwise_is_found_out(
    impostor: Any, document: dict[str, Any], status: int, headers: dict[str, str], body: bytes, what: str
) -> None:
    schema = schemathesis.openapi.from_dict(document)
    with impostor(status, headers, body) as other, pytest.raises(FailureGroup) as caught:
        fuzz(schema, other.url, {}, 2)
    assert what in str([one.title for one in caught.value.exceptions])
