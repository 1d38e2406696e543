"""The council's only door to httpx: one exchange with another server becomes an answer or a fault.

It follows no redirect, reads no more than a short answer, and takes no longer than a lease lasts. What an
answer means is for the adapters; `read` says what most of them have in common.
"""

import ssl
import time
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Self

import httpx
from msgspec import Struct

from council.delivery import Kind, Outcome
from kiosk.errors import CouncilError

MOST_ANSWER_BYTES = 256 * 1024
WHOLE_S = 120.0
"""Of one exchange, from the first byte to the last, however slowly they come."""
BUSY = frozenset({408, 409, 423, 425, 429})
CLOSED = frozenset({401, 403, 404, 405, 407, 410, 421})


class Answer(Struct, frozen=True):
    """What came back. Header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Fault(Struct, frozen=True):
    """Nothing whole came back. `sent`: the other side may have got what we sent."""

    reason: str
    sent: bool


class Door:
    """A shared client. Used by one thread at a time."""

    def __init__(self, ca_file: Path | None = None) -> None:
        """`ca_file` names certificates to trust instead of the usual ones. Raises CouncilError."""
        verify: ssl.SSLContext | bool = True
        if ca_file is not None:
            try:
                verify = ssl.create_default_context(cafile=str(ca_file))
            except (OSError, ssl.SSLError) as error:
                raise CouncilError(f"{ca_file}: certificates cannot be read: {error.strerror}") from None
        self._client = httpx.Client(
            follow_redirects=False,
            timeout=httpx.Timeout(30.0, connect=10.0),
            headers={"user-agent": "council-kiosk"},
            verify=verify,
        )

    def ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> Answer | Fault:
        """One exchange. Raises nothing for what the other side or the network does."""
        try:
            with self._client.stream(method, url, headers=headers, content=content) as response:
                return Answer(response.status_code, _lowered(response.headers), _read(response))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            return Fault("not reached", sent=False)
        except httpx.UnsupportedProtocol:
            return Fault("its address cannot be used", sent=False)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, _TooMuchError) as error:
            return Fault(f"no whole answer ({type(error).__name__.strip('_')})", sent=True)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _TooMuchError(Exception):
    """The answer is too long, or too slow."""


def _lowered(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _read(response: httpx.Response) -> bytes:
    until = time.monotonic() + WHOLE_S
    body = b""
    for part in response.iter_bytes():
        body += part
        if len(body) > MOST_ANSWER_BYTES or time.monotonic() > until:
            raise _TooMuchError
    return body


def read(answer: Answer | Fault, now: datetime) -> Outcome | None:
    """What an answer comes to that is the same for all targets; None for a success and for a refusal, which
    each reads in its own way."""
    if isinstance(answer, Fault):
        return Outcome(Kind.BUSY if answer.sent else Kind.AWAY, answer.reason)
    status = answer.status
    if status in BUSY or status >= 500:
        wait = retry_after(answer.headers.get("retry-after", ""), now)
        return Outcome(Kind.BUSY, f"answered {status}", wait_s=wait)
    if status in CLOSED:
        return Outcome(Kind.CLOSED, f"answered {status}: look at the target's set-up")
    if status < 200 or 300 <= status < 400:
        return Outcome(Kind.AWAY, f"answered {status}, which is not the target")
    if status < 300 and answer.headers.get("content-type", "").startswith("text/html"):
        return Outcome(Kind.AWAY, "answered with a web page, which is not the target")
    return None


def retry_after(text: str, now: datetime) -> float | None:
    """The seconds that a header asks to wait (RFC 9110, 10.2.3), or None."""
    text = text.strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at - now).total_seconds()) if at.tzinfo else None
