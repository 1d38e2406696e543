"""The `kiosk` command. Each verb is a module of `kiosk.commands`, imported only when it is asked for,
so that `kiosk journeys check` starts at once and `kiosk run` paints at once.
"""

import argparse
import os
import sys
from importlib import import_module

from kiosk import __version__
from kiosk.errors import KnownError
from kiosk.process import seclude, shut

VERBS = {
    "run": "show the kiosk on this screen",
    "agent": "deliver what is saved to the council",
    "enrol": "make this kiosk known to its council with a one-time code",
    "identity": "show what the council knows this kiosk by, or take another key",
    "demo": "the whole story on one machine: council, agent and kiosk",
    "datasets": "show the data this kiosk works with, and who vouches for its facts",
    "journeys": "list, check or walk the service journeys",
    "submit": "do what pressing Send does, for a complete set of answers",
    "outbox": "show what waits to be sent, and decide about what the council refused",
    "store": "check the kiosk's database, or save what can be read of a damaged one",
    "printer": "ask the printer how it is, or unlock it after somebody has looked at it",
    "audit": "show what staff did to the queue, its database and the printer",
}

SECLUDED = frozenset({"run", "agent"})
"""They work for days, with answers or keys in memory."""
SHUT = frozenset({"submit", "enrol", "identity"})
"""They do so for a moment."""


def main(argv: list[str] | None = None) -> int:
    """Run one verb. Exit code 0 done, 1 the verb's own no, 2 could not run."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(
        prog="kiosk", description="Self-service kiosks for a council's access points."
    )
    parser.add_argument("--version", action="version", version=__version__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    wanted = next((word for word in argv if not word.startswith("-")), "")
    for verb, text in VERBS.items():
        one = verbs.add_parser(verb, help=text, description=text[0].upper() + text[1:] + ".")
        if verb == wanted:
            import_module(f"kiosk.commands.{verb}").arguments(one)
    args = parser.parse_args(argv)
    try:
        if args.verb in SECLUDED:
            seclude(f"kiosk-{args.verb}")
        elif args.verb in SHUT:
            shut()
        return int(import_module(f"kiosk.commands.{args.verb}").run(args))
    except KnownError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has had enough (`… | head`). Nothing more can be written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
