"""A signature: drawn with a finger, or agreed to without drawing, which is as good."""

import io
from itertools import pairwise
from math import sin

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit

from kiosk.journeys.filed import MOST_SIGNATURE_BYTES, PNG, bare
from kiosk.journeys.pages import Problem
from kiosk.journeys.values import File, Signature
from ui.fields.pad import EDGE, POINTS_WIDE, signature
from ui.fields.signature import SignatureField
from ui.pieces.button import Button


@pytest.fixture
def field(make) -> SignatureField:
    return shown(make)


def shown(make, **facts: object) -> SignatureField:
    widget = make("signature", **facts)
    assert isinstance(widget, SignatureField)
    widget.resize(900, 700)
    QApplication.processEvents()
    return widget


def draw(widget: SignatureField, *points: tuple[int, int]) -> None:
    """A line with the mouse, as touch comes in too."""
    pad = widget.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(pad, QPoint(*point))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))
    QApplication.processEvents()


LINE = ((100, 60), (160, 90), (220, 60), (300, 120))


def picture(value: object) -> Image.Image:
    assert isinstance(value, Signature)
    assert value.typed is None
    assert isinstance(value.drawn, File)
    assert value.drawn.type == PNG
    assert bare(value.drawn)
    return Image.open(io.BytesIO(value.drawn.data))


def agree(widget: SignatureField) -> QCheckBox:
    found = widget.findChild(QCheckBox, "option:agree")
    assert found is not None
    return found


def name_box(widget: SignatureField) -> QLineEdit:
    found = widget.findChild(QLineEdit, "input:it:typed")
    assert found is not None
    return found


# -- drawing ---------------------------------------------------------------------------------------------


def test_what_was_drawn_becomes_a_trimmed_picture_in_black_on_white(field: SignatureField) -> None:
    draw(field, *LINE)
    image = picture(field.value())
    assert image.mode == "L"
    assert image.getextrema() == (0, 255)
    part = POINTS_WIDE / field.pad.width()
    assert abs(image.width - (200 * part + 2 * EDGE)) < 6
    assert image.height < 60 * part + 2 * EDGE + 6
    dark = image.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert dark is not None
    assert min(dark[0], dark[1], image.width - dark[2], image.height - dark[3]) > 3, "a white edge all around"
    assert dict(image.info) == {} or set(image.info) == {"dpi"}


def test_two_lines_are_one_signature(field: SignatureField) -> None:
    draw(field, (100, 60), (200, 60))
    narrow = picture(field.value()).width
    draw(field, (300, 60), (400, 60))
    assert len(field.pad.strokes) == 2
    assert picture(field.value()).width > 2 * narrow


def test_lines_are_smooth() -> None:
    """Between points of a wave no corner is sharper than the wave itself."""
    points = tuple((0.1 + n * 0.02, 0.2 + 0.05 * sin(n)) for n in range(30))
    image = Image.open(io.BytesIO(signature((points,)).data))
    pixels = image.load()
    tops = [
        next((y for y in range(image.height) if pixels[x, y] < 128), None)  # type: ignore[index]  of a grey picture
        for x in range(EDGE + 4, image.width - EDGE - 4)
    ]
    assert None not in tops, "one line without a gap"
    assert max(abs(one - other) for one, other in pairwise(tops)) < 30  # type: ignore[operator]  no column is empty


def test_a_mere_touch_is_no_signature(field: SignatureField) -> None:
    QTest.mouseClick(field.pad, Qt.MouseButton.LeftButton, pos=QPoint(100, 50))
    assert not field.pad.empty, "it can be seen, and cleared"
    assert field.value() is None


def test_a_finger_that_leaves_the_box_stays_on_its_edge(field: SignatureField) -> None:
    draw(field, (100, 60), (5000, 60), (5000, -900))
    (stroke,) = field.pad.strokes
    assert all(0 <= x <= 1 and 0 <= y <= field.pad.height() / field.pad.width() for x, y in stroke)


def test_only_the_first_button_draws(field: SignatureField) -> None:
    QTest.mousePress(field.pad, Qt.MouseButton.RightButton, pos=QPoint(100, 60))
    QTest.mouseMove(field.pad, QPoint(300, 60))
    QTest.mouseRelease(field.pad, Qt.MouseButton.RightButton, pos=QPoint(300, 60))
    assert field.pad.empty


def test_even_a_wild_scribble_fits() -> None:
    scribble = tuple(
        tuple(((n * 37 + k * 11) % 997 / 997, (n * 61 + k * 7) % 211 / 1000) for n in range(400))
        for k in range(12)
    )
    file = signature(scribble)
    assert 1000 < len(file.data) <= MOST_SIGNATURE_BYTES
    assert bare(file)


def test_the_box_is_cleared_by_button_and_by_key(field: SignatureField) -> None:
    clear = field.findChild(Button, "clear:it")
    assert clear is not None
    assert not clear.isVisible(), "nothing to clear yet"
    draw(field, *LINE)
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert field.value() is None
    assert field.pad.empty
    assert not clear.isVisible()
    assert QApplication.focusWidget() is field.pad
    draw(field, *LINE)
    QTest.keyClick(field.pad, Qt.Key.Key_Backspace)
    assert field.pad.empty


# -- the other way ---------------------------------------------------------------------------------------


def test_whoever_cannot_draw_agrees_and_types_a_name_by_keys_alone(field: SignatureField) -> None:
    field.pad.setFocus()
    QTest.keyClick(field.pad, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is agree(field)
    QTest.keyClick(agree(field), Qt.Key.Key_Space)
    assert not field.pad.isVisible()
    assert name_box(field).isVisible()
    assert name_box(field).property("keyboard") == "name"
    assert field.value() == Signature(typed="")
    name_box(field).setFocus()
    QTest.keyClicks(name_box(field), "Sam Sample")
    assert field.value() == Signature(typed="Sam Sample")
    assert field.targets()[0] is name_box(field)


def test_changing_one_s_mind_keeps_the_drawing(field: SignatureField) -> None:
    draw(field, *LINE)
    before = field.value()
    agree(field).setChecked(True)
    assert field.value() == Signature(typed="")
    agree(field).setChecked(False)
    assert field.value() == before


def test_a_screen_reader_is_told_what_to_do_and_what_there_is(field: SignatureField) -> None:
    assert field.pad.accessibleName() == "Box to sign in. It is empty."
    assert field.pad.accessibleDescription() == "Draw your name on the line with your finger."
    draw(field, *LINE)
    assert field.pad.accessibleName() == "You have signed."
    assert agree(field).accessibleName() == "I agree without drawing"
    assert agree(field).accessibleDescription() == "Type your full name instead."


def test_a_problem_marks_the_box_that_shows(field: SignatureField) -> None:
    field.show_problems((Problem(name="it", rule="required", text="Sign in the box"),))
    assert field.pad.property("state") == "wrong"
    agree(field).setChecked(True)
    problem = Problem(name="it", rule="required", part="typed", text="Enter your full name")
    field.show_problems((problem,))
    assert field.target_for(problem) is name_box(field)
    assert name_box(field).property("state") == "wrong"


# -- again -----------------------------------------------------------------------------------------------


def test_a_signature_given_before_shows_and_is_given_again(make) -> None:
    first = shown(make)
    draw(first, *LINE)
    value = first.value()
    again = shown(make, value=value)
    assert again.value() == value
    assert again.pad.accessibleName() == "You have signed."
    draw(again, (50, 50), (400, 50))
    assert again.value() != value, "who draws begins anew"
    assert len(again.pad.strokes) == 1


def test_a_drawing_stays_when_the_page_is_made_anew_at_another_width(make) -> None:
    before = shown(make)
    draw(before, *LINE)
    after = shown(make)
    after.resize(450, 700)
    QApplication.processEvents()
    after.restore(before.typed())
    assert after.value() == before.value()


def test_a_signature_given_before_stays_when_the_page_is_made_anew(make) -> None:
    first = shown(make)
    draw(first, *LINE)
    before, after = shown(make, value=first.value()), shown(make)
    after.restore(before.typed())
    assert after.value() == first.value()
    cleared = shown(make, value=first.value())
    cleared.restore(shown(make).typed())
    assert cleared.value() is None


@pytest.mark.parametrize("theme", ["default", "dark"])
def test_ink_stands_out_in_the_box_as_drawn_and_as_given_before(make, look, qapp, theme: str) -> None:
    from kiosk.assets import assets_dir
    from ui.fields.pad import Pad
    from ui.theme.look import Looks

    other = Looks(assets_dir(), look.metrics.panel, "#0B3C5D").look(theme, 0)
    first = shown(make)
    draw(first, *LINE)
    given = first.value()
    assert isinstance(given, Signature)
    assert given.drawn is not None
    pads = [Pad(other, first.words, "one"), Pad(other, first.words, "two")]
    pads[0].put(first.pad.strokes)
    pads[1].show_file(given.drawn)
    empty = Pad(other, first.words, "three")
    for pad in (*pads, empty):
        pad.resize(900, other.u(44))
    ground = empty.grab().toImage()
    for pad in pads:
        drawn = pad.grab().toImage()
        changed = sum(
            drawn.pixelColor(x, y).name() == other.tokens.ink.lower()
            and ground.pixelColor(x, y).name() != other.tokens.ink.lower()
            for x in range(0, 900, 2)
            for y in range(0, pad.height(), 2)
        )
        assert changed > 60
