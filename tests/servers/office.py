"""A back office on this machine: an HTTP server whose answers a test decides, and which remembers all it was
asked."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class Asked:
    """One request, read to its end. Header names are in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """One answer. `cut` sends half of it and hangs up; `lost` does the work and hangs up without a word."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    lost: bool = False


class Office:
    """Answers with what `answer` gives; `faults` are used up first, one for each request. A fault with
    `lost` or `cut` lets the request be answered first, as a server does whose answer is lost on the way."""

    def __init__(self, answer: Callable[[Asked], Reply] | None = None) -> None:
        self.asked: list[Asked] = []
        self.faults: deque[Reply] = deque()
        self._answer = answer or (lambda _: Reply(204))
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, body)
                outer.asked.append(asked)
                self._give(outer.reply(asked))

            def do_GET(self) -> None:
                self.do_POST()

            def _give(self, reply: Reply) -> None:
                if reply.lost:
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in {**reply.headers, "content-length": str(len(reply.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
                self.close_connection = self.close_connection or reply.cut

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def reply(self, asked: Asked) -> Reply:
        """What is answered to a request."""
        if not self.faults:
            return self._answer(asked)
        fault = self.faults.popleft()
        if fault.lost or fault.cut:
            said = self._answer(asked)
            return Reply(said.status, said.body, said.headers, cut=fault.cut, lost=fault.lost)
        return fault

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
