"""The look of a screen: theme, metrics and icons in one thing that is passed to every widget."""

from functools import cached_property
from pathlib import Path

from PySide6.QtGui import QFont

from kiosk.colour import readable_on
from kiosk.settings import Panel
from ui.theme.fonts import FAMILIES, load_fonts
from ui.theme.icons import Icons
from ui.theme.letters import Letters
from ui.theme.metrics import Metrics
from ui.theme.tokens import Tokens, read_tokens


class Look:
    """How one visit sees the screen. Frozen in practice: a change of size or theme makes a new one."""

    def __init__(self, tokens: Tokens, metrics: Metrics, icons: Icons, brand: str) -> None:
        self.tokens = tokens
        self.metrics = metrics
        self.icons = icons
        # A theme without tints is chosen to have two colours only: the council's colour stays away.
        self.brand = brand if tokens.tints else tokens.paper
        self.on_brand = readable_on(self.brand) if tokens.tints else tokens.ink
        self.u = metrics.u
        self._letters: dict[tuple[QFont.Weight, bool], Letters] = {}

    @cached_property
    def bands(self) -> "Look":
        """The look of what stands above and below the page."""
        sizes = self.metrics.for_bands()
        return self if sizes is self.metrics else Look(self.tokens, sizes, self.icons, self.brand)

    def letters(self, weight: QFont.Weight, *, underlined: bool = False) -> Letters:
        """The font of body text at a weight, with its measures, for painted words."""
        key = (weight, underlined)
        if key not in self._letters:
            font = self.font(weight, self.metrics.body_px)
            font.setUnderline(underlined)
            self._letters[key] = Letters(font)
        return self._letters[key]

    def font(self, weight: QFont.Weight, pixels: int) -> QFont:
        """The typeface at a weight and a size."""
        font = QFont(list(FAMILIES))
        font.setPixelSize(pixels)
        font.setWeight(weight)
        return font

    @property
    def line(self) -> int:
        """Pixels of a thin line."""
        return max(2, self.u(0.4))

    @property
    def thick(self) -> int:
        """Pixels of a line that says: here."""
        return max(3, self.u(0.7))


class Looks:
    """Makes looks for one panel; fonts are loaded and icons kept once."""

    def __init__(self, assets: Path, panel: Panel, brand: str) -> None:
        self._themes = assets / "themes"
        self._icons = Icons(assets / "icons")
        self._panel = panel
        self._brand = brand
        self._capital_ratio = load_fonts(assets / "fonts")

    def look(self, theme: str, size: int, *, reach: bool = False) -> Look:
        """The look for a theme's name and a text size 0 to 3; `reach` brings what one touches lower."""
        metrics = Metrics(self._panel, size, self._capital_ratio, reach=reach)
        return Look(read_tokens(self._themes, theme), metrics, self._icons, self._brand)
