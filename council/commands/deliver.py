"""`council deliver`: hand on what is due, until told to stop. Several may run at once, on several machines.

What to do with an outcome is `delivery`; who may work at which row, `deliveries`.
"""

import json
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from types import FrameType

from sqlalchemy.exc import DBAPIError

from council.commands.options import add_database, address_of
from council.courier import Courier
from council.store import CouncilStore
from council.targets import read_targets
from council.vault import vault_in
from kiosk.errors import CouncilError

PAUSE_S = 2.0
"""Between looks at the database when nothing is due."""


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)
    parser.add_argument("--once", action="store_true", help="end when nothing more is due")


def run(args: Namespace) -> int:
    """Work until SIGTERM or SIGINT; what is in hand then is ended first."""
    targets = read_targets(args.data)
    if not targets.names:
        raise CouncilError(
            "there is nobody to hand anything on to: write council.toml into --data (docs/council.md)"
        )
    adapters = {name: targets.adapter(name) for name in targets.names}
    store = CouncilStore.open(address_of(args), vault_in(args.data))
    stop = threading.Event()

    def ended(_: int, __: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ended)
    courier = Courier(store, adapters, log=_print)
    print(f"council: handing on to {', '.join(targets.names)}", flush=True)
    try:
        while not stop.is_set():
            try:
                worked = courier.next()
            except DBAPIError as error:
                # The database is away, or busy: what was in hand is free again when its lease ends.
                if args.once:
                    raise CouncilError(f"the database failed: {type(error).__name__}") from None
                _print({"event": "store-failed", "kind": type(error).__name__})
                stop.wait(PAUSE_S)
                continue
            if not worked:
                if args.once:
                    break
                stop.wait(PAUSE_S)
    finally:
        for adapter in adapters.values():
            adapter.close()
        store.close()
    print(
        "council: " + (", ".join(f"{n} {kind}" for kind, n in sorted(courier.done.items())) or "nothing due")
    )
    return 0


def _print(entry: Mapping[str, object]) -> None:
    print(json.dumps(entry), file=sys.stderr, flush=True)
