"""The demo's story, told on the real widgets by synthetic hands: a resident reports a missed bin while
the network is down, is told the truth, and the council has the report once when the network returns.
"""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from kiosk.commands.demo_site import Site
from kiosk.journeys.pages import Field, Page
from kiosk.receipt import reference_link
from kiosk.reference import grouped
from kiosk.visit import Stage
from ui.app import KioskApp
from ui.robot import Robot

EMAIL = "sam.sample@example.com"
STREET = "High Street"
SENT_PATIENCE_S = 90.0
PLACES = 40
"""More pages than this and the story is lost."""

ANSWERS: dict[str, object] = {
    "bins": ["refuse"],
    "note_right": False,
    "out_in_time": True,
    "tag": False,
    "neighbours": "emptied",
    "left_at": "front",
    "assisted": False,
    "update_by": "email",
    "update_email": EMAIL,
}
"""What the resident answers, by question; a question in a repeat goes by its name alone."""


class Story:
    """Tells the story and keeps what held: `checks` by name, `timings` in milliseconds."""

    def __init__(self, app: KioskApp, site: Site, out: Path, say: Callable[[str], None]) -> None:
        self.app, self.site, self.out, self.say = app, site, out, say
        self.robot = Robot(app.window)
        self.checks: dict[str, bool] = {}
        self.timings: dict[str, float] = {}
        self._pictures = 0
        self.reference = ""
        self.submission: dict[str, Any] = {}

    def check(self, name: str, held: bool) -> None:
        """Note whether a point of the story held."""
        self.checks[name] = held
        self.say(f"  {'ok ' if held else 'NO '} {name.replace('_', ' ')}")

    def picture(self, name: str) -> None:
        """Photograph the screen."""
        self._pictures += 1
        self.robot.photograph(str(self.out / f"{self._pictures:02d}-{name}.png"))

    @property
    def page(self) -> Page:
        """The engine's page now."""
        return self.app.navigator.visit.page

    def tell(self) -> None:
        """All of it, in order."""
        began = time.perf_counter()
        self.arrive()
        self.make_a_mistake()
        self.answer_everything()
        self.change_an_answer()
        self.send()
        self.print_receipt()
        self.network_returns()
        self.finish()
        self.council_has_it()
        self.nothing_left_behind()
        self.timings["story"] = round((time.perf_counter() - began) * 1000, 1)

    # -- the resident --------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The network is down; somebody touches the screen and finds the service."""
        self.say("The network is down. A resident comes to the kiosk.")
        self.check("council_unreachable", not self.site.reachable())
        self.picture("attract")
        self.robot.touch("begin")
        self.robot.until(lambda: self.robot.has("group:recycling"), "the home page")
        self.picture("home")
        self.robot.touch("group:recycling")
        self.picture("services")
        self.robot.touch("service:missed-bin")
        self.picture("start")
        self.robot.touch("main")
        self.robot.until(lambda: self.app.navigator.visit.stage is Stage.ANSWERING, "the first question")

    def make_a_mistake(self) -> None:
        """Continue without an answer: the summary says what to do; then find the address by postcode."""
        self.say("They make a mistake, see what to do, and put it right.")
        self.robot.touch("main")
        self.picture("mistake")
        self.check(
            "error_summary_shown",
            self.robot.has("error-summary") and self.robot.sees("There is a problem"),
        )
        self.robot.touch("problem:0")
        self.robot.type("ZZ9 1AA")
        self.picture("typing")
        self.robot.touch("address:find")
        option = next(card for card in _options(self.robot) if STREET in card[1])
        self.robot.touch(option[0])
        self.picture("address")
        self.robot.touch("main")
        self.check("mistake_corrected", not self.robot.has("error-summary") and self.page.name != "address")

    def answer_everything(self) -> None:
        """Question by question, until the check page."""
        self.say("They answer one question a page.")
        for _ in range(PLACES):
            page = self.page
            if page.kind == "check":
                break
            self._answer(page)
        self.robot.until(lambda: self.page.kind == "check", "the check page")
        self.picture("check")
        self.check("answers_shown_to_check", self.robot.sees(EMAIL) and self.robot.sees(STREET))

    def _answer(self, page: Page) -> None:
        for field in page.fields:
            if isinstance(field, Field):
                self._fill(field, ANSWERS[field.name.partition("[")[0]])
        if page.kind != "note":
            self.picture(page.name.partition("[")[0].replace("_", "-"))
        began = time.perf_counter()
        self.robot.touch("main")
        self.timings.setdefault("slowest_page_turn", 0.0)
        took = round((time.perf_counter() - began) * 1000, 1)
        self.timings["slowest_page_turn"] = max(self.timings["slowest_page_turn"], took)
        if self.app.navigator.visit.page == page:
            raise AssertionError(f"'{page.name}' did not go on; on the screen: {self.robot.text()[:300]}")

    def _fill(self, field: Field, answer: object) -> None:
        if isinstance(answer, bool):
            self.robot.touch(f"option:{'yes' if answer else 'no'}")
        elif isinstance(answer, list):
            for one in answer:
                self.robot.touch(f"option:{one}")
        elif field.type == "choice":
            self.robot.touch(f"option:{answer}")
        else:
            self.robot.touch(f"input:{field.name}")
            self.robot.type(str(answer))

    def change_an_answer(self) -> None:
        """From the check page, change one answer and come straight back; by keys this time."""
        self.say("They change an answer.")
        self.robot.touch("change:neighbours")
        self.robot.touch("option:missed")
        self.picture("change")
        self.robot.touch("main")
        row = next((row for row in self.page.rows if row.change == "neighbours"), None)
        changed = row is not None and any("missed" in line for line in row.lines)
        self.check("answer_changed_from_check", self.page.kind == "check" and changed)

    def send(self) -> None:
        """Send: the screen says saved, not sent."""
        began = time.perf_counter()
        self.robot.touch("main")
        self.robot.until(lambda: self.app.navigator.visit.saved is not None, "saved")
        self.robot.settle()
        self.timings["send_to_saved"] = round((time.perf_counter() - began) * 1000, 1)
        saved = self.app.navigator.visit.saved
        self.reference = saved.reference if saved else ""
        self.picture("saved")
        self.check("reference_on_screen", self.robot.sees(grouped(self.reference)))
        self.check(
            "screen_says_saved_not_sent",
            self.robot.sees("Saved on this kiosk at")
            and self.robot.sees("The council has not received it yet.")
            and not self.robot.sees("Sent to the council"),
        )

    def print_receipt(self) -> None:
        """The paper says the same, and its code can be read."""
        import zxingcpp
        from PIL import Image

        self.say("The receipt comes out.")
        self.robot.until(lambda: self.robot.has("print"), "the print button")
        self.robot.touch("print")
        self.robot.until(lambda: self.robot.sees("Take your receipt"), "printed")
        self.picture("printed")
        papers = sorted(self.site.receipts.glob("*.png"))
        self.check("one_receipt_printed", len(papers) == 1)
        if papers:
            papers[0].replace(self.out / "receipt.png")
        with Image.open(self.out / "receipt.png") as picture:
            codes = zxingcpp.read_barcodes(picture)
        wanted = reference_link(self.app.settings.council.web, self.reference)
        self.check("receipt_code_readable", [code.text for code in codes] == [wanted])

    def network_returns(self) -> None:
        """The council comes up; the agent delivers; the kiosk says so."""
        self.say("The network returns.")
        began = time.perf_counter()
        self.site.start_council()
        self.robot.until(self.site.reachable, "the council's server", SENT_PATIENCE_S)
        self.timings["council_up"] = round((time.perf_counter() - began) * 1000, 1)
        self.robot.until(lambda: self.robot.sees("Sent to the council at"), "sent", SENT_PATIENCE_S)
        self.timings["council_up_to_shown_as_sent"] = round(
            (time.perf_counter() - began) * 1000 - self.timings["council_up"], 1
        )
        self.picture("sent")
        self.check(
            "screen_says_sent",
            self.robot.sees("They have not checked it yet.")
            and not self.robot.sees("The council has not received it yet."),
        )

    def finish(self) -> None:
        """The resident goes; the kiosk forgets."""
        self.robot.key(Qt.Key.Key_Tab)
        self.robot.touch("main")
        self.robot.until(lambda: self.robot.has("begin"), "the attract screen")
        self.picture("attract-again")
        visit = self.app.navigator.visit
        self.check("visit_wiped", visit.walk is None and visit.saved is None and not visit.journey)

    # -- afterwards ----------------------------------------------------------------------------------

    def council_has_it(self) -> None:
        """Exactly one submission, with those answers."""
        self.say("What the council holds:")
        records = json.loads(
            self.site.command("council", "submissions", "--json", "--data", self.site.council_data)
        )
        self.check("council_has_exactly_one", len(records) == 1)
        self.submission = records[0] if records else {}
        (self.out / "submission.json").write_text(json.dumps(self.submission, indent=2, ensure_ascii=False))
        answers = self.submission.get("submission", {}).get("answers", {})
        self.check("council_has_these_answers", _same(answers))
        self.check("same_reference_everywhere", self.reference in json.dumps(self.submission))

    def nothing_left_behind(self) -> None:
        """No answer can be found in the kiosk's files; the search proves itself on a planted one."""
        folder = self.site.state_dir
        words = (EMAIL, STREET, "ZZ9 1AA", "100000000001")
        self.check("nothing_readable_on_the_kiosk", not found_in(folder, words))
        planted = folder / "planted"
        planted.write_bytes(base64.b64encode(EMAIL.encode()))
        self.check("the_search_would_have_found_it", found_in(folder, words) == ["planted"])
        planted.unlink()


def found_in(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Names of files below `folder` that hold one of the words as UTF-8, UTF-16 or base64."""
    forms = []
    for word in words:
        raw = word.encode()
        forms += [raw, word.encode("utf-16-le"), word.encode("utf-16-be")]
        # Base64 depends on where in a group of three the word begins; its middle is the same.
        forms += [base64.b64encode(b"\0" * at + raw)[at + 2 : -4] for at in range(3)]
    hits = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and any(form in path.read_bytes() for form in forms):
            hits.append(path.name)
    return hits


def _options(robot: Robot) -> list[tuple[str, str]]:
    """Object names and words of the option cards on the screen."""
    from PySide6.QtWidgets import QRadioButton

    return [
        (card.objectName(), card.text())
        for card in robot.window.findChildren(QRadioButton)
        if card.isVisibleTo(robot.window)
    ]


def _same(answers: dict[str, Any]) -> bool:
    """Whether the council's answers are those given, with the one that was changed."""
    address = answers.get("address", {})
    wanted = dict(ANSWERS) | {"neighbours": "missed"}
    given = {name.partition("[")[0]: value for name, value in answers.items() if name != "address"}
    return (
        STREET in str(address.get("text", ""))
        and all(value == wanted.get(name) for name, value in given.items())
        and {"bins", "neighbours", "update_email"} <= given.keys()
    )
