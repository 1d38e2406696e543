"""Photos: take, look, take another, remove; and nobody is held up where there is no camera."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from kiosk.camera import CameraProblem
from kiosk.journeys.filed import JPEG, photo_bytes
from kiosk.journeys.pages import Field, Problem
from kiosk.journeys.values import File
from ui.fields.make import make_field
from ui.fields.photo import PhotoField, Preview
from ui.pieces.button import Button
from ui.theme.dress import dress


def coloured(colour: str) -> File:
    held = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(held, "JPEG")
    return File(JPEG, held.getvalue())


RED, BLUE, GREEN = coloured("red"), coloured("blue"), coloured("green")


class Camera:
    """A camera in the tests' hands: its photos come when told."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.then: list[Callable[[File | CameraProblem], None]] = []

    def __call__(self, most_bytes: int, then: Callable[[File | CameraProblem], None]) -> None:
        self.asked.append(most_bytes)
        self.then.append(then)

    def gives(self, outcome: File | CameraProblem) -> None:
        self.then.pop(0)(outcome)
        QApplication.processEvents()


@pytest.fixture
def camera() -> Camera:
    return Camera()


@pytest.fixture
def make(qtbot, look, english, camera: Camera) -> Callable[..., PhotoField]:
    kept: list[PhotoField] = []

    def made(*, there: bool = True, limit: int = 2, **facts: object) -> PhotoField:
        dress(look)
        field = Field(name="it", type="photo", title="Photos", optional=True, limit=limit, **facts)
        widget = make_field(look, english, field, True, lambda *_: (), camera if there else None)
        assert isinstance(widget, PhotoField)
        qtbot.addWidget(widget)
        kept.append(widget)
        widget.resize(900, 1200)
        widget.show()
        widget.activateWindow()
        QApplication.processEvents()
        return widget

    return made


def button(widget: PhotoField, name: str) -> Button:
    (found,) = [one for one in widget.findChildren(Button, name) if one.isVisible()]
    return found


def buttons(widget: PhotoField) -> list[str]:
    return [one.accessibleName() for one in widget.findChildren(Button) if one.isVisible()]


def press(widget: PhotoField, name: str) -> None:
    QTest.mouseClick(button(widget, name), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def seen(widget: PhotoField) -> list[str]:
    return [one.accessibleName() for one in widget.findChildren(Preview) if one.isVisible()]


def test_photos_are_taken_looked_at_and_given(make, camera: Camera) -> None:
    widget = make()
    assert widget.value() is None
    assert buttons(widget) == ["Take a photo"]
    press(widget, "take:it")
    assert widget.said.text() == "Keep still. The camera is taking the photo."
    assert camera.asked == [photo_bytes(2)]
    camera.gives(RED)
    assert widget.value() == [RED]
    assert not widget.said.isVisible()
    assert seen(widget) == ["Photo 1"]
    assert set(buttons(widget)) == {"Take another photo", "Remove photo 1"}
    press(widget, "take:it")
    camera.gives(BLUE)
    assert widget.value() == [RED, BLUE]
    assert set(buttons(widget)) == {"Remove photo 1", "Remove photo 2"}
    assert widget.said.text() == "That is all we can take. Remove a photo to take another."


def test_a_photo_is_removed_and_the_focus_stays_in_the_field(make, camera: Camera) -> None:
    widget = make(value=[RED, BLUE])
    button(widget, "remove:it:1").setFocus()
    press(widget, "remove:it:1")
    assert widget.value() == [BLUE]
    assert seen(widget) == ["Photo 1"]
    assert QApplication.focusWidget() is button(widget, "take:it")
    press(widget, "remove:it:1")
    assert widget.value() is None
    assert buttons(widget) == ["Take a photo"]


def test_the_focus_does_not_get_lost_with_the_last_photo(make, camera: Camera) -> None:
    widget = make(limit=1)
    button(widget, "take:it").setFocus()
    QTest.keyClick(button(widget, "take:it"), Qt.Key.Key_Space)
    camera.gives(RED)
    assert QApplication.focusWidget() is button(widget, "remove:it:1")


def test_pressing_again_while_the_camera_works_takes_no_second_photo(make, camera: Camera) -> None:
    widget = make()
    for _ in range(3):
        press(widget, "take:it")
    assert len(camera.asked) == 1
    camera.gives(RED)
    press(widget, "take:it")
    assert len(camera.asked) == 2


@pytest.mark.parametrize("problem", CameraProblem)
def test_a_camera_that_does_not_work_holds_nobody_up(make, camera: Camera, problem: CameraProblem) -> None:
    widget = make(value=[RED])
    press(widget, "take:it")
    camera.gives(problem)
    assert widget.said.text() == "The camera did not work. You can try again, or go on without a photo."
    assert widget.value() == [RED], "what there was stays"
    press(widget, "take:it")
    camera.gives(BLUE)
    assert widget.value() == [RED, BLUE]


def test_without_a_camera_it_says_so_and_what_one_can_do(make) -> None:
    widget = make(there=False)
    assert widget.said.text() == "This kiosk has no camera. You can send photos later: use your reference."
    assert buttons(widget) == []
    assert widget.value() is None
    assert widget.targets() == []
    widget.show_problems((Problem(name="it", rule="size", text="There are too many photos"),))
    assert widget.target_for(Problem(name="it", rule="size", text="")) is widget


def test_a_photo_of_a_field_that_has_gone_is_dropped(look, english, camera: Camera) -> None:
    field = Field(name="it", type="photo", title="Photos", optional=True)
    widget = make_field(look, english, field, True, lambda *_: (), camera)
    assert isinstance(widget, PhotoField)
    widget.findChild(Button, "take:it").click()
    delete(widget)
    camera.gives(RED)
    assert widget._files == ()


def test_photos_stay_when_the_page_is_made_anew(make, camera: Camera) -> None:
    before = make()
    press(before, "take:it")
    camera.gives(GREEN)
    after = make()
    after.restore(before.typed())
    assert after.value() == [GREEN]
    emptied = make(value=[RED])
    emptied.restore(make().typed())
    assert emptied.value() is None


def test_a_preview_keeps_its_shape_however_narrow(make) -> None:
    (preview,) = make(value=[RED]).findChildren(Preview)
    for width in (100, 200, preview.maximumWidth()):
        assert abs(preview.heightForWidth(width) / width - 0.75) < 0.05
