"""Ten thousand kiosks say how they are to one council server.

`python tests/bench/fleet.py FOLDER` prints the figures as JSON. First as fast as the server answers, each
beat of another kiosk, in turn with its own /v1/health, which is the least it can answer. Then at the pace of
ten thousand kiosks that beat once a minute, or as near as this machine comes to it. No TLS, and connections
that stay open: whoever stands before the server has that to bear.
"""

import json
import sys
from pathlib import Path

import msgspec
from served import Answers, Ask, ask_all, know_kiosks, servers

from council.keys import keys_in
from council.store import CouncilStore
from council.vault import vault_in
from sync.wire import HEALTH, HEARTBEAT, Heartbeat, QueueBeat, StorageBeat

KIOSKS = 10_000
TURNS = 10
AT_ONCE = 8
PACED_SECONDS = 30


def measure(folder: Path, kiosks: int = KIOSKS, paced_seconds: float = PACED_SECONDS) -> dict[str, object]:
    """The figures on SQLite, the council's default."""
    data = folder / "fleet"
    url = f"sqlite:///{data / 'council.db'}"
    keys_in(data)
    CouncilStore.open(url, vault_in(data)).close()
    names = [f"bench-{number}" for number in range(kiosks)]
    tokens = know_kiosks(url, names)
    beats = [beat(name, tokens[name]) for name in names]
    healths = [Ask("GET", HEALTH)] * kiosks
    with servers(data, url, 1) as (server,):
        ask_all([server.port], beats[: kiosks // TURNS], AT_ONCE)
        ours, theirs, our_cpu, their_cpu = Answers([], 0), Answers([], 0), 0.0, 0.0
        for turn in range(TURNS):
            part = slice(turn * kiosks // TURNS, (turn + 1) * kiosks // TURNS)
            before = server.cpu
            add(theirs, ask_all([server.port], healths[part], AT_ONCE))
            middle = server.cpu
            add(ours, ask_all([server.port], beats[part], AT_ONCE))
            their_cpu, our_cpu = their_cpu + middle - before, our_cpu + server.cpu - middle
        rate = kiosks / ours.seconds
        wanted = kiosks / 60
        pace = min(wanted, 0.8 * rate)
        before = server.cpu
        paced = ask_all([server.port], beats[: round(pace * paced_seconds)], 4 * AT_ONCE, pace)
        paced_cpu = server.cpu - before
    return {
        "beats_kiosks": kiosks,
        "beats_per_s": round(rate),
        "beats_health_per_s": round(kiosks / theirs.seconds),
        "beats_ratio": round(ours.seconds / theirs.seconds, 2),
        "beats_cpu_ms": round(our_cpu / kiosks * 1000, 2),
        "beats_health_cpu_ms": round(their_cpu / kiosks * 1000, 2),
        "beats_p99_ms": percentile(ours.each, 0.99),
        "beats_wanted_per_s": round(wanted, 1),
        "beats_paced_per_s": round(pace, 1),
        "beats_paced_median_ms": percentile(paced.each, 0.5),
        "beats_paced_p99_ms": percentile(paced.each, 0.99),
        "beats_paced_cpu_share": round(paced_cpu / paced.seconds, 2),
        # As far as the rate goes, a minute each; not what was tried.
        "beats_kiosks_one_server_could_hear": round(rate * 60),
    }


def add(to: Answers, more: Answers) -> None:
    to.each.extend(more.each)
    to.seconds += more.seconds


def beat(name: str, token: str) -> Ask:
    """What a kiosk that is well says."""
    facts = Heartbeat(
        kiosk=name,
        boot="00000000-0000-4000-8000-000000000000",
        uptime_s=3600.0,
        beat=60,
        release="0.1.0",
        queue=QueueBeat(waiting=0, held=0),
        storage=StorageBeat(room="enough", free=0.8, ballast=True, sound=True),
    )
    headers = {"authorization": token, "content-type": "application/json"}
    return Ask("POST", HEARTBEAT, msgspec.json.encode(facts), headers)


def percentile(values: list[float], part: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * part))], 2)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
