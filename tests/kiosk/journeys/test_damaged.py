"""Journey files that were damaged at random: every one is read to an end, with findings where it is bad.

Bytes are flipped, lines dropped, doubled, swapped and pushed aside, keys, values and words exchanged, files
cut off. What still loads is walked as well: a journey that the checker lets through must not fail a resident.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.journeys.check import check_journey
from kiosk.journeys.load import Catalogue, load_files

SHIPPED = Path(__file__).parents[3] / "assets" / "journeys"
FILES = sorted(SHIPPED.glob("*.yaml"))
ODD = ":{}[]'\"#&*!|>-?%@`,\t\n\0\x85\ufeff£{"
MANY = settings.get_profile("many").max_examples * 4


def flipped(content: bytes, draw: Random) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]


def inserted(content: bytes, draw: Random) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + draw.choice(ODD).encode() + content[at:]


def cut(content: bytes, draw: Random) -> bytes:
    return content[: draw.randrange(len(content))]


def on_lines(change: Callable[[list[bytes], Random], None]) -> Callable[[bytes, Random], bytes]:
    """A change of whole lines."""

    def changed(content: bytes, draw: Random) -> bytes:
        lines = content.split(b"\n")
        change(lines, draw)
        return b"\n".join(lines)

    return changed


def dropped(lines: list[bytes], draw: Random) -> None:
    at = draw.randrange(len(lines))
    del lines[at : at + draw.randint(1, 4)]


def doubled(lines: list[bytes], draw: Random) -> None:
    at, n = draw.randrange(len(lines)), draw.randint(1, 6)
    lines[at:at] = lines[at : at + n]


def swapped(lines: list[bytes], draw: Random) -> None:
    one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]


def indented(lines: list[bytes], draw: Random) -> None:
    at, n = draw.randrange(len(lines)), draw.randint(1, 5)
    by = draw.choice((b"  ", b" ", b"\t", b"", b"    "))
    for one in range(at, min(at + n, len(lines))):
        lines[one] = by + lines[one] if by else lines[one].removeprefix(b"  ")


def keys_swapped(lines: list[bytes], draw: Random) -> None:
    _exchange(lines, draw, 0)


def values_swapped(lines: list[bytes], draw: Random) -> None:
    _exchange(lines, draw, 2)


def _exchange(lines: list[bytes], draw: Random, part: int) -> None:
    both = [at for at, line in enumerate(lines) if b": " in line]
    if len(both) < 2:
        return
    first, second = draw.sample(both, 2)
    one, two = list(lines[first].partition(b": ")), list(lines[second].partition(b": "))
    one[part], two[part] = two[part], one[part]
    lines[first], lines[second] = b"".join(one), b"".join(two)


def word_changed(lines: list[bytes], draw: Random) -> None:
    """One word becomes another of the same file, which may well be a name in the wrong place."""
    words = b" ".join(lines).split()
    at = draw.randrange(len(lines))
    here = lines[at].split()
    if here and words:
        lines[at] = lines[at].replace(draw.choice(here), draw.choice(words), 1)


CHANGES = {
    "flipped": flipped,
    "inserted": inserted,
    "cut": cut,
    "dropped": on_lines(dropped),
    "doubled": on_lines(doubled),
    "swapped": on_lines(swapped),
    "indented": on_lines(indented),
    "keys swapped": on_lines(keys_swapped),
    "values swapped": on_lines(values_swapped),
    "word changed": on_lines(word_changed),
}


class Damage:
    """A copy of the shipped journeys, of which one file at a time is damaged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __repr__(self) -> str:
        return "damage"

    def load(self, file: Path, changes: list[str], draw: Random) -> Catalogue:
        """The journeys that the damaged file is for, or one that uses what all share."""
        name = file.name.partition(".")[0]
        content = file.read_bytes()
        for change in changes:
            content = CHANGES[change](content, draw) or b"\n"
        (self._folder / file.name).write_bytes(content)
        try:
            return load_files(self._folder, ("missed-bin" if name == "shared" else name,), try_out=True)
        finally:
            shutil.copy(file, self._folder / file.name)


@pytest.fixture(scope="module")
def damage(tmp_path_factory: pytest.TempPathFactory) -> Damage:
    return Damage(Path(shutil.copytree(SHIPPED, tmp_path_factory.mktemp("damaged") / "journeys")))


def ill_told(found: Catalogue) -> Iterator[str]:
    """What a finding lacks, or a journey that is neither offered nor found fault with."""
    if not found.journeys and not found.errors:
        yield "the journey is neither offered nor are there errors"
    for one in found.problems:
        if not (SHIPPED / one.file).exists() or one.line < 1 or not one.rule or not one.message.strip():
            yield str(one)


@pytest.mark.soak
@settings(settings.get_profile("many"), max_examples=MANY)
@given(
    file=st.sampled_from(FILES),
    changes=st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3),
    seed=st.integers(0, 1_000_000),
)
def test_a_damaged_file_is_read_to_an_end(damage: Damage, file: Path, changes: list[str], seed: int) -> None:
    assert list(ill_told(damage.load(file, changes, Random(seed)))) == []


def test_the_damage_is_of_both_kinds(damage: Damage) -> None:
    draw = Random(1)
    outcomes = []
    for change in CHANGES:
        for _ in range(4):
            outcomes.append(bool(damage.load(SHIPPED / "bin-day.yaml", [change], draw).errors))
    assert outcomes.count(True) > 10
    assert outcomes.count(False) > 3


def test_a_loader_that_breaks_is_seen(damage: Damage, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(*args: object) -> None:
        check_journey(*args)  # type: ignore[arg-type]  # what it was given
        raise KeyError("spare")

    monkeypatch.setattr("kiosk.journeys.load.check_journey", careless)
    with pytest.raises(KeyError):
        damage.load(SHIPPED / "bin-day.yaml", [], Random(1))
