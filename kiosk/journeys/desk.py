"""What the building of one journey shares: names and texts met so far, lists, and what is wrong with them.

Each thing is read from its one place; what needs the whole journey is `check`.
"""

from collections.abc import Collection

from kiosk.journeys.definition import Dataset, Let, Listing, Showing
from kiosk.journeys.expressions import Expression, parse
from kiosk.journeys.grammar import ExpressionError, nearest
from kiosk.journeys.naming import good_name
from kiosk.journeys.reading import names_in, scalar, table
from kiosk.journeys.shared import Shared, build_list
from kiosk.journeys.source import Finding, Mark, Node, Scalar, Table, found
from kiosk.journeys.texts import Text, text_of


class Desk:
    """Reads names, texts, expressions and lists; `ids` are the journeys there are."""

    def __init__(self, shared: Shared, findings: list[Finding], ids: Collection[str] = ()) -> None:
        self.shared = shared
        self.ids = ids
        self.findings = findings
        self.names: dict[str, Mark] = {}
        self.texts: dict[str, Text] = {}
        self.lists: dict[str, Listing] = {}
        self.taken: set[str] = set()

    @property
    def datasets(self) -> dict[str, Dataset]:
        """The declared datasets."""
        return self.shared.datasets

    def say(self, mark: Mark, rule: str, message: str, suggestion: str = "") -> None:
        """Add an error."""
        self.findings.append(found(mark, rule, message, suggestion))

    def name(self, key: Scalar) -> str:
        """A new name: well formed, and used for nothing else."""
        if good_name(key, self.findings):
            first = self.names.get(key.text)
            if first is not None:
                self.say(
                    key.mark, "duplicate-name", f"'{key.text}' is already a name: {first.file}:{first.line}."
                )
            self.names.setdefault(key.text, key.mark)
        return key.text

    def text(self, key: str, node: Node) -> Text:
        """A text with its placeholders."""
        read = scalar(node, self.findings)
        try:
            made = text_of(key, read.text, node.mark)
        except ExpressionError as error:
            self.say(node.mark, error.rule, error.message, error.suggestion)
            made = Text(key, read.text.strip(), node.mark)
        self.texts[key] = made
        return made

    def expression(self, node: Node) -> Expression:
        """An expression; one that never holds where it cannot be read."""
        read = scalar(node, self.findings)
        try:
            return parse(read.text, node.mark)
        except ExpressionError as error:
            self.say(node.mark, error.rule, error.message, error.suggestion)
            return parse("1 == 0", node.mark)

    def lets(self, node: Node) -> dict[str, Let]:
        """A table of named expressions."""
        inner = table(node, "let", self.findings)
        return {
            name: Let(
                name=self.name(inner.keys[name]), expression=self.expression(one), mark=inner.keys[name].mark
            )
            for name, one in inner.nodes.items()
        }

    def listing(self, name: str) -> Listing | None:
        """A list of the journey or of shared.yaml."""
        if name not in self.lists and name in self.shared.lists:
            self.lists[name] = self.shared.lists[name]
            self.taken.add(f"lists.{name}")
            self._note_texts(self.lists[name])
        return self.lists.get(name)

    def showing(self, node: Table) -> Showing | None:
        """`of` and `where`: a list to read."""
        of, where = node.nodes.get("of"), node.nodes.get("where")
        if of is None:
            if where is not None:
                self.say(where.mark, "missing-key", "'where' needs a list: the key 'of'.")
            return None
        name = scalar(of, self.findings).text
        if self.listing(name) is None:
            hint = nearest(name, [*self.shared.lists, *self.lists])
            self.say(of.mark, "not-found", f"there is no list '{name}'.", hint)
            return None
        return Showing(
            of=name, where=self.expression(where) if where is not None else None, mark=node.keys["of"].mark
        )

    def owner(self, node: Table) -> str:
        """The organisation under `owner`, '' where the key is not there."""
        if "owner" not in node.nodes:
            return ""
        named = scalar(node.nodes["owner"], self.findings)
        if named.text not in self.shared.organisations:
            hint = nearest(named.text, self.shared.organisations)
            self.say(named.mark, "not-found", f"'{named.text}' is not an organisation of shared.yaml.", hint)
        return named.text

    def onward(self, node: Table) -> tuple[str, ...]:
        """`next`: ids of other journeys."""
        if "next" not in node.nodes:
            return ()
        named = names_in(node.nodes["next"], self.findings)
        for name, mark in named:
            if name not in self.ids:
                self.say(mark, "not-found", f"there is no journey '{name}'.", nearest(name, self.ids))
        return tuple(name for name, _ in named)

    def own_list(self, key: Scalar, node: Node) -> None:
        """A list of the journey's own."""
        name = self.name(key)
        self.lists[name] = build_list(name, node, key.mark, self.findings)
        self._note_texts(self.lists[name])

    def _note_texts(self, listing: Listing) -> None:
        for choice in listing.choices.values():
            self.texts[choice.text.key] = choice.text
            if choice.body is not None:
                self.texts[choice.body.key] = choice.body
