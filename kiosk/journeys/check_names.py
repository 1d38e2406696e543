"""Rules about names and kinds: each expression may use only what is told before it, and must fit."""

import ast
from collections.abc import Iterator, Mapping

from kiosk.journeys.definition import Dataset, Journey, Listing
from kiosk.journeys.expressions import Expression
from kiosk.journeys.grammar import ExpressionError, nearest
from kiosk.journeys.kinds import Kind, Names, kind_of, wants
from kiosk.journeys.source import Finding, found
from kiosk.journeys.survey import END, Named, Site, Survey, View
from kiosk.journeys.types import TYPES

_WORDLESS = ("list", "values", "span", "file", "files")


class Sight:
    """What one view sees. See `kinds.Names`."""

    def __init__(self, survey: Survey, view: View, use: str, seen: tuple[str, ...] = ()) -> None:
        self._survey = survey
        self._view = view
        self._use = use
        self._seen = seen

    @property
    def lists(self) -> Mapping[str, Listing]:
        """The journey's lists."""
        return self._survey.journey.lists

    @property
    def datasets(self) -> Mapping[str, Dataset]:
        """The declared datasets."""
        return self._survey.journey.datasets

    @property
    def uses(self) -> Mapping[str, int]:
        """The datasets in use."""
        return self._survey.journey.uses

    def within(self, repeat: str) -> Names:
        """Inside each pass of an earlier repeat everything in it is told."""
        inner = self._survey.names[repeat]
        order = END if self._view.order == END else max(self._view.order, inner.end + 1)
        view = View(order=order, repeat=repeat, item=_item(inner), conditions=self._view.conditions)
        return Sight(self._survey, view, self._use, self._seen)

    def kind(self, name: str) -> Kind | None:
        """See `Names`."""
        view = self._view
        if name in ("item", "option", "reference"):
            return self._special(name)
        named = self._survey.names.get(name)
        if named is None:
            raise self._unknown(name)
        if named.repeat and named.repeat != view.repeat:
            message = f"'{name}' is told once for each pass of '{named.repeat}'."
            raise ExpressionError("inside-repeat", message, f"Did you mean any({named.repeat}, …)?")
        if named.let is not None:
            return self._let(named)
        if named.page and named.page == view.page:
            message = f"'{name}' is on the same page, so it is not told yet."
            raise ExpressionError("same-page", message, "Put it on a page before this one.")
        if (named.end or named.order) >= view.order:
            raise ExpressionError("asked-later", f"'{name}' is asked later.", "Move the question up.")
        if named.ask is not None and not TYPES[named.ask.type].kind:
            message = f"'{name}' is {named.ask.type}, which no expression may read."
            raise ExpressionError("wrong-type", message)
        return named.kind

    def _special(self, name: str) -> Kind | None:
        view = self._view
        if name == "item" and view.item is not None:
            return self._item_kind(view.item)
        if name == "option" and view.option is not None:
            return view.option
        if name == "reference" and view.reference:
            return Kind("text")
        where = {
            "item": "in a repeat with 'for'",
            "option": "in 'where'",
            "reference": "in 'pay' and 'done'",
        }[name]
        raise ExpressionError("unknown-name", f"'{name}' means something {where} only.")

    def _item_kind(self, item: Kind) -> Kind | None:
        each = _each(self._survey.names[item.of])
        if each is None:
            return None
        try:
            many = kind_of(each.tree, Sight(self._survey, View(order=END), "for"))
        except ExpressionError:
            return None
        return Kind("one", many.of) if many is not None and many.name == "many" else None

    def _let(self, named: Named) -> Kind | None:
        """A let's kind, once all it reads can be seen from here."""
        assert named.let is not None
        if named.name in self._seen:
            # Told of once, as a loop.
            return None
        deeper = Sight(self._survey, self._view, self._use, (*self._seen, named.name))
        try:
            return kind_of(named.let.expression.tree, deeper)
        except ExpressionError as error:
            if error.rule not in ("asked-later", "same-page"):
                # Told of at the let itself.
                return None
            message = error.message
            if "reads what" not in message:
                message = f"'{named.name}' reads what is not told yet: {message}"
            raise ExpressionError(error.rule, message, error.suggestion) from None

    def _unknown(self, name: str) -> ExpressionError:
        known = [*self._survey.names, "today"]
        known += [word for word in ("item", "option") if getattr(self._view, word) is not None]
        return ExpressionError("unknown-name", f"there is no '{name}'.", nearest(name, known))


def _item(named: Named) -> Kind | None:
    return Kind("item", named.name) if _each(named) is not None else None


def _each(named: Named) -> Expression | None:
    return named.step.each if named.step is not None else None


def check_names(survey: Survey) -> Iterator[Finding]:
    """Every expression's names and kinds."""
    for site in survey.sites:
        yield from _site(site, survey)
    yield from _loops(survey)
    yield from _receipt(survey)
    for ask, _ in survey.asks():
        if ask.of in survey.journey.datasets and ask.of not in survey.journey.uses:
            mark = ask.marks.get("of", ask.mark)
            yield found(mark, "not-in-uses", f"'{ask.of}' is not in the journey's 'uses'.")


def _site(site: Site, survey: Survey) -> Iterator[Finding]:
    sight = Sight(survey, site.view, site.use)
    mark = site.expression.mark
    try:
        if site.kinds:
            wants(site.expression.tree, site.kinds, sight)
        else:
            kind = kind_of(site.expression.tree, sight)
            if site.text is not None and kind is not None and kind.name in _WORDLESS:
                yield found(mark, "wrong-type", f"'{site.expression.source}' is {kind}, which has no words.")
    except ExpressionError as error:
        yield found(mark, error.rule, error.message, error.suggestion)


def _loops(survey: Survey) -> Iterator[Finding]:
    """Lets that read themselves, by however many others; each loop is told of at its first let."""
    lets = {name: named.let for name, named in survey.names.items() if named.let is not None}
    reads = {
        name: [
            node.id
            for node in ast.walk(let.expression.tree)
            if isinstance(node, ast.Name) and node.id in lets
        ]
        for name, let in lets.items()
    }
    told: set[str] = set()
    for name, let in lets.items():
        loop = _loop_from(name, reads)
        if loop and not told & set(loop):
            told |= set(loop)
            way = " → ".join([*loop, name])
            yield found(
                let.mark, "let-loop", f"'{name}' reads itself: {way}.", "Write one of them without the other."
            )


def _loop_from(start: str, reads: dict[str, list[str]]) -> list[str]:
    """A way from a let back to itself, or []."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in reads[way[-1]]:
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _receipt(survey: Survey) -> Iterator[Finding]:
    journey: Journey = survey.journey
    asks = {ask.name for ask, _ in survey.asks()}
    for name in journey.receipt:
        if name not in asks:
            mark = journey.marks[f"receipt.{name}"]
            yield found(mark, "unknown-name", f"there is no question '{name}'.", nearest(name, asks))
