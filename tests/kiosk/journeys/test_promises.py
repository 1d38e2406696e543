"""What a walk promises, whatever somebody presses, in every journey there is.

What is seen and sent depends on the path's answers alone; no answer off the path leaves; what is private
stays private; each part holds only what it names; what was told earlier is used only if the resident says
so; changing and changing back restores; items keep their ids. Every text that the visitor types can be told
from all others, so that a leak is seen by its content. The last tests break the engine on purpose: the same
checks must see it.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.journeys import path, progress, route, stored
from kiosk.journeys import walk as walking
from kiosk.journeys.definition import Ask, Journey, PageStep, Repeat, Section, Step
from kiosk.journeys.pages import Field, Note, Page, Problems, Row
from kiosk.journeys.path import Path
from kiosk.journeys.route import Route
from kiosk.journeys.rows import label_of
from kiosk.journeys.scope import PathScope
from kiosk.journeys.texts import text_of
from kiosk.journeys.told import Earlier, Told
from kiosk.journeys.types import TYPES
from kiosk.journeys.values import Blank, Picked
from kiosk.journeys.walk import Walk
from kiosk.journeys.wander import MadeUp, drawn
from kiosk.language import words_for
from kiosk.receipt import Line

TODAY = date(2026, 11, 23)
TRIES, MOST_PAGES = 40, 400
EARLIER = {
    "name": Earlier(value="Offered Person"),
    "email": Earlier(value="offered@example.com"),
    "tel": Earlier(value="+447700900999"),
    "street-address": Earlier(
        value=Picked("addresses", "", ("uprn",), {"text": "99 Offered Street"}), of="addresses"
    ),
    "bday": Earlier(value=date(1901, 2, 3), sensitive=True),
}
OFFERED = ("offeredperson", "offeredexamplecom", "7700900999", "99offeredstreet", "19010203")


def made_up(journey: Journey, seed: int) -> MadeUp:
    return MadeUp(journey.datasets, TODAY, seed)


def squeezed(content: object) -> str:
    """Letters and digits only, so that no way of writing hides a text."""
    said = content if isinstance(content, str) else json.dumps(msgspec.to_builtins(content))
    return re.sub(r"[\W_]", "", said).lower()


class Visitor:
    """Somebody who presses anything, and what they typed: mark to question."""

    def __init__(self, journey: Journey, seed: int, *, staff: bool = False, language: str = "en") -> None:
        self.draw = Random(seed)
        self.data = made_up(journey, seed % 20)
        self.walk = Walk(journey, self.data, TODAY, words=words_for(language), staff=staff, language=language)
        self.told: dict[str, str] = {}
        self.accepted: set[str] = set()
        """What was offered and taken."""
        self._n = 0

    def typed(self, key: str, ask: Ask, asking: Any) -> object:
        """An answer; one that nobody gives a second time where the question allows it."""
        self._n += 1
        n = self._n
        room = min(
            *(int(one) for one in (asking.max,) if not isinstance(one, date) and str(one).isdecimal()),
            999,
            999,
        )
        if ask.optional and self.draw.random() < 0.3:
            return None
        if ask.type in ("text", "name", "long") and not ask.pattern and room >= 18:
            answer: object = f"Sam Example {n:04}xyz"
        elif ask.type == "email":
            answer = f"sam{n:04}xyz@example.com"
        elif ask.type == "phone":
            answer = f"01632 960 {n % 1000:03}"
        elif ask.type in ("address", "place") and self.draw.random() < 0.3:
            answer = {"text": f"{n} Typed Street{n:04}xyz, Exampleton"}
        else:
            return drawn(ask, asking, self.draw)
        mark = squeezed(answer if isinstance(answer, str) else answer["text"])  # type: ignore[index]  an address
        self.told[mark.removeprefix("0")] = key
        return answer

    def given(self, page: Page) -> dict[str, object]:
        """An answer for each question of a page."""
        offers = {one.name: one.offer for one in page.fields if isinstance(one, Field) and one.offer}
        found: dict[str, object] = {}
        for key, ask, asking in self.walk.asking():
            offer = offers.get(key)
            if offer is not None and self.draw.random() < 0.4:
                found[key] = offer.value
                self.accepted.add(key)
            else:
                found[key] = self.typed(key, ask, asking)
        return found

    def answer(self, page: Page, found: dict[str, object]) -> bool:
        """Whether it was taken."""
        outcome = self.walk.answer(page.name, found if page.kind == "page" else found[page.name])
        if isinstance(outcome, Problems):
            assert outcome.problems
            assert all(one.text and one.name in found for one in outcome.problems)
            assert self.walk.page() == page, "a problem changes nothing"
        return not isinstance(outcome, Problems)

    def on(self, page: Page, items: int = 0) -> bool:
        """Go on from a page; whether that could be done. A list gets so many items, or any number."""
        if page.kind in ("ask", "page") and self.walk.asking():
            return any(self.answer(page, self.given(page)) for _ in range(TRIES))
        if page.kind == "list":
            more = len(page.rows) < items if items else self.draw.random() < 0.4
            outcome = self.walk.answer(page.name, "add" if page.add and more else "done")
            if isinstance(outcome, Problems):
                outcome = self.walk.answer(page.name, "add")
            return not isinstance(outcome, Problems)
        return not isinstance(self.walk.answer(page.name, True), Problems)

    def ended(self) -> bool:
        return self.walk.page().kind in ("exit", "done") or self.walk.confirmed

    def finish(self, items: int = 0) -> None:
        """Go on to an end."""
        for _ in range(MOST_PAGES):
            if self.ended():
                return
            page = self.walk.page()
            assert self.on(page, items), f"no way on from {page.name}"
        raise AssertionError("no end")

    def press(self, move: int) -> None:
        """One thing that a screen lets somebody do."""
        page = self.walk.page()
        rows = [row for row in page.rows if row.change] or [row for row in self.walk.summary() if row.change]
        removable = [row for row in page.rows if row.remove]
        if move == 0:
            self.walk.back()
        elif move == 1 and rows:
            self.walk.change(self.draw.choice(rows).change)
        elif move == 2 and removable:
            self.remove(self.draw.choice(removable))
        elif move == 3:
            language = self.draw.choice(self.walk.journey.languages)
            self.walk.speak(language, words_for(language))
        elif move == 4 and page.kind in ("ask", "page") and self.walk.asking():
            nonsense = (None, "", "x", [], {}, 3, {"text": ""})
            self.answer(page, {key: self.draw.choice(nonsense) for key, _, _ in self.walk.asking()})
        elif page.kind not in ("exit", "done"):
            self.on(page)

    def remove(self, row: Row) -> None:
        """Remove an item; the others keep their ids and answers."""
        repeat = row.remove.partition("[")[0]
        before = self.items(repeat)
        self.walk.remove(row.remove)
        after = self.items(repeat)
        gone = row.remove.partition("[")[2].rstrip("]")
        kept = [item for item in before if item != gone]
        # Where there must be one, a new one opens for the last that was removed.
        assert list(after) == kept or (not kept and int(*after) > int(gone))
        assert all(after[item] == before[item] for item in kept)

    def items(self, repeat: str) -> dict[str, dict[str, object]]:
        """Item of a list to its answers on the path, in order."""
        found: dict[str, dict[str, object]] = {
            str(item): {} for item in self.walk._progress.told.items.get(repeat, ())
        }
        for one in self.walk._progress.path().asked:
            if one.screen.repeat is not None and one.screen.repeat.name == repeat:
                found.setdefault(one.screen.item, {})[one.key] = one.value
        return found


# What is promised. Each gives what is wrong.


def wrongs(visitor: Visitor) -> list[str]:
    """All that is wrong at this moment."""
    checks: tuple[Callable[[Visitor], Iterator[str]], ...] = (unsound, stale, leaked, private, parts_mixed)
    return [wrong for check in checks for wrong in check(visitor)]


def unsound(visitor: Visitor) -> Iterator[str]:
    """A page that cannot be read or answered."""
    page = visitor.walk.page()
    if not page.title.strip() or "{" in page.title + page.body:
        yield f"{page.name}: its title or body"
    if page.kind in ("ask", "page") and not page.fields:
        yield f"{page.name}: nothing to answer"
    for one in page.fields:
        if not one.title.strip() or (
            isinstance(one, Field) and one.type in ("choice", "choices") and not one.options
        ):
            yield f"{one.name}: no title or no options"
    yield from (
        f"{row.change}: no label" for row in visitor.walk.summary() if not row.label.strip() or not row.lines
    )


def stale(visitor: Visitor) -> Iterator[str]:
    """Something that a fresh walk which is told only the path's answers would not show or send."""
    walk = visitor.walk
    fresh = Walk.restore(
        walk.journey,
        json.loads(json.dumps(walk.save())),
        visitor.data,
        TODAY,
        words=words_for(walk.language),
        staff=walk.staff,
        language=walk.language,
    )
    for what in ("summary", "receipt", "complete", "save", "remembered"):
        if getattr(fresh, what)() != getattr(walk, what)():
            yield f"{what} is not that of a fresh walk"
    # Where nobody went back, the same page shows, but for what an earlier answer left in the box.
    if not walk._place.chosen and empty(fresh.page()) != empty(walk.page()):
        yield "the page is not that of a fresh walk"
    # The route that waited at its frontier is the one that is walked from the start.
    again = Route(walk._progress.world, walk._progress.told).path()
    if told_on(again) != told_on(walk._progress.path()):
        yield "the path is not the one that is walked from the start"


def empty(page: Page) -> Page:
    fields = tuple(
        one
        if isinstance(one, Note)
        else replace(one, value=None, offer=None, options=() if one.pick else one.options)
        for one in page.fields
    )
    return replace(page, fields=fields)


def told_on(found: Path) -> tuple[object, ...]:
    return (
        [(screen.key, screen.done) for screen in found.screens],
        [(one.key, one.value) for one in found.asked],
    )


def marks_on_path(visitor: Visitor) -> set[str]:
    """The marks of the answers on the path."""
    told = squeezed(stored.stored_answers(visitor.walk._progress.path(), blank=False))
    return {mark for mark in visitor.told if mark in told}


def leaving(visitor: Visitor) -> dict[str, str]:
    """All that may leave the walk."""
    walk = visitor.walk
    page = walk.page()
    return {
        "submission": squeezed(walk.complete()),
        "draft": squeezed(walk.save()),
        "receipt": squeezed(walk.receipt()),
        "summary": squeezed(walk.summary()),
        "page": squeezed([*said(page), *(row.lines for row in page.rows)]),
        "offers": squeezed({name: repr(one) for name, one in walk.remembered().items()}),
    }


def said(page: Page) -> list[str]:
    """A page's texts, without what stands in its boxes and beside its labels."""
    texts = [page.title, page.body, page.caption, page.link, page.button, page.as_of]
    texts += [text for one in page.fields for text in (one.title, one.body)]
    texts += [text for one in page.items for text in (one.text, one.body)]
    return texts + [text for row in page.rows for text in (row.heading, row.label)]


def leaked(visitor: Visitor) -> Iterator[str]:
    """An answer off the path, or an offer that nobody took, which leaves the walk."""
    on_path = marks_on_path(visitor)
    for where, content in leaving(visitor).items():
        yield from (
            f"{key} is off the path but in the {where}"
            for mark, key in visitor.told.items()
            if mark in content and mark not in on_path
        )
        if not visitor.accepted:
            yield from (f"an offer is in the {where}" for mark in OFFERED if mark in content)


def private(visitor: Visitor) -> Iterator[str]:
    """A sensitive answer or a member of staff's own that stands where others may read it."""
    walk, page = visitor.walk, visitor.walk.page()
    titles = squeezed(said(page))
    lines = squeezed([row.lines for row in (*walk.summary(), *page.rows)])
    paper = squeezed(walk.receipt())
    for one in walk._progress.path().asked:
        hidden = one.ask.sensitive or TYPES[one.ask.type].private
        if isinstance(one.value, Blank) or not (hidden or one.staff):
            continue
        told = squeezed(TYPES[one.ask.type].encode(one.value))
        for mark in (mark for mark, key in visitor.told.items() if key == one.key and mark in told):
            if mark in paper or mark in titles or (hidden and mark in lines):
                yield f"{one.key} is private but can be read"


def parts_mixed(visitor: Visitor) -> Iterator[str]:
    """A part that holds what it does not name, or lacks what it does."""
    walk = visitor.walk
    whole = walk.complete()
    if whole is None:
        return
    scope = walk._progress.path().scope
    wanted = [
        one.name for one in walk.journey.parts if one.send and (one.when is None or one.when.is_true(scope))
    ]
    if [part.name for part in whole.parts] != wanted:
        yield "the parts are not those that were chosen"
    for part in whole.parts:
        names = next(one.answers for one in walk.journey.parts if one.name == part.name)
        if part.answers != {key: one for key, one in whole.answers.items() if key.partition("[")[0] in names}:
            yield f"{part.name} does not hold the answers that it names"
        if not {key.partition("[")[0] for key in part.derived} <= set(names):
            yield f"{part.name} holds what it does not name"
        content = squeezed(part.answers)
        yield from (
            f"{part.name} holds {key}"
            for mark, key in visitor.told.items()
            if mark in content and not any(mark in squeezed(whole.answers[one]) for one in part.answers)
        )


# Whatever somebody presses


@pytest.mark.soak
@settings(settings.get_profile("each journey"))
@given(seed=st.integers(0, 100_000), moves=st.lists(st.integers(0, 9), min_size=8, max_size=40))
def test_whatever_somebody_presses_all_promises_hold(
    pressing: Callable[[int, list[int]], list[str]], seed: int, moves: list[int]
) -> None:
    assert pressing(seed, moves) == []


@pytest.fixture(scope="session")
def pressing(each: Journey) -> Callable[[int, list[int]], list[str]]:
    """A visit to the journey, which is too long to be printed with every example."""

    def pressing(seed: int, moves: list[int]) -> list[str]:
        return pressed(each, seed, moves)

    return pressing


def pressed(journey: Journey, seed: int, moves: list[int]) -> list[str]:
    """What is wrong at any time of a visit."""
    visitor = Visitor(journey, seed, staff=seed % 4 == 0)
    if seed % 3:
        visitor.walk.offer(EARLIER)
    if seed % 2:
        visitor.finish()
    for at, move in enumerate(moves):
        visitor.press(move)
        if at % 8 == 7 and (found := wrongs(visitor)):
            return found
    found = wrongs(visitor)
    visitor.finish()
    return found + wrongs(visitor) + list(left_over(visitor))


def left_over(visitor: Visitor) -> Iterator[str]:
    """What survives the end."""
    walk = visitor.walk
    if walk.complete() is None:
        return
    told = [one for one in walk._progress.path().asked if one.ask.sensitive or one.staff]
    hidden = {mark for mark, key in visitor.told.items() if key in {one.key for one in told}}
    hidden &= marks_on_path(visitor)
    while (page := walk.sent("ABCD EFGH JKLM", received=False)).kind == "pay":
        walk.answer(page.name, True)
    yield from (
        f"{visitor.told[mark]} is on the last page" for mark in hidden if mark in squeezed(said(page))
    )
    if page.kind != "done" or walk.summary() or walk.receipt() or walk.complete() or walk.remembered():
        yield "something survives the end"
    if walk.save()["answers"] or any(mark in squeezed(walk.save()) for mark in visitor.told):
        yield "an answer survives the end"


@pytest.mark.soak
def test_a_day_later_a_draft_still_leads_to_an_end(each: Journey, times: int) -> None:
    for seed in range(3 * times):
        visitor = Visitor(each, seed)
        for move in range(5, 25):
            visitor.press(move % 10)
        visitor.walk = Walk.restore(
            each, visitor.walk.save(), visitor.data, TODAY + timedelta(days=1), words=words_for("en")
        )
        visitor.finish()


# Changing and changing back


@pytest.mark.soak
def test_changing_an_answer_and_changing_it_back_restores_what_is_sent(each: Journey, times: int) -> None:
    for seed in range(4 * times):
        assert changed_and_back(each, seed) == []


def changed_and_back(journey: Journey, seed: int) -> list[str]:
    """Change some answers of a finished walk, one after the other, each back again at once."""
    visitor = Visitor(journey, seed)
    visitor.finish()
    before = visitor.walk.complete()
    rows = [row.change for row in visitor.walk.summary() if row.change]
    for name in visitor.draw.sample(rows, min(4, len(rows))) if before is not None else ():
        page = visitor.walk.change(name)
        if page.kind == "list":
            visitor.walk.back()
            continue
        first = {one.name: one.value for one in page.fields if isinstance(one, Field)}
        if not visitor.on(page):
            continue
        page = visitor.walk.change(name)
        if not visitor.answer(page, first):
            return [f"{name} cannot be changed back"]
        while visitor.walk.page().kind in ("note", "check") and not visitor.walk.confirmed:
            visitor.walk.answer(visitor.walk.page().name, True)
        if visitor.walk.complete() != before:
            return [f"{name} was changed back, but something else is sent than before"]
    return []


def steps_of(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        if isinstance(step, Section | Repeat | PageStep):
            yield from steps_of(step.steps)


def repeats(journey: Journey, *, counted: bool) -> list[Repeat]:
    found = [one for one in steps_of(journey.steps) if isinstance(one, Repeat)]
    return [one for one in found if (one.each is None) is counted]


def test_a_choice_taken_back_and_made_again_brings_back_what_was_told_of_it(
    everything: dict[str, Journey],
) -> None:
    seen = set()
    for journey in everything.values():
        for repeat in repeats(journey, counted=False):
            assert dropped_and_restored(journey, repeat) == []
            seen.add((journey.id, repeat.name))
    assert len(seen) >= 4


def dropped_and_restored(journey: Journey, repeat: Repeat) -> list[str]:
    """Drop one of several chosen values, go on to the end, and choose it again."""
    assert repeat.each is not None
    question = repeat.each.source
    for seed in range(200):
        visitor = Visitor(journey, seed)
        visitor.finish()
        before, items = visitor.walk.complete(), visitor.items(repeat.name)
        chosen = before.answers.get(question, []) if before is not None else []
        if len(items) < 2 or not all(items.values()):
            continue
        for gone in chosen:
            page = visitor.walk.change(question)
            first = {one.name: one.value for one in page.fields if isinstance(one, Field)}
            rest = [value for value in chosen if value != gone]
            if not visitor.answer(page, {**first, question: rest}):
                continue
            if gone in visitor.items(repeat.name):
                return [f"{gone} was dropped from {question} but is still asked about"]
            visitor.answer(visitor.walk.change(question), first)
            while visitor.walk.page().kind in ("note", "check") and not visitor.walk.confirmed:
                visitor.walk.answer(visitor.walk.page().name, True)
            same = visitor.walk.complete() == before and visitor.items(repeat.name) == items
            return [] if same else [f"{gone} of {question} came back without its answers"]
    return [f"nobody came to two of {repeat.name}"]


def test_an_item_taken_from_the_middle_leaves_the_others_their_ids_and_answers(
    everything: dict[str, Journey],
) -> None:
    seen = set()
    for journey in everything.values():
        for repeat in repeats(journey, counted=True):
            assert middle_removed(journey, repeat) == []
            seen.add((journey.id, repeat.name))
    assert len(seen) >= 6


def middle_removed(journey: Journey, repeat: Repeat) -> list[str]:
    """Three items, the second removed, one more added."""
    for seed in range(400):
        visitor = Visitor(journey, seed)
        visitor.finish(items=3)
        if len(visitor.items(repeat.name)) < 3:
            continue
        page = visitor.walk.change(repeat.name)
        first, second, third = (row.remove.partition("[")[2].rstrip("]") for row in page.rows)
        before = visitor.items(repeat.name)
        if not all(before.values()):
            return [f"an item of {repeat.name} has no answers"]
        visitor.walk.remove(f"{repeat.name}[{second}]")
        if visitor.items(repeat.name) != {first: before[first], third: before[third]}:
            return [f"{repeat.name}: the others changed"]
        visitor.walk.answer(repeat.name, "add")
        added = [item for item in visitor.items(repeat.name) if item not in (first, third)]
        return [] if len(added) == 1 and int(added[0]) > int(third) else [f"{repeat.name}: an id came again"]
    return [f"nobody came to three of {repeat.name}"]


# Words decide nothing


@pytest.mark.soak
def test_in_every_language_and_without_any_translation_the_same_is_asked_and_sent(
    each: Journey, times: int
) -> None:
    assert [wrong for seed in range(4 * times) for wrong in by_words(each, seed)] == []


def by_words(journey: Journey, seed: int) -> list[str]:
    """The same answers in each language, and with no overlay at all, which is without the wording for
    somebody who acts for another."""
    ways = [(journey, language) for language in journey.languages]
    ways.append((replace(journey, overlays={}, languages=journey.languages[:1]), journey.languages[0]))
    made = []
    for one, language in ways:
        visitor = Visitor(one, seed, language=language)
        visitor.data = made_up(journey, seed % 20)
        visitor.finish()
        whole = visitor.walk.complete()
        shown = [screen.key for screen in visitor.walk._progress.path().screens]
        made.append((shown, whole and replace(whole, language="")))
    return [
        f"{language} differs" for found, (_, language) in zip(made, ways, strict=True) if found != made[0]
    ]


def test_the_wording_for_somebody_else_is_met(everything: dict[str, Journey]) -> None:
    asking = [one for one in everything.values() if any(name.endswith("other") for name in one.overlays)]
    assert len(asking) >= 8
    for journey in asking:
        assert any(acts_for_other(journey, seed) for seed in range(60)), journey.id


def acts_for_other(journey: Journey, seed: int) -> bool:
    visitor = Visitor(journey, seed)
    visitor.finish()
    return visitor.walk._progress.path().scope.for_other


# What was told earlier


def test_what_is_offered_is_sent_only_where_it_was_taken(everything: dict[str, Journey]) -> None:
    taken, passed = set(), set()
    for journey in everything.values():
        for seed in range(12):
            visitor = Visitor(journey, seed)
            visitor.walk.offer(EARLIER)
            visitor.finish()
            assert list(leaked(visitor)) == []
            path_ = visitor.walk._progress.path()
            for one in path_.asked:
                told = (
                    squeezed(TYPES[one.ask.type].encode(one.value))
                    if not isinstance(one.value, Blank)
                    else ""
                )
                from_before = any(mark in told for mark in OFFERED)
                assert from_before <= (one.key in visitor.accepted), one.key
                (taken if from_before else passed).add(one.ask.purpose)
    assert {"name", "email", "tel", "street-address"} <= taken & passed


# The same checks see an engine that is broken on purpose


def caught(journeys: list[Journey], check: Callable[[Journey, int], list[str]], wrong: str = "") -> bool:
    """Whether a check comes to say it within a few visits; without `wrong`, whether it says anything."""
    for seed in range(40 if wrong else 12):
        for journey in journeys:
            if any(wrong in found for found in check(journey, seed)):
                return True
    return False


def somehow(journey: Journey, seed: int) -> list[str]:
    draw = Random(seed)
    return pressed(journey, seed, [draw.randrange(10) for _ in range(30)])


@pytest.fixture
def two(everything: dict[str, Journey]) -> list[Journey]:
    return [everything["clean"], everything["change"]]


def test_the_engine_as_it_is_passes(two: list[Journey]) -> None:
    assert not caught(two, somehow)
    assert not caught(two, changed_and_back)
    assert not caught(two, by_words)


def test_caught_answers_off_the_path_are_sent(
    everything: dict[str, Journey], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = walking.submission

    def leaky(path_: Path, told: Told) -> Any:
        off = {key: str(value) for key, value in told.answers.items() if not isinstance(value, Blank)}
        made = real(path_, told)
        return replace(made, answers={**off, **made.answers})

    monkeypatch.setattr(walking, "submission", leaky)
    assert caught(list(everything.values()), somehow, "off the path but in the submission")


def test_caught_the_path_is_not_walked_again(two: list[Journey], monkeypatch: pytest.MonkeyPatch) -> None:
    def lazy(self: progress.Progress, screen: path.Screen) -> None:
        self.path()
        assert self._route is not None
        self._route.go_on()

    monkeypatch.setattr(progress.Progress, "_changed", lazy)
    assert caught(two, somehow)


def test_caught_answers_off_the_path_are_forgotten(
    two: list[Journey], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = walking.Walk.answer

    def tidy(self: Walk, name: str, value: object) -> Any:
        found = real(self, name, value)
        kept = {one.key for one in self._progress.path().asked}
        for key in self._progress.told.answers.keys() - kept:
            del self._progress.told.answers[key]
        return found

    monkeypatch.setattr(walking.Walk, "answer", tidy)
    assert caught(two, changed_and_back, "something else is sent")


def test_caught_items_are_numbered_anew(two: list[Journey], monkeypatch: pytest.MonkeyPatch) -> None:
    def renumber(self: Told, repeat: str, item: int, keys: frozenset[str]) -> None:
        self.items[repeat] = list(range(1, len(self.items[repeat])))

    monkeypatch.setattr(Told, "remove_item", renumber)
    lists = [(journey, repeat) for journey in two for repeat in repeats(journey, counted=True)]
    assert [wrong for journey, repeat in lists for wrong in middle_removed(journey, repeat)]


def test_caught_a_dropped_choice_forgets(two: list[Journey], monkeypatch: pytest.MonkeyPatch) -> None:
    real = progress.Progress._unconfirm

    def forgetful(self: progress.Progress, section: Section | None) -> None:
        on_path = {one.key for one in self.path().asked}
        self.told.answers = {key: one for key, one in self.told.answers.items() if key in on_path}
        real(self, section)

    monkeypatch.setattr(progress.Progress, "_unconfirm", forgetful)
    each_ = [(journey, repeat) for journey in two for repeat in repeats(journey, counted=False)]
    assert [wrong for journey, repeat in each_ for wrong in dropped_and_restored(journey, repeat)]


def test_caught_a_step_depends_on_the_language(two: list[Journey], monkeypatch: pytest.MonkeyPatch) -> None:
    real = route._Walker._shows

    def english_only(self: Any, when: Any, scope: PathScope, *, staff: bool) -> bool:
        return real(self, when, scope, staff=staff) and (when is None or scope.world.language == "en")

    monkeypatch.setattr(route._Walker, "_shows", english_only)
    assert caught(two, by_words, "cy differs")


def test_caught_private_answers_on_paper(two: list[Journey], monkeypatch: pytest.MonkeyPatch) -> None:
    def everything_on_it(path_: Path, names: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(
            Line(label_of(one), str(TYPES[one.ask.type].encode(one.value)))
            for one in path_.asked
            if not isinstance(one.value, Blank)
        )

    monkeypatch.setattr(walking, "receipt_lines", everything_on_it)
    assert caught(two, somehow, "is private but can be read")


def test_caught_private_answers_are_not_masked(two: list[Journey], monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in TYPES.values():
        monkeypatch.setattr(type(kind), "mask", lambda self, lines: lines)
    assert caught(two, somehow, "is private but can be read")


def test_caught_a_private_answer_in_a_text(two: list[Journey]) -> None:
    clean = two[0]
    hidden = next(
        one.name
        for one in steps_of(clean.steps)
        if isinstance(one, Ask) and one.sensitive and one.type in ("text", "email", "phone", "name")
    )
    assert clean.done is not None
    said_ = text_of("done.body", f"{{{hidden}}}", clean.mark)
    talkative = replace(clean, done=replace(clean.done, body=said_, unsent=said_))
    assert caught([talkative], somehow, "is on the last page")


def test_caught_a_part_holds_everything(two: list[Journey], monkeypatch: pytest.MonkeyPatch) -> None:
    real = stored._part

    def generous(part: Any, journey: Journey, answers: dict[str, Any], lets: dict[str, Any]) -> Any:
        return replace(real(part, journey, answers, lets), answers=answers)

    monkeypatch.setattr(stored, "_part", generous)
    assert caught(two, somehow, "does not hold the answers that it names")


def test_caught_an_offer_is_used_without_asking(two: list[Journey], monkeypatch: pytest.MonkeyPatch) -> None:
    real = route._Walker._answered

    def eager(self: Any, key: str, ask: Ask, scope: PathScope) -> Any:
        earlier = self.told.offers.get(ask.purpose)
        if earlier is not None and key not in self.told.answers:
            self.told.answers[key] = earlier.value
        return real(self, key, ask, scope)

    monkeypatch.setattr(route._Walker, "_answered", eager)
    assert caught(two, somehow, "an offer is in the")
