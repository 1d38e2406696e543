"""The `council` command: serve the API, list what came in, hand out the public keys."""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from kiosk import __version__
from kiosk.errors import CouncilError, KnownError

DEFAULT_PORT = 8321


def main(argv: list[str] | None = None) -> int:
    """Run one verb. Exit code 0 done, 1 the verb's own no, 2 could not run."""
    argv = sys.argv[1:] if argv is None else argv
    args = _parser(argv).parse_args(argv)
    # Whatever is written from here on is for this user alone.
    os.umask(0o077)
    try:
        return int(VERBS[args.verb](args))
    except KnownError as error:
        print(f"council: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has had enough (`… | head`). Nothing more can be written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130


def _parser(argv: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="council", description="The council's end of its kiosks.")
    parser.add_argument("--version", action="version", version=__version__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", type=Path, default=Path("council-data"), metavar="DIR", help="the folder for keys and data"
    )
    stored = argparse.ArgumentParser(add_help=False)
    stored.add_argument(
        "--database", default="", metavar="URL", help="sqlite or postgresql; default: council.db in --data"
    )

    serve = verbs.add_parser("serve", parents=[common, stored], help="take submissions from kiosks")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on; others' only with TLS")
    serve.add_argument("--port", type=_port, default=DEFAULT_PORT, help="0: any that is free")
    serve.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate and those above it, PEM")
    serve.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key, PEM, no password")
    serve.add_argument(
        "--host-name", action="append", default=[], metavar="NAME", help="a name it is asked under; repeat"
    )

    submissions = verbs.add_parser("submissions", parents=[common, stored], help="list what came in")
    submissions.add_argument("--json", action="store_true", help="whole records with their answers")

    both = argparse.ArgumentParser(add_help=False, parents=[common, stored])
    for verb, text in (CONTENT_VERBS | DATABASE_VERBS | PLAIN_VERBS).items():
        one = verbs.add_parser(
            verb,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            parents=[both] if verb in PLAIN_VERBS else [],
        )
        if verb in argv:
            import_module(f"council.{verb}").arguments(one, both if verb in DATABASE_VERBS else common)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _serve(args: argparse.Namespace) -> int:
    from council.serve import Place, Tls, serve

    if (args.tls_cert is None) != (args.tls_key is None):
        raise CouncilError("--tls-cert and --tls-key belong together: give both or none")
    tls = Tls(args.tls_cert, args.tls_key) if args.tls_cert else None
    return serve(args.data, _url(args), Place(args.host, args.port, names=frozenset(args.host_name), tls=tls))


def _submissions(args: argparse.Namespace) -> int:
    from council.listing import print_submissions

    return print_submissions(_url(args), args.data, as_json=args.json)


def _url(args: argparse.Namespace) -> str:
    if "@" in args.database and urlsplit(args.database).password:
        raise CouncilError(
            "--database: holds a password, which everybody on this machine can read in its processes; "
            "write it into a file and name that: postgresql://user@host/name?passfile=/folder/pgpass"
        )
    return args.database or f"sqlite:///{(args.data / 'council.db').resolve()}"


def _content(args: argparse.Namespace) -> int:
    return int(import_module(f"council.{args.verb}").run(args))


def _stored(args: argparse.Namespace) -> int:
    args.database = _url(args)
    return int(import_module(f"council.{args.verb}").run(args))


CONTENT_VERBS = {
    "datasets": "load, list and show the data behind the services",
    "content": "sign and release journeys and datasets to the kiosks",
}
"""Verbs that are a module each, imported only when asked for."""
DATABASE_VERBS = {
    "enrolment": "let new kiosks in: one-time codes, and the keys that come with them",
    "kiosk": "list the kiosks that are let in, and shut one out",
    "staff": "let colleagues in to the pages, and keep them out",
    "held": "list, retry or give up what could not be handed on",
    "quarantine": "list what did not open, and try again",
}
"""The same, with --database as well: `run` finds the whole address there."""
PLAIN_VERBS = {
    "audit": "list what the staff did",
    "keyset": "write the public keys for the kiosks, and renew those keys",
    "migrate": "bring the database to this release's shape",
    "deliver": "hand submissions on to back offices (council.toml)",
    "backup": "copy the database while it is in use",
    "restored": "say that the database came back from a backup",
    "erase": "erase what was received, by age, reference or schedule",
    "reseal": "give the records in the database a new key",
    "kiosks": "list the kiosks: last heard, oldest unsent item, what is held",
}
"""The same without verbs of their own: they have --data and --database already."""
VERBS = {
    "serve": _serve,
    "submissions": _submissions,
    **dict.fromkeys(CONTENT_VERBS, _content),
    **dict.fromkeys(DATABASE_VERBS | PLAIN_VERBS, _stored),
}


if __name__ == "__main__":
    sys.exit(main())
