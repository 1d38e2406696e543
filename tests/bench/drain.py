"""A full queue drains: the agent against a bare loop of requests to the same real server.

`python tests/bench/drain.py FOLDER` prints the figures as JSON. Both send envelopes of the same kind with the
same token over one connection, in turns of some items each. What the agent has besides are two durable
commits an item: that it is being sent, before a byte leaves, and that the council has it.
"""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from ground import Ground

ITEMS = 2000
TURNS = 10


def measure(folder: Path, items: int = ITEMS) -> dict[str, object]:
    """Seconds that each took for all items, and how they compare."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "faults"))
    from ground import Ground, Server

    folder.mkdir(parents=True, exist_ok=True)
    ground = Ground(folder)
    server = Server(ground)
    try:
        return compare(ground, server.url, items)
    finally:
        server.stop()


def compare(ground: "Ground", url: str, items: int) -> dict[str, object]:
    """Send `items` either way."""
    from ground import CALM, agent

    from kiosk.envelope import CONTENT_TYPE
    from sync.client import Client
    from sync.identity import IdentityFolder
    from sync.tokens import Credentials
    from sync.wire import submission_path

    each = items // TURNS
    ours = theirs = 0.0
    with ground.open() as store, ground.client(url, CALM) as client, Client(url) as asking:
        token = Credentials(IdentityFolder(ground.folder / "state"), asking).authorization()
        headers = {"content-type": CONTENT_TYPE, "authorization": str(token)}
        sending = agent(store, client)
        with httpx.Client(base_url=url, headers=headers, trust_env=False) as bare:
            for turn in range(TURNS + 1):
                ground.save(store, each)
                envelopes = store.rows("SELECT id, envelope FROM outbox WHERE state = 'queued'")
                with store.write():
                    store.connection.execute("DELETE FROM outbox")
                began = time.perf_counter()
                for item_id, data in envelopes:
                    if bare.put(submission_path(item_id), content=data).status_code != 201:
                        raise RuntimeError("the council did not take it")
                middle = time.perf_counter()
                # Saved anew, so that both find the same in the server's caches.
                ground.save(store, each)
                began_ours = time.perf_counter()
                sending.once()
                ended = time.perf_counter()
                if ground.unsent(store):
                    raise RuntimeError("the agent left something")
                if turn:  # the first turn opens connections, fetches a token and warms the server
                    theirs += middle - began
                    ours += ended - began_ours
    return {
        "drain_items": each * TURNS,
        "drain_agent_s": round(ours, 2),
        "drain_bare_s": round(theirs, 2),
        "drain_ratio": round(ours / theirs, 2),
        "drain_agent_per_s": round(each * TURNS / ours),
    }


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
