"""Words of the interface in the resident's language, from gettext catalogues, and dates by Babel.

`words("Continue")` looks a text up; `words("Enter {label}", label="Postcode")` fills it in. Journeys'
own texts are not here: they live in overlays beside the journey files. A missing catalogue falls back
to English, which is the language of the source.
"""

import gettext
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from kiosk.assets import assets_dir
from kiosk.direction import isolated

SOURCE = "en"
"""The language that the texts are written in: it needs no catalogue."""
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
NAMES = {
    "en": "English",
    "cy": "Cymraeg",
    "pl": "Polski",
    "ro": "Română",
    "uk": "Українська",
    "ar": "العربية",
}
"""Each language's name in itself, in the order in which they are offered."""
WEEKDAY = {"en": "EEEE d MMMM", "cy": "EEEE d MMMM", "ar": "EEEE، d MMMM"}
"""How a day is written with its weekday (Unicode's date patterns) where no plain comma stands between."""
HALF_DAYS = frozenset({"en", "cy"})
"""Languages that write short times of day with am and pm; the others count 24 hours."""
ENGLISH_NUMBERS = frozenset({"en", "cy"})
"""Languages that write 1,234.5 as English does, and need no table for it."""


def N_(text: str) -> str:
    """Mark `text` for translation without translating it yet."""
    return text


class Words:
    """Texts of one language. Call it with the English text; fill placeholders by keyword."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language in RIGHT_TO_LEFT

    def __call__(self, text: str, **values: object) -> str:
        found = self._catalogue.gettext(text)
        if not values:
            return found
        if self.right_to_left:
            values = {
                name: self.isolated(one) if isinstance(one, str) else one for name, one in values.items()
            }
        return found.format(**values)

    def isolated(self, text: str) -> str:
        """`text` for a place within another text: a phone number or a name within Arabic stays whole."""
        return isolated(text) if self.right_to_left else text

    def plural(self, one: str, many: str, n: int) -> str:
        """The text for `n` things; `{n}` in it is the number."""
        return self._catalogue.ngettext(one, many, n).format(n=n)

    def joined(self, parts: Iterable[str]) -> str:
        """Several things in a row: one, two, three."""
        return ("، " if self.language == "ar" else ", ").join(parts)

    def day(self, value: date) -> str:
        """A date in words: 2 November 2026."""
        from babel.dates import format_date

        return format_date(value, "d MMMM y", locale=self.language)

    def weekday(self, value: date) -> str:
        """A date with its weekday: Monday 2 November."""
        from babel.dates import format_date

        return format_date(value, WEEKDAY.get(self.language, "EEEE, d MMMM"), locale=self.language)

    def month(self, value: date) -> str:
        """A month and its year: November 2026. Without a day many languages use another form of the name."""
        from babel.dates import format_date

        return format_date(value, "LLLL y", locale=self.language)

    def clock(self, value: time) -> str:
        """A time of day as short as it is said: 6:30am, 12:05pm; where nobody says am and pm, 18:30."""
        if self.language not in HALF_DAYS:
            return f"{value.hour}:{value.minute:02}"
        return f"{value.hour % 12 or 12}:{value.minute:02}{'am' if value.hour < 12 else 'pm'}"

    def number(self, value: Decimal) -> str:
        """A number in Western digits with the language's own signs: 1,234.5 or 1 234,5."""
        if self.language in ENGLISH_NUMBERS:
            return f"{value:,f}"
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.language, decimal_quantization=False)


@lru_cache(maxsize=16)
def words_for(language: str, locale_dir: Path | None = None) -> Words:
    """The texts of `language`, read once. `locale_dir` is `assets/locale` unless given."""
    if language == SOURCE:
        return Words(language, gettext.NullTranslations())
    folder = locale_dir or assets_dir() / "locale"
    catalogue = gettext.translation("kiosk", localedir=str(folder), languages=[language], fallback=True)
    return Words(language, catalogue)
