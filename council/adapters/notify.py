"""Tells a resident by email or text message that the council has what they sent, through GOV.UK Notify or
a service that answers like it (REST API, version 2).

Only who chose to be told is told (`consent`), and a message holds the reference, the service's name and
nothing they answered. Notify does not drop a second message by itself: after a try whose end is not known
it is first asked for one with our `reference`.
"""

from datetime import datetime
from urllib.parse import quote

import msgspec
from joserfc import jwt
from joserfc.jwk import OctKey
from msgspec import Struct

from council.adapters.consent import Contact, Way, contact_of
from council.adapters.door import Answer, Door, Fault, read
from council.adapters.parcel import Parcel
from council.delivery import Kind, Outcome
from kiosk.errors import UNREADABLE, CouncilError
from kiosk.reference import grouped

UUID_CHARACTERS = 36
DEFAULT = "en"
"""The language whose template serves where there is none of the resident's."""
LIMITED = "TooManyRequestsError"
"""The day's limit, which ends at midnight; `RateLimitError` ends within a minute."""
DAY_WAIT_S = 6 * 3600.0
RATE_WAIT_S = 60.0


class Key(Struct, frozen=True):
    """An API key: name, service's id and secret, joined with hyphens."""

    service: str
    secret: str


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is posted."""

    template_id: str
    personalisation: dict[str, str]
    reference: str
    email_address: str = ""
    phone_number: str = ""


class _Sent(Struct, frozen=True):
    id: str


class _Held(Struct, frozen=True):
    notifications: tuple[_Sent, ...]


class _Error(Struct, frozen=True):
    error: str = ""


class _Errors(Struct, frozen=True):
    errors: tuple[_Error, ...] = ()


def key_of(text: str) -> Key:
    """The parts of an API key. Raises CouncilError, which does not quote it."""
    text = text.strip()
    rest, secret = text[:-UUID_CHARACTERS].rstrip("-"), text[-UUID_CHARACTERS:]
    service = rest[-UUID_CHARACTERS:]
    if len(text) < 2 * UUID_CHARACTERS + 1 or secret.count("-") != 4 or service.count("-") != 4:
        raise CouncilError("is not an API key of Notify: name, service's id and secret with hyphens between")
    return Key(service, secret)


def bearer(key: Key, now: datetime) -> str:
    """The token of one request: good for 30 seconds of the other side's clock."""
    claims = {"iss": key.service, "iat": int(now.timestamp())}
    return jwt.encode({"typ": "JWT", "alg": "HS256"}, claims, OctKey.import_key(key.secret))


def reference_of(parcel: Parcel) -> str:
    """Names the message at Notify: the submission's id, which says nothing to anybody else."""
    return parcel.record.id


class Notify:
    """One service of Notify. `emails` and `texts` give the template's id for each language."""

    def __init__(self, url: str, key: Key, emails: dict[str, str], texts: dict[str, str], door: Door) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._templates = {Way.EMAIL: emails, Way.TEXT: texts}
        self._door = door

    def send(self, parcel: Parcel, now: datetime) -> Outcome:
        """Have a message sent, once."""
        contact = contact_of(parcel.record)
        if contact is None:
            return Outcome(Kind.SKIPPED, "the resident did not ask to be told")
        templates = self._templates[contact.way]
        template = templates.get(parcel.record.submission.language) or templates.get(DEFAULT)
        if template is None:
            return Outcome(Kind.SKIPPED, f"there is no template for {contact.way}")
        if parcel.attempts > 1:
            known = self._known(parcel, now)
            if known is not None:
                return known
        body = msgspec.json.encode(_message(parcel, contact, template))
        kind = "email" if contact.way is Way.EMAIL else "sms"
        return self._read(self._ask("POST", f"/v2/notifications/{kind}", now, body), now)

    def close(self) -> None:
        """Close its connections."""
        self._door.close()

    def _known(self, parcel: Parcel, now: datetime) -> Outcome | None:
        """The message of an earlier try; None where Notify has none."""
        path = f"/v2/notifications?reference={quote(reference_of(parcel))}"
        answer = self._ask("GET", path, now)
        outcome = read(answer, now)
        if outcome is not None:
            return outcome
        try:
            found = msgspec.json.decode(_body(answer), type=_Held).notifications
        except UNREADABLE:
            return Outcome(Kind.AWAY, "answered with what is not Notify's")
        return Outcome(Kind.ACCEPTED, "sent in an earlier try", found[0].id) if found else None

    def _ask(self, method: str, path: str, now: datetime, body: bytes | None = None) -> Answer | Fault:
        headers = {"authorization": f"Bearer {bearer(self._key, now)}"}
        if body is not None:
            headers["content-type"] = "application/json"
        return self._door.ask(method, self._url + path, headers, body)

    def _read(self, answer: Answer | Fault, now: datetime) -> Outcome:
        outcome = read(answer, now)
        if isinstance(answer, Answer) and answer.status == 429 and outcome is not None:
            wait = DAY_WAIT_S if LIMITED in _words(answer) else RATE_WAIT_S
            return msgspec.structs.replace(outcome, wait_s=max(outcome.wait_s or 0.0, wait))
        if outcome is not None:
            return outcome
        assert isinstance(answer, Answer)
        if answer.status >= 400:
            return Outcome(Kind.REFUSED, f"answered {answer.status} {', '.join(_words(answer))}".strip())
        try:
            return Outcome(Kind.ACCEPTED, receipt=msgspec.json.decode(answer.body, type=_Sent).id)
        except UNREADABLE:
            # It may have been sent; the next try asks.
            return Outcome(Kind.BUSY, "answered with what is not Notify's")


def _message(parcel: Parcel, contact: Contact, template: str) -> Message:
    record = parcel.record
    told = {"reference": grouped(record.reference), "service": record.service}
    common = {"template_id": template, "personalisation": told, "reference": reference_of(parcel)}
    if contact.way is Way.EMAIL:
        return msgspec.convert({**common, "email_address": contact.address}, Message)
    return msgspec.convert({**common, "phone_number": contact.address}, Message)


def _body(answer: Answer | Fault) -> bytes:
    return answer.body if isinstance(answer, Answer) else b""


KNOWN = frozenset({"BadRequestError", "ValidationError", "AuthError", "RateLimitError", LIMITED})


def _words(answer: Answer) -> list[str]:
    """The names of errors among those that Notify documents; its messages may quote an address."""
    try:
        found = msgspec.json.decode(answer.body, type=_Errors).errors
    except UNREADABLE:
        return []
    return [one.error for one in found if one.error in KNOWN]
