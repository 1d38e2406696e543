"""A kiosk on a disk of one megabyte, in a mount namespace of its own. Prints what happened as JSON.

usage: disk_worker.py SCENARIO FOLDER SEED BALLAST-BYTES

The disk is mounted on FOLDER, and is gone with the process.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.clock import moment
from kiosk.envelope import seal
from kiosk.errors import StoreError, StoreFullError
from kiosk.health import store_health
from kiosk.item import OutboxState
from kiosk.keyset import Keyset, PublicKey, encode_key, kid_of
from kiosk.outbox import Outbox
from kiosk.room import Limits
from kiosk.store import Store
from kiosk.submission import Record, Submission
from kiosk.submit import KioskFacts, ServiceFacts, Submitter

KIB = 1024
FLOOR = 300 * KIB
JOURNAL = 160 * KIB
FACTS = KioskFacts("demo-1", "Exampleton Library", "0.1.0")
SERVICE = ServiceFacts(title="Report a missed bin", route="waste/missed", sensitivity=2)


class Site:
    """The disk, the kiosk on it, and a council that keeps an id once."""

    def __init__(self, folder: Path, seed: int, ballast: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.limits = Limits(
            free_bytes=FLOOR, journal_bytes=JOURNAL, free_share=0, warn_share=0, ballast_bytes=ballast
        )
        raw = X25519PrivateKey.generate().public_key().public_bytes_raw()
        now = datetime.now(UTC)
        year = timedelta(days=365)
        key = PublicKey(kid=kid_of(raw), public=encode_key(raw), not_before=now - year, not_after=now + year)
        self.keyset = Keyset((key,))
        self.council: Counter[str] = Counter()
        self.saved: list[str] = []
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.folder / "state" / "kiosk.db", self.limits)
        self.outbox = Outbox(self.store)
        self.submitter = Submitter(self.store, self.keyset, FACTS)

    def submission(self) -> Submission:
        text = "x" * self.chance.randint(10, 12_000)
        return Submission(
            journey="missed-bin", version=1, hash="", language="en", today="2026-11-22", answers={"a": text}
        )

    def submit(self) -> bool:
        """Whether the resident is told that it is saved."""
        try:
            self.submitter.check_ready()
            self.saved.append(self.submitter.submit(self.submission(), SERVICE).id)
        except StoreFullError:
            return False
        return True

    def save_whatever_the_rules_say(self) -> bool:
        """As when the disk fills between the question and the commit."""
        number = f"00000000-0000-4000-8000-{self.chance.getrandbits(40):012x}"
        record = Record(
            id=number,
            reference="K7MF4T2Q9XW3",
            kiosk="demo-1",
            place="",
            captured_at="",
            service="",
            route="",
            sensitivity=1,
            app_version="",
            submission=self.submission(),
        )
        try:
            self.outbox.add([(seal(record, self.keyset, moment().utc), record.reference)], moment())
        except StoreFullError:
            return False
        self.saved.append(number)
        return True

    def fill(self) -> None:
        """Something else writes until not one byte more goes in."""
        with (self.folder / "filler").open("ab", buffering=0) as filler:
            for size in (64 * KIB, 4 * KIB, 1):
                try:
                    while filler.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    def make_room(self) -> None:
        (self.folder / "filler").unlink()

    def send(self, item: str) -> None:
        parcel = self.outbox.start(item, moment())
        self.council[parcel.id] += 1

    def acknowledge(self, item: str) -> None:
        self.outbox.delivered(item, moment(), "2026-11-22T12:00:00Z")

    def drain(self) -> int:
        """How many came through before the disk stopped it."""
        number = 0
        try:
            for item in self.outbox.due(moment(), everything=True, limit=100_000):
                self.send(item)
                self.acknowledge(item)
                number += 1
        except StoreFullError:
            pass
        return number

    def mount(self, *options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", self.folder], check=True)

    def facts(self) -> dict[str, object]:
        items = self.outbox.items()
        delivered = {item.id for item in items if item.state is OutboxState.DELIVERED}
        return {
            "saved": len(self.saved),
            "lost": len(set(self.saved) - {item.id for item in items}),
            "unasked": len({item.id for item in items} - set(self.saved)),
            "shown_sent_but_not": len(delivered - self.council.keys()),
            "delivered": len(delivered),
            "sent_twice": sum(number > 1 for number in self.council.values()),
            "records": len(self.council),
            "ballast": self.store.ballast.whole(),
            "room": store_health(self.store, moment()).room,
            "sound": self.store.rows("PRAGMA integrity_check") == [("ok",)],
            "in_transaction": self.store.connection.in_transaction,
        }


def full(site: Site) -> dict[str, object]:
    """The disk fills up; what was saved goes out all the same; then there is room again."""
    while site.submit():
        pass
    refused_early = site.facts()
    site.fill()
    refused = [site.submit(), *(site.save_whatever_the_rules_say() for _ in range(3))]
    full_disk = site.facts()
    drained = site.drain()
    after = site.facts()
    refused.append(site.submit())
    site.make_room()
    again = site.submit()
    site.outbox.recover()
    site.drain()
    return {
        "refused_early": refused_early,
        "refused": not any(refused),
        "full": full_disk,
        "drained": drained,
        "after": after,
        "again": again,
        "end": site.facts(),
    }


def unmarked(site: Site) -> dict[str, object]:
    """The disk fills up between the sending of an item and the council's acknowledgement."""
    site.submit()
    (item,) = site.saved
    site.send(item)
    site.fill()
    try:
        site.acknowledge(item)
        marked = True
    except StoreFullError:
        marked = False
    between = site.facts()
    site.make_room()
    site.outbox.recover()
    site.drain()
    return {"marked": marked, "between": between, "end": site.facts()}


def read_only(site: Site) -> dict[str, object]:
    """The disk can only be read for a while, as after an error of it."""
    for _ in range(5):
        site.submit()
    site.store.close()
    site.mount("remount", "ro")
    try:
        site.open()
        said = ""
    except StoreError as error:
        said = str(error)
    site.mount("remount", "rw")
    site.open()
    between = site.facts()
    drained = site.drain()
    return {"said": said, "between": between, "drained": drained, "again": site.submit(), "end": site.facts()}


if __name__ == "__main__":
    scenario, folder, seed, ballast = sys.argv[1:]
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", folder], check=True)
    os.umask(0o077)
    scenarios = {"full": full, "unmarked": unmarked, "read_only": read_only}
    print(json.dumps(scenarios[scenario](Site(Path(folder), int(seed), int(ballast)))))
