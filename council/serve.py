"""`council serve`: binds the socket, opens the keys and the database, runs the application."""

import ipaddress
import signal
import socket
import ssl
import sys
from pathlib import Path

from msgspec import Struct

from kiosk.errors import CouncilError
from kiosk.process import seclude


class Tls(Struct, frozen=True):
    """The server's certificate, with those between it and who vouches for it, and its key: PEM files."""

    certificate: Path
    key: Path


class Place(Struct, frozen=True):
    """Where to listen, and under which names besides those of this machine. Without TLS, only this machine
    is listened to."""

    host: str = "127.0.0.1"
    port: int = 0
    names: frozenset[str] = frozenset()
    tls: Tls | None = None


def serve(data: Path, database: str, place: Place) -> int:
    """Serve at one place. Raises CouncilError when it cannot."""
    if place.tls is not None:
        check(place.tls)
    listener = listen(place.host, place.port, safe=place.tls is not None)
    seclude("council")
    # Late: the web framework is slow to import, and a wrong address is told at once.
    import uvicorn

    from council.app import create_app
    from council.guard import LOCAL_NAMES, Guard
    from council.keys import keys_in
    from council.releases import Releases
    from council.store import CouncilStore
    from council.targets import read_targets
    from council.vault import vault_in

    with listener:
        store = CouncilStore.open(database, vault_in(data), read_targets(data).of)
        app = Guard(
            create_app(store, keys_in(data), Releases(data)),
            LOCAL_NAMES | {name.lower() for name in place.names},
        )
        # The access log would keep the ids and addresses of all who send.
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=10,
            ssl_certfile=place.tls.certificate if place.tls else None,
            ssl_keyfile=place.tls.key if place.tls else None,
        )
        beside = keys_beside(database, data)
        if beside:
            print(beside, file=sys.stderr, flush=True)
        server = uvicorn.Server(config)
        # Also what comes before uvicorn listens for it. It sends itself the signal again once it has ended.
        signal.signal(signal.SIGTERM, server.handle_exit)
        name, bound = listener.getsockname()[:2]
        shown = f"[{name}]" if ":" in name else name
        scheme = "https" if place.tls else "http"
        print(f"council: listening on {scheme}://{shown}:{bound}", flush=True)
        server.run(sockets=[listener])
    return 0


def keys_beside(database: str, data: Path) -> str:
    """What to say where the database and the key to its records lie in one folder; "" where they do not."""
    from sqlalchemy import make_url

    from council.vault import NAMED, keys_file

    url = make_url(database)
    keys = keys_file(data).resolve()
    if url.get_backend_name() != "sqlite" or Path(url.database or "").resolve().parent != keys.parent:
        return ""
    return (
        f"council: {keys.name} lies beside the database, so whoever copies that folder can read all records. "
        f"Encrypt the disk, or move the file and name it in {NAMED}"
    )


def check(tls: Tls) -> None:
    """See that certificate and key can be read and belong together. Raises CouncilError."""
    for option, path in (("--tls-cert", tls.certificate), ("--tls-key", tls.key)):
        try:
            path.read_bytes()
        except OSError as error:
            raise CouncilError(f"{option}: {path}: cannot be read: {error.strerror}") from None
    if tls.key.stat().st_mode & 0o077:
        raise CouncilError(f"--tls-key: {tls.key}: others can read it: chmod 600 {tls.key}")
    try:
        # Given a password, it does not stop to ask somebody for one.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.certificate, tls.key, password="")
    except (ssl.SSLError, ValueError):
        raise CouncilError(
            f"--tls-cert, --tls-key: {tls.certificate} and {tls.key} are not a certificate and its key, as "
            "PEM and without a password"
        ) from None


def listen(host: str, port: int, *, safe: bool = False) -> socket.socket:
    """A listening socket, on a loopback address unless the way is `safe`. Port 0 takes any that is free."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise CouncilError(f"--host: '{host}' is not an address; write 127.0.0.1") from None
    if not address.is_loopback and not safe:
        raise CouncilError(
            f"--host: {host} can be reached from other machines: give --tls-cert and --tls-key, or use "
            "127.0.0.1"
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        listener = socket.create_server((str(address), port), family=family, backlog=128)
    except OSError as error:
        raise CouncilError(f"--port: {port} on {address} cannot be used: {error}") from None
    # asyncio does this only for sockets it made itself; without it each answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
