"""A made-up kiosk is enrolled at a made-up council on this machine: for real, with a one-time code over HTTP,
only that the same hands sit at both ends.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.errors import KnownError

if TYPE_CHECKING:
    from sync.identity import Identity

START_S = 20.0


def enrol_here(
    council_data: Path, state_dir: Path, kiosk: str, place: str, api: str, database: str = ""
) -> "Identity":
    """Let `kiosk`, whose files are in `state_dir`, be known to the council of `council_data`.

    The council listens for that moment on a port of its own; `api` is where the kiosk will find it later.
    """
    from council.app import create_app
    from council.enrolments import Enrolments
    from council.keys import keys_in
    from council.releases import Releases
    from council.store import CouncilStore
    from council.vault import vault_in
    from sync.client import Client
    from sync.enrolment import enrol
    from sync.identity import IdentityFolder

    url = database or f"sqlite:///{(council_data / 'council.db').resolve()}"
    with closing(CouncilStore.open(url, vault_in(council_data))) as store:
        app = create_app(store, keys_in(council_data), Releases(council_data))
        with served(app) as address, Client(address) as client:
            enrolments = Enrolments(store.database)
            code = enrolments.create(kiosk, place, datetime.now(UTC))
            identity = enrol(IdentityFolder(state_dir), client, kiosk, api, code).identity
            enrolments.confirm(kiosk, identity.key.fingerprint, datetime.now(UTC))
    return identity


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve a web application from a thread of this process, on a port of this machine that is free."""
    import uvicorn

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            until = time.monotonic() + START_S
            while not server.started and thread.is_alive():
                if time.monotonic() > until:
                    raise KnownError("the council of the demonstration did not start")
                time.sleep(0.005)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
