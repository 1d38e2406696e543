"""A signed webhook, checked by the libraries that its receivers use."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from office import Office, Reply
from standardwebhooks import Webhook as Receiver
from standardwebhooks import WebhookVerificationError

from council.adapters.door import Door
from council.adapters.parcel import Parcel
from council.adapters.webhook import Webhook, secrets_of
from council.delivery import Kind
from kiosk.errors import CouncilError

Parcels = Callable[..., Parcel]
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(range(32, 64))).decode()


def webhook(office: Office, door: Door, secret: str = SECRET) -> Webhook:
    return Webhook(f"{office.url}/kiosk", "https://exampleton.example/kiosks", secrets_of(secret), door)


def test_a_receiver_of_standard_webhooks_believes_it(parcel: Parcels, door: Door) -> None:
    with Office() as office:
        assert webhook(office, door).send(parcel(), datetime.now(UTC)).kind is Kind.ACCEPTED
        (asked,) = office.asked
    found = Receiver(SECRET).verify(asked.body, asked.headers)
    assert found["data"]["submission"]["answers"]["update_email"] == "sam@exampleton.example"


def test_a_changed_body_another_secret_and_an_old_message_are_not_believed(
    parcel: Parcels, door: Door
) -> None:
    with Office() as office:
        webhook(office, door).send(parcel(), datetime.now(UTC))
        webhook(office, door).send(parcel(), datetime.now(UTC) - timedelta(minutes=6))
        fresh, old = office.asked
    for secret, asked, body in (
        (SECRET, fresh, fresh.body.replace(b"Library", b"Harbour")),
        (OTHER, fresh, fresh.body),
        (SECRET, old, old.body),
    ):
        with pytest.raises(WebhookVerificationError):
            Receiver(secret).verify(body, asked.headers)


def test_while_a_secret_is_renewed_both_are_believed(parcel: Parcels, door: Door) -> None:
    with Office() as office:
        webhook(office, door, f"{SECRET}\n{OTHER}\n").send(parcel(), datetime.now(UTC))
        (asked,) = office.asked
    for secret in (SECRET, OTHER):
        Receiver(secret).verify(asked.body, asked.headers)


def test_a_reader_of_cloudevents_understands_it(parcel: Parcels, door: Door) -> None:
    sent = parcel()
    with Office() as office:
        webhook(office, door).send(sent, datetime.now(UTC))
        (asked,) = office.asked
    event = from_http_event(HTTPMessage(asked.headers, asked.body))
    assert event.get_specversion() == "1.0"
    assert event.get_id() == sent.record.id
    assert event.get_source() == "https://exampleton.example/kiosks/demo-1"
    assert event.get_type() == "council-kiosk.submission.v1"
    assert event.get_subject() == "streets/fly-tipping"
    assert event.get_time() == sent.received_at
    assert event.get_data()["reference"] == "K7MF4T2Q9XW3"


def test_the_same_record_has_the_same_id_however_often_it_is_sent(parcel: Parcels, door: Door) -> None:
    sent = parcel()
    with Office() as office:
        office.faults.append(Reply(lost=True))
        target = webhook(office, door)
        assert target.send(sent, datetime.now(UTC)).kind is Kind.BUSY
        assert target.send(sent, datetime.now(UTC) + timedelta(seconds=40)).kind is Kind.ACCEPTED
        first, second = office.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == sent.record.id
    assert first.body == second.body


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(200), Kind.ACCEPTED),
        (Reply(202), Kind.ACCEPTED),
        (Reply(400), Kind.REFUSED),
        (Reply(413), Kind.REFUSED),
        (Reply(422), Kind.REFUSED),
        (Reply(401), Kind.CLOSED),
        (Reply(404), Kind.CLOSED),
        (Reply(410), Kind.CLOSED),
        (Reply(302, headers={"location": "/sign-in"}), Kind.AWAY),
        (Reply(200, b"<html>Sign in", {"content-type": "text/html; charset=utf-8"}), Kind.AWAY),
        (Reply(429, headers={"retry-after": "77"}), Kind.BUSY),
        (Reply(500), Kind.BUSY),
        (Reply(503), Kind.BUSY),
        (Reply(200, b"x" * 2000, cut=True), Kind.BUSY),
        (Reply(200, b"x" * 300_000), Kind.BUSY),
    ],
    ids=lambda value: value.value if isinstance(value, Kind) else f"{value.status}{'-cut' * value.cut}",
)
def test_every_answer_means_something(parcel: Parcels, door: Door, reply: Reply, kind: Kind) -> None:
    with Office(lambda _: reply) as office:
        outcome = webhook(office, door).send(parcel(), datetime.now(UTC))
    assert outcome.kind is kind
    assert outcome.wait_s == (77.0 if reply.status == 429 else None)


def test_nobody_there_is_said_to_be_away(parcel: Parcels, door: Door) -> None:
    office = Office()
    office.close()
    assert webhook(office, door).send(parcel(), datetime.now(UTC)).kind is Kind.AWAY


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_dG9vIHNob3J0", "c2VjcmV0" * 8, SECRET + "\nhello"])
def test_a_secret_that_is_none_is_said_without_quoting_it(text: str) -> None:
    with pytest.raises(CouncilError) as said:
        secrets_of(text)
    assert "c2VjcmV0" not in str(said.value)
    assert "dG9v" not in str(said.value)
