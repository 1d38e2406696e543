"""Hands a record on as it is: a CloudEvents 1.0 message in JSON, signed after Standard Webhooks.

Its id is the submission's and stays the same however often it is sent: who receives it drops an id that it
has already (CloudEvents 1.0.2, `source` + `id`).
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from council.adapters.door import Door, read
from council.adapters.parcel import Parcel
from council.delivery import Kind, Outcome
from kiosk.clock import iso
from kiosk.errors import CouncilError

TYPE = "council-kiosk.submission.v1"
CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
PREFIX = "whsec_"
SECRET_BYTES = (24, 64)
"""Standard Webhooks, "Symmetric"."""


class _Event(Struct, frozen=True, kw_only=True):
    """Attributes in the order in which the specification names them."""

    specversion: str = "1.0"
    id: str
    source: str
    type: str = TYPE
    subject: str
    time: str
    datacontenttype: str = "application/json"
    data: dict[str, Any]


def event(parcel: Parcel, source: str) -> bytes:
    """The message's body. `source` is the council's; the kiosk's name is put behind it."""
    record = parcel.record
    data = msgspec.to_builtins(record)
    return msgspec.json.encode(
        _Event(
            id=record.id,
            source=f"{source.rstrip('/')}/{record.kiosk}",
            subject=record.route,
            time=iso(parcel.received_at),
            data=data,
        )
    )


def secrets_of(text: str) -> tuple[bytes, ...]:
    """The secrets of a file, one a line: `whsec_` and base64. Raises CouncilError, which quotes none."""
    found = []
    for line in text.split():
        try:
            secret = base64.b64decode(line.removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if not line.startswith(PREFIX) or not SECRET_BYTES[0] <= len(secret) <= SECRET_BYTES[1]:
            raise CouncilError("a line is not whsec_ and 24 to 64 bytes in base64")
        found.append(secret)
    if not found:
        raise CouncilError("has no secret: write whsec_ and 24 to 64 random bytes in base64")
    return tuple(found)


def signed(name: str, body: bytes, at: datetime, secrets: Sequence[bytes]) -> dict[str, str]:
    """The headers of a signed message. With several secrets it is signed with each, while one is renewed."""
    seconds = str(int(at.timestamp()))
    what = f"{name}.{seconds}.".encode() + body
    macs = [base64.b64encode(hmac.digest(secret, what, hashlib.sha256)).decode() for secret in secrets]
    return {
        "webhook-id": name,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{mac}" for mac in macs),
    }


class Webhook:
    """Posts to one address."""

    def __init__(self, url: str, source: str, secrets: Sequence[bytes], door: Door) -> None:
        self._url = url
        self._source = source
        self._secrets = tuple(secrets)
        self._door = door

    def send(self, parcel: Parcel, now: datetime) -> Outcome:
        """Post the record; any 2xx accepts it."""
        body = event(parcel, self._source)
        headers = signed(parcel.record.id, body, now, self._secrets)
        answer = self._door.ask("POST", self._url, {"content-type": CONTENT_TYPE, **headers}, body)
        outcome = read(answer, now)
        if outcome is not None:
            return outcome
        status = getattr(answer, "status", 0)
        if status >= 400:
            return Outcome(Kind.REFUSED, f"answered {status}")
        return Outcome(Kind.ACCEPTED)

    def close(self) -> None:
        """Close its connections."""
        self._door.close()
