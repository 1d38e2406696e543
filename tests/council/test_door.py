"""Every path of the API asks who is there, and for what the token is good; so often and no more."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from council import identity_routes
from council.door import NEEDED, OPEN, SCHEME
from council.enrolments import TRIES, Enrolments
from council.kiosk_keys import KioskKeys
from council.store import CouncilStore
from kiosk.device_key import DeviceKey, Use
from kiosk.enrolment_code import new_code
from kiosk.envelope import CONTENT_TYPE, Envelope
from sync.wire import (
    CONTENT_MANIFEST,
    ENROLMENTS,
    HEALTH,
    KEYS,
    KEYSET,
    OPENAPI,
    TOKEN,
    EnrolmentRequest,
    ProblemDocument,
    ProblemKind,
    Scope,
    code_hash,
    submission_path,
)

Client = TestClient[Litestar]
Sealer = Callable[..., Envelope]


def kind_of(response: Any) -> str:
    return msgspec.json.decode(response.content, type=ProblemDocument).type


def every_path(client: Client) -> list[tuple[str, str]]:
    """All methods and paths of the OpenAPI document."""
    paths = client.get(OPENAPI).json()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def test_each_path_is_open_or_needs_a_scope(client: Client) -> None:
    paths = {path for _, path in every_path(client)}
    assert paths == NEEDED.keys() | (OPEN - {OPENAPI})
    assert set(NEEDED.values()) == set(Scope)


def test_strangers_are_told_so_on_every_path_and_get_nothing_else(client: Client) -> None:
    del client.headers["authorization"]
    asked = 0
    for method, path in every_path(client):
        if path in OPEN:
            continue
        real = path.replace("{submission_id}", "c7ce7c47-38a0-4722-8113-cc7b69818a00").replace(
            "{sha256}", "0" * 64
        )
        for word in ("", "Bearer", "Bearer x", "Basic eDp4"):
            header = {"authorization": word} if word else {}
            response = client.request(method, real, headers=header, content=b"{}")
            assert response.status_code == 401, (method, path, word)
            assert response.headers["www-authenticate"].startswith('Bearer realm="council-kiosk"')
            assert kind_of(response) == ProblemKind.UNKNOWN_KIOSK.type
            asked += 1
    assert asked == 4 * len(NEEDED)
    for path in (HEALTH, OPENAPI):
        assert client.get(path).status_code == 200


def test_a_stranger_with_a_large_body_is_told_so_too(client: Client) -> None:
    del client.headers["authorization"]
    response = client.put(submission_path("c7ce7c47-38a0-4722-8113-cc7b69818a00"), content=bytes(1_000_000))
    assert response.status_code == 401


def test_a_path_of_the_api_that_nobody_listed_is_open_to_nobody(client: Client, monkeypatch: Any) -> None:
    assert client.get(KEYSET).status_code == 200
    monkeypatch.delitem(NEEDED, KEYSET)
    response = client.get(KEYSET)
    assert (response.status_code, kind_of(response)) == (403, ProblemKind.NOT_ALLOWED.type)


def test_a_token_for_one_thing_is_not_for_another(client: Client, known: Any, spoken: Any) -> None:
    credentials = known(client, "demo-2")

    class Narrow(spoken):  # type: ignore[misc]  a fixture
        def post_form(self, path: str, fields: dict[str, str]) -> Any:
            return super().post_form(path, {**fields, "scope": "report"})

    credentials.renew()
    credentials._council = Narrow(client)
    client.headers["authorization"] = credentials.authorization()
    response = client.get(CONTENT_MANIFEST)
    assert response.status_code == 403
    assert 'error="insufficient_scope"' in response.headers["www-authenticate"]


def test_a_revoked_kiosk_is_a_stranger_from_its_next_request_on(client: Client, store: CouncilStore) -> None:
    assert client.get(KEYSET).status_code == 200
    KioskKeys(store.database).revoke("demo-1", "stolen", datetime.now(UTC))
    response = client.get(KEYSET)
    assert response.status_code == 401
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


def test_an_envelope_of_another_kiosk_is_refused_by_name(
    client: Client, store: CouncilStore, sealed: Sealer
) -> None:
    envelope = sealed(kiosk="demo-2")
    name = envelope.header.id
    headers = {"content-type": CONTENT_TYPE}
    response = client.put(submission_path(name), content=envelope.data, headers=headers)
    problem = msgspec.json.decode(response.content, type=ProblemDocument)
    assert (response.status_code, problem.type) == (422, ProblemKind.OTHER_KIOSK.type)
    assert problem.submission == name
    assert store.entries() == ()


# -- enrolment over the API ------------------------------------------------------------------------------


def request_for(device: DeviceKey, code: str, kiosk: str = "demo-7", **changes: Any) -> dict[str, Any]:
    proof = device.sign(Use.KEY, {"kiosk": kiosk, "code": code_hash(code)})
    request = EnrolmentRequest(kiosk=kiosk, code=code, key=device.public, proof=proof)
    found: dict[str, Any] = msgspec.to_builtins(request)
    return {**found, **changes}


def test_a_proof_that_does_not_fit_uses_no_try(client: Client, store: CouncilStore) -> None:
    enrolments = Enrolments(store.database)
    code = enrolments.create("demo-7", "Exampleton Hall", datetime.now(UTC))
    key, other = DeviceKey.make(), DeviceKey.make()
    wrong = [
        request_for(key, code, proof="x"),
        request_for(key, code, proof=other.sign(Use.KEY, {"kiosk": "demo-7", "code": code_hash(code)})),
        request_for(key, code, proof=key.sign(Use.KEY, {"kiosk": "demo-8", "code": code_hash(code)})),
        request_for(key, code, proof=key.sign(Use.KEY, {"kiosk": "demo-7", "code": code_hash(new_code())})),
        request_for(
            key, code, proof=key.sign(Use.AUTHENTICATION, {"kiosk": "demo-7", "code": code_hash(code)})
        ),
        request_for(key, code, key={"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}),
    ]
    for request in wrong:
        response = client.post(ENROLMENTS, json=request)
        assert (response.status_code, kind_of(response)) == (422, ProblemKind.KEY.type)
    (one,) = enrolments.all(datetime.now(UTC))
    assert (one.state.value, one.tries) == ("open", TRIES)
    # The control: right, it is taken.
    assert client.post(ENROLMENTS, json=request_for(key, code)).status_code == 201


def test_what_is_no_enrolment_is_refused(client: Client) -> None:
    for body in (b"", b"{}", b"[]", b"\xff", b'{"kiosk": 1}', b"[" * 10_000):
        response = client.post(ENROLMENTS, content=body, headers={"content-type": "application/json"})
        assert (response.status_code, kind_of(response)) == (400, ProblemKind.REQUEST.type), body[:9]


def test_wrong_unknown_used_and_late_codes_get_one_and_the_same_answer(
    client: Client, store: CouncilStore
) -> None:
    Enrolments(store.database).create("demo-7", "Exampleton Hall", datetime.now(UTC))
    answers = {
        client.post(ENROLMENTS, json=request_for(DeviceKey.make(), new_code(), kiosk)).content
        for kiosk in ("demo-7", "demo-8")
    }
    assert len(answers) == 1


def test_one_address_enrols_so_often_and_no_more(client: Client) -> None:
    most, _ = identity_routes.ENROLMENT_LIMIT
    statuses = []
    for _ in range(most + 3):
        # demo-1 has used one already.
        response = client.post(ENROLMENTS, json=request_for(DeviceKey.make(), new_code(), "demo-9"))
        statuses.append(response.status_code)
    assert statuses[: most - 1] == [403] * (most - 1)
    assert statuses[-1] == 429
    assert int(response.headers["retry-after"]) >= 1


def test_one_kiosk_gets_so_many_tokens_and_no_more(
    client: Client, known: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_routes, "KIOSK_LIMIT", (3, 600))
    credentials, other = known(client, "demo-3"), known(client, "demo-4")
    for _ in range(4):
        credentials.renew()
        found = credentials.authorization()
    assert found.status == 429
    assert found.retry_after
    # Others go on.
    other.renew()
    assert isinstance(other.authorization(), str)


def test_what_is_no_request_for_a_token_is_refused_by_the_words_of_oauth(client: Client) -> None:
    form = "application/x-www-form-urlencoded"
    for body, kind, error in (
        (b"grant_type=client_credentials", "application/json", "invalid_request"),
        (b"", form, "invalid_request"),
        (b"grant_type=password", form, "unsupported_grant_type"),
        (b"grant_type=a&grant_type=b", form, "invalid_request"),
        (b"\xff\xfe=%", form, "invalid_request"),
        (b"&".join([b"a=1"] * 50), form, "invalid_request"),
    ):
        response = client.post(TOKEN, content=body, headers={"content-type": kind})
        assert (response.status_code, response.json()["error"]) == (400, error), body[:30]


def test_another_key_needs_both_proofs(client: Client, store: CouncilStore, known: Any) -> None:
    credentials = known(client)
    identity = credentials._folder.read()
    old, new, other = identity.key, DeviceKey.make(), DeviceKey.make()
    claims = {"kiosk": "demo-1", "old": old.thumbprint, "new": new.thumbprint}

    def ask(by_old: str, by_new: str) -> int:
        public = msgspec.to_builtins(new.public)
        return client.post(KEYS, json={"key": public, "by_old": by_old, "by_new": by_new}).status_code

    right = old.sign(Use.KEY, claims), new.sign(Use.KEY, claims)
    for pair in (
        (other.sign(Use.KEY, claims), right[1]),
        (right[0], other.sign(Use.KEY, claims)),
        (right[0], old.sign(Use.KEY, claims)),
        (old.sign(Use.KEY, {**claims, "new": other.thumbprint}), right[1]),
        (right[0], new.sign(Use.KEY, {**claims, "kiosk": "demo-2"})),
        (right[0], new.sign(Use.AUTHENTICATION, claims)),
    ):
        assert ask(*pair) == 422
    assert KioskKeys(store.database).find(new.thumbprint) is None
    assert ask(*right) == 201


def test_the_document_names_the_scope_of_every_operation_that_asks_for_a_token(client: Client) -> None:
    document = client.get(OPENAPI).json()
    flow = document["components"]["securitySchemes"][SCHEME]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == TOKEN
    assert set(flow["scopes"]) == {scope.value for scope in Scope}
    named = {
        path: operation.get("security")
        for path, operations in document["paths"].items()
        for operation in operations.values()
    }
    asking = {
        path
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if "401" in operation["responses"]
    }
    assert {path for path, security in named.items() if security} == asking == set(NEEDED)
    assert all(named[path] == [{SCHEME: [scope.value]}] for path, scope in NEEDED.items())
