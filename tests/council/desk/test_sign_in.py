"""Signing up, in and out through the pages: the way in, and everything that is none."""

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest

from council.desk.audit import Event
from council.desk.roles import Role
from council.desk.sessions import HALF_WAY, IDLE, LONGEST, TABLE, Stage

Browsers = Callable[..., Any]
WRONG = "The name or the password is not right."


def events(browser: Any) -> list[str]:
    return [entry.event for entry in browser.desk.audit.entries()]


def test_somebody_new_signs_up_and_is_in(browser: Any) -> None:
    browser.sign_up("kim.example", Role.ADMINISTER)
    assert browser.signed_in
    assert "kim.example" in browser.get("/").text
    assert len(set(browser.codes)) == 10
    assert events(browser) == [Event.SIGNED_IN, Event.FACTOR_SET, Event.SIGNED_UP]


def test_with_password_and_code_one_is_in(browser: Any, clock: Any) -> None:
    browser.sign_up("kim")
    browser.sign_out()
    assert not browser.signed_in
    clock.forward(minutes=1)
    assert browser.password("kim").headers["location"] == "/sign-in/code"
    assert not browser.signed_in, "the password alone lets nobody in"
    assert browser.code().headers["location"] == "/"
    assert browser.signed_in


def test_after_signing_in_one_is_where_one_was_going(browser: Any, clock: Any) -> None:
    browser.sign_up("kim")
    browser.sign_out()
    clock.forward(minutes=1)
    asked = browser.get("/facts").headers["location"]
    assert asked == "/sign-in?to=%2Ffacts"
    done = browser.submit(asked, "/sign-in", name="kim", password="horse stable lamp")
    done = browser.submit(done.headers["location"], "/sign-in/code", code=browser.digits())
    assert done.headers["location"] == "/facts"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "/x:y",
        "javascript:alert(1)",
        "/a\n/b",
        "/..",
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(browser: Any, clock: Any, wanted: str) -> None:
    browser.sign_up("kim")
    browser.sign_out()
    clock.forward(minutes=1)
    assert 'name="to" value="/"' in browser.get("/sign-in", params={"to": wanted}).text
    assert browser.password("kim", to=wanted).headers["location"] == "/sign-in/code"
    assert (
        browser.submit("/sign-in/code", "/sign-in/code", code=browser.digits(), to=wanted).headers["location"]
        == "/"
    )
    assert browser.get("/sign-in", params={"to": wanted}).headers["location"] == "/"


# -- passwords and codes that are not right -----------------------------------------------------------------


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(browser: Any, open_browser: Browsers) -> None:
    browser.sign_up("kim")
    other = open_browser()
    answers = []
    for name, password in (("kim", "not this one at all"), ("nobody", "horse stable lamp")):
        answer = other.password(name, password)
        assert (answer.status_code, WRONG in answer.text) == (422, True)
        answers.append(re.sub(r'name="name" type="text" value="\w+"', "", answer.text))
    assert answers[0] == answers[1]


def test_a_wrong_name_costs_as_much_work_as_a_wrong_password(browser: Any, monkeypatch: Any) -> None:
    """The work is counted, not the time, so that a busy machine says nothing."""
    browser.sign_up("kim")
    browser.sign_out()
    browser.desk.accounts.add("late", Role.VIEW, browser.clock.now)
    compared: list[str] = []
    hasher = browser.desk.sign_in._passwords._hasher
    real = type(hasher).verify
    monkeypatch.setattr(type(hasher), "verify", lambda *a: compared.append(a[1][:20]) or real(*a))
    for name in ("kim", "nobody", "late"):
        browser.password(name, "not this one at all")
    assert len(compared) == 3, "somebody, nobody, and somebody who has no password yet"
    assert len(set(compared)) == 1, "with the same parameters"


def test_what_was_typed_as_a_name_is_not_written_down(browser: Any) -> None:
    browser.password("horse stable lamp", "x")
    (entry,) = browser.desk.audit.entries()
    assert (entry.event, entry.actor, entry.about) == (Event.SIGN_IN_FAILED, "-", "")


def test_a_code_works_once(browser: Any, open_browser: Browsers, clock: Any) -> None:
    browser.sign_up("kim")
    clock.forward(minutes=1)
    digits = browser.digits()
    results = []
    for one in (open_browser(), open_browser()):
        one.password("kim")
        results.append(one.code(digits).status_code)
    assert results == [303, 422], "the same six digits again, within their 30 seconds"


def test_a_code_that_proved_the_app_does_not_sign_in_as_well(browser: Any, open_browser: Browsers) -> None:
    browser.sign_up("kim")
    other = open_browser()
    other.password("kim")
    assert other.code(browser.digits()).status_code == 422


@pytest.mark.parametrize(("seconds", "status"), [(-30, 303), (-90, 422), (30, 303), (90, 422)])
def test_a_code_fits_for_a_clock_that_is_half_a_minute_off(
    browser: Any, clock: Any, seconds: float, status: int
) -> None:
    browser.sign_up("kim")
    browser.sign_out()
    clock.forward(minutes=10)
    browser.password("kim")
    clock.forward(seconds=seconds)
    digits = browser.digits()
    clock.forward(seconds=-seconds)
    assert browser.code(digits).status_code == status


def test_a_paper_code_works_once_and_in_small_letters(browser: Any, clock: Any) -> None:
    browser.sign_up("kim")
    results = []
    for _ in range(2):
        browser.sign_out()
        browser.password("kim")
        results.append(browser.code(browser.codes[3].lower().replace("-", " ")).status_code)
    assert results == [303, 422]
    assert Event.RECOVERY_USED in events(browser)
    assert browser.desk.accounts.recovery_left(browser.desk.accounts.needed("kim")) == 9


def test_somebody_elses_paper_code_does_not_work(browser: Any, open_browser: Browsers) -> None:
    browser.sign_up("kim")
    other = open_browser()
    other.sign_up("sam")
    other.sign_out()
    other.password("sam")
    assert other.code(browser.codes[0]).status_code == 422


# -- signing up that does not go ----------------------------------------------------------------------------


def test_a_sign_up_code_works_once(browser: Any, desk: Any, clock: Any) -> None:
    code = desk.accounts.add("kim", Role.VIEW, clock.now)
    words = {"name": "kim", "code": code, "password": "horse stable lamp", "again": "horse stable lamp"}
    assert browser.submit("/sign-up", "/sign-up", **words).status_code == 303
    again = browser.submit("/sign-up", "/sign-up", **words)
    assert (again.status_code, "sign-up code is not right" in again.text) == (422, True)


@pytest.mark.parametrize("hours", [24, 25])
def test_a_sign_up_code_is_too_old_after_a_day(browser: Any, desk: Any, clock: Any, hours: int) -> None:
    code = desk.accounts.add("kim", Role.VIEW, clock.now)
    clock.forward(hours=hours)
    words = {"name": "kim", "code": code, "password": "horse stable lamp", "again": "horse stable lamp"}
    assert browser.submit("/sign-up", "/sign-up", **words).status_code == 422


def test_who_set_a_password_and_no_app_has_until_the_end_of_the_day(
    browser: Any, desk: Any, clock: Any
) -> None:
    code = desk.accounts.add("kim", Role.VIEW, clock.now)
    words = {"name": "kim", "code": code, "password": "horse stable lamp", "again": "horse stable lamp"}
    browser.submit("/sign-up", "/sign-up", **words)
    clock.forward(hours=23)
    assert browser.password("kim").headers["location"] == "/sign-up/app"
    clock.forward(hours=2)
    assert browser.password("kim").status_code == 422


def test_a_reset_takes_everything_away(browser: Any, desk: Any, clock: Any) -> None:
    browser.sign_up("kim")
    desk.accounts.reset("kim", clock.now)
    assert not browser.signed_in
    assert browser.password("kim").status_code == 422
    assert desk.accounts.recovery_left(desk.accounts.needed("kim")) == 0


def test_two_passwords_that_differ_use_no_code_up(browser: Any, desk: Any, clock: Any) -> None:
    code = desk.accounts.add("kim", Role.VIEW, clock.now)
    words = {"name": "kim", "code": code, "password": "horse stable lamp"}
    assert browser.submit("/sign-up", "/sign-up", **words, again="another stable").status_code == 422
    assert browser.submit("/sign-up", "/sign-up", **words, again="horse stable lamp").status_code == 303


# -- too many tries -----------------------------------------------------------------------------------------


def test_guessing_is_stopped_and_goes_on_after_a_while(
    browser: Any, open_browser: Browsers, clock: Any
) -> None:
    browser.sign_up("kim")
    stranger = open_browser()
    statuses = [stranger.password("kim", "not this one at all").status_code for _ in range(12)]
    assert statuses == [422] * 9 + [429] * 3, "signing up was one of ten"
    assert stranger.password("kim").status_code == 429, "the right password as well"
    clock.forward(minutes=15)
    assert stranger.password("kim").status_code == 303


def test_who_guesses_does_not_lock_the_owner_out(browser: Any, open_browser: Browsers, clock: Any) -> None:
    browser.sign_up("kim")
    browser.sign_out()
    stranger = open_browser()
    for _ in range(12):
        stranger.password("kim", "not this one at all")
    clock.forward(minutes=1)
    assert browser.password("kim").status_code == 303, "this browser has been here before"
    assert browser.code().status_code == 303


def test_the_owners_browser_is_no_way_to_guess_for_ever(browser: Any, clock: Any) -> None:
    browser.sign_up("kim")
    browser.sign_out()
    statuses = [browser.password("kim", "not this one at all").status_code for _ in range(11)]
    assert statuses[-1] == 429


def test_one_address_cannot_try_many_names(browser: Any) -> None:
    statuses = [browser.password(f"name{n}", "not this one at all").status_code for n in range(31)]
    assert (statuses.count(422), statuses[-1]) == (30, 429)
    assert events(browser)[0] == Event.SIGN_IN_LIMITED


def test_codes_cannot_be_guessed(browser: Any, clock: Any) -> None:
    browser.sign_up("kim")
    browser.sign_out()
    clock.forward(minutes=6)
    browser.password("kim")
    statuses = [browser.code(f"{n:06}").status_code for n in range(6)]
    assert statuses == [422] * 5 + [429]
    assert browser.code().status_code == 429


# -- sessions -----------------------------------------------------------------------------------------------


def test_only_these_steps_lead_in() -> None:
    """From nobody to `open` only the provider's word leads in one step; a password never does."""
    ways = [(before, after) for (before, _), after in TABLE.items()]
    assert sorted(ways, key=str) == sorted(
        [
            (None, Stage.FACTOR),
            (None, Stage.SETUP),
            (None, Stage.OPEN),
            (Stage.FACTOR, Stage.OPEN),
            (Stage.SETUP, Stage.OPEN),
        ],
        key=str,
    )


def test_every_step_makes_a_new_key_and_the_old_one_is_worth_nothing(browser: Any, clock: Any) -> None:
    browser.sign_up("kim")
    signed_up = browser.key
    browser.sign_out()
    clock.forward(minutes=1)
    browser.get("/sign-in")
    before = browser.key
    browser.password("kim")
    half = browser.key
    browser.code()
    assert len({signed_up, before, half, browser.key}) == 4
    for old in (signed_up, before, half):
        assert browser.desk.sessions.find(old, clock.now) is None
    assert browser.desk.sessions.find(browser.key, clock.now).stage is Stage.OPEN


def test_a_key_that_somebody_else_chose_does_not_become_a_session(
    browser: Any, open_browser: Browsers
) -> None:
    browser.cookies.set("staff", "chosen-by-somebody-else")
    browser.sign_up("kim")
    other = open_browser()
    other.cookies.set("staff", "chosen-by-somebody-else")
    assert not other.signed_in


def test_without_a_click_one_is_signed_out(browser: Any, clock: Any) -> None:
    browser.sign_up("kim")
    clock.forward(seconds=IDLE.total_seconds() - 1)
    assert browser.signed_in
    clock.forward(seconds=IDLE.total_seconds() - 1)
    assert browser.signed_in, "the click began it anew"
    clock.forward(seconds=IDLE.total_seconds())
    assert not browser.signed_in


def test_after_eight_hours_one_is_signed_out_in_any_case(browser: Any, clock: Any) -> None:
    browser.sign_up("kim")
    for _ in range(int(LONGEST.total_seconds() / 600) - 1):
        clock.forward(minutes=10)
        assert browser.signed_in
    clock.forward(minutes=10)
    assert not browser.signed_in


def test_the_second_step_does_not_wait_for_ever(browser: Any, clock: Any) -> None:
    browser.sign_up("kim")
    browser.sign_out()
    browser.password("kim")
    clock.forward(seconds=HALF_WAY.total_seconds())
    assert browser.get("/sign-in/code").headers["location"] == "/sign-in"


def test_signing_out_ends_the_session_at_the_server(browser: Any, open_browser: Browsers) -> None:
    browser.sign_up("kim")
    thief = open_browser()
    thief.cookies.set("staff", browser.key)
    assert thief.signed_in
    browser.sign_out()
    assert not thief.signed_in


def test_signing_out_everywhere_ends_all(browser: Any, open_browser: Browsers, clock: Any) -> None:
    browser.sign_up("kim")
    other = open_browser()
    clock.forward(minutes=1)
    other.secret = browser.secret
    other.password("kim")
    other.code()
    assert other.signed_in
    browser.submit("/account", "/sign-out", everywhere="yes")
    assert not other.signed_in
    assert not browser.signed_in


def test_signing_out_here_leaves_the_others(browser: Any, open_browser: Browsers, clock: Any) -> None:
    browser.sign_up("kim")
    other = open_browser()
    clock.forward(minutes=1)
    other.secret = browser.secret
    other.password("kim")
    other.code()
    browser.sign_out()
    assert other.signed_in


def test_a_new_password_signs_other_browsers_out(browser: Any, open_browser: Browsers, clock: Any) -> None:
    browser.sign_up("kim")
    other = open_browser()
    clock.forward(minutes=1)
    other.secret = browser.secret
    other.password("kim")
    other.code()
    fresh = "lamp paper mountain"
    wrong = other.submit("/account", "/account/password", old="no", password=fresh, again=fresh)
    assert wrong.status_code == 422
    old = "horse stable lamp"
    assert (
        other.submit("/account", "/account/password", old=old, password=fresh, again=fresh).status_code == 303
    )
    assert other.signed_in
    assert not browser.signed_in
    other.sign_out()
    assert other.password("kim", old).status_code == 422
    assert other.password("kim", fresh).status_code == 303


# -- cookies ------------------------------------------------------------------------------------------------


def test_by_tls_the_cookies_belong_to_this_host_and_to_tls_only(open_browser: Browsers) -> None:
    browser = open_browser("https://127.0.0.1:8321")
    browser.sign_up("kim")
    assert browser.signed_in
    names = set()
    for cookie in browser.submit("/", "/sign-out").headers.get_list("set-cookie"):
        names.add(cookie.partition("=")[0])
    browser.get("/sign-in")
    browser.clock.forward(minutes=1)
    browser.cookies.delete("__Host-staff-device")
    browser.password("kim")
    for cookie in browser.code().headers.get_list("set-cookie"):
        names.add(cookie.partition("=")[0])
        for part in ("HttpOnly", "Path=/", "SameSite=lax", "Secure"):
            assert part in cookie
        assert "Domain" not in cookie
    assert names == {"__Host-staff", "__Host-staff-device"}


def test_without_tls_the_cookie_is_closed_to_scripts_all_the_same(browser: Any) -> None:
    cookie = browser.get("/sign-in").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age" not in cookie, "it goes when the browser is closed"


def test_the_database_holds_no_key_and_no_secret_that_could_be_used(browser: Any, data: Any) -> None:
    browser.sign_up("kim")
    stored = (data / "council.db").read_bytes()
    held = [browser.key, browser.cookies["staff-device"], browser.secret, *browser.codes]
    secret = base64.b32decode(browser.secret)
    for one in held:
        assert one.encode() not in stored
    assert secret not in stored
    assert b"kim" in stored, "the search finds what is there"
