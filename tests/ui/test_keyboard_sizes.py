"""What a ruler would say of every page of the keyboard, on every panel, at every text size, in both orders of
its letters: targets of 12.7 mm, gaps of 2.54 mm."""

from functools import cache
from itertools import combinations

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from kiosk.assets import assets_dir
from kiosk.language import NAMES, words_for
from kiosk.settings import Panel
from ui.keyboard_layouts import COLUMNS, PAGES, WORKING_ROWS, Rows, place
from ui.keyboard_order import in_order
from ui.keyboard_sizes import PROBE, keyboard_height, sizes
from ui.theme.look import Looks

PANELS = {
    "portrait": Panel(1080, 1920, 268.0, 476.0),
    "landscape": Panel(1920, 1080, 476.0, 268.0),
    "tablet": Panel(1280, 800, 331.0, 207.0),
}
TARGET_MM, GAP_MM = 12.7, 2.54
SHARE = 1 / 3
"""Most of the panel's height that the keyboard may take from the page."""


@cache
def looks_for(panel: str) -> Looks:
    return Looks(assets_dir(), PANELS[panel], "#0B3C5D")


def wrong(rows: Rows, key_sizes, mm: float) -> list[str]:
    """Keys too small, and keys too close together. Half a pixel is lost in rounding."""
    spots = place(rows, key_sizes)
    found = [one.key.name for one in spots if min(one.width, one.height) * mm < TARGET_MM]
    for one, other in combinations(spots, 2):
        beside = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
        above = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
        if max(beside, above) * mm < GAP_MM - mm / 2:
            found.append(f"{one.key.name} and {other.key.name}")
    return found


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("size", range(4))
@pytest.mark.parametrize("panel", PANELS)
def test_every_key_is_large_enough_and_far_enough_from_the_others(
    qapp: QApplication, panel: str, size: int, language: str
) -> None:
    metrics = looks_for(panel).look("default", size).metrics
    font = QFont(qapp.font())
    font.setPixelSize(PROBE)
    width = PANELS[panel].width_px
    made, mm = sizes(metrics, words_for(language), font, width), 1 / metrics.pixels_per_mm
    for order in ("qwerty", "az"):
        for name, page in PAGES.items():
            assert not wrong(in_order(page, order), made, mm), (order, name)
    for rows in WORKING_ROWS.values():
        assert not wrong(rows, made, mm)
    assert COLUMNS * made.pitch - made.gap <= width
    assert keyboard_height(metrics) <= SHARE * PANELS[panel].height_px


def test_the_ruler_finds_keys_that_are_too_small_and_too_close(qapp: QApplication) -> None:
    metrics = looks_for("tablet").look("default", 0).metrics
    made, mm = sizes(metrics, words_for("en"), QFont(qapp.font()), 1280), 1 / metrics.pixels_per_mm
    assert wrong(PAGES["letters"], type(made)(40, 10, made.height, 20, 20), mm)
    assert wrong(PAGES["letters"], type(made)(made.pitch, 2, made.height, 20, 20), mm)
