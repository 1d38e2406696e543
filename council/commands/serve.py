"""`council serve`: the API for kiosks and the pages for staff, until told to stop."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from council.commands.options import add_database, address_of
from kiosk.errors import CouncilError

DEFAULT_PORT = 8321


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; others' only with TLS")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="0: any that is free")
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate and those above it, PEM")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key, PEM, no password")
    parser.add_argument(
        "--host-name", action="append", default=[], metavar="NAME", help="a name it is asked under; repeat"
    )


def run(args: Namespace) -> int:
    """Serve."""
    from council.serve import Place, Tls, serve

    if (args.tls_cert is None) != (args.tls_key is None):
        raise CouncilError("--tls-cert and --tls-key belong together: give both or none")
    tls = Tls(args.tls_cert, args.tls_key) if args.tls_cert else None
    place = Place(args.host, args.port, names=frozenset(args.host_name), tls=tls)
    return serve(args.data, address_of(args), place)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)
