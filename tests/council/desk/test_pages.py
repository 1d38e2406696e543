"""What stands on the pages, that they are HTML for everybody, and that nothing in a record can break them."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from council import tables
from council.alerts import AlertKind, raise_alert
from council.deliveries import Deliveries
from council.delivery import State
from council.desk.audit import Event
from council.desk.roles import Role
from council.enrolments import Enrolments
from council.heartbeats import Heartbeats
from council.intake import Arrival, examine
from council.kiosk_keys import KioskKeys
from council.store import CouncilStore
from kiosk.clock import iso
from kiosk.colour import contrast
from kiosk.device_key import DeviceKey
from sync.wire import Heartbeat, QueueBeat, StorageBeat

CSS = Path(__file__).parents[3] / "council/static/council.css"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></table></main><h1>mine",
    "{{ 7 * 7 }}{% raw %}",
    "\u202ereversed\u2066\u200f",
    "\x00\x08\x1b[31m\r\n\x85\u2028",
    "x" * 10_000,
    "\N{ZERO WIDTH SPACE}\ufeff",
    "🗑️ ❤️ العربية",
)
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\x00\x08\x1b\x85\ufeff\u200b]")


class Outline(HTMLParser):
    """A page as its elements: whether they are closed in order, and what a reader of it needs."""

    VOID = frozenset({"meta", "link", "input", "br", "rect", "path"})

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.elements if tag in tags]


def check(page: str) -> Outline:
    """What must hold on every page (WCAG 2.2 A and AA, as far as HTML says it)."""
    found = Outline(page)
    assert page.startswith("<!doctype html>")
    (root,) = found.all("html")
    assert root["lang"] == "en-GB"
    assert "width=device-width" in (found.all("meta")[1]["content"] or "")
    assert "user-scalable" not in page
    assert len(found.all("title")) == len(found.all("main")) == len(found.all("h1")) == 1
    assert not found.all("script", "style", "img", "iframe", "object", "base")
    names = {name for _, attrs in found.elements for name in attrs}
    assert not {name for name in names if name.startswith("on")} | ({"style"} & names)
    ids = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    labelled = {attrs["for"] for attrs in found.all("label")}
    for attrs in found.all("input", "select", "textarea"):
        assert attrs.get("type") == "hidden" or attrs["id"] in labelled, attrs
    for attrs in found.all("th"):
        assert attrs["scope"] in ("col", "row")
    for _, attrs in found.elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((attrs.get(name) or "").split()) <= set(ids)
    for attrs in found.all("a"):
        href = attrs["href"] or ""
        assert re.match(r"[#/]", href), "nothing leads away"
        if href.startswith("#"):
            assert href[1:] in ids
    levels = [int(tag[1]) for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)]
    assert max(levels) <= 2
    for attrs in found.all("form"):
        assert attrs["method"] == "post"
    return found


@pytest.fixture
def arrive(store: CouncilStore, keys: Any, sealed: Callable[..., Any], clock: Any) -> Callable[..., str]:
    """Something comes in from a kiosk, whole or damaged, and has to be handed on."""

    def come(*, damaged: bool = False, target: str = "", reason: str = "", **record: object) -> str:
        envelope = sealed(**record)
        data = envelope.data[:-1] + b"\0" if damaged else envelope.data
        arrival = examine(envelope.header.id, data, keys.private, clock.now)
        assert isinstance(arrival, Arrival)
        store.keep(arrival)
        if target:
            row = {
                "submission": envelope.header.id,
                "target": target,
                "state": State.HELD.value,
                "attempts": 3,
                "due_at": iso(clock.now),
                "changed_at": iso(clock.now),
                "receipt": "",
                "reason": reason,
                "decided_by": "",
            }
            with store.database.write() as connection:
                connection.execute(tables.deliveries.insert().values(**row))
        return str(envelope.header.id)

    return come


def beat(kiosk: str = "library-1", **queue: Any) -> Heartbeat:
    storage = StorageBeat(room="plenty", free=0.5, ballast=True)
    facts = {"waiting": 0, "held": 0, **queue}
    return Heartbeat(
        kiosk=kiosk, boot="0a", uptime_s=1, beat=1, release="1.0", queue=QueueBeat(**facts), storage=storage
    )


PAGES = (
    "/",
    "/kiosks",
    "/deliveries",
    "/quarantine",
    "/alerts",
    "/facts",
    "/enrolments",
    "/staff",
    "/audit",
    "/account",
)


def test_every_page_is_whole_and_for_everybody(
    browser: Any, arrive: Any, store: CouncilStore, clock: Any
) -> None:
    check(browser.get("/sign-in").text)
    check(browser.password("kim", "x").text)
    check(browser.get("/sign-up").text)
    code = browser.desk.accounts.add("new", Role.VIEW, clock.now)
    words = {"name": "new", "code": code, "password": "horse stable lamp", "again": "horse stable lamp"}
    browser.submit("/sign-up", "/sign-up", **words)
    check(browser.get("/sign-up/app").text)
    browser.cookies.clear()
    browser.sign_up("kim.example", Role.ADMINISTER)
    arrive(damaged=True)
    arrive(target="crm", reason="refused")
    Heartbeats(store.database).keep(beat(), clock.now)
    Enrolments(store.database).create("library-2", "Exampleton", clock.now)
    with store.database.write() as connection:
        raise_alert(connection, AlertKind.OTHER_KIOSK, str(uuid.uuid4()), "a", "b", clock.now)
    for path in PAGES:
        reply = browser.get(path)
        assert reply.status_code == 200, path
        found = check(reply.text)
        assert [attrs["href"] for attrs in found.all("a") if "aria-current" in attrs] == [path] * (
            path != "/account"
        )
    check(browser.post("/staff", name="sam", role="view").text)
    check(browser.post("/staff", name="sam", role="view").text)
    check(browser.send("/staff", {}).text)
    check(browser.post("/staff/9/disable").text)


def test_each_sees_only_the_pages_that_are_for_them(browser: Any) -> None:
    browser.sign_up("kim")
    links = re.findall(r'<li><a href="(.+?)"', browser.get("/").text)
    assert links == ["/", "/kiosks", "/deliveries", "/quarantine", "/alerts", "/facts"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_comes_in_breaks_a_page(
    browser: Any, arrive: Any, store: CouncilStore, clock: Any, text: str
) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    arrive(service=text, target="crm", reason=text)
    arrive(damaged=True)
    browser.desk.accounts.from_openid("https://a.example", "1", f"{text[:90]}@x", Role.VIEW, clock.now)
    browser.desk.audit.note(Event.LOOKED, clock.now, text[:100], text, text[:45])
    with store.database.write() as connection:
        connection.execute(tables.submissions.update().values(kiosk=text[:40]))
        connection.execute(
            tables.submissions.update().where(tables.submissions.c.fault.is_not(None)).values(fault=text)
        )
        raise_alert(connection, AlertKind.OTHER_KIOSK, text[:36], text[:40], text[:64], clock.now)
    Enrolments(store.database).create("library-2", text[:80], clock.now)
    for path in ("/", "/deliveries", "/quarantine", "/alerts", "/staff", "/audit", "/enrolments"):
        reply = browser.get(path)
        assert reply.status_code == 200, path
        check(reply.text)
        assert not TURNING.search(reply.text), path
        assert "x" * 1000 not in reply.text, path


def test_a_hostile_name_at_the_sign_in_breaks_nothing(browser: Any) -> None:
    for text in HOSTILE:
        reply = browser.password(text, text)
        check(reply.text)
        assert not TURNING.search(reply.text)


def test_the_overview_counts_and_names_nobody(browser: Any, arrive: Any) -> None:
    browser.sign_up("kim")
    for service in ("Bins", "Bins", "Council tax"):
        arrive(service=service)
    shut = arrive(damaged=True)
    page = re.sub(r"\s+", " ", browser.get("/").text)
    assert "<dt>Received</dt><dd>4</dd>" in page
    assert '<th scope="row">Bins</th><td class="number">2</td>' in page
    assert '<th scope="row">demo-1</th><td class="number">4</td>' in page
    assert '<a href="/quarantine">Could not be opened</a></dt><dd>1</dd>' in page
    assert "Sam" not in page
    assert shut in browser.get("/quarantine").text


def test_an_empty_overview_says_so(browser: Any) -> None:
    browser.sign_up("kim")
    page = browser.get("/").text
    assert "Nothing has come in yet." in page
    assert 'class="alert"' not in page


# -- work ---------------------------------------------------------------------------------------------------


def test_what_is_held_can_be_tried_again(browser: Any, arrive: Any, store: CouncilStore) -> None:
    browser.sign_up("kim", Role.OPERATE)
    arrive(target="crm", reason="answered 422")
    assert "answered 422" in browser.get("/deliveries").text
    (one,) = Deliveries(store.database).shown(State.HELD)
    assert browser.submit("/deliveries", f"/deliveries/{one.seq}/retry").status_code == 303
    (one,) = Deliveries(store.database).shown(State.WAITING)
    assert one.decided_by == "kim"
    again = browser.post(f"/deliveries/{one.seq}/retry")
    assert (again.status_code, "is not held any more" in again.text) == (422, True)
    noted = [entry.event for entry in browser.desk.audit.entries()]
    assert noted.count(Event.DELIVERY_RETRIED) == 1


def test_what_is_held_is_given_up_only_for_a_reason(browser: Any, arrive: Any, store: CouncilStore) -> None:
    browser.sign_up("kim", Role.OPERATE)
    arrive(target="crm")
    (one,) = Deliveries(store.database).shown(State.HELD)
    path = f"/deliveries/{one.seq}/discard"
    for reason in ("", "a sentence about a resident"):
        assert browser.submit("/deliveries", path, reason=reason).status_code == 422
    assert browser.submit("/deliveries", path, reason="withdrawn").status_code == 303
    (one,) = Deliveries(store.database).shown(State.DISCARDED)
    assert (one.reason, one.decided_by) == ("withdrawn", "kim")
    entry = browser.desk.audit.entries()[0]
    assert (entry.event, entry.about) == (Event.DELIVERY_DISCARDED, f"{one.seq}: withdrawn")


def test_what_cannot_be_opened_is_given_up_only_for_a_reason_and_is_gone(
    browser: Any, arrive: Any, store: CouncilStore
) -> None:
    browser.sign_up("kim", Role.OPERATE)
    arrive(damaged=True)
    (one,) = store.unopened()
    path = f"/quarantine/{one.id}/discard"
    assert browser.submit("/quarantine", path, reason="a sentence").status_code == 422
    assert store.unopened() == (one,)
    assert browser.submit("/quarantine", path, reason="damaged").status_code == 303
    assert store.unopened() == ()
    assert next(store.records()).get("erased_at")
    entry = browser.desk.audit.entries()[0]
    about = (entry.event, entry.actor, entry.about)
    assert about == (Event.QUARANTINE_DISCARDED, "kim", f"{one.id}: damaged")


def test_who_only_looks_finds_no_buttons(browser: Any, arrive: Any) -> None:
    browser.sign_up("kim")
    arrive(target="crm")
    arrive(damaged=True)
    for path in ("/deliveries", "/quarantine"):
        assert browser.get(path).text.count("<form") == 1, "only the one to sign out"


def test_what_did_not_open_opens_once_the_key_is_back(
    browser: Any, store: CouncilStore, keys: Any, sealed: Any, clock: Any
) -> None:
    browser.sign_up("kim", Role.OPERATE)
    for private in (keys.private, {}):
        envelope = sealed()
        arrival = examine(envelope.header.id, envelope.data, private, clock.now)
        assert isinstance(arrival, Arrival)
        store.keep(arrival)
    assert len(store.unopened()) == 1
    reply = browser.submit("/quarantine", "/quarantine/retry")
    assert "1 opened, 0 did not" in reply.text
    assert store.unopened() == ()
    entry = browser.desk.audit.entries()[0]
    assert (entry.event, entry.about) == (Event.QUARANTINE_RETRIED, "1 opened, 0 did not")


def test_an_alert_goes_when_somebody_has_looked_into_it(
    browser: Any, store: CouncilStore, clock: Any
) -> None:
    browser.sign_up("kim", Role.OPERATE)
    with store.database.write() as connection:
        raise_alert(connection, AlertKind.OTHER_CONTENT, str(uuid.uuid4()), "library-1", "ab", clock.now)
    action = re.findall(r'action="(/alerts/\d+/seen)"', browser.get("/alerts").text)[0]
    assert browser.submit("/alerts", action).status_code == 303
    assert "/seen" not in browser.get("/alerts").text
    assert browser.post(action).status_code == 404
    assert [entry.event for entry in browser.desk.audit.entries()].count(Event.ALERT_SEEN) == 1


def test_a_kiosk_is_let_in_with_the_fingerprint_that_was_compared(
    browser: Any, store: CouncilStore, clock: Any
) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    enrolments = Enrolments(store.database)
    code = enrolments.create("library-1", "Exampleton", clock.now)
    first = DeviceKey.make()
    assert enrolments.claim("library-1", code, first.public, clock.now) is not None
    assert first.fingerprint in browser.get("/enrolments").text
    path = "/enrolments/library-1/confirm"
    assert browser.submit("/enrolments", path).status_code == 422, "not compared"
    other = DeviceKey.make().fingerprint
    assert browser.post(path, compared="yes", fingerprint=other).status_code == 422, "another key came"
    assert KioskKeys(store.database).all() == ()
    assert browser.submit("/enrolments", path, compared="yes").status_code == 303
    (member,) = KioskKeys(store.database).all()
    assert member.name == "library-1"
    noted = [(entry.event, entry.about) for entry in browser.desk.audit.entries()]
    assert noted.count((Event.ENROLMENT_CONFIRMED, "library-1")) == 1
    again = browser.post(path, compared="yes", fingerprint=first.fingerprint)
    assert again.status_code == 422, "it waits no longer"


def test_a_kiosk_that_is_kept_out_stays_out(browser: Any, store: CouncilStore, clock: Any) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    enrolments = Enrolments(store.database)
    code = enrolments.create("library-1", "Exampleton", clock.now)
    assert browser.submit("/enrolments", "/enrolments/library-1/cancel").status_code == 303
    assert enrolments.claim("library-1", code, DeviceKey.make().public, clock.now) is None
    assert browser.post("/enrolments/library-1/cancel").status_code == 422


def test_a_silent_kiosk_is_called_silent_in_words(browser: Any, store: CouncilStore, clock: Any) -> None:
    browser.sign_up("kim")
    beats = Heartbeats(store.database)
    beats.keep(beat("library-1"), clock.now)
    beats.keep(beat("library-2", held=1, waiting=3, oldest_age_s=7200.0), clock.now)
    beats.keep(beat("library-3"), clock.now - timedelta(minutes=6))
    page = browser.get("/kiosks").text
    states = re.findall(r'<th scope="row">(library-\d)</th>\s*<td><span class="state \w+">(.+?)</span>', page)
    assert dict(states) == {"library-1": "In order", "library-2": "Needs somebody", "library-3": "Silent"}
    assert states[0][0] == "library-2", "what waits longest stands first"
    assert '<a href="/kiosks">Silent kiosks</a></dt><dd>1</dd>' in browser.get("/").text


# -- people -------------------------------------------------------------------------------------------------


def test_an_administrator_lets_a_colleague_in(browser: Any, open_browser: Any) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    page = browser.submit("/staff", "/staff", name="Sam.Example", role="operate")
    code = re.findall(r'class="code"><code>(.+?)</code>', page.text)[0]
    assert code not in browser.get("/staff").text, "it is shown once"
    other = open_browser()
    words = {
        "name": "sam.example",
        "code": code,
        "password": "horse stable lamp",
        "again": "horse stable lamp",
    }
    assert other.submit("/sign-up", "/sign-up", **words).status_code == 303
    assert browser.desk.accounts.needed("sam.example").role is Role.OPERATE


def test_nobody_changes_their_own_account_so_that_somebody_is_left(browser: Any) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    own = browser.desk.accounts.needed("kim").id
    for what in ("disable", "reset", "role"):
        assert browser.post(f"/staff/{own}/{what}", role="view").status_code == 422
    kim = browser.desk.accounts.needed("kim")
    assert (kim.role, kim.disabled, kim.factor is None) == (Role.ADMINISTER, False, False)


def test_a_colleague_is_changed_and_it_is_written_down(browser: Any, clock: Any) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    browser.desk.accounts.add("sam", Role.VIEW, clock.now)
    number = browser.desk.accounts.needed("sam").id
    browser.post(f"/staff/{number}/role", role="operate")
    browser.post(f"/staff/{number}/disable")
    assert browser.desk.accounts.needed("sam").role is Role.OPERATE
    assert browser.desk.accounts.needed("sam").disabled
    browser.post(f"/staff/{number}/enable")
    assert 'class="code"' in browser.post(f"/staff/{number}/reset").text
    assert browser.post(f"/staff/{number}/role", role="king").status_code == 404
    noted = [(entry.event, entry.actor, entry.about) for entry in reversed(browser.desk.audit.entries())]
    assert [one for one in noted if "sam" in one[2]] == [
        (Event.ROLE_CHANGED, "kim", "sam: operate"),
        (Event.ACCOUNT_DISABLED, "kim", "sam"),
        (Event.ACCOUNT_ENABLED, "kim", "sam"),
        (Event.ACCOUNT_RESET, "kim", "sam"),
    ]


def test_looks_at_records_are_written_down(browser: Any) -> None:
    browser.sign_up("kim", Role.ADMINISTER)
    for path in PAGES:
        browser.get(path)
    looked = [entry.about for entry in browser.desk.audit.entries() if entry.event == Event.LOOKED]
    assert sorted(looked) == sorted(set(PAGES) - {"/", "/facts", "/account"})


# -- colours ------------------------------------------------------------------------------------------------


def test_every_colour_of_words_has_enough_contrast() -> None:
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", CSS.read_text()))
    for name in ("ink", "accent", "alert", "good", "wait", "edge"):
        assert contrast(colours[name], "#ffffff") >= 4.5, name
        assert contrast(colours[name], colours["soft"]) >= 4.5, name
    assert contrast("#44525a", "#ffffff") >= 4.5, "hints"
    assert contrast(colours["focus"], colours["ink"]) >= 3, "the ring around what has the focus"
    assert contrast("#ffffff", colours["accent"]) >= 4.5


def test_a_state_is_told_by_shape_as_well() -> None:
    css = CSS.read_text()
    shapes = {
        name: re.sub(r"color: var\(--\w+\);", "", rule)
        for name, rule in re.findall(r"\.state\.(\w+) \{(.+?)\}", css)
    }
    assert set(shapes) == {"good", "wait", "bad", "off"}
    assert len({shape.strip() for shape in shapes.values()}) == 4
