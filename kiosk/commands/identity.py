"""`kiosk identity`: what the council knows this kiosk by and whether it does, and taking another key."""

from argparse import ArgumentParser, Namespace

from kiosk.commands.as_json import print_json
from kiosk.commands.config import add_config_option, settings_from
from kiosk.settings import Settings

SAID = {
    "known": "The council knows this kiosk.",
    "not-enrolled": "This kiosk is not enrolled: kiosk enrol URL CODE",
    "authorization_pending": "The council has the key; its staff have not let the kiosk in yet.",
    "unauthorized_client": "The council has revoked this kiosk, or its key was replaced. What is saved stays "
    "here. To be let in again: kiosk enrol URL CODE",
    "invalid_client": "The council does not know this key. To be let in again: kiosk enrol URL CODE",
    "unreachable": "The council did not answer.",
}


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    parser.epilog = (
        "Exit code 0: the council knows this kiosk; 1: it does not, or did not answer; 2: could not run."
    )
    whats = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for what, text in (
        ("show", "the key's fingerprint, and whether the council knows it now"),
        ("rotate", "make another key and go over to it; the old one ends with the new one's first use"),
    ):
        one = whats.add_parser(what, help=text)
        add_config_option(one)
        one.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Run one of them."""
    settings = settings_from(args)
    if args.what == "rotate":
        _rotate(settings)
    return _show(settings, as_json=args.json)


def standing_of(settings: Settings) -> str:
    """Whether the council knows this kiosk now: `known`, `unreachable`, or why it gives no token."""
    from kiosk.commands.council import council_of

    with council_of(settings) as (_, credentials):
        found = credentials.authorization()
    if isinstance(found, str):
        return "known"
    return credentials.trouble if found is None else "unreachable"


def _rotate(settings: Settings) -> None:
    from kiosk.commands.council import council_of
    from sync.enrolment import rotate
    from sync.identity import IdentityFolder

    with council_of(settings) as (client, _):
        rotate(IdentityFolder(settings.state_dir), client)


def _show(settings: Settings, *, as_json: bool) -> int:
    from sync.identity import IdentityFolder

    identity = IdentityFolder(settings.state_dir).read()
    state = standing_of(settings)
    if as_json:
        found = {
            "kiosk": settings.site.kiosk,
            "enrolled_as": identity and identity.kiosk,
            "fingerprint": identity and identity.key.fingerprint,
            "state": state,
        }
        print_json(found)
        return 0 if state == "known" else 1
    if identity is not None:
        print(f"{identity.kiosk} at {identity.api}")
        print(f"Fingerprint: {identity.key.fingerprint}")
        if identity.kiosk != settings.site.kiosk:
            print(f"site.kiosk says {settings.site.kiosk}: what is saved under that name will be refused.")
    print(SAID.get(state, f"The council gives no token: {state}"))
    return 0 if state == "known" else 1
