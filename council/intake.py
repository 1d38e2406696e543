"""What the council makes of the bytes a kiosk sends. Pure: bytes in, a decision out; storing is `store`.

Anything that is an envelope for this submission is taken in. One that does not open, or whose content
cannot be read, is the council's to look into: the kiosk can neither open nor mend it.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from kiosk.envelope import open_envelope, read_header
from kiosk.errors import EnvelopeError
from kiosk.submission import Record
from sync.wire import ProblemKind


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
    """These bytes are nothing that could ever be taken in."""

    kind: ProblemKind
    title: str


def examine(
    submission_id: str, data: bytes, keys: Mapping[str, X25519PrivateKey], now: datetime
) -> Arrival | Refusal:
    """Decide about `data`, put to the path of `submission_id` (lower case) at `now` (UTC)."""
    try:
        header = read_header(data)
    except EnvelopeError:
        return Refusal(ProblemKind.NOT_AN_ENVELOPE, "This is not an envelope")
    if header.id != submission_id:
        return Refusal(ProblemKind.OTHER_ID, "The envelope belongs to another submission")
    record, fault = None, ""
    try:
        record = open_envelope(data, keys)
    except EnvelopeError as error:
        fault = str(error)
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
