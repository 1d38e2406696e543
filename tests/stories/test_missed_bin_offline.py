"""The main job, end to end, on the real parts: the story that `make demo` tells."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.clock import today
from kiosk.commands.demo_site import demo_site
from kiosk.commands.demo_story import Story
from kiosk.commands.run import build

POINTS = {
    "council_unreachable",
    "error_summary_shown",
    "mistake_corrected",
    "answers_shown_to_check",
    "answer_changed_from_check",
    "reference_on_screen",
    "screen_says_saved_not_sent",
    "one_receipt_printed",
    "receipt_code_readable",
    "screen_says_sent",
    "visit_wiped",
    "council_has_exactly_one",
    "council_has_these_answers",
    "same_reference_everywhere",
    "nothing_readable_on_the_kiosk",
    "the_search_would_have_found_it",
}


@pytest.mark.timeout(180)
def test_a_resident_reports_a_missed_bin_while_the_network_is_down(
    qapp: QApplication, tmp_path: Path
) -> None:
    with demo_site(tmp_path / "receipts", today()) as site:
        settings = site.settings()
        kiosk, _ = build(settings, windowed=False, panel=settings.panel)
        kiosk.start()
        site.start_agent()
        story = Story(kiosk, site, tmp_path, lambda _: None)
        try:
            story.tell()
        finally:
            kiosk.close()
    assert story.checks == dict.fromkeys(POINTS, True)
    held = json.loads((tmp_path / "submission.json").read_text(encoding="utf-8"))
    assert story.reference in json.dumps(held)
    assert (tmp_path / "receipt.png").stat().st_size > 1000
