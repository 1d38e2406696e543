"""The `council` command. Each verb is a module of `council.commands`, imported only when it is asked for."""

import argparse
import os
import sys
from importlib import import_module

from kiosk import __version__
from kiosk.errors import KnownError

VERBS = {
    "serve": "take submissions from kiosks, and show the staff's pages",
    "submissions": "list what came in",
    "quarantine": "list what did not open, and try again",
    "deliver": "hand submissions on to back offices (council.toml)",
    "held": "list, retry or give up what could not be handed on",
    "erase": "erase what was received, by age, reference or schedule",
    "enrolment": "let new kiosks in: one-time codes, and the keys that come with them",
    "kiosk": "list the kiosks that are let in, and shut one out",
    "kiosks": "list the kiosks: last heard, oldest unsent item, what is held",
    "staff": "let colleagues in to the pages, and keep them out",
    "audit": "list what the staff did",
    "datasets": "load, list and show the data behind the services",
    "content": "sign and release journeys and datasets to the kiosks",
    "keyset": "write the public keys for the kiosks, and renew those keys",
    "reseal": "give the records in the database a new key",
    "migrate": "bring the database to this release's shape",
    "backup": "copy the database while it is in use",
    "restored": "say that the database came back from a backup",
}


def main(argv: list[str] | None = None) -> int:
    """Run one verb. Exit code 0 done, 1 the verb's own no, 2 could not run."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="council", description="The council's end of its kiosks.")
    parser.add_argument("--version", action="version", version=__version__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    wanted = next((word for word in argv if not word.startswith("-")), "")
    for verb, text in VERBS.items():
        one = verbs.add_parser(verb, help=text, description=text[0].upper() + text[1:] + ".")
        if verb == wanted:
            import_module(f"council.commands.{verb}").arguments(one)
    args = parser.parse_args(argv)
    # Whatever is written from here on is for this user alone.
    os.umask(0o077)
    try:
        return int(import_module(f"council.commands.{args.verb}").run(args))
    except KnownError as error:
        print(f"council: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has had enough (`… | head`). Nothing more can be written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
