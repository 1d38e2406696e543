"""What the council makes of the bytes a kiosk sends. Pure: bytes in, a decision out; storing is `store`.

Anything that is an envelope for this submission is taken in. One that does not open, or whose content
cannot be read, is the council's to look into: the kiosk can neither open nor mend it.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from kiosk.envelope import open_envelope, read_header
from kiosk.errors import EnvelopeError
from kiosk.submission import Record
from sync.wire import ProblemKind

_REFERENCE = re.compile("[0-9A-Z]{12}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Arrival(Struct, frozen=True, kw_only=True):
    """An envelope taken in. Either `record` is what was inside, or `fault` says why it did not open."""

    id: str
    kiosk: str
    kid: str
    sha256: str
    received_at: datetime
    data: bytes
    record: Record | None
    fault: str = ""


class Refusal(Struct, frozen=True):
    """These bytes are nothing that could ever be taken in. `kiosk` and `detail` are for an alert."""

    kind: ProblemKind
    title: str
    kiosk: str = ""
    detail: str = ""


def examine(
    submission_id: str,
    data: bytes,
    keys: Mapping[str, X25519PrivateKey],
    now: datetime,
    kiosk: str | None = None,
) -> Arrival | Refusal:
    """Decide about `data`, put to the path of `submission_id` (lower case) at `now` (UTC).

    `kiosk` is who sent it, as its token proves: HPKE hides, but proves no sender. None: nobody asked.
    """
    try:
        header = read_header(data)
    except EnvelopeError:
        return Refusal(ProblemKind.NOT_AN_ENVELOPE, "This is not an envelope")
    if header.id != submission_id:
        return Refusal(ProblemKind.OTHER_ID, "The envelope belongs to another submission")
    if kiosk is not None and header.kiosk != kiosk:
        return Refusal(
            ProblemKind.OTHER_KIOSK, "The envelope belongs to another kiosk", kiosk=kiosk, detail=header.kiosk
        )
    record, fault = opened(data, keys)
    return Arrival(
        id=submission_id,
        kiosk=header.kiosk,
        kid=header.kid,
        sha256=hashlib.sha256(data).hexdigest(),
        # Whole seconds: the same when it is read back for a late duplicate.
        received_at=now.replace(microsecond=0),
        data=data,
        record=record,
        fault=fault,
    )


def opened(data: bytes, keys: Mapping[str, X25519PrivateKey]) -> tuple[Record | None, str]:
    """The record in an envelope and "", or None and why there is none, in words that hold nothing of it."""
    try:
        record = open_envelope(data, keys)
    except EnvelopeError as error:
        return None, str(error)
    # What a database stores in columns of its own must fit there, or this item would fail for ever.
    if _REFERENCE.fullmatch(record.reference) is None:
        return None, "opened, but its reference is none of ours"
    if record.bundle and _UUID.fullmatch(record.bundle) is None:
        return None, "opened, but what ties it to others is no id"
    return record, ""
