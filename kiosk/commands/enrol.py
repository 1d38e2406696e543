"""`kiosk enrol`: make this kiosk known to its council with a one-time code, and wait to be let in."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from kiosk.commands.config import add_config_option, settings_from
from kiosk.enrolment_code import typed
from kiosk.errors import IdentityError
from kiosk.settings import Settings

ASK_SECONDS = 5.0
WAITING = "authorization_pending"


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    parser.epilog = "Exit code 0: let in; 1: not let in yet; 2: could not be enrolled."
    parser.add_argument("url", metavar="URL", help="the council's server, as council.api names it")
    parser.add_argument(
        "code", metavar="CODE", nargs="+", help="as printed at the council by: council enrolment create"
    )
    add_config_option(parser)
    parser.add_argument(
        "--wait",
        type=_minutes,
        default=30.0,
        metavar="MINUTES",
        help="for staff to let it in (30); 0: do not",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Enrol, say the fingerprint, and wait."""
    settings = settings_from(args)
    if args.url.rstrip("/") != settings.council.api.rstrip("/"):
        raise IdentityError(
            f"{args.config}: council.api is {settings.council.api}, not {args.url}; the agent would ask "
            "there. Put it right first; the code was not used"
        )
    fingerprint, place = _enrol(settings, typed("".join(args.code)))
    if not args.json:
        print(f"{settings.site.kiosk} ({place}) has its key. Its fingerprint:")
        print(f"  {fingerprint}")
        print("Now the council's staff compare it and let the kiosk in:")
        print(f"  council enrolment confirm {settings.site.kiosk} {fingerprint}", flush=True)
    state = _wait(settings, args.wait * 60, quiet=args.json)
    if args.json:
        print(json.dumps({"kiosk": settings.site.kiosk, "fingerprint": fingerprint, "state": state}))
    elif state == "known":
        print("The council has let this kiosk in.")
    elif state == WAITING:
        print("Not let in yet. The agent asks again by itself; look with: kiosk identity show")
    else:
        print(f"The council has not let this kiosk in ({state}). See: kiosk identity show", file=sys.stderr)
    return 0 if state == "known" else 1


def _enrol(settings: Settings, code: str) -> tuple[str, str]:
    from sync.client import Client
    from sync.enrolment import enrol
    from sync.identity import IdentityFolder
    from sync.trust import trusted

    folder = IdentityFolder(settings.state_dir)
    with Client(settings.council.api, trusted(settings.ca)) as client:
        done = enrol(folder, client, settings.site.kiosk, settings.council.api, code)
    return done.identity.key.fingerprint, done.place


def _wait(settings: Settings, seconds: float, *, quiet: bool) -> str:
    """How it stands in the end: as `standing_of` says."""
    from kiosk.commands.identity import standing_of

    until = time.monotonic() + seconds
    state = standing_of(settings)
    if state == WAITING and seconds and not quiet:
        print("Waiting for the council's staff (Ctrl-C ends the waiting only) …", flush=True)
    while state in (WAITING, "unreachable") and time.monotonic() < until:
        time.sleep(min(ASK_SECONDS, max(0.0, until - time.monotonic())))
        state = standing_of(settings)
    return state


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = -1.0
    if not 0 <= minutes <= 24 * 60:
        raise ArgumentTypeError("give minutes, at most a day of them")
    return minutes
