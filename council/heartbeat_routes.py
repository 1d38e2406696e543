"""The API's part for heartbeats: a kiosk says how it is, and hears the time and what concerns its queue."""

import hashlib
import time
from datetime import UTC, datetime

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from council.door import needs, not_for_this
from council.heartbeats import Heartbeats, interval
from council.keys import KeyRing
from council.problems import TURNED_AWAY, described
from council.tokens import Caller
from kiosk.keyset import Keyset
from sync.wire import HEARTBEAT, Heartbeat, HeartbeatReply, Scope


@post(
    HEARTBEAT,
    operation_id="postHeartbeat",
    security=needs(Scope.REPORT),
    summary="Say how this kiosk is",
    description="Every minute or so, and when something has changed. Only the last one is kept.",
    response_description="What the kiosk hears in return.",
    sync_to_thread=True,
    status_code=200,
    responses={
        400: described("The request cannot be read."),
        **TURNED_AWAY,
        413: described("The body is too large."),
        500: described("The service has a problem: try again later."),
    },
)
def post_heartbeat(
    data: JSONBody[Heartbeat],
    caller: NamedDependency[Caller],
    heartbeats: NamedDependency[Heartbeats],
    keys: NamedDependency[KeyRing],
) -> HeartbeatReply:
    """Keep the beat; a server that is slow to do so asks for fewer."""
    if data.kiosk != caller.kiosk:
        raise not_for_this("A kiosk speaks for itself only")
    began = time.monotonic()
    backed = heartbeats.keep(data, datetime.now(UTC))
    return HeartbeatReply(
        time=datetime.now(UTC),
        interval_s=interval(time.monotonic() - began),
        keyset=keyset_hash(keys.public),
        backed_up_to=backed.backed_up_to,
        restored_at=backed.restored_at,
        restored_to=backed.restored_to,
    )


def keyset_hash(keyset: Keyset) -> str:
    """Names a keyset, so that a kiosk knows whether it has this one."""
    return hashlib.sha256(msgspec.json.encode(keyset)).hexdigest()
