"""The one door to the network: sends bytes, hands back facts. The only module that imports httpx.

It follows no redirects, uses no proxy or password file of the machine, never relaxes TLS, and reads no
more of an answer than the protocol can need. What an answer means is `courier`, who the kiosk is `identity`.
"""

import ssl
import time
from typing import Protocol, Self
from urllib.parse import urlencode

import httpx
import msgspec
from msgspec import Struct

from kiosk import __version__
from kiosk.envelope import CONTENT_TYPE
from kiosk.errors import UNREADABLE, AgentError, BugError
from sync.courier import Fault, Reply
from sync.server_time import ServerTime
from sync.wire import (
    CONTENT_MANIFEST,
    HEALTH,
    KEYSET,
    MOST_MANIFEST_BYTES,
    MOST_PIECE_BYTES,
    PACKED_TYPE,
    Health,
    content_path,
    submission_path,
)

MOST_BYTES = 64 * 1024
"""Of an answer's body; the rest is not read."""

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


class Patience(Struct, frozen=True):
    """How many seconds to wait: for a connection, for the next bytes, and for the whole body of one answer,
    however slowly it drips."""

    connect: float = 10.0
    read: float = 30.0
    answer: float = 60.0


class Credentials(Protocol):
    """What proves who asks; `sync.tokens` has the real ones."""

    def authorization(self) -> str | Reply | Fault | None:
        """The value of the header Authorization; None for none. A Reply or Fault when something kept it from
        being fetched: nothing else is asked then, and that is the answer."""
        ...

    def renew(self) -> None:
        """Forget the token in use: the council refused it. The next `authorization` fetches another."""
        ...


class Client:
    """Talks to one council server. Belongs to one thread."""

    def __init__(
        self,
        base: str,
        verify: ssl.SSLContext | bool = True,
        *,
        credentials: Credentials | None = None,
        patience: Patience | None = None,
        server_time: ServerTime | None = None,
    ) -> None:
        """`base` is the server's address. Raises AgentError where it would let others answer for it."""
        self.server_time = server_time or ServerTime()
        address = httpx.URL(base)
        if address.scheme != "https" and address.host not in THIS_MACHINE:
            raise AgentError(
                f"council.api: {base}: without https anybody on the way could answer in the council's name; "
                "write https://"
            )
        self._credentials = credentials
        self._patience = patience = patience or Patience()
        self._http = httpx.Client(
            base_url=base,
            verify=verify,
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(patience.read, connect=patience.connect),
            headers={
                "user-agent": f"council-kiosk/{__version__}",
                "accept": "application/json",
                "accept-encoding": "identity",
            },
        )

    def use(self, credentials: Credentials) -> None:
        """Prove from now on who asks. Apart from the making, because a token is fetched through a client."""
        self._credentials = credentials

    def put_submission(self, submission_id: str, data: bytes) -> Reply | Fault:
        """Send one envelope. Never raises for what the network does."""
        return self._known(
            "PUT", submission_path(submission_id), data, headers={"content-type": CONTENT_TYPE}
        )

    def post_json(self, path: str, data: bytes) -> Reply | Fault:
        """Send a JSON message, proving who asks. Never raises."""
        return self._known("POST", path, data, headers={"content-type": "application/json"})

    def post_form(self, path: str, fields: dict[str, str]) -> Reply | Fault:
        """Send a form without proof of who asks, as for a token or an enrolment. Never raises."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode("ascii"), headers=headers)

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
        return self._known("GET", CONTENT_MANIFEST, headers=headers, most=MOST_MANIFEST_BYTES)

    def get_keyset(self, etag: str) -> Reply | Fault:
        """The council's signed keyset, or 304 when `etag` names it. Never raises."""
        return self._known("GET", KEYSET, headers={"if-none-match": etag} if etag else {})

    def get_piece(self, packed_sha256: str, first: int, size: int) -> Reply | Fault:
        """`size` bytes of a packed content file from `first` on. Never raises."""
        headers = {"range": f"bytes={first}-{first + size - 1}", "accept": PACKED_TYPE}
        return self._known("GET", content_path(packed_sha256), headers=headers, most=MOST_PIECE_BYTES)

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _known(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        *,
        headers: dict[str, str],
        most: int = MOST_BYTES,
    ) -> Reply | Fault:
        """Ask with proof of who asks, and once more with a new token when the council refuses this one."""
        if self._credentials is None:
            return self._ask(method, path, data, headers=headers, most=most)
        for renewed in (False, True):
            token = self._credentials.authorization()
            if isinstance(token, Reply | Fault):
                return token
            proof = {"authorization": token} if token else {}
            reply = self._ask(method, path, data, headers={**headers, **proof}, most=most)
            if renewed or isinstance(reply, Fault) or reply.status not in (401, 403):
                return reply
            self._credentials.renew()
        raise BugError("asked twice without an answer")

    def _ask(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        *,
        headers: dict[str, str] | None = None,
        most: int = MOST_BYTES,
    ) -> Reply | Fault:
        try:
            with self._http.stream(method, path, content=data, headers=headers or {}) as answer:
                body = _body(answer, most, self._patience.answer)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol):
            return Fault.CONNECT
        except httpx.TimeoutException:
            return Fault.TIMEOUT
        except httpx.HTTPError:
            return Fault.BROKEN
        date = answer.headers.get("date", "")
        # Certain to be the server's own: TLS was checked, or it is on this machine.
        self.server_time.learn(date)
        return Reply(
            status=answer.status_code,
            content_type=answer.headers.get("content-type", ""),
            body=body,
            retry_after=answer.headers.get("retry-after", ""),
            etag=answer.headers.get("etag", ""),
            date=date,
        )


def _body(answer: httpx.Response, most: int, seconds: float) -> bytes:
    started = time.monotonic()
    body = b""
    # Raw: nothing was asked for that is packed, and a few packed bytes may unpack to more than the memory.
    for part in answer.iter_raw():
        body += part
        if len(body) > most:
            return body[:most]
        if time.monotonic() - started > seconds:
            raise httpx.ReadTimeout("the answer takes too long")
    return body
