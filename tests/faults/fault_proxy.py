"""A wire between a kiosk and its council that fails in every way we know, on purpose and when it is told.

It understands as much of HTTP as it takes to see one request and one reply. It runs in a thread of its own.
What each fault does is its docstring; which request meets which fault is for the test to say.
"""

import asyncio
import re
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress

from msgspec import Struct

PORTAL = b"<!doctype html><title>Library WiFi</title><p>Welcome. Accept our terms to go on.</p>"


class Request(Struct, frozen=True):
    """What came from the kiosk: the first line's words, and all its bytes."""

    method: str
    path: str
    data: bytes

    @property
    def name(self) -> str:
        """The last part of the path: of a submission, its id."""
        return self.path.rpartition("/")[2]


class Exchange:
    """One request on its way, and what may be done with it."""

    def __init__(self, proxy: "Proxy", request: Request, writer: asyncio.StreamWriter) -> None:
        self.request = request
        self.stopping = proxy.stopping
        self._proxy = proxy
        self._writer = writer

    async def ask(self) -> bytes:
        """Hand the request to the council, and give its whole reply."""
        return await self._proxy.upstream(self.request.data)

    async def say(self, data: bytes) -> None:
        """Give the kiosk these bytes."""
        self._writer.write(data)
        await self._writer.drain()

    async def wait(self, seconds: float) -> None:
        """Let time pass, or the proxy end."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    def reset(self) -> None:
        """Break the connection, as a router does that has forgotten it (RST)."""
        linger = struct.pack("ii", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()


Fault = Callable[[Exchange], Awaitable[None]]
Plan = Callable[[Request], str]
"""Which fault a request meets: a name of FAULTS, or '' for none."""


def page(status: str, body: bytes = PORTAL, kind: str = "text/html", more: str = "") -> bytes:
    """A reply that is not the council's."""
    head = f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: {kind}\r\n"
    return f"{head}content-length: {len(body)}\r\n{more}\r\n".encode() + body


def answering(reply: bytes) -> Fault:
    """A fault that answers so, and asks no council."""

    async def fault(exchange: Exchange) -> None:
        await exchange.say(reply)

    return fault


async def none(exchange: Exchange) -> None:
    """No fault."""
    await exchange.say(await exchange.ask())


async def latency(exchange: Exchange) -> None:
    """Everything takes its time."""
    await exchange.wait(0.03)
    await none(exchange)


async def narrow(exchange: Exchange) -> None:
    """A line that carries a few bytes at a time."""
    reply = await exchange.ask()
    for start in range(0, len(reply), 64):
        await exchange.say(reply[start : start + 64])
        await exchange.wait(0.001)


async def sliced(exchange: Exchange) -> None:
    """Each byte of the reply comes alone."""
    for byte in await exchange.ask():
        await exchange.say(bytes((byte,)))


async def slow_close(exchange: Exchange) -> None:
    """The reply says that the connection ends, and it ends late."""
    await none(exchange)
    await exchange.wait(0.05)


async def timeout(exchange: Exchange) -> None:
    """The request goes nowhere, and nobody answers."""
    await exchange.wait(30)


async def half_open(exchange: Exchange) -> None:
    """The council takes it; then the line is dead, and neither end is told."""
    reply = await exchange.ask()
    await exchange.say(reply[:20])
    await exchange.wait(30)


async def late(exchange: Exchange) -> None:
    """The council takes it, and its answer comes when the kiosk has given up."""
    reply = await exchange.ask()
    await exchange.wait(1.0)
    await exchange.say(reply)


async def reset(exchange: Exchange) -> None:
    """The connection breaks before the council sees anything."""
    exchange.reset()


async def reset_after(exchange: Exchange) -> None:
    """The council takes it; then the connection breaks."""
    await exchange.ask()
    exchange.reset()


async def lost(exchange: Exchange) -> None:
    """The council takes it; its answer is lost."""
    await exchange.ask()


async def cut(exchange: Exchange) -> None:
    """Half of the answer arrives."""
    reply = await exchange.ask()
    await exchange.say(reply[: -len(reply.partition(b"\r\n\r\n")[2]) // 2 or None])


async def twice(exchange: Exchange) -> None:
    """The council gets it two times; the kiosk gets the second answer."""
    await exchange.ask()
    await none(exchange)


async def both(exchange: Exchange) -> None:
    """The council gets it two times at the same moment; the kiosk gets one of the answers."""
    replies = await asyncio.gather(exchange.ask(), exchange.ask())
    await exchange.say(replies[1])


async def bad_gateway(exchange: Exchange) -> None:
    """The council takes it; what stands before the council says that it did not."""
    await exchange.ask()
    await exchange.say(page("502 Bad Gateway", b"<h1>502</h1>"))


async def wrong_id(exchange: Exchange) -> None:
    """The answer is about another submission."""
    reply = await exchange.ask()
    other = b"00000000-0000-4000-8000-000000000000"
    await exchange.say(reply.replace(exchange.request.name.encode(), other))


async def wrong_hash(exchange: Exchange) -> None:
    """The answer is about other bytes."""
    await exchange.say(
        re.sub(b'"sha256":"[0-9a-f]{64}"', b'"sha256":"' + b"0" * 64 + b'"', await exchange.ask())
    )


async def cached(exchange: Exchange) -> None:
    """An acknowledgement made up of the path, by something that stores nothing."""
    name = exchange.request.name
    body = f'{{"id":"{name}","sha256":"{"a" * 64}","received_at":"2026-11-22T12:00:00Z"}}'.encode()
    await exchange.say(page("200 OK", body, "application/json"))


FAULTS: dict[str, Fault] = {
    "none": none,
    "latency": latency,
    "narrow": narrow,
    "sliced": sliced,
    "slow-close": slow_close,
    "timeout": timeout,
    "half-open": half_open,
    "late": late,
    "reset": reset,
    "reset-after": reset_after,
    "lost": lost,
    "cut": cut,
    "twice": twice,
    "both": both,
    "bad-gateway": bad_gateway,
    "wrong-id": wrong_id,
    "wrong-hash": wrong_hash,
    "cached": cached,
    "500": answering(page("500 Internal Server Error", b"")),
    "503": answering(page("503 Service Unavailable", b"", more="retry-after: 1\r\n")),
    "429": answering(page("429 Too Many Requests", b"", more="retry-after: 1\r\n")),
    "408": answering(page("408 Request Timeout", b"")),
    "portal": answering(page("302 Found", b"", more="location: http://portal.example/\r\n")),
    "portal-page": answering(page("200 OK")),
    "portal-json": answering(page("200 OK", b'{"login": "needed"}', "application/json")),
    "no-content": answering(page("204 No Content", b"")),
    "511": answering(page("511 Network Authentication Required")),
    "404": answering(page("404 Not Found", b"<h1>Not found</h1>")),
    "413": answering(page("413 Content Too Large", b"<h1>nginx</h1>")),
    "401": answering(page("401 Unauthorized", b"", more="www-authenticate: Bearer\r\n")),
    "403": answering(page("403 Forbidden", b"<h1>Blocked by your organisation</h1>")),
    "nonsense": answering(b"\x00\xff\x00 this is no HTTP\r\n\r\n"),
}


class Proxy:
    """Listens on a port of this machine and passes on what comes to the council at `port`."""

    def __init__(self, port: int, plan: Plan = lambda _: "", tls: ssl.SSLContext | None = None) -> None:
        self.plan = plan
        self.seen: list[Request] = []
        self.hit: list[tuple[str, str]] = []
        """(submission, fault) for each that met one."""
        self.refused: list[bytes] = []
        """First lines of what the council itself answered, where that was no success."""
        self.stopping = asyncio.Event()
        self._upstream = port
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._busy: set[asyncio.Task[None]] = set()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,))
        self._thread.start()
        assert ready.wait(10)

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self.stopping.set)
        self._thread.join()

    @property
    def url(self) -> str:
        """Where a kiosk finds it."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    async def upstream(self, data: bytes) -> bytes:
        """One request to the council, on a connection of its own; '502' when the council is not there."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        except OSError:
            return page("502 Bad Gateway", b"")
        try:
            writer.write(data)
            await writer.drain()
            reply = await _message(reader)
            if reply.split(b" ", 2)[1][:1] != b"2":
                self.refused.append(reply.partition(b"\r\n")[0])
            # One exchange for each connection, and the kiosk is told so.
            return reply.replace(b"\r\n", b"\r\nconnection: close\r\n", 1)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.refused.append(type(error).__name__.encode())
            return page("502 Bad Gateway", b"")
        finally:
            writer.close()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)

        async def serve() -> None:
            server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls, backlog=100)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await self.stopping.wait()
            server.close()
            for task in self._busy:
                task.cancel()
            await asyncio.gather(*self._busy, return_exceptions=True)

        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(serve())

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._connection(reader, writer))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            data = await _message(reader)
            method, path, _ = data.split(b"\r\n", 1)[0].decode().split(" ", 2)
            request = Request(method, path, data)
            self.seen.append(request)
            fault = self.plan(request) or "none"
            if fault != "none":
                self.hit.append((request.name, fault))
            await FAULTS[fault](Exchange(self, request, writer))
        except (OSError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            with suppress(OSError):
                writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """A whole HTTP message whose body has a length."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
    return head + await reader.readexactly(int(length[1]) if length else 0)
