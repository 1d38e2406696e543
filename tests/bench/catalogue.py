"""What a larger catalogue costs: the shipped journeys, then 200 and 1,000 of them.

The larger ones are copies under other ids, each a whole journey with its overlays; nothing is remembered from
one journey to the next. All of it is one thread's work, so seconds are those of the processor: a busy machine
does not bend the curve.
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from math import log
from pathlib import Path

SIZES = (200, 1000)
WALKS = 2000
TYPED = (
    "bin",
    "council tax",
    "rubbish not collected",
    "benifits",
    "moved house",
    "parking ticket",
    "pest",
    "zzz",
)


def took(work: Callable[[], object], times: int = 1) -> float:
    """Seconds of the processor, the middle one of several runs."""
    runs = []
    for _ in range(times):
        began = time.process_time()
        work()
        runs.append(time.process_time() - began)
    return statistics.median(runs)


def passed(work: Callable[[], object]) -> float:
    """Seconds by the clock on the wall."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def grown(shipped: Path, folder: Path, size: int) -> Path:
    """A folder of `size` journeys. The first of each keep their ids, so that what is offered next exists."""
    shutil.copytree(shipped, folder)
    ids = sorted(
        path.stem for path in shipped.glob("*.yaml") if "." not in path.stem and path.stem != "shared"
    )
    for number in range(len(ids), size):
        name = ids[number % len(ids)]
        other = f"{name}-{number // len(ids)}"
        for path in (shipped / f"{name}.yaml", *shipped.glob(f"{name}.*.yaml")):
            text = path.read_text(encoding="utf-8")
            text = re.sub(rf"^journey: {name}$", f"journey: {other}", text, count=1, flags=re.MULTILINE)
            (folder / path.name.replace(name, other, 1)).write_text(text, encoding="utf-8")
    return folder


def growth(seen: dict[int, float]) -> float:
    """The exponent e of cost ~ size^e that fits best: 1 where twice as many cost twice as much."""
    sizes, costs = [log(size) for size in seen], [log(cost) for cost in seen.values()]
    x, y = statistics.fmean(sizes), statistics.fmean(costs)
    slope = sum((one - x) * (cost - y) for one, cost in zip(sizes, costs, strict=True))
    return round(slope / sum((one - x) ** 2 for one in sizes), 2)


def measure(journeys: Path, register: Path, folder: Path) -> dict[str, object]:
    """Loading with all checks, walking at random, opening one, and searching, by size of the catalogue."""
    seen: dict[str, dict[int, float]] = {}
    _walks(journeys)  # so that everything is imported
    ours = len([path for path in journeys.glob("*.yaml") if "." not in path.stem and path.stem != "shared"])
    for size in (ours, *SIZES):
        place = journeys if size == ours else grown(journeys, folder / str(size), size)
        for name, cost in _at(place, register, size).items():
            seen.setdefault(name, {})[size] = cost
    found: dict[str, object] = {}
    for name, costs in seen.items():
        for size, cost in costs.items():
            found[name.replace("#", "catalogue" if size == ours else str(size))] = round(cost, 5)
        found[name.replace("_#_s", "_growth")] = growth(costs)
    found["journeys_check_200_s"] = round(seen["journeys_load_#_s"][200] + seen["journeys_walk_#_s"][200], 2)
    return found | {"journeys_10000_walks_s": round(_walks(journeys), 1)}


def _at(place: Path, register: Path, size: int) -> dict[str, float]:
    from kiosk.journeys.check_walk import check_walk
    from kiosk.journeys.load import load_folder, load_journey
    from kiosk.register import load_register
    from kiosk.search import Finder

    times = 1 if size > 500 else 3
    catalogue = load_folder(place)
    if len(catalogue.journeys) != size or catalogue.errors:
        raise SystemExit(
            f"{place}: {len(catalogue.journeys)} of {size} journeys load: {catalogue.errors[:1]}"
        )
    known = load_register(register)
    titles = {one.id: one.title_in("en") for one in catalogue.journeys.values()}
    many = _registered(known, list(titles))
    finder = Finder(many, titles, "en")
    finder.search("b")
    return {
        "journeys_load_#_s": took(lambda: load_folder(place), times),
        "journeys_walk_#_s": took(
            lambda: [list(check_walk(one)) for one in catalogue.journeys.values()], times
        ),
        "journeys_open_one_#_s": took(lambda: load_journey(place / "missed-bin.yaml"), 3),
        "search_build_#_s": took(lambda: Finder(many, titles, "en").search("b"), 3),
        "search_#_s": took(lambda: [finder.search(text) for text in TYPED], 5) / len(TYPED),
    }


def _registered(register: object, ids: list[str]) -> object:
    """The register with every copy known by what people type for its original."""
    from msgspec.structs import replace

    from kiosk.services import Register

    assert isinstance(register, Register)
    services = []
    for name in ids:
        known = register.by_id.get(name) or register.by_id.get(name.rpartition("-")[0])
        if known is not None:
            services.append(replace(known, id=name))
    return replace(register, services=tuple(services))


def _walks(journeys: Path) -> float:
    """Seconds for 10,000 random walks, a part of them walked."""
    from datetime import date

    from kiosk.journeys.load import load_folder
    from kiosk.journeys.walk import Walk
    from kiosk.journeys.wander import Habits, MadeUp, wander
    from kiosk.language import words_for

    all_ = list(load_folder(journeys).journeys.values())
    today, words = date(2026, 11, 23), words_for("en")
    habits = [Habits() for _ in all_]

    def walk() -> None:
        for seed in range(WALKS):
            journey = all_[seed % len(all_)]
            data = MadeUp(journey.datasets, today, seed % 25)
            wander(Walk(journey, data, today, words=words), seed, habits[seed % len(all_)])

    return took(walk) * 10_000 / WALKS


def first_choice(config: Path) -> dict[str, object]:
    """A kiosk's own start: reading all content, and the first journey somebody chooses. Each in a process
    of its own, the first with an empty state folder, where the good versions are kept for the first time."""
    runs = []
    for _ in range(4):
        line = [sys.executable, str(Path(__file__)), str(config)]
        done = subprocess.run(line, capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout))
    return {
        "prepare_first_start_s": round(runs[0]["prepare"], 3),
        "prepare_s": round(statistics.median(run["prepare"] for run in runs[1:]), 3),
        "first_choice_ms": round(statistics.median(run["choose"] for run in runs[1:]) * 1000, 1),
        "second_choice_ms": round(statistics.median(run["again"] for run in runs[1:]) * 1000, 1),
    }


def _choose(config: Path) -> dict[str, float]:
    from kiosk.clock import today
    from kiosk.commands.parts import ServiceDesk
    from kiosk.language import words_for
    from kiosk.settings import read_settings

    desk = ServiceDesk(read_settings(config))

    def choose(name: str) -> float:
        def begin() -> None:
            desk.service(name, "en")
            desk.walk(name, "en", words_for("en"), today()).page()

        return passed(begin)

    return {
        "prepare": passed(desk.prepare),
        "choose": choose("missed-bin"),
        "again": choose("council-tax-moving"),
    }


if __name__ == "__main__":
    print(json.dumps(_choose(Path(sys.argv[1]))))
