"""What travels between a kiosk and the council: paths and message types, the same for both ends.

Unknown fields are accepted everywhere, so that old and new releases can talk. docs/protocol.md describes
the whole; the envelope itself is `kiosk.envelope`.
"""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from kiosk.device_key import PublicJwk

SUBMISSIONS = "/v1/submissions"
KEYSET = "/v1/keyset"
HEALTH = "/v1/health"
HEARTBEAT = "/v1/heartbeat"
CONTENT_MANIFEST = "/v1/content/manifest"
CONTENT_FILES = "/v1/content/files"
ENROLMENTS = "/v1/enrolments"
TOKEN = "/v1/token"  # noqa: S105  a path
KEYS = "/v1/keys"
OPENAPI = "/v1/openapi.json"

PROBLEM_TYPE = "application/problem+json"
MOST_PIECE_BYTES = 1024 * 1024
"""Of a content file in one answer to a request with a range."""
MOST_MANIFEST_BYTES = 4 * 1024 * 1024
"""Of a signed manifest: a kiosk reads no more."""
PACKED_TYPE = "application/gzip"


def submission_path(submission_id: str) -> str:
    """Where one submission is put."""
    return f"{SUBMISSIONS}/{submission_id}"


def content_path(packed_sha256: str) -> str:
    """Where one packed content file is fetched."""
    return f"{CONTENT_FILES}/{packed_sha256}"


def code_hash(code: str) -> str:
    """How a proof names the one-time code it belongs to, without repeating it."""
    return hashlib.sha256(code.encode("utf-8")).hexdigest()


class Acknowledgement(Struct, frozen=True, kw_only=True):
    """The council holds this submission: its id, the hash of the bytes it received, and since when (UTC)."""

    id: Annotated[str, Meta(description="The id of the submission, as in the path.")]
    sha256: Annotated[
        str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256 of the bytes received, hexadecimal.")
    ]
    received_at: Annotated[datetime, Meta(tz=True, description="When they were stored, UTC.")]


class Health(Struct, frozen=True, kw_only=True):
    """The service answers, and what time it is there (UTC)."""

    status: Literal["ok"]
    time: Annotated[datetime, Meta(tz=True)]


class Scope(StrEnum):
    """What a token lets its kiosk do."""

    SUBMIT = "submit"
    REPORT = "report"
    CONTENT = "content"
    KEY = "key"


class EnrolmentRequest(Struct, frozen=True, kw_only=True):
    """A kiosk makes itself known. `proof` is a statement by the key (`kiosk.device_key`) with the claims
    `kiosk` and `code`, the latter hashed (`code_hash`)."""

    kiosk: Annotated[str, Meta(pattern=r"^[a-z0-9-]{2,40}\Z")]
    code: Annotated[str, Meta(max_length=40, description="The one-time code, unspaced.")]
    key: PublicJwk
    proof: Annotated[str, Meta(max_length=4096, description="A signed statement, compact.")]


class EnrolmentAnswer(Struct, frozen=True, kw_only=True):
    """The council has the key, and its staff have to compare the fingerprint. `signing_keys` are those that
    sign content and keysets, base64url."""

    kiosk: str
    place: str
    issuer: Annotated[str, Meta(description="What assertions are to name as their audience.")]
    fingerprint: str
    signing_keys: tuple[str, ...]


class KeyRequest(Struct, frozen=True, kw_only=True):
    """The key that a kiosk goes over to. Both proofs state `kiosk` and, by thumbprint, `old` and `new`."""

    key: PublicJwk
    by_old: Annotated[str, Meta(max_length=4096)]
    by_new: Annotated[str, Meta(max_length=4096)]


class KeyAnswer(Struct, frozen=True, kw_only=True):
    """The new key may be used, and until it is, at most so long, the old one (UTC)."""

    key: str
    old_until: Annotated[datetime, Meta(tz=True)]


class TokenAnswer(Struct, frozen=True, kw_only=True):
    """RFC 6749, 5.1. `expires_in` is in seconds."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


class TokenError(StrEnum):
    """RFC 6749, 5.2, and RFC 8628, 3.5."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    """The assertion is not accepted."""
    INVALID_SCOPE = "invalid_scope"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    """The kiosk was revoked, or uses a key that was replaced."""
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    AUTHORIZATION_PENDING = "authorization_pending"
    """Staff have not confirmed the key yet."""


class TokenRefusal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 6749, 5.2."""

    error: TokenError
    error_description: str = ""


Code = Annotated[str, Meta(pattern="^[a-z0-9-]{0,40}$")]
"""A short word of a list, never a text: nothing of a resident fits in."""
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Age = Annotated[float, Meta(ge=0, le=1e10)]


class QueueBeat(Struct, frozen=True, kw_only=True):
    """How the queue of a kiosk stands. The ages of what waits are in seconds.

    `waiting` is not delivered yet, `held` was refused and waits for staff. `pause` says why nothing is sent,
    empty while nothing is in the way. `delivered_at` is when the council received the newest item, by the
    council's clock.
    """

    waiting: Count
    held: Count
    oldest_age_s: Age | None = None
    pause: Code = ""
    delivered_at: Annotated[datetime, Meta(tz=True)] | None = None


class StorageBeat(Struct, frozen=True, kw_only=True):
    """How the disk and the kiosk's file are. `free` is a share from 0 to 1; `sound` is None before the first
    whole check of the file."""

    room: Code
    free: Annotated[float, Meta(ge=0, le=1)]
    ballast: bool
    sound: bool | None = None


class Heartbeat(Struct, frozen=True, kw_only=True):
    """What a kiosk says of itself. Facts only, which the council judges; of residents nothing.

    `beat` counts from 1 for each run of the agent. `content` is the version of the release in use, `keyset`
    the SHA-256 of the council's public keys as the kiosk has them. `clock_offset_s` is how far its clock is
    behind the council's, None where it has not learnt that yet.
    """

    kiosk: Annotated[str, Meta(pattern="^[a-z0-9-]{2,40}$")]
    boot: Annotated[str, Meta(pattern="^[0-9a-f-]{1,40}$")]
    uptime_s: Age
    beat: Count
    release: Annotated[str, Meta(pattern="^[0-9A-Za-z.+-]{1,40}$")]
    queue: QueueBeat
    storage: StorageBeat | None = None
    content: Count | None = None
    keyset: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""
    clock_offset_s: Annotated[float, Meta(ge=-1e12, le=1e12)] | None = None
    clock_before_release: bool = False


class HeartbeatReply(Struct, frozen=True, kw_only=True):
    """What a kiosk hears in return. It beats again after `interval_s` seconds.

    `backed_up_to`: whatever the council received by then is in a backup. `restored_at`: when the council came
    back from a backup that holds what it had received by `restored_to`, and nothing after; kiosks send what
    they still have of it once more. All by the council's clock.
    """

    time: Annotated[datetime, Meta(tz=True)]
    interval_s: Annotated[float, Meta(ge=1, le=3600)]
    keyset: str = ""
    backed_up_to: Annotated[datetime, Meta(tz=True)] | None = None
    restored_at: Annotated[datetime, Meta(tz=True)] | None = None
    restored_to: Annotated[datetime, Meta(tz=True)] | None = None


class ProblemKind(StrEnum):
    """Why the council refused; the last part of a problem document's `type`."""

    NOT_AN_ENVELOPE = "not-an-envelope"
    OTHER_ID = "other-id"
    OTHER_CONTENT = "other-content"
    OTHER_KIOSK = "other-kiosk"
    TOO_LARGE = "too-large"
    IN_PROGRESS = "in-progress"
    UNKNOWN_KIOSK = "unknown-kiosk"
    NOT_ALLOWED = "not-allowed"
    TOO_OFTEN = "too-often"
    ENROLMENT = "enrolment"
    """The code does not fit, was used, or is too old."""
    KEY = "key"
    """A key or what is signed with it is not right."""
    REQUEST = "request"
    """Not about a submission: a wrong path, method or header."""
    SERVER = "server"

    @property
    def type(self) -> str:
        """The problem document's `type`."""
        return PROBLEM_PREFIX + self.value


PROBLEM_PREFIX = "urn:council-kiosk:problem:"


class ProblemDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457. `submission` names the submission it is about: only such a document refuses an item."""

    type: str
    title: str
    status: int
    detail: str = ""
    submission: str = ""
