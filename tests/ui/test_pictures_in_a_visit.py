"""A visit with pictures: a photo from a real program, a signature with a finger, and nothing left of them."""

import base64
import io
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from kiosk.camera import CameraProblem, ProgramCamera
from kiosk.journeys.datasets import CsvData
from kiosk.journeys.filed import bare
from kiosk.journeys.load import load_folder
from kiosk.journeys.values import File, Signature
from kiosk.visit import Stage

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
  max: 2
  optional: true
- ask: signed
  type: signature
  title: Your signature
- check: answers
done: {title: Thank you}
"""


@pytest.fixture
def begin(make_kiosk, services, tmp_path: Path):
    """Begins the journey on a kiosk with a camera."""
    (tmp_path / "shared.yaml").write_text("organisations: [council]\n", encoding="utf-8")
    (tmp_path / "damage.yaml").write_text(JOURNEY, encoding="utf-8")
    catalogue = load_folder(tmp_path)
    assert not catalogue.problems
    desk = type(services)(catalogue, CsvData(tmp_path, {}))

    def made(camera: object = None, panel: str = "portrait"):
        kiosk = make_kiosk(panel, desk=desk, camera=camera)
        kiosk.start()
        kiosk.begin("damage")
        return kiosk

    return made


@pytest.fixture
def program(tmp_path: Path) -> ProgramCamera:
    """A program that writes a photo with its place in it."""
    facts = Image.Exif()
    facts.get_ifd(0x8825)[2] = (51.0, 47.0, 20.0)
    Image.new("RGB", (2000, 1000), "green").save(tmp_path / "taken.jpg", exif=facts)
    line = f"import sys; sys.stdout.buffer.write(open({str(tmp_path / 'taken.jpg')!r}, 'rb').read())"
    return ProgramCamera((sys.executable, "-c", line), 20)


class Slow:
    """A camera that waits until it may."""

    def __init__(self) -> None:
        self.may = threading.Event()

    def take(self) -> bytes | CameraProblem:
        assert self.may.wait(20)
        return CameraProblem.FAILED


def take(kiosk, n: int) -> None:
    kiosk.robot.touch("take:views")
    kiosk.robot.until(lambda: kiosk.robot.has(f"remove:views:{n}"), "the photo")


def sign(kiosk, *steps: tuple[int, int]) -> None:
    """Draw with a finger, from the middle of the box on."""
    handle, robot = kiosk.window.windowHandle(), kiosk.robot
    pad = robot.find("pad:signed")
    at = pad.mapTo(kiosk.window, pad.rect().center())
    QTest.touchEvent(handle, robot.finger).press(0, at, handle).commit()
    for dx, dy in steps:
        at += QPoint(dx, dy)
        QTest.touchEvent(handle, robot.finger).move(0, at, handle).commit()
        robot.settle()
    QTest.touchEvent(handle, robot.finger).release(0, at, handle).commit()
    robot.settle()


def test_a_photo_and_a_signature_are_taken_and_saved(begin, program: ProgramCamera) -> None:
    kiosk = begin(program)
    take(kiosk, 1)
    take(kiosk, 2)
    assert not kiosk.robot.has("take:views")
    kiosk.robot.touch("remove:views:1")
    kiosk.robot.touch("main")
    assert kiosk.page == "signed"
    sign(kiosk, (60, 30), (60, -50), (60, 80))
    kiosk.robot.touch("main")
    assert kiosk.page == "answers"
    assert [row.lines for row in kiosk.visit.page.rows] == [("1 photo",), ("Signed",)]
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.FINISHED, "saved")
    (submission,) = kiosk.counter.saved
    (stored,) = submission.answers["views"]
    file = File(stored["type"], base64.b64decode(stored["data"]))
    assert bare(file)
    assert Image.open(io.BytesIO(file.data)).size == (1600, 800)
    assert submission.answers["signed"]["type"] == "image/png"


def test_signing_up_and_down_does_not_scroll_the_page(begin) -> None:
    kiosk = begin(panel="tablet")
    kiosk.visit.answer("views", None)
    kiosk.app.navigator.show()
    kiosk.look(size=3)
    kiosk.robot.touch("main")
    assert kiosk.robot.sees("There is a problem"), "which makes the page longer than the screen"
    bar = kiosk.window.area.verticalScrollBar()
    assert bar.maximum() > 20, "there is something to scroll"
    kiosk.window.area.ensureWidgetVisible(kiosk.robot.find("pad:signed"))
    kiosk.robot.settle()
    before = bar.value()
    sign(kiosk, (10, -60), (10, -60), (10, 120))
    assert bar.value() == before
    assert isinstance(kiosk.screen.fields[0].value(), Signature)
    # Beside the box a finger scrolls as ever.
    handle, robot = kiosk.window.windowHandle(), kiosk.robot
    beside = robot.find("error:signed")
    at = beside.mapTo(kiosk.window, beside.rect().center())
    QTest.touchEvent(handle, robot.finger).press(0, at, handle).commit()
    for step in range(1, 9):
        QTest.touchEvent(handle, robot.finger).move(0, at + QPoint(0, 20 * step), handle).commit()
        robot.settle()
    QTest.touchEvent(handle, robot.finger).release(0, at + QPoint(0, 160), handle).commit()
    robot.settle()
    assert bar.value() < before


def test_a_drawing_stays_in_another_size_and_contrast(begin) -> None:
    kiosk = begin()
    kiosk.visit.answer("views", None)
    kiosk.app.navigator.show()
    kiosk.robot.settle()
    sign(kiosk, (60, 30), (60, -50), (60, 80))
    before = kiosk.screen.fields[0].value()
    kiosk.look(size=2, theme="dark")
    assert kiosk.screen.fields[0].value() == before


def test_without_a_camera_one_goes_on_without_a_photo(begin) -> None:
    kiosk = begin()
    assert kiosk.robot.sees("This kiosk has no camera.")
    kiosk.robot.touch("main")
    assert kiosk.page == "signed"


def test_the_clock_waits_for_the_camera_and_a_wipe_drops_its_photo(begin, program: ProgramCamera) -> None:
    slow = Slow()
    kiosk = begin(slow)
    kiosk.robot.touch("take:views")
    assert kiosk.app.navigator.errands.busy()
    kiosk.wait_out(600)
    assert kiosk.stage is Stage.ANSWERING, "nobody is asked while the camera works"
    kiosk.app.navigator.wipe()
    slow.may.set()
    kiosk.robot.until(lambda: not kiosk.app.navigator.errands.busy(), "the camera")
    kiosk.robot.settle()
    assert kiosk.stage is Stage.ATTRACT


def test_a_camera_that_raises_is_one_that_does_not_work(begin) -> None:
    class Broken:
        def take(self) -> bytes:
            raise RuntimeError("a driver's own words")

    kiosk = begin(Broken())
    kiosk.robot.touch("take:views")
    kiosk.robot.until(lambda: kiosk.robot.sees("The camera did not work."), "the message")
    assert not kiosk.app.navigator.errands.busy()
