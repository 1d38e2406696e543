"""`kiosk demo`: the whole story on one machine. With a screen, the kiosk in a window to try; without one
(`--headless`), the story is told by synthetic hands and judged, and its pictures are kept.
"""

import json
import os
import shutil
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kiosk.errors import KnownError

MARK = ".kiosk-demo"
"""Stands in a folder that a demo made, so that the next one may clear it."""
SCREEN = {
    "screens": [{"name": "demo", "x": 0, "y": 0, "width": 1080, "height": 1920, "logicalDpi": 96, "dpr": 1}]
}


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    parser.add_argument(
        "--headless", action="store_true", help="tell the story without a screen, and judge it"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("demo-out"), metavar="DIR", help="where the pictures go (demo-out)"
    )


def run(args: Namespace) -> int:
    """Run the demo. Exit code 0 when every point of the story held."""
    return _headless(args.out) if args.headless else _window(args.out)


def _headless(out: Path) -> int:
    from kiosk.clock import today
    from kiosk.commands.demo_site import demo_site

    _clear(out)
    screen = out / ".screen.json"
    screen.write_text(json.dumps(SCREEN))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
    with demo_site(out / "receipts", today()) as site:
        from kiosk.commands.demo_story import Story
        from kiosk.commands.run import build
        from ui.app import make_application

        began = time.perf_counter()
        app = make_application(sys.argv[:1])
        settings = site.settings()
        kiosk, _ = build(settings, windowed=False, panel=settings.panel)
        kiosk.start()
        app.processEvents()
        site.start_agent()
        story = Story(kiosk, site, out, lambda text: print(text, flush=True))
        story.timings["kiosk_shown"] = round((time.perf_counter() - began) * 1000, 1)
        trouble = ""
        try:
            story.tell()
        except Exception as error:
            # A story that breaks is a finding to report, with its pictures, not a traceback.
            trouble = f"{type(error).__name__}: {error}"
        kiosk.close()
    screen.unlink()
    shutil.rmtree(out / "receipts", ignore_errors=True)
    ok = not trouble and bool(story.checks) and all(story.checks.values())
    summary: dict[str, object] = {"ok": ok, "checks": story.checks, "timings_ms": story.timings}
    if trouble:
        summary["trouble"] = trouble
        print(f"kiosk demo: the story broke off: {trouble}", file=sys.stderr)
    (out / "summary.json").write_text(json.dumps(summary, indent=2))
    held = sum(story.checks.values())
    print(f"{'The story held' if ok else 'The story did NOT hold'}: {held} of {len(story.checks)} points.")
    print(f"Pictures, receipt and summary: {out}/")
    return 0 if ok else 1


def _window(out: Path) -> int:
    """Council, agent and kiosk as processes of their own; Ctrl-C or closing the window ends them all."""
    from kiosk.clock import today
    from kiosk.commands.demo_site import demo_site

    _clear(out)
    with demo_site(out / "receipts", today()) as site:
        who = ("demo", "--role", "administer", "--data", site.council_data)
        sign_up = site.command("council", "staff", "add", *who)
        site.start_council()
        site.start_agent()
        print(f"The council's pages: {site.url}sign-up")
        print(sign_up.strip())
        print(f"Receipts appear in:  {site.receipts}/")
        print("Try postcode ZZ9 1AA. Close the window or press Ctrl-C to end.", flush=True)
        kiosk = site.start("kiosk", "run", "--windowed", "--config", site.config)
        try:
            code = kiosk.wait()
        except KeyboardInterrupt:
            return 0
        if code != 0:
            log = (site.folder / "kiosk-2.log").read_text(errors="replace").strip()
            print(f"kiosk demo: the kiosk ended (exit code {code}).", file=sys.stderr)
            print(log, file=sys.stderr)
            print("Without a screen, use --headless.", file=sys.stderr)
        return 0 if code == 0 else 1


def _clear(out: Path) -> None:
    """An empty folder; only what an earlier demo left there is removed."""
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise KnownError(f"{out}: is not empty and not from a demo; give another with --out DIR")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).touch()
