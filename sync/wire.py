"""What travels between a kiosk and the council: paths and message types, the same for both ends.

Unknown fields are accepted everywhere, so that old and new releases can talk. docs/protocol.md describes
the whole; the envelope itself is `kiosk.envelope`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

SUBMISSIONS = "/v1/submissions"
KEYSET = "/v1/keyset"
HEALTH = "/v1/health"
CONTENT_MANIFEST = "/v1/content/manifest"
CONTENT_FILES = "/v1/content/files"
OPENAPI = "/v1/openapi.json"

PROBLEM_TYPE = "application/problem+json"
MAX_ENVELOPE_BYTES = 1024 * 1024
"""A larger body is refused by the council."""
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


class ProblemKind(StrEnum):
    """Why the council refused; the last part of a problem document's `type`."""

    NOT_AN_ENVELOPE = "not-an-envelope"
    OTHER_ID = "other-id"
    OTHER_CONTENT = "other-content"
    TOO_LARGE = "too-large"
    IN_PROGRESS = "in-progress"
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
