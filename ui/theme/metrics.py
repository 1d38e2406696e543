"""Millimetres to pixels: every size on the screen comes from the panel's profile and the text size, and where
things stand that are touched from how far a resident can reach.

The unit u is 1.27 mm, a tenth of the smallest touch target (12.7 mm). Text is sized by the height of
its capitals (EN 301 549 5.1.4 and 508 402.4 speak of capitals, not of points).
"""

import math
from functools import cached_property

from kiosk.settings import Panel

UNIT_MM = 1.27
BODY_CAPITALS_MM = (4.9, 6.2, 7.4, 9.1)
"""Height of a capital in body text, by text size."""
SIZES = len(BODY_CAPITALS_MM)
ANGLE = 0.7
"""Degrees that a capital must cover at the reading distance in some text size (EN 301 549 5.1.4)."""
ANGLED = 2
"""The smallest text size that does."""
HEADING = (1.5, 1.5, 1.35, 1.2)
HEADING_SHORT = (1.5, 1.3, 1.15, 1.0)
"""Size of a page's heading by that of body text, for each text size: the largest grow less, so that words
still fit a line; on a short panel less again, so that a question of three lines stands over its box."""
LINE_HEIGHT = 1.4
"""Height of a line of text, in em."""
NATURAL_LINE = 1.3
"""What the typeface has by itself, in em; Qt counts a line height in parts of this."""
COLUMN_CHARACTERS = 60
HIGHEST = 0.40
"""On a portrait panel, what one touches lies below this part of the height (reach from a chair)."""
SHORT_MM = 230
"""A panel less high than this has no height to give away."""
REACH_MM = 240.0
"""With reach made short, it lies in this much of the panel's height above its lower edge."""


class Metrics:
    """Sizes in pixels for one panel and one text size (0 to 3).

    `capital_ratio` is the typeface's capital height in em; `reach` brings what one touches lower.
    """

    def __init__(self, panel: Panel, size: int, capital_ratio: float, *, reach: bool = False) -> None:
        self.panel = panel
        self.size = size
        self.reach = reach
        self.pixels_per_mm = panel.width_px / panel.width_mm
        self._capital_ratio = capital_ratio

    def u(self, count: float) -> int:
        """`count` units in whole pixels, never less than they measure."""
        return max(1, math.ceil(count * UNIT_MM * self.pixels_per_mm))

    def font_px(self, capital_mm: float) -> int:
        """Font size in pixels whose capitals are at least `capital_mm` high."""
        exact = capital_mm * self.pixels_per_mm / self._capital_ratio
        return int(exact) + (exact > int(exact))

    @cached_property
    def capitals_mm(self) -> float:
        """Height of a capital in body text. The larger two follow the reading distance: 180 × H ÷ (π × D)
        is at least ANGLE."""
        least = self.panel.distance_mm * math.pi * ANGLE / 180 if self.size >= ANGLED else 0.0
        return max(BODY_CAPITALS_MM[self.size], least)

    @cached_property
    def body_px(self) -> int:
        """Font size of body text."""
        return self.font_px(self.capitals_mm)

    @cached_property
    def heading_px(self) -> int:
        """Font size of a page's heading."""
        return round(self.body_px * (HEADING_SHORT if self.short else HEADING)[self.size])

    @cached_property
    def portrait(self) -> bool:
        """Whether the panel is higher than wide."""
        return self.panel.height_px > self.panel.width_px

    @cached_property
    def short(self) -> bool:
        """Whether the panel has no height to give away."""
        return self.panel.height_mm < SHORT_MM

    @cached_property
    def large(self) -> bool:
        """Whether this is one of the two largest text sizes."""
        return self.size >= ANGLED

    @cached_property
    def crowded(self) -> bool:
        """Whether there is room for the question and the box alone, above the keyboard."""
        return not self.portrait and (self.short or self.large)

    def for_bands(self) -> "Metrics":
        """The sizes of what stands above and below the page: on a short panel its letters are no larger than
        ANGLE asks for, as each line of theirs would be taken from the page."""
        if self.short and self.size > ANGLED:
            return Metrics(self.panel, ANGLED, self._capital_ratio, reach=self.reach)
        return self

    @cached_property
    def reach_line(self) -> int:
        """How many pixels from the panel's upper edge what one touches begins, the tools above it aside."""
        usual = round(self.panel.height_px * HIGHEST) if self.portrait else 0
        short = round((self.panel.height_mm - REACH_MM) * self.panel.height_px / self.panel.height_mm)
        return max(usual, short) if self.reach else usual

    @cached_property
    def tools_below(self) -> bool:
        """Whether the tools stand below the page, because the upper edge is out of reach."""
        return self.reach and self.panel.height_mm > REACH_MM

    @cached_property
    def aside(self) -> bool:
        """Whether a third of the width is left over for what was told so far."""
        return not self.portrait and self.panel.width_px >= 1600

    @cached_property
    def margin(self) -> int:
        """The page's margin left and right."""
        return self.u(12) if self.panel.width_px >= 1600 else self.u(8)

    @cached_property
    def column(self) -> int:
        """Most pixels a line of text may be long (about 60 characters at the default size)."""
        return round(COLUMN_CHARACTERS * 0.5 * self.font_px(BODY_CAPITALS_MM[min(self.size, 1)]))
