"""Messages through Notify: its own library reads our token, and its rules are kept."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from notifications_python_client.authentication import create_jwt_token, decode_jwt_token, get_token_issuer
from notify import KEY, SECRET, SERVICE, NotifyService
from office import Reply

from council.adapters.door import Door
from council.adapters.notify import Notify, bearer, key_of
from council.adapters.parcel import Parcel
from council.delivery import Kind
from kiosk.errors import CouncilError

Parcels = Callable[..., Parcel]
EMAILS = {"en": "11111111-0000-4000-8000-000000000001", "cy": "11111111-0000-4000-8000-000000000002"}
TEXTS = {"en": "11111111-0000-4000-8000-000000000003"}


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def service() -> Iterator[NotifyService]:
    fields = {"reference", "service"}
    with NotifyService(dict.fromkeys((*EMAILS.values(), *TEXTS.values()), fields)) as made:
        yield made


@pytest.fixture
def notify(service: NotifyService, door: Door) -> Notify:
    return Notify(service.url, key_of(KEY), EMAILS, TEXTS, door)


def test_the_token_is_what_notifys_own_library_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime.now(UTC)
    monkeypatch.setattr(
        "notifications_python_client.authentication.epoch_seconds", lambda: int(at.timestamp())
    )
    ours, theirs = bearer(key_of(KEY), at), create_jwt_token(SECRET, SERVICE)
    assert get_token_issuer(ours) == SERVICE
    assert decode_jwt_token(ours, SECRET) is True
    # The order of the header's names is free; all else is byte for byte the same.
    assert sorted(map(len, ours.split("."))) == sorted(map(len, theirs.split(".")))
    assert ours.split(".")[1] == theirs.split(".")[1]


def test_who_asked_for_email_gets_one_with_no_answer_in_it(
    notify: Notify, service: NotifyService, parcel: Parcels
) -> None:
    sent = parcel()
    outcome = notify.send(sent, now())
    (message,) = service.sent
    assert (outcome.kind, outcome.receipt) == (Kind.ACCEPTED, message["id"])
    assert message["email_address"] == "sam@exampleton.example"
    assert message["template_id"] == EMAILS["en"]
    assert message["reference"] == sent.record.id
    assert message["personalisation"] == {
        "reference": "K7MF 4T2Q 9XW3",
        "service": "Report rubbish that was dumped",
    }


def test_who_asked_for_a_text_gets_one(notify: Notify, service: NotifyService, parcel: Parcels) -> None:
    notify.send(parcel(update_by="text", update_email=None, update_phone="+447700900123"), now())
    (message,) = service.sent
    assert (message["phone_number"], message["template_id"]) == ("+447700900123", TEXTS["en"])


def test_the_template_is_of_the_residents_language(
    notify: Notify, service: NotifyService, parcel: Parcels
) -> None:
    for language in ("cy", "pl"):
        notify.send(parcel(language=language), now())
    assert [one["template_id"] for one in service.sent] == [EMAILS["cy"], EMAILS["en"]]


REACH = {"update_by": None, "update_email": None, "email": "sam@exampleton.example"}


@pytest.mark.parametrize(
    "answers",
    [
        {"update_by": "none"},
        {"update_by": "phone", "update_phone": "+447700900123"},
        {"update_by": "letter"},
        {"update_by": None},
        {"update_email": None},
        {"sensitivity": 4},
        {"safe": False},
        {**REACH, "reach_by": ["email"]},
        {**REACH, "reach_by": ["email"], "safe": False},
        {**REACH, "reach_by": ["phone"], "safe": True},
    ],
    ids=lambda answers: " ".join(map(str, answers.items())),
)
def test_nobody_is_written_to_who_did_not_choose_it_or_is_not_safe(
    notify: Notify, service: NotifyService, parcel: Parcels, answers: dict
) -> None:
    assert notify.send(parcel(**answers), now()).kind is Kind.SKIPPED
    assert service.asked == []


def test_who_can_be_reached_safely_by_email_is(
    notify: Notify, service: NotifyService, parcel: Parcels
) -> None:
    assert notify.send(parcel(**REACH, reach_by=["letter", "email"], safe=True), now()).kind is Kind.ACCEPTED
    assert len(service.sent) == 1


def test_after_a_lost_answer_no_second_message_is_sent(
    notify: Notify, service: NotifyService, parcel: Parcels
) -> None:
    sent = parcel()
    service.faults.append(Reply(lost=True))
    assert notify.send(sent, now()).kind is Kind.BUSY
    again = notify.send(Parcel(record=sent.record, received_at=sent.received_at, attempts=2), now())
    assert (again.kind, again.receipt) == (Kind.ACCEPTED, service.sent[0]["id"])
    assert len(service.sent) == 1


def test_the_control_without_asking_first_there_are_two(
    notify: Notify, service: NotifyService, parcel: Parcels
) -> None:
    sent = parcel()
    service.faults.append(Reply(lost=True))
    for _ in range(2):
        notify.send(sent, now())
    assert len(service.sent) == 2


def test_a_try_that_never_arrived_is_sent_at_the_next(
    notify: Notify, service: NotifyService, parcel: Parcels
) -> None:
    assert notify.send(parcel(attempts=2), now()).kind is Kind.ACCEPTED
    assert [asked.method for asked in service.asked] == ["GET", "POST"]


def error(status: int, name: str) -> Reply:
    body = (
        f'{{"status_code": {status}, "errors": [{{"error": "{name}", "message": "sam@exampleton.example"}}]}}'
    )
    return Reply(status, body.encode(), {"content-type": "application/json"})


@pytest.mark.parametrize(
    ("reply", "kind", "wait"),
    [
        (error(400, "BadRequestError"), Kind.REFUSED, None),
        (error(403, "AuthError"), Kind.CLOSED, None),
        (error(429, "RateLimitError"), Kind.BUSY, 60.0),
        (error(429, "TooManyRequestsError"), Kind.BUSY, 6 * 3600.0),
        (error(500, "Exception"), Kind.BUSY, None),
        (error(503, "Exception"), Kind.BUSY, None),
        (Reply(201, b"hello"), Kind.BUSY, None),
    ],
    ids=["400", "403", "rate", "day", "500", "503", "201-not-notify"],
)
def test_its_errors_are_told_apart_and_its_words_kept_out(
    notify: Notify, service: NotifyService, parcel: Parcels, reply: Reply, kind: Kind, wait: float | None
) -> None:
    service.faults.append(reply)
    outcome = notify.send(parcel(), now())
    assert (outcome.kind, outcome.wait_s) == (kind, wait)
    assert "sam@" not in outcome.reason


def test_a_clock_that_is_wrong_is_a_matter_of_set_up(notify: Notify, parcel: Parcels) -> None:
    assert notify.send(parcel(), now() - timedelta(minutes=2)).kind is Kind.CLOSED


@pytest.mark.parametrize("text", ["", "secret-word", f"{SERVICE}-{SECRET}"[1:], "x" * 80])
def test_a_key_that_is_none_is_said_without_quoting_it(text: str) -> None:
    with pytest.raises(CouncilError) as said:
        key_of(text)
    assert "secret-word" not in str(said.value)
    assert SECRET not in str(said.value)
