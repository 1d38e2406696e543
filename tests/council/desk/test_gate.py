"""Who may see which page: every route, every role, and every form that did not come from a page of ours."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from council.desk import routes as routes_module
from council.desk.audit import Event
from council.desk.gate import FORM_TYPE, MOST_FORM_BYTES, form_key
from council.desk.roles import Role
from council.desk.routes import desk_router

ANYBODY = {("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/sign-up"), ("POST", "/sign-up")}
PROVIDER = {("GET", "/sign-in/openid"), ("GET", "/sign-in/openid/back")}
HALF_WAY = {(verb, path) for verb in ("GET", "POST") for path in ("/sign-in/code", "/sign-up/app")}
ROLES: dict[Role, set[tuple[str, str]]] = {
    Role.VIEW: {
        ("GET", "/"),
        ("GET", "/kiosks"),
        ("GET", "/deliveries"),
        ("GET", "/quarantine"),
        ("GET", "/alerts"),
        ("GET", "/facts"),
        ("GET", "/facts.csv"),
        ("GET", "/facts.json"),
        ("GET", "/account"),
        ("POST", "/account/password"),
        ("POST", "/sign-out"),
    },
    Role.OPERATE: {
        ("POST", "/deliveries/{number:int}/retry"),
        ("POST", "/deliveries/{number:int}/discard"),
        ("POST", "/quarantine/retry"),
        ("POST", "/quarantine/{submission:uuid}/discard"),
        ("POST", "/alerts/{number:int}/seen"),
    },
    Role.ADMINISTER: {
        ("GET", "/staff"),
        ("POST", "/staff"),
        ("POST", "/staff/{number:int}/{what:str}"),
        ("GET", "/audit"),
        ("GET", "/enrolments"),
        ("POST", "/enrolments/{kiosk:str}/confirm"),
        ("POST", "/enrolments/{kiosk:str}/cancel"),
    },
}
"""Every page for staff, and the least role that may see it. A page that is missing here fails a test."""
FREE = re.compile(r"/v1(/|$)|/static")
"""Paths of the API, which kiosks prove themselves to in other ways, and of what pages are made of."""


def routes(app: Any) -> Iterator[tuple[str, str]]:
    """Every verb and path that the application answers."""
    while not hasattr(app, "routes"):
        app = app._app
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for verb in route.methods:
                if verb != "OPTIONS":
                    yield verb, route.path_format and route.path


def test_every_route_is_in_the_table(app: Any) -> None:
    pages = {(verb, path) for verb, path in routes(app) if not FREE.match(path)}
    assert pages == ANYBODY | PROVIDER | HALF_WAY | set().union(*ROLES.values())


def filled(path: str) -> str:
    some = {"int": "1", "str": "disable", "uuid": "00000000-0000-4000-8000-000000000000"}
    return re.sub(r"\{\w+:(\w+)\}", lambda found: some[found[1]], path)


def test_without_a_session_every_route_leads_to_the_sign_in_page(browser: Any, app: Any) -> None:
    browser.get("/sign-in")
    tried = 0
    for verb, path in HALF_WAY | set().union(*ROLES.values()):
        reply = browser.get(filled(path)) if verb == "GET" else browser.post(filled(path))
        assert (reply.status_code, reply.headers["location"].partition("?")[0]) == (303, "/sign-in"), path
        tried += 1
    assert tried == len(HALF_WAY) + sum(map(len, ROLES.values()))


def test_half_way_in_no_page_opens(browser: Any, clock: Any) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    browser.sign_out()
    browser.password("kim")
    for verb, path in set().union(*ROLES.values()) - {("POST", "/sign-out")}:
        reply = browser.get(filled(path)) if verb == "GET" else browser.post(filled(path))
        assert reply.status_code == 303, path


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_exactly_what_the_table_says(browser: Any, role: Role) -> None:
    browser.sign_up("kim", role)
    last = {("POST", "/sign-out")}
    for needed, pages in ROLES.items():
        for verb, path in sorted(pages - last):
            reply = browser.get(filled(path)) if verb == "GET" else browser.post(filled(path))
            if role.covers(needed):
                assert reply.status_code not in (303, 401, 403, 500), (verb, path)
            else:
                assert reply.status_code == 403, (verb, path)
                assert "You may not do this" in reply.text
    assert browser.signed_in


def test_a_role_that_was_too_small_is_written_down(browser: Any) -> None:
    browser.sign_up("kim")
    browser.get("/audit")
    entry = browser.desk.audit.entries()[0]
    assert (entry.event, entry.actor, entry.about) == (Event.REFUSED, "kim", "/audit")


def test_a_changed_role_counts_at_once(browser: Any, desk: Any) -> None:
    browser.sign_up("kim")
    assert browser.get("/audit").status_code == 403
    desk.accounts.give_role("kim", Role.ADMINISTER)
    assert browser.get("/audit").status_code == 200
    desk.accounts.give_role("kim", Role.VIEW)
    assert browser.get("/audit").status_code == 403


def test_who_is_switched_off_is_out_at_once(browser: Any, desk: Any, clock: Any) -> None:
    browser.sign_up("kim")
    desk.accounts.disable("kim", clock.now)
    assert not browser.signed_in
    assert browser.password("kim").status_code == 422
    desk.accounts.enable("kim")
    assert browser.password("kim").status_code == 303


def test_a_page_without_a_rule_is_shown_to_nobody(desk: Any, monkeypatch: Any) -> None:
    """The control of the table: a forgotten rule closes a page, and does not open it."""

    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "secret"

    monkeypatch.setattr(routes_module, "HANDLERS", (forgotten,))
    app = Litestar([desk_router(desk)], openapi_config=None, logging_config=None)
    with TestClient(app) as client:
        reply = client.get("/forgotten")
    assert reply.status_code == 404
    assert "secret" not in reply.text


# -- forms that are not ours --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://127.0.0.1:8321"},
        {"origin": "http://127.0.0.1:8322"},
        {"content-type": "text/plain"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": ""},
    ],
)
def test_a_form_from_elsewhere_does_nothing(browser: Any, headers: dict[str, str]) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    fields = {"form_key": form_key(browser.key), "name": "sam", "role": "view"}
    reply = browser.send("/staff", fields, **headers)
    assert (reply.status_code, "The page was too old" in reply.text) == (403, True)
    assert browser.desk.accounts.named("sam") is None
    assert browser.send("/staff", fields).status_code == 200, "the control: from our page it does"
    assert browser.desk.accounts.named("sam") is not None


@pytest.mark.parametrize("wrong", ["", "0" * 64, "é", "other"])
def test_a_form_without_its_key_does_nothing(browser: Any, open_browser: Any, wrong: str) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    other = open_browser()
    other.get("/sign-in")
    proof = form_key(other.key) if wrong == "other" else wrong
    reply = browser.send("/staff", {"form_key": proof, "name": "sam", "role": "view"})
    assert reply.status_code == 403
    assert browser.desk.accounts.named("sam") is None


def test_a_form_from_before_the_sign_in_does_nothing(browser: Any) -> None:
    browser.get("/sign-in")
    before = form_key(browser.key)
    browser.sign_up("kim", Role.ADMINISTER)
    assert browser.send("/staff", {"form_key": before, "name": "sam", "role": "view"}).status_code == 403


def test_signing_in_needs_a_form_of_ours_as_well(browser: Any) -> None:
    """Otherwise somebody could sign a colleague in as themselves, and wait for what is typed."""
    browser.sign_up("kim")
    browser.sign_out()
    browser.cookies.clear()
    words = {"name": "kim", "password": "horse stable lamp"}
    assert browser.send("/sign-in", words).status_code == 403
    assert browser.send("/sign-in", {"form_key": form_key(""), **words}).status_code == 403


def test_too_large_a_form_is_refused(browser: Any) -> None:
    browser.get("/sign-in")
    reply = browser.post("/sign-in", name="x" * MOST_FORM_BYTES)
    assert reply.status_code == 413
    assert browser.post("/sign-in", **{f"field{n}": "" for n in range(100)}).status_code == 403


@pytest.mark.parametrize("body", [b"\xff\xfe", b"form_key=%ff%fe", b"&&&===", b"\x00"])
def test_a_form_of_nonsense_does_nothing(browser: Any, body: bytes) -> None:
    browser.get("/sign-in")
    headers = {"origin": browser.origin, "content-type": FORM_TYPE}
    assert browser.request("POST", "/sign-in", content=body, headers=headers).status_code == 403


def test_a_get_changes_nothing(browser: Any, desk: Any) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    desk.accounts.add("sam", Role.VIEW, desk.clock())
    number = desk.accounts.needed("sam").id
    for path in ("/sign-out", f"/staff/{number}/disable", "/account/password"):
        assert browser.get(path).status_code in (404, 405)
    assert not desk.accounts.needed("sam").disabled
    assert browser.signed_in


# -- what is said when something breaks ---------------------------------------------------------------------


def test_our_own_mistake_is_a_page_without_a_word_of_what_was_sent(
    browser: Any, monkeypatch: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    browser.sign_up("kim")

    def fail(*_: object) -> None:
        raise LookupError("Sam Example")

    with monkeypatch.context() as patched:
        patched.setattr(type(browser.desk.accounts), "recovery_left", fail)
        reply = browser.get("/account")
    told = capfd.readouterr()
    assert (reply.status_code, "Something went wrong here" in reply.text) == (500, True)
    assert "LookupError at " in told.err
    assert "Sam" not in reply.text + told.err + told.out
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize(
    "path", ["/staff/x/disable", "/audit?before=x", "/staff/999/disable", "/staff/1/none"]
)
def test_a_wrong_address_is_a_page_as_well(browser: Any, path: str) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    reply = browser.get(path) if "?" in path else browser.post(path)
    assert reply.status_code in (400, 404)
    assert reply.headers["content-type"].startswith(("text/html", "application/problem+json"))


def test_the_file_of_the_key_is_for_the_server_alone(desk: Any, data: Path) -> None:
    assert (data / "staff.key").stat().st_mode & 0o777 == 0o600
