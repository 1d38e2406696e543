"""`kiosk agent`: deliver what is saved to the council, fetch its content, until told to stop; or `--once`."""

import signal
from argparse import ArgumentParser, Namespace
from threading import Event

from kiosk.commands.config import add_config_option, settings_from
from kiosk.commands.council import council_of


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_config_option(parser)
    parser.add_argument(
        "--once",
        action="store_true",
        help="try each waiting item once, then end; exit code 1 while some still wait",
    )


def run(args: Namespace) -> int:
    """Run the agent in this process. SIGTERM and Ctrl-C end it after the item in hand."""
    from kiosk.content.check import mistakes_in
    from kiosk.content.shelf import Shelf
    from kiosk.item import OutboxState
    from kiosk.outbox import Outbox
    from kiosk.signed_keyset import KeysetFiles
    from kiosk.store import Store
    from sync.agent import Agent
    from sync.content import Fetcher
    from sync.heartbeat import Heart, keyset_hash
    from sync.identity import IdentityFolder, check_name, signing_keys
    from sync.keyset import KeysetFetcher, KeysetFirst
    from sync.lock import alone

    settings = settings_from(args)
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with (
        Store.open(settings.database) as store,
        alone(settings.state_dir),
        council_of(settings) as (client, _),
    ):
        keys = settings.content.keys
        shelf = Shelf(settings.content_dir)
        fetcher = Fetcher(shelf, client, keys, mistakes_in) if keys else None
        keysets = KeysetFiles(settings.keyset, settings.fetched_keyset)
        identity = IdentityFolder(settings.state_dir)
        check_name(identity, settings.site.kiosk)
        keyset = KeysetFetcher(keysets, client, lambda: keys or signing_keys(identity))
        heart = Heart(
            store,
            client,
            settings.site.kiosk,
            content=lambda: shelf.version() or None,
            keyset=lambda: keyset_hash(keysets),
        )
        agent = Agent(
            store,
            client,
            stop=stop,
            content=KeysetFirst(keyset, fetcher, client.healthy),
            heart=heart,
            ask_seconds=settings.content.every_s,
        )
        agent.begin()
        if not args.once:
            agent.run()
            return 0
        agent.once()
        agent.fetch()
        agent.beat()
        items = Outbox(store).items()
        unsent = sum(item.state in (OutboxState.QUEUED, OutboxState.QUARANTINED) for item in items)
        print(f"{unsent} not sent" if unsent else "all sent")
        return 1 if unsent else 0
