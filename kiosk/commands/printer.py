"""`kiosk printer`: what the printer says of itself, and unlocking it after somebody has looked at it
(docs/printing.md, The lock).
"""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from kiosk.commands.as_json import print_json
from kiosk.commands.config import add_config_option, settings_from
from kiosk.commands.staff_words import who
from kiosk.receipt import PrinterState

if TYPE_CHECKING:
    from kiosk.settings import Settings

SAID = {
    PrinterState.OK: "The printer is ready.",
    PrinterState.PAPER_LOW: "The printer is ready; its paper is nearly used up.",
    PrinterState.PAPER_OUT: "There is no paper.",
    PrinterState.COVER_OPEN: "Its cover is open.",
    PrinterState.OFFLINE: "It is switched off, or its cable is out.",
    PrinterState.ERROR: "It reports a fault: switch it off and on.",
    PrinterState.LOCKED: "Printing is locked: nobody knows whether the last receipt came out. Switch the "
    "printer off, take away what hangs from it, switch it on, then: kiosk printer unlock --by NAME",
    PrinterState.UNKNOWN: "The printer does not answer.",
    PrinterState.NONE: "This kiosk has no printer.",
}


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    parser.epilog = "Exit code 0: it can print, or there is none; 1: it cannot; 2: could not run."
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    status = actions.add_parser("status", help="ask the printer how it is")
    unlock = actions.add_parser(
        "unlock", help="print again after a receipt of which nobody knows whether it came out"
    )
    unlock.add_argument("--by", required=True, type=who, metavar="NAME", help="who of the staff looked at it")
    for one in (status, unlock):
        add_config_option(one)
        one.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Do one of them, and say how the printer is."""
    from PySide6.QtGui import QGuiApplication

    from kiosk.commands.parts import LatePrinter

    settings = settings_from(args)
    # Receipts are drawn by Qt, which wants to be there before a printer is opened; nothing shows.
    _qt = QGuiApplication.instance() or QGuiApplication(["kiosk", "-platform", "offscreen"])
    printer = LatePrinter(settings)
    state = printer.status()
    if args.action == "unlock" and state is PrinterState.LOCKED:
        _note(settings, args.by)
        state = printer.clear_lock()
    if args.json:
        print_json({"state": state, "can_print": state.can_print})
    else:
        print(SAID[state])
    return 0 if state.can_print or state is PrinterState.NONE else 1


def _note(settings: "Settings", name: str) -> None:
    """Write down who unlocks what; a kiosk that has saved nothing yet has no place for it."""
    from kiosk.audit import Audit
    from kiosk.clock import moment
    from kiosk.store import Store
    from printers.lock import Lock

    cause = Lock(settings.state_dir).cause
    if cause is not None and settings.database.exists():
        with Store.open(settings.database) as store, store.write():
            Audit(store).record("printer-unlocked", moment(), who=name, cause=cause.value)
