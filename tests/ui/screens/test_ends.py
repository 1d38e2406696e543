"""The last pages: what one takes away from them, where they lead, and leaving at once where that is safer."""

from kiosk.receipt import PrinterState, State
from kiosk.visit import Preferences, Stage

LINK = "https://www.example.org/dogs/lost"


def to_dogs(kiosk, *, chip: bool = True) -> None:
    """The end of the hand-off: of the journey with a chip, else one with nothing to take away."""
    kiosk.begin("lost-dog")
    kiosk.tell(chipped=chip)


def printed(kiosk):
    kiosk.robot.until(lambda: kiosk.printer.printed, "paper")
    kiosk.robot.settle()
    return kiosk.printer.printed[-1]


# -- what one takes away ---------------------------------------------------------------------------------


def test_a_list_to_bring_shows_with_what_belongs_to_each(kiosk) -> None:
    to_dogs(kiosk)
    shown = kiosk.robot.find("items")
    assert shown.accessibleName() == "A photo of the dog. A new one is best\nThe number of its chip"
    assert "Its lead" not in kiosk.robot.text()


def test_an_address_shows_as_a_code_and_in_words(kiosk) -> None:
    to_dogs(kiosk)
    assert kiosk.robot.sees("Scan this with your phone")
    assert kiosk.robot.find("link").accessibleName() == "www.example.org/dogs/lost"
    code = kiosk.robot.find("qr").pixmap().toImage()
    assert read_code(code) == LINK


def read_code(image) -> str:
    import zxingcpp
    from PIL import Image
    from PySide6.QtGui import QImage

    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    size = (grey.width(), grey.height())
    data = bytes(grey.constBits())
    (found,) = zxingcpp.read_barcodes(Image.frombytes("L", size, data, "raw", "L", grey.bytesPerLine()))
    return found.text


def test_the_paper_of_an_information_holds_the_list_and_the_address(kiosk) -> None:
    to_dogs(kiosk)
    kiosk.robot.until(lambda: kiosk.robot.has("second"), "print")
    kiosk.robot.touch("second")
    paper = printed(kiosk)
    assert (paper.state, paper.reference, paper.link) == (State.INFORMATION, "", LINK)
    assert [(one.label, one.text) for one in paper.items] == [
        ("A photo of the dog", "A new one is best"),
        ("The number of its chip", ""),
    ]
    assert paper.next_steps == "Bring these."


def test_an_end_with_nothing_to_take_away_offers_no_paper(kiosk) -> None:
    to_dogs(kiosk, chip=False)
    assert kiosk.robot.sees("Ask the warden")
    assert not kiosk.robot.has("second")
    assert not kiosk.robot.has("items")
    assert not kiosk.robot.has("link-panel")


# -- where it leads on -----------------------------------------------------------------------------------


def test_another_service_can_be_begun_from_an_end_and_the_answers_of_the_first_are_gone(kiosk) -> None:
    to_dogs(kiosk)
    assert kiosk.robot.sees("You can also")
    kiosk.robot.touch("service:lost-cat")
    assert (kiosk.stage, kiosk.visit.journey) == (Stage.STARTING, "lost-cat")
    assert kiosk.visit.walk is None
    kiosk.robot.touch("back")
    assert kiosk.stage is Stage.CHOOSING


def test_another_service_can_be_begun_after_one_was_saved(kiosk) -> None:
    kiosk.to_finished()
    assert not kiosk.robot.sees("You can also"), "this one leads nowhere"
    kiosk.robot.touch("again")
    assert kiosk.stage is Stage.CHOOSING


# -- where being seen is a danger ------------------------------------------------------------------------


def to_safe_end(kiosk) -> None:
    kiosk.begin("safe-place")
    kiosk.tell(tonight=True)


def test_every_page_of_a_safety_journey_can_be_left_at_once(kiosk) -> None:
    ways = {
        "its first page": lambda: kiosk.cover("safe-place"),
        "a question": lambda: kiosk.begin("safe-place"),
        "an end": lambda: to_safe_end(kiosk),
        "the check page": lambda: (kiosk.begin("safe-place"), kiosk.tell(tonight=False)),
    }
    for where, go in ways.items():
        kiosk.app.navigator.visit.prefer(size=1)
        go()
        leave = kiosk.robot.find("leave")
        assert not kiosk.window.area.isAncestorOf(leave), f"{where}: nothing scrolls it away"
        assert not kiosk.robot.has("stop"), where
        kiosk.robot.touch("leave")
        assert kiosk.window.dialog is None, f"{where}: no question is asked"
        assert kiosk.stage is Stage.ATTRACT, where
        assert kiosk.visit.walk is None, where
        assert kiosk.visit.journey == "", where
        assert kiosk.visit.preferences == Preferences(), where


def test_after_saving_it_can_be_left_at_once_too(kiosk) -> None:
    kiosk.begin("safe-place")
    kiosk.tell(tonight=False)
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.FINISHED, "saved")
    kiosk.robot.settle()
    kiosk.robot.touch("leave")
    assert kiosk.stage is Stage.ATTRACT
    assert kiosk.visit.saved is None


def test_leaving_while_it_is_being_saved_leaves_when_the_commit_returns(kiosk) -> None:
    kiosk.begin("safe-place")
    kiosk.tell(tonight=False)
    kiosk.counter.gate.clear()
    kiosk.robot.touch("main")
    assert kiosk.stage is Stage.SAVING
    kiosk.robot.touch("leave")
    assert kiosk.stage is Stage.SAVING, "what is being saved is saved"
    kiosk.counter.gate.set()
    kiosk.robot.until(lambda: kiosk.stage is Stage.ATTRACT, "left")
    assert len(kiosk.counter.saved) == 1
    assert kiosk.visit.saved is None


def test_leaving_at_once_counts_for_one_visit_only(kiosk) -> None:
    to_safe_end(kiosk)
    kiosk.robot.touch("leave")
    kiosk.to_finished()
    assert kiosk.stage is Stage.FINISHED


def test_other_journeys_ask_before_they_are_stopped(kiosk) -> None:
    kiosk.begin()
    assert not kiosk.robot.has("leave")
    assert kiosk.robot.has("stop")


def test_a_safety_journey_waits_less_long(kiosk) -> None:
    kiosk.begin("safe-place")
    kiosk.wait_out(44)
    assert kiosk.window.dialog is None
    kiosk.wait_out(1)
    assert kiosk.window.dialog is not None


def test_no_paper_is_offered_but_a_small_card_that_tells_nothing(kiosk) -> None:
    to_safe_end(kiosk)
    kiosk.robot.until(lambda: kiosk.robot.has("print:card"), "the card")
    assert not kiosk.robot.has("second")
    kiosk.robot.touch("print:card")
    card = printed(kiosk)
    assert (card.reference, card.lines, card.items, card.next_steps, card.link) == ("", (), (), "", "")
    assert (card.service, card.phone) == ("Talk to us", "01632 960 123")
    assert "safe" not in repr(card).lower().replace("unsafe", "")


def test_a_sent_safety_journey_offers_no_receipt_either(kiosk) -> None:
    kiosk.begin("safe-place")
    kiosk.tell(tonight=False)
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.FINISHED and kiosk.robot.has("print:card"), "saved")
    assert not kiosk.robot.has("print")
    assert not kiosk.robot.has("print:large")
    kiosk.robot.touch("print:card")
    assert printed(kiosk).reference == ""


def test_without_a_printer_no_card_is_offered(kiosk) -> None:
    kiosk.printer.state = PrinterState.NONE
    to_safe_end(kiosk)
    kiosk.robot.settle()
    assert not kiosk.robot.has("print:card")
