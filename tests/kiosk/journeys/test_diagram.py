"""The picture of a journey's path: everything is in it, nothing overlaps, a story's way is marked."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kiosk.__main__ import main
from kiosk.assets import assets_dir
from kiosk.journeys.definition import Journey
from kiosk.journeys.diagram import picture
from kiosk.journeys.diagram_marks import SMALL, SMALL_LEAD, WORDS, Box, Frame, Label, Line, Picture
from kiosk.journeys.lettering import width, wrapped
from kiosk.journeys.load import load_files, load_folder
from kiosk.journeys.mermaid import mermaid
from kiosk.journeys.outline import outline
from kiosk.journeys.svg import svg

FIXTURES = Path(__file__).parent / "fixtures"
CLEAN = str(FIXTURES / "clean.yaml")
STORY = ["--story", str(FIXTURES / "answers.json"), "--data", str(FIXTURES / "data"), "--today", "2026-11-23"]
SHIPPED = sorted(
    path.stem
    for path in (assets_dir() / "journeys").glob("*.yaml")
    if "." not in path.stem and path.stem != "shared"
)
Rect = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def shipped() -> dict[str, Journey]:
    return load_folder(assets_dir() / "journeys").journeys


def boxes(drawn: Picture) -> list[Box]:
    return [mark for mark in drawn.marks if isinstance(mark, Box)]


def rects(drawn: Picture) -> Iterator[tuple[str, Rect]]:
    """Everything that holds words, as left, top, right, bottom."""
    for mark in drawn.marks:
        if isinstance(mark, Box):
            yield " ".join(mark.lines), (mark.x, mark.y, mark.x + mark.w, mark.y + mark.h)
        if isinstance(mark, Frame):
            yield " ".join(mark.lines), (mark.x, mark.y, mark.x + mark.w, mark.y + mark.head)
        if isinstance(mark, Label):
            wide = max(width(line, SMALL) for line in mark.lines)
            left = mark.x - wide if mark.end else mark.x
            bottom = mark.y + (len(mark.lines) - 1) * SMALL_LEAD
            yield " ".join(mark.lines), (left, mark.y - SMALL, left + wide, bottom)


def apart(one: Rect, two: Rect) -> bool:
    return one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_words_overlap_and_all_are_inside(name: str, shipped: dict[str, Journey]) -> None:
    if name not in shipped:
        pytest.skip("this journey is being written")
    drawn = picture(shipped[name])
    found = sorted(rects(drawn), key=lambda one: one[1][1])
    for at, (words, rect) in enumerate(found):
        assert rect[0] >= 0, words
        assert rect[1] >= 0, words
        assert rect[2] <= drawn.width, words
        assert rect[3] <= drawn.height, words
        for other, another in found[at + 1 :]:
            if another[1] >= rect[3]:
                break
            assert apart(rect, another), (words, other)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_line_runs_through_a_box(name: str, shipped: dict[str, Journey]) -> None:
    if name not in shipped:
        pytest.skip("this journey is being written")
    drawn = picture(shipped[name])
    for mark in drawn.marks:
        if not isinstance(mark, Line):
            continue
        for (x0, y0), (x1, y1) in zip(mark.points, mark.points[1:], strict=False):
            way = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            for box in boxes(drawn):
                inner = (box.x + 1, box.y + 1, box.x + box.w - 1, box.y + box.h - 1)
                assert apart(way, inner), (box.lines, mark.points)


def test_every_step_is_there_with_a_word_for_its_kind(journey: Journey) -> None:
    drawn = picture(journey)
    text = " ".join(
        ElementTree.fromstring(svg(drawn)).itertext()  # our own text
    )
    for line in outline(journey):
        assert line.title.split()[-1] in text, line.title
    shown = {box.shape for box in boxes(drawn)}
    assert shown == {"start", "ask", "page", "note", "exit", "check", "pay", "done"}
    assert all(WORDS[shape] in text for shape in shown)
    assert "Question (staff only): text, may be left empty" in text


def test_parts_are_drawn_with_what_becomes_of_each() -> None:
    change = load_files(FIXTURES, ("change",)).journeys["change"]
    parts = [box for box in boxes(picture(change)) if box.shape == "part"]
    assert [box.small for box in parts] == [
        ("sent to waste/moved",),
        ("sent to parks/moved",),
        ("shown where to do it; nothing is sent",),
    ]


def test_what_skips_a_step_is_in_words(journey: Journey) -> None:
    labels = [" ".join(mark.lines) for mark in picture(journey).marks if isinstance(mark, Label)]
    assert "Only if “Rooms” is more than 2" in labels
    assert "If “Bins missed” includes “None of these”" in labels
    assert labels.count("again for the next") == 2


def test_the_way_of_a_story_is_numbered_and_the_rest_is_faint(journey: Journey) -> None:
    drawn = picture(journey, ("behalf", "address", "outside"))
    assert [box.number for box in boxes(drawn) if box.number] == [1, 2, 3]
    plain = {" ".join(box.lines) for box in boxes(drawn) if not box.faint}
    assert plain == {
        "Tell us about your bins",
        "Who is this for?",
        "Which address was missed?",
        "We do not collect bins there",
    }


def test_words_are_wrapped_and_long_ones_cut() -> None:
    assert wrapped("one two three", 60, 12) == ("one two", "three")
    assert all(width(line, 12) <= 60 for line in wrapped("a" * 50, 60, 12))
    assert "".join(wrapped("ab" * 20, 60, 12)) == "ab" * 20
    assert wrapped("", 60, 12) == ()


def test_text_of_an_author_cannot_break_the_picture(journey: Journey) -> None:
    from msgspec.structs import replace

    title = replace(journey.title, source='<script>"&')
    root = ElementTree.fromstring(svg(picture(replace(journey, title=title))))  # our own text
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert '<script>"&' in "".join(root.itertext())


def test_mermaid_text_has_every_step_and_both_ways_out_of_a_condition(journey: Journey) -> None:
    text = mermaid(journey, ("behalf", "address"))
    pages = {line.name for line in outline(journey) if line.kind == "page"}
    for line in outline(journey):
        if line.holder not in pages:
            assert f"_{line.name}" in text
    assert "s_address --> q_outside" in text
    assert "q_outside -->|yes| s_outside" in text
    assert "q_outside -->|no| s_bins" in text
    assert '-.->|"again for each of “Bins missed”"|' in text
    assert text.count("subgraph") == text.count("\n  end\n") == 4
    assert "class s_behalf,s_address way" in text


@pytest.mark.parametrize(
    ("kind", "begins"), [(".svg", b"<svg "), (".png", b"\x89PNG"), (".md", b"# Tell us")]
)
def test_the_command_writes_what_the_name_says(
    kind: str, begins: bytes, tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deep" / f"path{kind}"
    assert main(["journeys", "diagram", CLEAN, "--out", str(out), *STORY]) == 0
    assert out.read_bytes().startswith(begins)
    assert capsys.readouterr().out == f"wrote {out}\n"


def test_without_a_name_it_goes_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["journeys", "diagram", CLEAN]) == 0
    assert (tmp_path / "clean.svg").is_file()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--out", "path.pdf"], ".svg, .png, .md"),
        (["--story", "nowhere.json"], "nowhere.json: cannot be read"),
        (["--out", "/dev/null/path.svg"], "cannot be written"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(
    more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["journeys", "diagram", CLEAN, *more]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert len(err.splitlines()) == 1
