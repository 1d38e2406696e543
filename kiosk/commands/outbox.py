"""`kiosk outbox list`: what waits on this kiosk and what was sent. It never shows what an item holds."""

import json
from argparse import ArgumentParser, Namespace
from datetime import datetime

from kiosk.commands.config import add_config_option, settings_from


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    one = actions.add_parser("list", help="list the items in the order in which they were saved")
    add_config_option(one)
    one.add_argument("--json", action="store_true", help="as JSON")


def run(args: Namespace) -> int:
    """List the items."""
    from kiosk.outbox import ItemState, Outbox
    from kiosk.reference import grouped
    from kiosk.store import Store, marker

    items: tuple[ItemState, ...] = ()
    database = settings_from(args).database
    # Looking makes nothing: the file would belong to whoever looked first.
    if database.exists() or marker(database).exists():
        with Store.open(database) as store:
            items = Outbox(store).items()

    def facts(item: ItemState) -> dict[str, object]:
        return {
            "id": item.id,
            "reference": item.reference,
            "state": item.state,
            "saved_at": _text(item.saved_at),
            "sent_at": _text(item.sent_at),
            "attempts": item.attempts,
            "reason": item.reason,
        }

    if args.json:
        print(json.dumps([facts(item) for item in items], indent=2))
    elif not items:
        print("The outbox is empty.")
    for item in () if args.json else items:
        sent = f"sent {_text(item.sent_at)}" if item.sent_at else f"attempts {item.attempts}"
        why = f" ({item.reason})" if item.reason else ""
        print(f"{grouped(item.reference)}  {item.state:<11}  saved {_text(item.saved_at)}  {sent}{why}")
    return 0


def _text(at: datetime | None) -> str | None:
    from kiosk.clock import iso

    return None if at is None else iso(at)
