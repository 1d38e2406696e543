"""Files a record as a service request at somebody's Open311 endpoint (GeoReport v2, as its client).

What such an endpoint holds is often public, so only what the target's set-up names is sent: the service's
code, the place, a description of named answers, named attributes. The standard knows no id of the sender's,
so a try whose answer was lost may file a request twice; where the endpoint has an attribute for our id
(`id_attribute`) its staff can see that the two are one.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from msgspec import Struct

from council.adapters.consent import Way, contact_of
from council.adapters.door import Answer, Door, read
from council.adapters.parcel import Parcel
from council.delivery import Kind, Outcome
from kiosk.reference import grouped

Format = Literal["json", "xml"]
FORM = "application/x-www-form-urlencoded; charset=utf-8"
TOKEN = "token:"  # noqa: S105  marks a receipt that is not yet the request's number
MOST_WORDS = 4000
"""Of a description; the specification names 4,000 characters."""


class Service(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of one route: `place` names the answer with the address, `description` the answers that
    are put into words, `attributes` gives an answer for each code of the service's definition."""

    code: str
    place: str = "address"
    description: tuple[str, ...] = ()
    attributes: dict[str, str] = {}


class Open311:
    """One endpoint. `services` says by route what is filed."""

    def __init__(
        self,
        url: str,
        services: Mapping[str, Service],
        door: Door,
        *,
        form: Format = "json",
        jurisdiction: str = "",
        api_key: str = "",
        id_attribute: str = "",
        contact: bool = False,
    ) -> None:
        self._url = url.rstrip("/")
        self._services = services
        self._door = door
        self._format: Format = form
        self._jurisdiction = jurisdiction
        self._api_key = api_key
        self._id_attribute = id_attribute
        self._contact = contact

    def send(self, parcel: Parcel, now: datetime) -> Outcome:
        """File the request; or, where it was filed against a token, ask what number it got."""
        if parcel.receipt.startswith(TOKEN):
            return self._number(parcel.receipt.removeprefix(TOKEN), now)
        service = self._services.get(parcel.record.route)
        if service is None:
            return Outcome(Kind.SKIPPED, "no service is set up for this route")
        fields = self._fields(parcel, service)
        if "address_string" not in fields and "lat" not in fields:
            return Outcome(Kind.REFUSED, f"has no place: no answer named {service.place}")
        body = urlencode(fields).encode("ascii")
        answer = self._door.ask("POST", f"{self._url}/requests.{self._format}", {"content-type": FORM}, body)
        return self._read(answer, now)

    def close(self) -> None:
        """Close its connections."""
        self._door.close()

    def _number(self, token: str, now: datetime) -> Outcome:
        query = f"?{urlencode({'jurisdiction_id': self._jurisdiction})}" if self._jurisdiction else ""
        answer = self._door.ask("GET", f"{self._url}/tokens/{quote(token, safe='')}.{self._format}{query}")
        if isinstance(answer, Answer) and answer.status == 404:
            return Outcome(Kind.PENDING, "has no number yet")
        outcome = self._read(answer, now)
        # Only a POST can be filed anew, and a token that is not understood must not lead to that.
        return Outcome(Kind.PENDING, outcome.reason) if outcome.kind is Kind.REFUSED else outcome

    def _fields(self, parcel: Parcel, service: Service) -> dict[str, str]:
        record = parcel.record
        answers = {**record.submission.derived, **record.submission.answers}
        lines = [words(answers.get(name)) for name in service.description]
        lines.append(f"Kiosk reference {grouped(record.reference)}")
        fields = {
            "service_code": service.code,
            "description": "\n".join(line for line in lines if line)[:MOST_WORDS],
            **_place(answers.get(service.place)),
        }
        if self._api_key:
            fields["api_key"] = self._api_key
        if self._jurisdiction:
            fields["jurisdiction_id"] = self._jurisdiction
        for code, name in service.attributes.items():
            if text := words(answers.get(name)):
                fields[f"attribute[{code}]"] = text
        if self._id_attribute:
            fields[f"attribute[{self._id_attribute}]"] = record.id
        contact = contact_of(record) if self._contact else None
        if contact is not None:
            fields["email" if contact.way is Way.EMAIL else "phone"] = contact.address
        return fields

    def _read(self, answer: Any, now: datetime) -> Outcome:
        outcome = read(answer, now)
        if outcome is not None:
            return outcome
        assert isinstance(answer, Answer)
        if answer.status >= 400:
            return Outcome(Kind.REFUSED, f"answered {answer.status}")
        found = first(answer.body, self._format)
        if found.get("service_request_id"):
            return Outcome(Kind.ACCEPTED, receipt=found["service_request_id"])
        if found.get("token"):
            return Outcome(Kind.PENDING, "waits for its number", receipt=TOKEN + found["token"])
        # It says that it took it in. Filing it again would make two.
        return Outcome(Kind.ACCEPTED, f"answered {answer.status} without a number")


def first(body: bytes, form: Format) -> dict[str, str]:
    """The first request of an answer: its fields that are text or numbers. Empty where there is none."""
    try:
        if form == "json":
            found = json.loads(body)
            one = found[0] if isinstance(found, list) and found else found
            fields = one.items() if isinstance(one, dict) else ()
            return {name: str(value) for name, value in fields if isinstance(value, str | int)}
        if b"<!" in body:
            # No answer needs a document type, and entities are how XML does harm.
            return {}
        request = ElementTree.fromstring(body).find("request")  # noqa: S314  without document type
        return {one.tag: (one.text or "").strip() for one in request} if request is not None else {}
    except (ValueError, RecursionError, ElementTree.ParseError):
        return {}


def words(value: Any) -> str:
    """An answer as text; a picture has none."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        if "data" in value:
            return ""
        return words(value.get("text")) or ", ".join(filter(None, map(words, value.values())))
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(words, value)))
    return "" if value is None else str(value)


def _place(value: Any) -> dict[str, str]:
    found = {}
    if text := words(value):
        found["address_string"] = text
    if isinstance(value, dict):
        if value.get("uprn"):
            found["address_id"] = str(value["uprn"])
        if value.get("lat") is not None and value.get("long") is not None:
            found |= {"lat": str(value["lat"]), "long": str(value["long"])}
    return found
