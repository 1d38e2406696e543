"""The controls: each protection is taken away, and the attack that other tests see fail must succeed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest

from council.desk import drawing, gate
from council.desk.accounts import Accounts
from council.desk.roles import Role
from council.desk.sessions import Sessions
from council.limits import Limits


def test_without_the_proof_of_a_form_somebody_else_makes_accounts(
    browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def believed(request: Any, _: str) -> dict[str, str]:
        return dict(parse_qsl((await request.body()).decode()))

    browser.sign_up("kim", Role.ADMINISTER)
    forged = {"name": "evil", "role": "administer"}
    assert browser.send("/staff", forged, origin="https://evil.example").status_code == 403
    monkeypatch.setattr(gate, "_form", believed)
    assert browser.send("/staff", forged, origin="https://evil.example").status_code == 200
    assert browser.desk.accounts.named("evil") is not None


def test_without_the_used_step_a_code_signs_two_people_in(
    browser: Any, open_browser: Callable[..., Any], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Accounts, "use_step", lambda *_: True)
    browser.sign_up("kim")
    clock.forward(minutes=1)
    digits = browser.digits()
    results = []
    for one in (open_browser(), open_browser()):
        one.password("kim")
        results.append(one.code(digits).status_code)
    assert results == [303, 303]


def test_without_limits_guessing_goes_on(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "allow", lambda *_: True)
    browser.sign_up("kim")
    browser.sign_out()
    assert {browser.password("kim", "not this one at all").status_code for _ in range(31)} == {422}


def test_without_known_browsers_a_stranger_locks_the_owner_out(
    browser: Any, open_browser: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sessions, "knows_device", lambda *_: False)
    browser.sign_up("kim")
    browser.sign_out()
    stranger = open_browser()
    for _ in range(12):
        stranger.password("kim", "not this one at all")
    assert browser.password("kim").status_code == 429


def test_without_new_keys_a_stolen_one_becomes_a_session(
    browser: Any, open_browser: Callable[..., Any], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("council.desk.sessions.new_key", lambda: "always-the-same")
    browser.sign_up("kim")
    thief = open_browser()
    thief.cookies.set("staff", "always-the-same")
    assert thief.signed_in


def test_without_escaping_a_name_becomes_a_script(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    hostile = "<script>alert(1)</script>@x"
    browser.desk.accounts.from_openid("https://a.example", "1", hostile, Role.VIEW, browser.clock.now)
    assert "<script" not in browser.get("/staff").text
    found = drawing.Drawing()
    found._templates.autoescape = False
    here = gate.Here(
        key=browser.key,
        fresh=False,
        secure=False,
        session=browser.desk.sessions.find(browser.key, browser.clock.now),
        visitor=gate.Visitor(address=""),
        form={},
        path="/staff",
        now=browser.clock.now,
    )
    content = {"accounts": browser.desk.accounts.all(), "roles": list(Role), "now": here.now}
    page = found("staff.html", here, trouble="", name="", role=Role.VIEW, **content)
    assert "<script>alert(1)" in page.content
