"""`kiosk datasets`: the data this kiosk works with, and its facts with who vouches for them."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from kiosk.commands.as_json import print_json
from kiosk.commands.config import add_config_option, settings_from

if TYPE_CHECKING:
    from kiosk.content.stock import Stock

MANY = 1_000_000


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    whats = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = whats.add_parser("list", help="each dataset: when it was true, where it lies, why it is absent")
    add_config_option(one)
    one.add_argument("--json", action="store_true", help="print JSON")
    one = whats.add_parser("facts", help="each fact with its source and when it was confirmed")
    add_config_option(one)
    one.add_argument("--json", action="store_true", help="print JSON")
    one.add_argument("--open", action="store_true", help="only those that nobody confirmed within a year")


def run(args: Namespace) -> int:
    """Run one of them."""
    from kiosk.content.stock import Renewal

    stock = Renewal(settings_from(args)).stock
    try:
        return _list(stock, args) if args.what == "list" else _facts(stock, args)
    finally:
        stock.close()


def _list(stock: "Stock", args: Namespace) -> int:
    made = {name: stock.data.made(name) for name in sorted(stock.catalogue.datasets)}
    problems = stock.data.problems
    if args.json:
        told = {name: {"made": day, "problem": problems.get(name)} for name, day in made.items()}
        print_json({"version": stock.place.version, "folder": str(stock.place.datasets), "datasets": told})
        return 0
    release = f"release {stock.place.version}" if stock.place.version else "no release"
    print(f"{stock.place.datasets} ({release})")
    for name, day in made.items():
        print(f"{name:<14} {problems.get(name) or day or 'not there'}")
    return 0


def _facts(stock: "Stock", args: Namespace) -> int:
    from kiosk.clock import today
    from kiosk.datasets.facts import State, facts_of, has_facts

    found = [
        fact
        for definition in stock.catalogue.datasets.values()
        if has_facts(definition)
        for fact in facts_of(definition, stock.data.find(definition.name, "", {}, MANY), today())
        if not args.open or fact.state is not State.CONFIRMED
    ]
    if args.json:
        print_json(found)
        return 0
    for fact in found:
        state = f"confirmed {fact.verified_on}" if fact.state is State.CONFIRMED else fact.state.value
        print(f"{fact.dataset}  {fact.fact}  {state}  {fact.says}  [{fact.source or 'no source'}]")
    unsure = sum(fact.state is not State.CONFIRMED for fact in found)
    print(f"{len(found)} facts, {unsure} not confirmed within a year")
    return 0
