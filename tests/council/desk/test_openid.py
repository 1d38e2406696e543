"""Signing in with the council's own accounts: the way there and back, and every lie on it."""

import base64
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest
from joserfc.jwk import OctKey, RSAKey

from council.desk.audit import Event
from council.desk.desk import Desk
from council.desk.openid_settings import read_openid
from council.desk.roles import Role
from kiosk.errors import CouncilError

from .provider import Provider

REDIRECT = "http://127.0.0.1:8321/sign-in/openid/back"
SECRET = "a secret: with %-signs & more"
"""Of a made-up provider."""
TOML = """\
title = "an Exampleton account"
issuer = "{issuer}"
client_id = "kiosks"
redirect = "{redirect}"
secret_file = "openid.secret"

[roles]
view = ["everybody"]
operate = ["ops"]
administer = ["admins", "root"]
"""


def write(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "openid.toml").write_text(text)
    (folder / "openid.secret").write_text(SECRET + "\n")
    (folder / "openid.secret").chmod(0o600)


def use(desk: Desk, folder: Path, issuer: str) -> None:
    """What the desk does when it is started with such a file."""
    write(folder, TOML.format(issuer=issuer, redirect=REDIRECT))
    desk.openid = Desk(desk.database, folder).openid


@pytest.fixture
def provider(desk: Desk, tmp_path: Path, clock: Any) -> Iterator[Provider]:
    provider = Provider("kiosks", SECRET, REDIRECT)
    use(desk, tmp_path, provider.issuer)
    clock.now = datetime.now(UTC)
    yield provider
    provider.stop()


@pytest.fixture
def browser(provider: Provider, open_browser: Callable[..., Any]) -> Any:
    return open_browser()


def come_back(browser: Any, said: dict[str, str]) -> Any:
    return browser.get("/sign-in/openid/back", params=said)


def sign_in(browser: Any, provider: Provider, to: str = "/") -> Any:
    assert "Sign in with an Exampleton account" in browser.get("/sign-in").text
    there = browser.get("/sign-in/openid", params={"to": to})
    assert there.status_code == 303
    return come_back(browser, provider.authorize(there.headers["location"]))


def test_whom_the_provider_vouches_for_is_in(browser: Any, provider: Provider) -> None:
    back = sign_in(browser, provider, "/facts")
    assert (back.status_code, back.headers["location"]) == (303, "/facts")
    page = browser.get("/").text
    assert "kim@example.org" in page
    assert browser.get("/staff").status_code == 403
    (account,) = browser.desk.accounts.all()
    assert (account.name, account.role, account.password, account.factor) == (
        "kim@example.org",
        Role.OPERATE,
        None,
        None,
    )
    assert browser.desk.audit.entries()[-1].event == Event.SIGNED_IN


def test_a_provider_with_other_keys_is_understood(browser: Any, provider: Provider) -> None:
    provider.use_ec()
    assert sign_in(browser, provider).status_code == 303


def test_a_provider_may_change_its_keys(browser: Any, provider: Provider) -> None:
    sign_in(browser, provider)
    browser.sign_out()
    provider.key = RSAKey.generate_key(2048, {"kid": "next"})
    assert sign_in(browser, provider).status_code == 303


def test_the_role_is_what_the_provider_says_today(browser: Any, provider: Provider) -> None:
    for groups, role in (
        (["ops", "admins"], Role.ADMINISTER),
        ("everybody", Role.VIEW),
        (["ops"], Role.OPERATE),
    ):
        provider.claims["groups"] = groups
        assert sign_in(browser, provider).status_code == 303
        (account,) = browser.desk.accounts.all()
        assert account.role is role
        browser.sign_out()


@pytest.mark.parametrize("groups", [[], ["others"], None, 7, {"ops": True}, [["ops"]]])
def test_without_a_role_nobody_is_let_in(browser: Any, provider: Provider, groups: object) -> None:
    provider.claims["groups"] = groups if not isinstance(groups, list) or groups != [["ops"]] else ["op"]
    back = sign_in(browser, provider)
    assert (back.status_code, "has no role for the kiosks" in back.text) == (422, True)
    assert browser.desk.accounts.all() == ()


LIES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "issuer": lambda said: said.update(iss="https://evil.example"),
    "no issuer": lambda said: said.pop("iss"),
    "audience": lambda said: said.update(aud="others"),
    "no audience": lambda said: said.pop("aud"),
    "several audiences": lambda said: said.update(aud=["kiosks", "others"]),
    "authorised party": lambda said: said.update(azp="others"),
    "expired": lambda said: said.update(exp=said["iat"] - 61),
    "no end": lambda said: said.pop("exp"),
    "from the future": lambda said: said.update(iat=said["iat"] + 3600),
    "nonce": lambda said: said.update(nonce="of another time"),
    "no nonce": lambda said: said.pop("nonce"),
    "access token": lambda said: said.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "nobody": lambda said: said.pop("sub"),
    "no text": lambda said: said.update(sub=7),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_for_this_sign_in_is_not_believed(
    browser: Any, provider: Provider, lie: str
) -> None:
    provider.change = LIES[lie]
    back = sign_in(browser, provider)
    assert (back.status_code, "did not work" in back.text) == (422, True)
    assert not browser.signed_in
    assert browser.desk.audit.entries()[0].event == Event.SIGN_IN_FAILED
    provider.change = lambda said: None
    assert sign_in(browser, provider).status_code == 303, "the control: the truth is believed"


@pytest.mark.parametrize("algorithm", ["HS256", "RS512", "stranger"])
def test_a_token_that_somebody_else_signed_is_not_believed(
    browser: Any, provider: Provider, algorithm: str
) -> None:
    if algorithm == "HS256":
        # With what both know, instead of with what only the provider has.
        provider.signer = OctKey.import_key(SECRET)
    elif algorithm == "stranger":
        provider.signer = RSAKey.generate_key(2048)
        algorithm = "RS256"
    provider.headers["alg"] = algorithm
    assert sign_in(browser, provider).status_code == 422
    assert not browser.signed_in


def test_an_unsigned_token_is_not_believed(browser: Any, provider: Provider, monkeypatch: Any) -> None:
    real = provider.token

    def unsigned(fields: dict[str, str], headers: Any) -> tuple[int, dict[str, Any]]:
        status, reply = real(fields, headers)
        head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
        reply["id_token"] = f"{head}.{reply['id_token'].split('.')[1]}."
        return status, reply

    monkeypatch.setattr(provider, "token", unsigned)
    assert sign_in(browser, provider).status_code == 422


def test_an_answer_to_somebody_elses_question_is_refused(
    browser: Any, provider: Provider, open_browser: Callable[..., Any]
) -> None:
    """Otherwise somebody could sign a colleague in as themselves."""
    other = open_browser()
    said = provider.authorize(other.get("/sign-in/openid").headers["location"])
    browser.get("/sign-in")
    assert come_back(browser, said).status_code == 422
    assert not browser.signed_in
    assert come_back(other, said).status_code == 303, "the control: in the browser that asked it counts"


def test_an_answer_counts_once(browser: Any, provider: Provider) -> None:
    said = provider.authorize(browser.get("/sign-in/openid").headers["location"])
    key = browser.key
    assert come_back(browser, said).status_code == 303
    browser.sign_out()
    browser.cookies.set("staff", key)
    assert come_back(browser, said).status_code == 422


def test_an_answer_that_took_too_long_is_refused(browser: Any, provider: Provider, clock: Any) -> None:
    said = provider.authorize(browser.get("/sign-in/openid").headers["location"])
    clock.forward(minutes=10)
    assert come_back(browser, said).status_code == 422


@pytest.mark.parametrize(
    "said", [{}, {"state": "x"}, {"code": "x"}, {"error": "access_denied"}, {"code": "x", "state": "y"}]
)
def test_an_answer_with_something_missing_is_refused(
    browser: Any, provider: Provider, said: dict[str, str]
) -> None:
    assert come_back(browser, said).status_code == 422


def test_an_answer_of_another_provider_is_refused(browser: Any, provider: Provider) -> None:
    said = provider.authorize(browser.get("/sign-in/openid").headers["location"])
    assert come_back(browser, {**said, "iss": "https://evil.example"}).status_code == 422


def test_a_stolen_code_is_worth_nothing_without_the_verifier(
    browser: Any, provider: Provider, open_browser: Callable[..., Any]
) -> None:
    stolen = provider.authorize(browser.get("/sign-in/openid").headers["location"])["code"]
    thief = open_browser()
    said = provider.authorize(thief.get("/sign-in/openid").headers["location"])
    assert come_back(thief, {**said, "code": stolen}).status_code == 422
    assert provider.faults == ["invalid_grant"]


def test_who_is_switched_off_here_stays_out(browser: Any, provider: Provider, clock: Any) -> None:
    sign_in(browser, provider)
    browser.desk.accounts.disable("kim@example.org", clock.now)
    assert not browser.signed_in
    back = sign_in(browser, provider)
    assert (back.status_code, "switched off" in back.text) == (422, True)


def test_nobody_takes_a_local_name_or_a_colleagues(browser: Any, provider: Provider, clock: Any) -> None:
    browser.desk.accounts.add("kim", Role.ADMINISTER, clock.now)
    provider.claims |= {"preferred_username": "kim", "groups": ["everybody"]}
    sign_in(browser, provider)
    browser.sign_out()
    provider.claims["sub"] = "person-2"
    sign_in(browser, provider)
    names = {account.name: account.role for account in browser.desk.accounts.all()}
    host = provider.issuer.removeprefix("http://").replace(":", "")
    assert names.pop("kim") is Role.ADMINISTER
    assert sorted(names.values()) == [Role.VIEW, Role.VIEW]
    assert all("@" in name for name in names), (names, host)


@pytest.mark.parametrize("status", [500, 404])
def test_a_provider_that_is_away_is_said_plainly(browser: Any, provider: Provider, status: int) -> None:
    provider.status = status
    reply = browser.get("/sign-in/openid")
    assert reply.status_code == 422
    assert 'role="alert"' in reply.text


def test_a_provider_that_calls_itself_otherwise_is_not_believed(browser: Any, provider: Provider) -> None:
    issuer, provider.issuer = provider.issuer, "https://evil.example"
    assert browser.get("/sign-in/openid").status_code == 422
    provider.issuer = issuer
    assert browser.get("/sign-in/openid").status_code == 303


# -- against a provider that others wrote -------------------------------------------------------------------


def test_it_works_with_a_provider_that_others_wrote(
    desk: Desk, tmp_path: Path, clock: Any, open_browser: Callable[..., Any]
) -> None:
    pytest.importorskip("flask", reason="oidc-provider-mock is not installed: make setup")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    user = '{"sub": "kim@example.org", "groups": ["admins"]}'
    line = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    line += ["--require-nonce", "true", "--user-claims", user]
    server = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        issuer = f"http://127.0.0.1:{port}"
        wait_for(issuer)
        use(desk, tmp_path, issuer)
        clock.now = datetime.now(UTC)
        browser = open_browser()
        there = browser.get("/sign-in/openid").headers["location"]
        back = httpx.post(there, data={"sub": "kim@example.org"})
        query = parse_qs(urlsplit(back.headers["location"]).query)
        assert come_back(browser, {name: values[0] for name, values in query.items()}).status_code == 303
        assert browser.get("/staff").status_code == 200
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            httpx.get(address + "/.well-known/openid-configuration")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the provider did not start")


# -- settings -----------------------------------------------------------------------------------------------


def test_without_the_file_there_is_no_such_way_in(open_browser: Callable[..., Any], data: Path) -> None:
    browser = open_browser()
    assert "openid" not in browser.get("/sign-in").text
    assert browser.get("/sign-in/openid").status_code == 404
    assert browser.get("/sign-in/openid/back").status_code == 404
    assert read_openid(data) is None


GOOD = TOML.format(issuer="https://accounts.example", redirect="https://kiosks.example/sign-in/openid/back")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://accounts", "http://accounts", "issuer: must begin with https://"),
        ("https://kiosks", "http://kiosks", "redirect: must begin with https://"),
        ("/sign-in/openid/back", "/back", "must end with /sign-in/openid/back"),
        ("client_id", "clientid", "clientid"),
        ("view =", "look =", "look"),
        ("[roles]", 'scopes = ["profile"]\n[roles]', "scopes: must hold 'openid'"),
        ("openid.secret", "other.secret", "other.secret"),
        ("title", "title = ", "openid.toml"),
    ],
)
def test_a_mistake_in_the_settings_is_said_in_one_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(CouncilError) as error:
        read_openid(tmp_path)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert SECRET not in str(error.value)


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    assert read_openid(tmp_path) is not None
    (tmp_path / "openid.secret").chmod(0o640)
    with pytest.raises(CouncilError, match="chmod 600"):
        read_openid(tmp_path)


def test_the_settings_page_shows_settings_that_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs/staff.md").read_text()
    shown = page.split("```toml\n")[1].split("```")[0]
    write(tmp_path, shown)
    found = read_openid(tmp_path)
    assert found is not None
    assert msgspec.structs.asdict(found)["claim"] == "groups"
