"""Touch: what is under the finger when it is lifted, and a page that moves with a finger."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.visit import Stage


@pytest.fixture
def long_page(make_kiosk):
    """A check page longer than its screen."""
    kiosk = make_kiosk("tablet")
    kiosk.start()
    kiosk.to_check()
    kiosk.look(size=2)
    assert kiosk.window.area.verticalScrollBar().maximum() > 100
    return kiosk


class Finger:
    """Presses at a place of the window, moves and lifts."""

    def __init__(self, kiosk, at: QPoint) -> None:
        self._kiosk, self._at = kiosk, at
        self._handle = kiosk.window.windowHandle()
        self._touch("press")

    def _touch(self, what: str) -> None:
        touches = QTest.touchEvent(self._handle, self._kiosk.robot.finger)
        getattr(touches, what)(0, self._at, self._handle).commit()
        self._kiosk.robot.settle()

    def move(self, dx: int, dy: int, steps: int = 8) -> None:
        start = QPoint(self._at)
        for step in range(1, steps + 1):
            self._at = start + QPoint(dx * step // steps, dy * step // steps)
            self._touch("move")

    def lift(self) -> None:
        self._touch("release")


def middle(kiosk, name: str) -> QPoint:
    widget = kiosk.robot.find(name)
    return widget.mapTo(kiosk.window, widget.rect().center())


def scrolled(kiosk) -> int:
    return kiosk.window.area.verticalScrollBar().value()


def test_a_swipe_over_a_button_scrolls_and_does_not_press_it(long_page) -> None:
    finger = Finger(long_page, middle(long_page, "change:cat_name"))
    finger.move(0, -150)
    finger.lift()
    assert 80 <= scrolled(long_page) <= 150
    assert long_page.visit.page.kind == "check"


def test_swiping_back_scrolls_back_and_never_beyond_the_ends(long_page) -> None:
    bar = long_page.window.area.verticalScrollBar()
    for dy, end in ((-3000, bar.maximum()), (3000, 0)):
        finger = Finger(long_page, middle(long_page, "main") - QPoint(0, 200))
        finger.move(0, dy)
        finger.lift()
        assert scrolled(long_page) == end


def test_a_trembling_finger_still_presses(long_page) -> None:
    tremble = long_page.app.navigator.scene.look.u(4)
    finger = Finger(long_page, middle(long_page, "change:cat_name"))
    finger.move(2, -tremble)
    finger.move(-2, tremble)
    finger.lift()
    assert long_page.page == "cat_name"
    assert scrolled(long_page) == 0


def test_after_a_swipe_the_next_touch_presses_again(long_page) -> None:
    finger = Finger(long_page, middle(long_page, "change:cat_name"))
    finger.move(0, -60)
    finger.lift()
    long_page.robot.touch("change:colour_of")
    assert long_page.page == "colour_of"


def test_a_swipe_that_comes_back_to_where_it_began_presses_nothing(long_page) -> None:
    finger = Finger(long_page, middle(long_page, "change:cat_name"))
    finger.move(0, -100)
    finger.move(0, 100)
    finger.lift()
    assert long_page.visit.page.kind == "check"


def test_a_swipe_over_the_bars_scrolls_nothing(long_page) -> None:
    finger = Finger(long_page, middle(long_page, "main"))
    finger.move(0, -150)
    finger.lift()
    assert scrolled(long_page) == 0
    assert long_page.stage is Stage.ANSWERING
    assert long_page.visit.page.kind == "check", "the finger was lifted beside the button"


@pytest.mark.parametrize("direction", [(-1, 0), (1, 0), (0, 1), (0, -1)])
def test_sliding_off_before_lifting_cancels(kiosk, direction: tuple[int, int]) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    for name in ("option:ginger", "main"):
        widget = kiosk.robot.find(name)
        away = QPoint(direction[0] * (widget.width() + 20), direction[1] * (widget.height() + 20))
        finger = Finger(kiosk, middle(kiosk, name))
        assert widget.isDown()
        finger.move(away.x(), away.y())
        finger.lift()
        assert not widget.isDown()
    assert not kiosk.robot.find("option:ginger").isChecked()
    assert kiosk.page == "colour_of"
    assert not kiosk.robot.has("error-summary")


def test_a_touch_acts_when_it_is_lifted_and_not_before(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    finger = Finger(kiosk, middle(kiosk, "option:ginger"))
    assert not kiosk.robot.find("option:ginger").isChecked()
    finger.lift()
    assert kiosk.robot.find("option:ginger").isChecked()


def test_the_more_button_reads_on_to_the_end_and_back_to_the_top(long_page) -> None:
    more = long_page.robot.find("more")
    bar = long_page.window.area.verticalScrollBar()
    assert more.accessibleName() == "More below"
    for _ in range(10):
        if more.accessibleName() != "More below":
            break
        before = bar.value()
        long_page.robot.touch("more")
        long_page.window.bar.glide.finish()
        assert 0 < bar.value() - before <= long_page.window.area.viewport().height()
    assert bar.value() == bar.maximum()
    assert more.accessibleName() == "Back to the top"
    long_page.robot.touch("more")
    long_page.window.bar.glide.finish()
    assert bar.value() == 0


def test_a_page_that_fits_has_no_more_button(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    assert not kiosk.robot.has("more")


def test_the_wheel_scrolls_too(long_page) -> None:
    at = middle(long_page, "change:cat_name")
    QTest.wheelEvent(long_page.window.windowHandle(), at.toPointF(), QPoint(0, -240))
    long_page.robot.settle()
    assert scrolled(long_page) > 0


def test_a_page_never_scrolls_sideways(long_page) -> None:
    assert long_page.window.area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert long_page.window.area.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("panel", ["portrait", "landscape", "tablet"])
def test_a_button_below_a_field_stays_under_the_finger_that_presses_it(make_kiosk, panel: str) -> None:
    kiosk = make_kiosk(panel)
    kiosk.start()
    kiosk.to_about_you()
    kiosk.look(size=1)
    kiosk.robot.touch("input:full_name")
    assert kiosk.window.keyboard.isVisible()
    kiosk.robot.type("Sam")
    finger = Finger(kiosk, middle(kiosk, "clear:full_name"))
    assert kiosk.window.keyboard.isVisible(), "the page moved while the finger was down"
    finger.lift()
    assert kiosk.robot.find("input:full_name").text() == ""
