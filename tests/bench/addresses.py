"""How long 80,000 addresses take: loading an extract, finding by postcode and by what somebody types.

    .venv/bin/python tests/bench/addresses.py [NUMBER]

Prints medians and the worst case in milliseconds. Everything is made up, the same each time.
"""

import csv
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from council.loading import load
from kiosk.assets import assets_dir
from kiosk.datasets.declared import declared
from kiosk.datasets.file import DatasetFile
from kiosk.datasets.table import About

FIRST = [
    "High",
    "Mill",
    "Church",
    "Station",
    "Quay",
    "Orchard",
    "School",
    "Beach",
    "Marine",
    "Pier",
    "Chapel",
    "Gull",
    "Oak",
    "Elm",
    "Ash",
    "Rose",
]
KINDS = ["Street", "Road", "Lane", "Close", "Avenue", "Drive", "Way", "Gardens"]
TOWNS = ["Exampleton", "Sampleford", "Demoham", "Otherham", "Testbury", "Mockwell", "Draftley"]
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def extract(path: Path, number: int, chance: random.Random) -> None:
    """Write a gazetteer of so many homes, in streets of 10 to 45."""
    header = [
        "UPRN",
        "SaoText",
        "SaoStartNumber",
        "PaoText",
        "PaoStartNumber",
        "Street",
        "PostTown",
        "Postcode",
    ]
    made = street = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        while made < number:
            street += 1
            name = f"{chance.choice(FIRST)} {chance.choice(KINDS)}".upper()
            town = chance.choice(TOWNS).upper()
            code = f"ZZ{street // 3600 % 10}{street // 360 % 10} {street % 9 + 1}"
            code += LETTERS[street // 9 % 20] + LETTERS[street // 180 % 20]
            for home in range(1, min(chance.randint(10, 45), number - made) + 1):
                made += 1
                out.writerow([100_000_000_000 + made, "", "", "", home, name, town, code])


def timed(file: DatasetFile, searches: Sequence[str]) -> str:
    """Each search once, 50 rows at most: median and worst."""
    took = []
    for typed in searches:
        began = time.perf_counter()
        file.find(typed, {}, 50)
        took.append((time.perf_counter() - began) * 1000)
    return f"{statistics.median(took):6.2f} ms median, {max(took):6.2f} ms worst of {len(took)}"


def main(number: int) -> None:
    """Measure."""
    chance = random.Random(1)
    definition = declared(assets_dir() / "journeys")["addresses"]
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "llpg.csv", Path(folder) / "addresses.sqlite"
        extract(source, number, chance)
        began = time.perf_counter()
        load(definition, source, out, About(made=date(2026, 11, 20)), form="llpg")
        took = time.perf_counter() - began
        print(f"{number:,} addresses loaded in {took:.1f} s, {out.stat().st_size / 1e6:.1f} MB")
        file = DatasetFile.open(out, definition)
        rows = chance.sample(file.rows(), 300)
        words = [str(row["text"]).replace(",", "").split() for row in rows]
        searches = {
            "a postcode": [str(row["postcode"]) for row in rows],
            "half a street": [f"{one[1]} {one[2][:2]}" for one in words],
            "number and half a street": [f"{one[0]} {one[1]} {one[2][:2]}" for one in words],
            "street and half a town": [f"{one[1]} {one[2]} {one[3][:4]}" for one in words],
            "one letter": list("abcdefghijklmnopqrstuvwxyz0123456789"),
        }
        for name, typed in searches.items():
            print(f"{name:<26}{timed(file, typed)}")
        file.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80_000)
