"""One process of a kiosk that works until it is done, saying what it does and what it has been told is done.

usage: power_worker.py ROLE DATABASE ITEMS JOURNAL-MODE SYNCHRONOUS SEED

`screen` saves items, `agent` sends them to nobody and stores made-up replies, `reader` looks, and leaves a
query half read. What they say goes to the file `marks` beside the database, a line for each: `begin WHO N`,
and `done WHO N ROWS` once the call has returned, with the rows that it changed. Together with the order of
the calls that reached the disk, that tells what must be found after a power cut at any of them.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from kiosk import store as store_module
from kiosk.clock import moment
from kiosk.envelope import Envelope, Header
from kiosk.given_up import GivenUp
from kiosk.item import OutboxState
from kiosk.outbox import Outbox
from kiosk.room import Limits
from kiosk.store import Store

ROWS = "SELECT id, state, attempts, crashes, sha256, envelope IS NOT NULL FROM outbox"
LIMITS = Limits(free_bytes=0, journal_bytes=0, free_share=0, ballast_bytes=0)


class Worker:
    """A role at its work."""

    def __init__(self, role: str, database: Path, items: int, seed: int) -> None:
        self.store = Store.open(database, LIMITS)
        self.outbox = Outbox(self.store)
        self.items = items
        self.role = role
        self.chance = random.Random(f"{seed}{role}")
        self.number = 0
        self.marks = os.open(database.with_name("marks"), os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def say(self, *words: object) -> None:
        os.write(self.marks, (" ".join(map(str, words)) + "\n").encode())

    def does(self, work: Callable[[], object]) -> None:
        """Do it, with a mark before and one after."""
        self.number += 1
        before = {row[0]: row for row in self.store.rows(ROWS)}
        self.say("begin", self.role, self.number)
        work()
        # The other process has its own marks: only what this one changed is said.
        after = {row[0]: row for row in self.store.rows(ROWS)}
        mine = {
            key: row for key, row in after.items() if before.get(key) != row and self.is_mine(key, before)
        }
        gone = [key for key in before if key not in after]
        self.say("done", self.role, self.number, json.dumps([list(mine.values()), gone]))

    def is_mine(self, key: str, before: dict[str, object]) -> bool:
        """The screen makes items, the agent moves them."""
        return (key not in before) is (self.role == "screen")

    def screen(self) -> None:
        for number in range(self.items):
            data = self.chance.randbytes(self.chance.choice((400, 1500, 5000)))
            item = f"{self.chance.getrandbits(32):08x}-0000-4000-8000-{number:012d}"
            sealed = Envelope(Header(v=1, id=item, kiosk="demo-1", kid="0" * 16), data)
            self.does(lambda sealed=sealed: self.outbox.add([(sealed, "K7MF4T2Q9XW3")], moment()))

    def agent(self) -> None:
        self.does(self.outbox.recover)
        over: set[str] = set()
        while len(over) < self.items:
            waiting = self.outbox.due(moment(), everything=True)
            if not waiting:
                time.sleep(0.001)
            for item in waiting[:3]:
                self.send(item)
            over = {
                item.id
                for item in self.outbox.items()
                if item.state in (OutboxState.DELIVERED, OutboxState.DISCARDED)
            }
            if self.chance.random() < 0.2:
                self.does(lambda: self.outbox.backed_up(moment().utc + timedelta(seconds=5), moment()))

    def send(self, item: str) -> None:
        self.does(lambda: self.outbox.start(item, moment()))
        now = moment()
        fate = self.chance.random()
        if fate < 0.6:
            self.does(lambda: self.outbox.delivered(item, now, "2026-11-22T12:00:00Z"))
        elif fate < 0.8:
            self.does(lambda: self.outbox.put_back(item, now, reason="http-503"))
        else:
            self.does(lambda: self.outbox.quarantine(item, "other-content"))
            if fate < 0.9:
                self.does(lambda: self.outbox.discard(item, now, "staff-1", GivenUp.KNOWN))
            else:
                self.does(lambda: self.outbox.retry(item, now, "staff-1"))

    def reader(self) -> None:
        """Until the agent is done: it is told by the end of its input."""
        os.set_blocking(0, False)
        while os.read(0, 1) if self.is_told() else True:
            cursor = self.store.connection.execute("SELECT envelope FROM outbox")
            cursor.fetchone()
            time.sleep(0.002)
            cursor.close()
            time.sleep(0.004)

    def is_told(self) -> bool:
        import select

        return bool(select.select([0], [], [], 0)[0])


if __name__ == "__main__":
    role, database, items, journal_mode, synchronous, seed = sys.argv[1:]
    # Everything is slower while it is recorded, and slower still on a busy machine.
    store_module.BUSY_SECONDS = 60.0
    store_module.JOURNAL_MODE = journal_mode
    store_module.PRAGMAS = (f"synchronous={synchronous}", *store_module.PRAGMAS[1:])
    worker = Worker(role, Path(database), int(items), int(seed))
    getattr(worker, role)()
    worker.store.close()
