"""The table of replies: only the council's own acknowledgement delivers, only its own refusal refuses."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.item import TRANSITIONS, Event, OutboxState
from sync.courier import EVENTS, LONGEST_RETRY_AFTER, Fault, Kind, Reply, Verdict, judge, retry_after
from sync.wire import Acknowledgement, ProblemDocument, ProblemKind

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ID = "c7ce7c47-38a0-4722-8113-cc7b69818a00"
OTHER = "49318e7d-a839-40e7-a812-f5daaf5ef513"
SHA = "a" * 64
JSON = "application/json"
PROBLEM = "application/problem+json"


def acknowledgement(name: str = ID, sha256: str = SHA) -> bytes:
    return msgspec.json.encode(Acknowledgement(id=name, sha256=sha256, received_at=NOW))


def problem(kind: str = ProblemKind.OTHER_CONTENT.type, submission: str = ID) -> bytes:
    return msgspec.json.encode(ProblemDocument(type=kind, title="No", status=422, submission=submission))


def verdict(status: int, content_type: str = "", body: bytes = b"", retry: str = "") -> Verdict:
    return judge(ID, SHA, Reply(status=status, content_type=content_type, body=body, retry_after=retry), NOW)


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", "Application/JSON"])
def test_an_acknowledgement_that_echoes_id_and_hash_delivers(status: int, content_type: str) -> None:
    found = verdict(status, content_type, acknowledgement())
    assert (found.kind, found.event, found.received_at) == (Kind.DELIVERED, Event.ACKNOWLEDGE, NOW)
    assert not found.stop


@pytest.mark.parametrize(
    ("status", "content_type", "body", "reason"),
    [
        (200, JSON, acknowledgement(sha256="b" * 64), "wrong-echo"),
        (200, JSON, acknowledgement(name=OTHER), "wrong-echo"),
        (200, JSON, b"{}", "not-the-council"),
        (200, JSON, acknowledgement()[:-2], "not-the-council"),
        (200, JSON, b"", "not-the-council"),
        (200, JSON, b"\xff\xfe", "not-the-council"),
        (200, JSON, b"[" * 100_000, "not-the-council"),
        (200, "text/html", b"<html>Welcome to Library WiFi</html>", "not-the-council"),
        (200, "text/html", acknowledgement(), "not-the-council"),
        (200, "", acknowledgement(), "not-the-council"),
        (202, JSON, acknowledgement(), "http-202"),
        (204, "", b"", "http-204"),
        (301, "", b"", "http-301"),
        (302, "text/html", b"", "http-302"),
        (307, JSON, acknowledgement(), "http-307"),
        (511, "text/html", b"<html>Sign in</html>", "http-511"),
        (100, "", b"", "http-100"),
    ],
)
def test_whoever_else_answers_is_no_council(status: int, content_type: str, body: bytes, reason: str) -> None:
    found = verdict(status, content_type, body)
    assert (found.kind, found.reason, found.stop) == (Kind.OFFLINE, reason, True)
    assert found.event is Event.PUT_BACK
    assert found.item_waits


def test_no_connection_is_offline_and_no_item_waits_for_itself() -> None:
    found = judge(ID, SHA, Fault.CONNECT, NOW)
    assert (found.kind, found.stop, found.item_waits) == (Kind.OFFLINE, True, False)


@pytest.mark.parametrize("fault", [Fault.TIMEOUT, Fault.BROKEN])
def test_a_connection_that_breaks_is_busy(fault: Fault) -> None:
    found = judge(ID, SHA, fault, NOW)
    assert (found.kind, found.event, found.stop, found.item_waits) == (Kind.BUSY, Event.PUT_BACK, False, True)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504, 599])
@pytest.mark.parametrize("body", [b"", problem(), problem("about:blank")])
def test_busy_answers_keep_the_item_whatever_they_say(status: int, body: bytes) -> None:
    found = verdict(status, PROBLEM, body)
    assert (found.kind, found.event) == (Kind.BUSY, Event.PUT_BACK)
    assert found.stop == (status in (429, 503))
    assert found.counted


def test_in_progress_is_busy() -> None:
    assert verdict(409, PROBLEM, problem(ProblemKind.IN_PROGRESS.type)).kind is Kind.BUSY


@pytest.mark.parametrize("status", [401, 403])
def test_being_unknown_keeps_all_and_counts_for_nothing(status: int) -> None:
    found = verdict(status, PROBLEM, problem())
    assert (found.kind, found.stop, found.counted, found.item_waits) == (Kind.IDENTITY, True, False, False)


@pytest.mark.parametrize("status", [400, 404, 409, 410, 413, 415, 422])
def test_our_own_refusal_of_this_item_rejects_it(status: int) -> None:
    found = verdict(status, PROBLEM, problem())
    assert (found.kind, found.event, found.reason) == (Kind.REJECTED, Event.REJECT, "other-content")
    assert not found.stop


@pytest.mark.parametrize("status", [400, 404, 405, 409, 410, 413, 422, 451])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", b"<h1>404</h1>"),
        ("", b""),
        (JSON, problem()),
        (PROBLEM, problem(submission=OTHER)),
        (PROBLEM, problem(submission="")),
        (PROBLEM, problem(kind="about:blank")),
        (PROBLEM, problem(kind="https://gateway.example/blocked")),
        (PROBLEM, b"\xff"),
        (PROBLEM, b'{"type": 1}'),
    ],
)
def test_a_foreign_refusal_must_not_refuse_the_item(status: int, content_type: str, body: bytes) -> None:
    found = verdict(status, content_type, body)
    assert (found.kind, found.event, found.stop, found.item_waits) == (
        Kind.FOREIGN,
        Event.PUT_BACK,
        False,
        True,
    )


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 0),
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("-5", 0),
        ("soon", 0),
        ("86400", LONGEST_RETRY_AFTER),
        ("9" * 500, LONGEST_RETRY_AFTER),
        ("Sun, 22 Nov 2026 12:02:00 GMT", 120),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("Sun, 22 Nov 2026 12:02:00 -0000", 120),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_RETRY_AFTER),
    ],
)
def test_retry_after_is_honoured_within_reason(header: str, seconds: float) -> None:
    assert retry_after(header, NOW) == seconds
    assert verdict(503, retry=header).rest == seconds


@pytest.mark.parametrize("year", [1970, 2025, 2036])
def test_a_date_to_come_back_at_is_read_by_the_councils_clock_not_by_ours(year: int) -> None:
    reply = Reply(
        status=503, retry_after="Sun, 22 Nov 2026 12:02:00 GMT", date="Sun, 22 Nov 2026 12:00:00 GMT"
    )
    assert judge(ID, SHA, reply, NOW.replace(year=year)).rest == 120


@given(
    st.integers(100, 599),
    st.sampled_from([JSON, PROBLEM, "text/html", ""]) | st.text(max_size=20),
    st.binary(max_size=60) | st.just(acknowledgement(OTHER)) | st.just(problem(submission=OTHER)),
    st.text(max_size=30),
)
def test_nothing_but_its_own_answer_ever_takes_an_item_out(
    status: int, content_type: str, body: bytes, retry: str
) -> None:
    found = verdict(status, content_type, body, retry)
    assert found.event is Event.PUT_BACK
    assert 0 <= found.rest <= LONGEST_RETRY_AFTER


def test_every_class_has_a_way_on_in_the_outbox() -> None:
    assert EVENTS.keys() == set(Kind)
    assert all((OutboxState.SENDING, event) in TRANSITIONS for event in EVENTS.values())
