"""Rules about how plainly a journey's English is written: long sentences, hard words, blame, reading age.

They are warnings, for those who write journeys: a kiosk that loads them does not wait for this. What is hard
to read is `kiosk.plain`'s business. Translations are left to those who speak the language.
"""

from collections.abc import Iterable, Iterator, Mapping

from kiosk.journeys.source import Finding, Mark, found
from kiosk.journeys.texts import Text
from kiosk.plain import MOST_GRADE, MOST_MEAN, MOST_WORDS, Count, Slip, counted, slips

LABEL = 6
"""Texts with fewer words are labels rather than sentences."""


def check_words(texts: Iterable[Text], hard: Mapping[str, str]) -> Iterator[Finding]:
    """What is hard to read in each text. `hard` is the list of hard words and plain ones."""
    for text in texts:
        for slip in slips(text.source, hard):
            yield _said(text, slip)
        grade = counted(text.source).grade
        if grade is not None and grade > MOST_GRADE:
            message = f"'{text.key}' reads like grade {grade:.1f}; grade {MOST_GRADE:.0f} is the most."
            yield found(
                text.mark, "reading-age", message, "Use shorter words and sentences.", level="warning"
            )


def reading_grade(texts: Iterable[Text]) -> float | None:
    """The Flesch-Kincaid grade of all texts together, None where there are too few words.

    Placeholders count as short words; labels do not count, for they are no sentences and would make all the
    rest look easier.
    """
    counts = (counted(text.source) for text in texts)
    return sum((one for one in counts if one.words >= LABEL), Count()).grade


def check_reading_age(texts: Iterable[Text], mark: Mark) -> Iterator[Finding]:
    """Whether a journey as a whole can be read at the age of 11. `mark` is where the journey begins."""
    grade = reading_grade(texts)
    if grade is not None and grade > MOST_MEAN:
        message = f"the journey reads like grade {grade:.1f}; grade {MOST_MEAN:.0f}, age 11, is the most."
        yield found(mark, "reading-age", message, "Use shorter words and sentences.", level="warning")


def _said(text: Text, slip: Slip) -> Finding:
    match slip.kind:
        case "sentence":
            message = f"{slip.what} in '{text.key}'; {MOST_WORDS} words are enough."
            return found(text.mark, "wording", message, "Make two of it.", level="warning")
        case "passive":
            message = f"'{slip.what}' in '{text.key}' is said backwards."
            return found(text.mark, "wording", message, "Begin with who does it.", level="warning")
        case "blame":
            message = f"'{slip.what}' in '{text.key}' begs or blames."
            return found(text.mark, "blame", message, "Say what to do.", level="warning")
    message = f"'{slip.what}' in '{text.key}' is a hard word."
    return found(text.mark, "hard-word", message, f"Perhaps '{slip.instead}'?", level="warning")
