"""The one door to the network: sends bytes, hands back facts. The only module that imports httpx.

It follows no redirects, uses no proxy or password file of the machine, never relaxes TLS, and reads no
more of an answer than the protocol can need. What an answer means is `courier`.
"""

import ssl
import time
from typing import Self

import httpx
import msgspec

from kiosk import __version__
from kiosk.envelope import CONTENT_TYPE
from kiosk.errors import UNREADABLE, AgentError
from sync.courier import Fault, Reply
from sync.wire import (
    CONTENT_MANIFEST,
    HEALTH,
    MOST_MANIFEST_BYTES,
    MOST_PIECE_BYTES,
    PACKED_TYPE,
    Health,
    content_path,
    submission_path,
)

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
ANSWER_SECONDS = 60.0
"""Longest time for the body of one answer, however slowly it drips."""
MOST_BYTES = 64 * 1024
"""Of an answer's body; the rest is not read."""

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


class Client:
    """Talks to one council server. Belongs to one thread."""

    def __init__(self, base: str, verify: ssl.SSLContext | bool = True) -> None:
        """`base` is the server's address. Raises AgentError where it would let others answer for it."""
        address = httpx.URL(base)
        if address.scheme != "https" and address.host not in THIS_MACHINE:
            raise AgentError(
                f"council.api: {base}: without https anybody on the way could answer in the council's name; "
                "write https://"
            )
        self._http = httpx.Client(
            base_url=base,
            verify=verify,
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            headers={"user-agent": f"council-kiosk/{__version__}", "accept": "application/json"},
        )

    def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
        """Send one envelope. Never raises for what the network does."""
        return self._ask("PUT", submission_path(submission_id), data)

    def healthy(self) -> bool:
        """Whether the council's own service answers: a captive portal's page is no answer."""
        reply = self._ask("GET", HEALTH)
        if isinstance(reply, Fault) or reply.status != 200:
            return False
        try:
            msgspec.json.decode(reply.body, type=Health)
        except UNREADABLE:
            return False
        return True

    def get_manifest(self, etag: str) -> Reply | Fault:
        """The signed manifest of the council's content, or 304 when `etag` names it. Never raises."""
        headers = {"if-none-match": etag} if etag else {}
        return self._ask("GET", CONTENT_MANIFEST, headers=headers, most=MOST_MANIFEST_BYTES)

    def get_piece(self, packed_sha256: str, first: int, size: int) -> Reply | Fault:
        """`size` bytes of a packed content file from `first` on. Never raises."""
        headers = {"range": f"bytes={first}-{first + size - 1}", "accept": PACKED_TYPE}
        return self._ask("GET", content_path(packed_sha256), headers=headers, most=MOST_PIECE_BYTES)

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        *,
        headers: dict[str, str] | None = None,
        most: int = MOST_BYTES,
    ) -> Reply | Fault:
        asked = {"content-type": CONTENT_TYPE} if data is not None else headers or {}
        try:
            with self._http.stream(method, path, content=data, headers=asked) as answer:
                body = _body(answer, most)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol):
            return Fault.CONNECT
        except httpx.TimeoutException:
            return Fault.TIMEOUT
        except httpx.HTTPError:
            return Fault.BROKEN
        return Reply(
            status=answer.status_code,
            content_type=answer.headers.get("content-type", ""),
            body=body,
            retry_after=answer.headers.get("retry-after", ""),
            etag=answer.headers.get("etag", ""),
        )


def _body(answer: httpx.Response, most: int) -> bytes:
    started = time.monotonic()
    body = b""
    for part in answer.iter_bytes():
        body += part
        if len(body) > most:
            return body[:most]
        if time.monotonic() - started > ANSWER_SECONDS:
            raise httpx.ReadTimeout("the answer takes too long")
    return body
