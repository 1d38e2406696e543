"""Photos and signatures in the engine: bare pictures only, not too many, and shown in words."""

import base64
import io
import json
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PIL import Image, PngImagePlugin

from kiosk.clock import Moment
from kiosk.envelope import MOST_ENVELOPE_BYTES, open_envelope, seal
from kiosk.errors import EnvelopeError
from kiosk.journeys.answers import Asking, Refusal
from kiosk.journeys.datasets import CsvData
from kiosk.journeys.definition import Journey
from kiosk.journeys.filed import (
    JPEG,
    MOST_BYTES,
    MOST_PHOTO_BYTES,
    MOST_PHOTOS,
    MOST_SIGNATURE_BYTES,
    PNG,
    Photo,
    Signed,
    bare,
    photo_bytes,
)
from kiosk.journeys.load import load_files, load_journey
from kiosk.journeys.pages import Accepted, Field, Problems
from kiosk.journeys.values import BLANK, File, Photos, Signature
from kiosk.journeys.walk import Walk
from kiosk.journeys.wander import MadeUp, wander
from kiosk.keyset import Keyset
from kiosk.language import words_for
from kiosk.submission import Record

TODAY = date(2026, 11, 23)
JOURNEY = """\
journey: damage
title: Report damage
version: 1
status: live
owner: council
offline: queue
class: 2
send: street/damage
steps:
- ask: views
  type: photo
  title: Photos of the damage
  short: Photos
  max: 2
  optional: true
- note: thanks
  when: answered(views)
  title: Thank you for the photos
- note: two
  when: count(views) == 2
  title: Two are enough
- ask: closer
  type: photo
  title: A photo from close by
  optional: true
- ask: signed
  type: signature
  title: Your signature
  short: Signature
- check: answers
done: {title: Thank you}
receipt: [views, signed]
"""


def jpeg(size: tuple[int, int] = (8, 8), **facts: object) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "red").save(held, "JPEG", **facts)
    return held.getvalue()


def png(**facts: object) -> bytes:
    held = io.BytesIO()
    Image.new("L", (8, 8), 255).save(held, "PNG", **facts)
    return held.getvalue()


def heavy(size: int) -> File:
    """A photo of that many bytes: quantization tables may be repeated as often as one likes."""
    one = jpeg()
    at = one.index(b"\xff\xdb")
    table = one[at : at + 2 + int.from_bytes(one[at + 2 : at + 4], "big")]
    filler = table * ((size - len(one)) // len(table))
    return File(JPEG, one[:at] + filler + one[at:])


RED = File(JPEG, jpeg())
DRAWN = Signature(drawn=File(PNG, png()))


def asking(**changes: object) -> Asking:
    return Asking(words=words_for("en"), today=TODAY, **changes)


@pytest.fixture
def journey(tmp_path: Path) -> Journey:
    (tmp_path / "shared.yaml").write_text("organisations: [council]\n", encoding="utf-8")
    (tmp_path / "damage.yaml").write_text(JOURNEY, encoding="utf-8")
    return load_journey(tmp_path / "damage.yaml")


@pytest.fixture
def walk(journey: Journey, tmp_path: Path) -> Walk:
    return Walk(journey, CsvData(tmp_path, {}), TODAY, words=words_for("en"))


# -- nothing but the picture -----------------------------------------------------------------------------


def test_a_plain_picture_is_bare() -> None:
    assert bare(RED)
    assert bare(File(PNG, png()))
    assert bare(heavy(5000))


def exif() -> Image.Exif:
    found = Image.Exif()
    found[0x0110] = "Exampleton camera"
    found.get_ifd(0x8825)[2] = (51.0, 47.0, 20.0)
    return found


@pytest.mark.parametrize(
    "file",
    [
        File(JPEG, jpeg(exif=exif())),
        File(JPEG, jpeg(comment=b"by Sam Sample")),
        File(JPEG, jpeg(icc_profile=b"x" * 200)),
        File(JPEG, jpeg(progressive=True, size=(64, 64))),
        File(JPEG, jpeg() + b"51.7889, 1.1553"),
        File(JPEG, jpeg() + b"51.7889, 1.1553\xff\xd9"),
        File(JPEG, jpeg()[:-2]),
        File(JPEG, jpeg()[:40]),
        File(JPEG, b""),
        File(JPEG, b"\xff\xd8\xff\xd9"),
        File(JPEG, png()),
        File(PNG, jpeg()),
        File(PNG, png(exif=exif())),
        File(PNG, png() + b"more"),
        File(PNG, png()[:-4]),
        File(PNG, b""),
        File("image/svg+xml", b"<svg/>"),
        File("application/pdf", jpeg()),
    ],
    ids=lambda file: f"{file.type}-{len(file.data)}",
)
def test_a_picture_with_anything_beside_it_is_refused(file: File) -> None:
    assert not bare(file)
    found = Photo().clean([file], asking())
    assert isinstance(found, Refusal)
    assert Photo().message(found, asking()) == "Take the photo again"
    signed = Signed().clean(Signature(drawn=file), asking())
    assert isinstance(signed, Refusal)
    assert Signed().message(signed, asking()) == "Clear the box and sign again"


def test_words_in_a_png_are_refused() -> None:
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Author", "Sam Sample")
    assert not bare(File(PNG, png(pnginfo=facts)))


@pytest.mark.parametrize("cut", range(0, 700, 7))
def test_a_picture_that_breaks_off_is_refused_and_never_raises(cut: int) -> None:
    data = jpeg()
    assert not bare(File(JPEG, data[: min(cut, len(data) - 1)]))
    assert not bare(File(PNG, png()[: min(cut, len(png()) - 1)]))


# -- photos ----------------------------------------------------------------------------------------------


def test_photos_come_back_from_their_stored_form() -> None:
    value = Photos((RED, RED))
    stored = json.loads(json.dumps(Photo().encode(value)))
    assert stored[0] == {"type": "image/jpeg", "data": base64.b64encode(RED.data).decode()}
    assert Photo().clean(stored, asking()) == value
    assert Photo().clean(Photo().widget(value), asking()) == value
    assert Photo().clean([], asking()) is BLANK


@pytest.mark.parametrize(
    "given",
    ["photo.jpg", [3], [{}], [{"type": JPEG, "data": "not base64!"}], [{"type": JPEG, "data": 3}], [None]],
)
def test_what_is_no_photo_is_refused(given: object) -> None:
    assert Photo().clean(given, asking()) == Refusal("format")


@pytest.mark.parametrize(("n", "wanted"), [(1, "1 photo"), (2, "2 photos")])
def test_photos_are_counted_not_shown(n: int, wanted: str) -> None:
    assert Photo().show(Photos((RED,) * n), asking()) == (wanted,)


def test_a_question_takes_as_many_as_it_says_and_three_at_most() -> None:
    from decimal import Decimal

    two = asking(max=Decimal(2))
    assert Photo().check(Photos((RED, RED)), two) is None
    refused = Photo().check(Photos((RED, RED, RED)), two)
    assert refused is not None
    assert Photo().message(refused, two) == "Remove a photo: you can add 2 at most"
    for bound in (asking(), asking(max=Decimal(9))):
        assert Photo().check(Photos((RED,) * MOST_PHOTOS), bound) is None
        assert Photo().check(Photos((RED,) * (MOST_PHOTOS + 1)), bound) == Refusal("max", values={"bound": 3})


def test_the_room_for_each_photo_leaves_room_for_all_and_a_signature() -> None:
    for most in range(1, MOST_PHOTOS + 1):
        assert most * photo_bytes(most) + MOST_SIGNATURE_BYTES <= MOST_BYTES
    assert photo_bytes(1) == MOST_PHOTO_BYTES


def test_a_photo_that_is_too_large_is_refused() -> None:
    from decimal import Decimal

    one = asking(max=Decimal(1))
    assert Photo().check(Photos((heavy(399_000),)), one) is None
    refused = Photo().check(Photos((heavy(401_000),)), one)
    assert refused is not None
    assert Photo().message(refused, one) == "Take the photo again: it is too large"


def test_too_many_photos_on_the_path_are_said_where_the_last_were_taken(walk: Walk) -> None:
    assert isinstance(walk.answer("views", [heavy(310_000), heavy(310_000)]), Accepted)
    for name in ("thanks", "two"):
        walk.answer(name, True)
    refused = walk.answer("closer", [heavy(200_000)])
    assert isinstance(refused, Problems)
    (problem,) = refused.problems
    assert (problem.name, problem.rule) == ("closer", "size")
    assert problem.text == "There are too many photos to send together. Remove one of them."
    assert walk.page().name == "closer"
    walk.change("views")
    assert isinstance(walk.answer("views", [heavy(310_000)]), Accepted), "one of them was removed"
    while walk.page().name != "closer":
        walk.answer(walk.page().name, True)
    assert isinstance(walk.answer("closer", [heavy(200_000)]), Accepted)


# -- signatures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [DRAWN, Signature(typed="Zoë Sample")])
def test_a_signature_comes_back_from_its_stored_form(value: Signature) -> None:
    stored = json.loads(json.dumps(Signed().encode(value)))
    assert Signed().clean(stored, asking()) == value
    assert Signed().clean(Signed().widget(value), asking()) == value


def test_a_signature_is_shown_as_signed_or_with_the_name_that_was_typed() -> None:
    assert Signed().show(DRAWN, asking()) == ("Signed",)
    assert Signed().show(Signature(typed="Sam Sample"), asking()) == ("Agreed without drawing", "Sam Sample")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Signature(typed="  "), "Enter your full name"),
        ({"typed": ""}, "Enter your full name"),
        ({"typed": "\u202e\x07"}, "Enter your full name"),
        ({"typed": "x" * 201}, "Enter a shorter name"),
        ("Sam Sample", "Clear the box and sign again"),
    ],
)
def test_what_is_no_signature_is_refused(given: object, said: str) -> None:
    found = Signed().clean(given, asking())
    assert isinstance(found, Refusal)
    assert Signed().message(found, asking()) == said


def test_nothing_drawn_and_nothing_agreed_is_no_answer(walk: Walk) -> None:
    assert Signed().clean(Signature(), asking()) is BLANK
    walk.answer("views", None)
    walk.answer("closer", None)
    refused = walk.answer("signed", None)
    assert isinstance(refused, Problems)
    assert refused.problems[0].text == "Sign in the box, or agree without drawing"


# -- a walk ----------------------------------------------------------------------------------------------


def walked(walk: Walk, signature: Signature = DRAWN) -> None:
    assert isinstance(walk.answer("views", [RED, RED]), Accepted)
    assert walk.page().name == "thanks"
    walk.answer("thanks", True)
    assert walk.page().name == "two", "the photos can be counted"
    walk.answer("two", True)
    walk.answer("closer", None)
    assert isinstance(walk.answer("signed", signature), Accepted)


def test_everybody_can_go_on_without_a_photo(walk: Walk) -> None:
    field = walk.page().fields[0]
    assert isinstance(field, Field)
    assert (field.type, field.optional, field.limit) == ("photo", True, 2)
    walk.answer("views", None)
    assert walk.page().name == "closer"
    walk.answer("closer", [])
    assert walk.page().name == "signed"


def test_check_page_and_paper_say_it_in_words(walk: Walk) -> None:
    walked(walk)
    assert [row.lines for row in walk.page().rows] == [("2 photos",), ("Not provided",), ("Signed",)]
    assert [line.label for line in walk.receipt()] == ["Photos", "Signature"]


def test_going_back_shows_what_was_given(walk: Walk) -> None:
    walked(walk)
    walk.change("views")
    field = walk.page().fields[0]
    assert isinstance(field, Field)
    assert field.value == [RED, RED]


def test_a_draft_holds_them_and_goes_on(walk: Walk, journey: Journey, tmp_path: Path) -> None:
    walked(walk)
    saved = json.loads(json.dumps(walk.save()))
    again = Walk.restore(journey, saved, CsvData(tmp_path, {}), TODAY, words=words_for("en"))
    assert again.page() == walk.page()


def test_the_council_opens_the_pictures_as_they_were(
    walk: Walk, keyset: Keyset, private_key: object, noon: Moment
) -> None:
    walked(walk)
    walk.answer("answers", True)
    submission = walk.complete()
    assert submission is not None
    record = msgspec.convert(
        {
            "id": "0b54aa7e-5c07-4b69-9d3a-6a9a4f5a3f10",
            "reference": "K7MF4T2Q9XW3",
            "kiosk": "demo-1",
            "place": "Exampleton Library",
            "captured_at": "2026-11-23T12:00:00Z",
            "service": "Report damage",
            "route": "street/damage",
            "sensitivity": 2,
            "app_version": "1",
            "submission": msgspec.to_builtins(submission),
        },
        Record,
    )
    envelope = seal(record, keyset, noon.utc)
    opened = open_envelope(envelope.data, {envelope.header.kid: private_key})  # type: ignore[dict-item]  a fixture, no type
    stored = opened.submission.answers
    assert base64.b64decode(stored["views"][1]["data"]) == RED.data
    assert base64.b64decode(stored["signed"]["data"]) == DRAWN.drawn.data  # type: ignore[union-attr]  drawn, not typed
    heavy_answers = {"views": Photo().encode(Photos((heavy(MOST_BYTES),)))}
    full = msgspec.structs.replace(submission, answers=heavy_answers)
    filled = msgspec.structs.replace(record, submission=full)
    assert len(seal(filled, keyset, noon.utc).data) < MOST_ENVELOPE_BYTES - 100_000, "room for the rest"
    too_much = msgspec.structs.replace(full, answers={"a": "x" * MOST_ENVELOPE_BYTES})
    with pytest.raises(EnvelopeError, match="the council takes"):
        seal(msgspec.structs.replace(record, submission=too_much), keyset, noon.utc)


def test_neither_picture_nor_name_stands_in_a_repr(walk: Walk) -> None:
    walked(walk, Signature(typed="Zephyrine Quillfeather"))
    walk.change("signed")
    field = walk.page().fields[0]
    assert "Quillfeather" not in repr(field)
    walk.change("views")
    assert repr(RED.data)[2:30] not in repr(walk.page())
    assert "2 photos" in repr(walk.summary())


def test_nobody_gets_lost_at_random(journey: Journey) -> None:
    shown: set[str] = set()
    for seed in range(40):
        walk = Walk(journey, MadeUp({}, TODAY, seed), TODAY, words=words_for("en"))
        found = wander(walk, seed)
        assert found.stuck == ""
        shown |= set(found.shown)
        assert walk.complete() is not None
    assert {"views", "thanks", "two", "closer", "signed"} <= shown


# -- the checker -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("  max: 2\n  optional: true\n", "  max: 2\n", "wrong-value"),
        ("  max: 2\n", "  max: 4\n", "wrong-value"),
        ("  max: 2\n", "  max: 0\n", "wrong-value"),
        ("answered(views)", "views == 'x'", "wrong-type"),
        ("answered(views)", "views == views", "wrong-type"),
        ("answered(views)", "count(signed) == 1", "asked-later"),
        ("title: Thank you for the photos", 'title: "Thank you for {views}"', "wrong-type"),
        ("count(views) == 2", "length(views) == 2", "wrong-type"),
        ("  max: 2\n", "  min: 2\n", "unknown-key"),
        ("  max: 2\n", "  max: 2\n  pattern: x\n", "unknown-key"),
        ("  max: 2\n", "  max: today\n", "wrong-type"),
        ("  short: Signature\n", "  short: Signature\n  default: views\n", "wrong-value"),
        ("class: 2", "class: 1", "class"),
    ],
)
def test_a_journey_that_misuses_them_is_found_out(tmp_path: Path, old: str, new: str, rule: str) -> None:
    (tmp_path / "shared.yaml").write_text("organisations: [council]\n", encoding="utf-8")
    assert JOURNEY.count(old) == 1
    (tmp_path / "damage.yaml").write_text(JOURNEY.replace(old, new), encoding="utf-8")
    errors = {one.rule for one in load_files(tmp_path).problems if one.level == "error"}
    assert rule in errors


def test_a_signature_cannot_be_counted(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("organisations: [council]\n", encoding="utf-8")
    late = "- note: late\n  when: count(signed) == 1\n  title: Late\n- check: answers"
    (tmp_path / "damage.yaml").write_text(JOURNEY.replace("- check: answers", late), encoding="utf-8")
    (problem,) = load_files(tmp_path).errors
    assert problem.rule == "wrong-type"
    assert "cannot be counted" in problem.message
