"""Stories: answers in a file for a journey, and what is known to come of them.

A folder of stories has a folder for each journey, in it one JSON file of answers for each story, and
beside them in `expected` a file of the same name: the outcome, without the journey's hash, which changes
with every text.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from kiosk.errors import AnswersError
from kiosk.journeys.datasets import Data
from kiosk.journeys.definition import Journey
from kiosk.journeys.rehearsal import Rehearsal, rehearse
from kiosk.journeys.walk import Walk
from kiosk.language import words_for

EXPECTED = "expected"


class Story(Struct, frozen=True):
    """One file of answers. `journey` is the name of its folder."""

    path: Path

    @property
    def journey(self) -> str:
        """Whose story it is."""
        return self.path.parent.name

    @property
    def outcome(self) -> Path:
        """Where the outcome is kept."""
        return self.path.parent / EXPECTED / self.path.name

    def __str__(self) -> str:
        return f"{self.journey}/{self.path.stem}"


def stories_in(folder: Path, journeys: tuple[str, ...] = ()) -> Iterator[Story]:
    """The stories of a folder, in order; only those of some journeys, if named."""
    for path in sorted(folder.glob("*/*.json")):
        if not journeys or path.parent.name in journeys:
            yield Story(path)


def told(story: Story, journey: Journey, data: Data, today: date, language: str = "en") -> Rehearsal:
    """Walk the journey with the story's answers. Raises AnswersError."""
    walk = Walk(journey, data, today, words=words_for(language), language=language)
    return rehearse(walk, answers_in(story.path))


def outcome(found: Rehearsal) -> dict[str, Any]:
    """What is kept of a story's end, as JSON values."""
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(found))
    if made["submission"] is not None:
        del made["submission"]["hash"]
    return made


def written(found: Rehearsal) -> str:
    """The outcome as it stands in its file."""
    return json.dumps(outcome(found), ensure_ascii=False, indent=2) + "\n"


def differences(before: Any, after: Any, at: str = "") -> Iterator[str]:
    """Where two outcomes differ, by path and without any answer: what is new, gone or other."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            where = f"{at}.{key}" if at else str(key)
            if key not in before:
                yield f"{where} is new"
            elif key not in after:
                yield f"{where} is gone"
            else:
                yield from differences(before[key], after[key], where)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for n, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{at}[{n}]")
    elif before != after:
        yield f"{at} is other"


def answers_in(path: Path) -> dict[str, object]:
    """The answers of a file. What is wrong with it is told without its content. Raises AnswersError."""
    found = _json_in(path)
    if not isinstance(found, dict):
        raise AnswersError(f"{path}: must be a JSON object, question to answer")
    return found


def expected(story: Story) -> Any:
    """The outcome that is kept, None where there is none yet. Raises AnswersError."""
    return _json_in(story.outcome) if story.outcome.exists() else None


def _json_in(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AnswersError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise AnswersError(f"{path}: is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise AnswersError(f"{path}:{error.lineno}: is not JSON: {error.msg}") from None
