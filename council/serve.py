"""`council serve`: binds the socket, opens the keys and the database, runs the application."""

import ipaddress
import signal
import socket
from pathlib import Path

from kiosk.errors import CouncilError


def serve(data: Path, database: str, host: str, port: int) -> int:
    """Serve on one address of this machine. Raises CouncilError when it cannot."""
    listener = listen(host, port)
    # Late: the web framework is slow to import, and a wrong address is told at once.
    import uvicorn

    from council.app import create_app
    from council.guard import Guard
    from council.keys import keys_in
    from council.releases import Releases
    from council.store import CouncilStore
    from council.vault import vault_in

    with listener:
        app = Guard(create_app(CouncilStore.open(database, vault_in(data)), keys_in(data), Releases(data)))
        # The access log would keep the ids and addresses of all who send.
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=10,
        )
        # uvicorn sends itself the signal again once it has ended in order.
        signal.signal(signal.SIGTERM, lambda *_: None)
        name, bound = listener.getsockname()[:2]
        shown = f"[{name}]" if ":" in name else name
        print(f"council: listening on http://{shown}:{bound}", flush=True)
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on a loopback address. Port 0 takes any that is free."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise CouncilError(f"--host: '{host}' is not an address; write 127.0.0.1") from None
    if not address.is_loopback:
        raise CouncilError(
            f"--host: {host} can be reached from other machines, and kiosks cannot prove who they are yet; "
            "use 127.0.0.1"
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        listener = socket.create_server((str(address), port), family=family, backlog=128)
    except OSError as error:
        raise CouncilError(f"--port: {port} on {address} cannot be used: {error}") from None
    # asyncio does this only for sockets it made itself; without it each answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
