"""A kiosk whose disk fails while its file is open, and is well again. Prints what happened as JSON.

usage: bad_disk_worker.py screens|syncs|quota FOLDER, with `bad_disk.c` preloaded.
CONTROL=left: what a failed save wrote is not taken back. CONTROL=kept: the ballast is not given up.
"""

import ctypes
import errno
import json
import os
import sqlite3
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from unittest.mock import patch

from ground import KIOSK, SERVICE
from power_worker import LIMITS
from PySide6.QtCore import QCoreApplication, QEvent

from council.keys import keys_in
from kiosk.clock import moment
from kiosk.envelope import Envelope, Header
from kiosk.errors import StoreError, StoreFullError
from kiosk.item import OutboxState
from kiosk.outbox import Outbox
from kiosk.store import Store
from kiosk.submission import Submission
from kiosk.submit import KioskFacts, Submitter

LIBRARY = ctypes.CDLL(None)
CONTROL = os.environ.get("CONTROL", "")
FAULTS = {"read-only": (errno.EROFS, "owtu"), "quota": (errno.EDQUOT, "w"), "sync": (errno.EIO, "s")}
MOST_SYNCS = 20
SUBMISSION = Submission(
    journey="missed-bin", version=1, hash="", language="en", today="2026-11-22", answers={"bin": "blue"}
)


def bad(error: int, ops: str = "", skip: int = 0, times: int = -1) -> int:
    """Let the disk fail from now on, or so many times, or be well; how many calls have failed until now."""
    return int(LIBRARY.bad_disk(error, ops.encode(), skip, times))


def references(database: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [found for (found,) in connection.execute("SELECT reference FROM outbox ORDER BY seq")]


def screens(folder: Path) -> dict[str, object]:
    """Each fault comes while a resident is at the check page. The next one comes, and then it is over."""
    from call_back import Resident, site

    from kiosk.commands.parts import LatePrinter, OutboxCounter, ServiceDesk
    from kiosk.commands.run import loaded
    from kiosk.settings import read_settings
    from ui.app import KioskApp, make_application

    settings = read_settings(site(folder))
    content = loaded(settings)
    app = make_application(sys.argv[:1])
    now = time.monotonic()

    def wait(seconds: float) -> None:
        nonlocal now
        now += seconds

    desk = ServiceDesk(settings, content=content)
    counter = OutboxCounter(settings, desk)
    kiosk = KioskApp(settings, services=desk, counter=counter, printer=LatePrinter(settings), now=lambda: now)
    desk.prepare()
    kiosk.start()
    resident = Resident(kiosk, wait)
    found: dict[str, object] = {}
    for name, (error, ops) in FAULTS.items():
        began = resident.begins()
        resident.fill()
        before = references(settings.database)
        bad(error, ops)
        saved = [resident.sends(), resident.sends()]
        said = resident.robot.text()
        resident.goes()
        next_began = resident.begins()
        next_said = resident.robot.text()
        meanwhile = references(settings.database)
        failed = bad(0)
        for _ in range(60):
            wait(1.0)
            kiosk.presence.tick()
            resident.robot.settle()
        resident.robot.until(lambda: resident.stage.value == "attract", "the attract screen")
        again = resident.begins()
        resident.fill()
        again = again and resident.sends()
        reference = resident.reference
        resident.goes()
        found[name] = {
            "began": began,
            "saved": saved,
            "said": said,
            "next_began": next_began,
            "next_said": next_said,
            "failed": failed,
            "unasked": sorted(set(meanwhile) - set(before)),
            "again": again,
            "new": [one for one in references(settings.database) if one not in before],
            "reference": reference,
        }
    with patch.object(Store, "check_writing"):
        bad(*FAULTS["sync"])
        found["control"] = {"next_began": resident.begins()}
        bad(0)
    kiosk.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    del app
    return found


def syncs(folder: Path) -> dict[str, object]:
    """One sync of a save fails: the first, the second and so on, until there is none more. Whoever is told
    that it is not saved tries again."""
    keyset = keys_in(folder / "council").public
    database = folder / "state" / "kiosk.db"
    if CONTROL == "left":
        Outbox._take_back = lambda *_: None  # type: ignore[method-assign]  the control
    Store.open(database, LIMITS).close()
    said: list[str] = []
    failed = 0
    for skip in range(MOST_SYNCS):
        with Store.open(database, LIMITS) as store:
            sender = Submitter(store, keyset, KioskFacts(KIOSK, "Exampleton Library", "0.1.0"))
            bad(errno.EIO, "s", skip, 1)
            try:
                said.append(sender.submit(SUBMISSION, SERVICE).reference)
            except StoreError:
                failed += 1
                said.append(sender.submit(SUBMISSION, SERVICE).reference)
            if not bad(0):
                break
    with Store.open(database, LIMITS) as store:
        sound = store.check_integrity(moment())
    there = references(database)
    return {
        "failed": failed,
        "sound": sound,
        "lost": len(set(said) - set(there)),
        "unasked": len(set(there) - set(said)),
    }


def quota(folder: Path) -> dict[str, object]:
    """The quota is used up while an item is on its way. It is marked all the same, for the ballast."""
    database = folder / "state" / "kiosk.db"
    with Store.open(database) as store:
        outbox = Outbox(store)
        outbox.check_room()
        header = Header(v=1, id="00000000-0000-4000-8000-000000000001", kiosk=KIOSK, kid="0" * 16)
        outbox.add([(Envelope(header, b"sealed"), "K7MF4T2Q9XW3")], moment())
        item = outbox.start(header.id, moment())
        release = store.ballast.release

        def released() -> bool:
            """Its room is the quota's again."""
            if CONTROL == "kept" or not release():
                return False
            bad(0)
            return True

        bad(*FAULTS["quota"])
        with patch.object(store.ballast, "release", released), suppress(StoreFullError):
            outbox.delivered(item.id, moment(), "2026-11-22T12:00:00Z")
        bad(0)
        return {
            "delivered": outbox.state(item.id).state is OutboxState.DELIVERED,
            "ballast": store.ballast.whole(),
        }


if __name__ == "__main__":
    scenario, where = sys.argv[1:]
    print(json.dumps({"screens": screens, "syncs": syncs, "quota": quota}[scenario](Path(where))))
