"""`kiosk outbox`: what waits on this kiosk, what was sent, and what staff do with what the council refused.
It never shows what an item holds.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.commands.as_json import print_json
from kiosk.commands.config import add_config_option, settings_from
from kiosk.commands.staff_words import who
from kiosk.given_up import LISTED, GivenUp

if TYPE_CHECKING:
    from kiosk.item import ItemState
    from kiosk.outbox import Outbox
    from kiosk.store import Store


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    texts = {
        "list": "list the items in the order in which they were saved",
        "status": "say how much waits, how old it is, and how the disk and the file are",
        "empty": "exit code 0 when the council has everything, else 1",
        "retry": "send again what the council refused",
        "discard": "give up what the council refused; its sealed content is erased",
    }
    made = {name: actions.add_parser(name, help=text) for name, text in texts.items()}
    for one in made.values():
        add_config_option(one)
    for name in ("list", "status"):
        made[name].add_argument("--json", action="store_true", help="as JSON")
    which = made["retry"].add_mutually_exclusive_group(required=True)
    which.add_argument("item", metavar="ID", nargs="?", help="the item's id or reference")
    which.add_argument("--all", action="store_true", help="everything that the council refused")
    made["discard"].add_argument("item", metavar="ID", help="the item's id or reference")
    made["discard"].add_argument(
        "--reason", required=True, choices=[one.value for one in GivenUp], metavar="WHY", help=LISTED
    )
    for name in ("retry", "discard"):
        made[name].add_argument("--by", required=True, type=who, metavar="NAME", help="who of the staff")


def run(args: Namespace) -> int:
    """Do one of them."""
    actions = {"list": _list, "status": _status, "empty": _empty, "retry": _retry, "discard": _discard}
    return actions[args.action](args)


@contextmanager
def _store(args: Namespace) -> "Iterator[Store | None]":
    """The kiosk's store; None where this kiosk has had none yet."""
    from kiosk.store import Store
    from kiosk.store_files import marker

    database = settings_from(args).database
    # Looking makes nothing: the file would belong to whoever looked first.
    if not database.exists() and not marker(database).exists():
        yield None
        return
    with Store.open(database) as store:
        yield store


def _list(args: Namespace) -> int:
    from kiosk.outbox import Outbox
    from kiosk.reference import grouped

    with _store(args) as store:
        items = Outbox(store).items() if store else ()
    if args.json:
        print_json([_facts(item) for item in items])
    elif not items:
        print("The outbox is empty.")
    for item in () if args.json else items:
        sent = f"sent {_text(item.sent_at)}" if item.sent_at else f"attempts {item.attempts}"
        why = f" ({item.reason})" if item.reason else ""
        print(f"{grouped(item.reference)}  {item.state:<11}  saved {_text(item.saved_at)}  {sent}{why}")
    return 0


def _facts(item: "ItemState") -> dict[str, object]:
    return {
        "id": item.id,
        "reference": item.reference,
        "state": item.state,
        "saved_at": _text(item.saved_at),
        "sent_at": _text(item.sent_at),
        "attempts": item.attempts,
        "reason": item.reason,
    }


def _status(args: Namespace) -> int:
    from kiosk.clock import moment
    from kiosk.health import store_health

    with _store(args) as store:
        health = store_health(store, moment()) if store else None
    if args.json:
        print_json(health)
        return 0
    if health is None:
        print("This kiosk has saved nothing yet.")
        return 0
    waits = f"{health.waiting} waiting"
    if health.oldest_age_s is not None:
        waits += f", the oldest item not sent is {_age(health.oldest_age_s)} old"
    print(f"outbox  {waits}; {health.quarantined} refused by the council; {health.kept} kept until backed up")
    print(
        f"disk    {health.free_share:.0%} free, room: {health.room}; "
        f"reserve {'in its place' if health.ballast else 'given up or not yet made'}"
    )
    if health.checked_at is None:
        print("file    not yet checked as a whole")
    else:
        print(f"file    {'sound' if health.sound else 'DAMAGED'}, checked {_text(health.checked_at)}")
    return 0


def _empty(args: Namespace) -> int:
    from kiosk.outbox import Outbox

    with _store(args) as store:
        unsent = Outbox(store).counts().unsent if store else 0
    print(f"{unsent} not sent: keep this kiosk until they are" if unsent else "nothing waits to be sent")
    return 1 if unsent else 0


def _retry(args: Namespace) -> int:
    from kiosk.clock import moment

    with _outbox(args) as outbox:
        wanted = _held(outbox) if args.all else [_one_held(outbox, args.item)]
        for item in wanted:
            outbox.retry(item.id, moment(), args.by)
    print(f"{len(wanted)} to be sent again")
    return 0


def _discard(args: Namespace) -> int:
    from kiosk.clock import moment

    with _outbox(args) as outbox:
        outbox.discard(_one_held(outbox, args.item).id, moment(), args.by, GivenUp(args.reason))
    print("given up; its sealed content is erased")
    return 0


@contextmanager
def _outbox(args: Namespace) -> "Iterator[Outbox]":
    """The queue, where there is something to decide about. Raises KnownError."""
    from kiosk.errors import KnownError
    from kiosk.outbox import Outbox

    with _store(args) as store:
        if store is None:
            raise KnownError("this kiosk has saved nothing yet")
        yield Outbox(store)


def _held(outbox: "Outbox") -> "list[ItemState]":
    from kiosk.item import OutboxState

    return [item for item in outbox.items() if item.state is OutboxState.QUARANTINED]


def _one_held(outbox: "Outbox", wanted: str) -> "ItemState":
    """The item of that id or reference, if staff may decide about it. Raises KnownError."""
    from kiosk.errors import KnownError

    reference = wanted.replace(" ", "").upper()
    item = next((one for one in outbox.items() if wanted == one.id or reference == one.reference), None)
    if item is None:
        raise KnownError(f"{wanted}: there is no such item. List them with: kiosk outbox list")
    if item not in _held(outbox):
        raise KnownError(f"{wanted}: is {item.state}; only what the council refused is staff's to decide")
    return item


def _age(seconds: float) -> str:
    """In the largest whole unit."""
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} seconds"


def _text(at: datetime | None) -> str | None:
    from kiosk.clock import iso

    return None if at is None else iso(at)
