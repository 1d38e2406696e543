"""Rules about texts: translations, placeholders, certainty and length. How plain they are is
`check_words`'s business."""

import ast
from collections.abc import Iterator

from kiosk.journeys.build import Built
from kiosk.journeys.expressions import Expression
from kiosk.journeys.grammar import nearest
from kiosk.journeys.shared import Overlay, Shared
from kiosk.journeys.source import Finding, Mark, found
from kiosk.journeys.survey import Named, Site, Survey
from kiosk.journeys.texts import Text

PAPER = 42
"""Characters of a label on paper before it takes a second line."""


def check_texts(built: Built, survey: Survey, shared: Shared) -> Iterator[Finding]:
    """All of them."""
    for overlay in built.overlays.values():
        yield from _overlay(overlay, built, shared)
    if built.journey.status == "live":
        yield from _missing(built, shared)
    for site in survey.sites:
        if site.text is not None and site.use in ("title", "short"):
            yield from _certain(site, survey)
    for ask, _ in survey.asks():
        label = ask.short or ask.title
        if ask.name in built.journey.receipt and len(label.source) > PAPER:
            message = f"'{label.key}' has {len(label.source)} characters; {PAPER} fit on a line of paper."
            yield found(label.mark, "too-long", message, level="warning")


def counts(built: Built) -> dict[str, tuple[int, int]]:
    """Overlay file to the texts it has and should have. Shared texts are counted with shared.yaml's."""
    journey = built.journey
    own = {key for key, text in journey.texts.items() if text.mark.file == journey.mark.file}
    found_: dict[str, tuple[int, int]] = {}
    for name, overlay in sorted(built.overlays.items()):
        wanted = own
        if name.endswith("other"):
            base = built.overlays.get("other")
            wanted = (
                own & set(base.texts) if name != "other" and base is not None else own & set(overlay.texts)
            )
        found_[f"{journey.id}.{name}.yaml"] = (len(wanted & set(overlay.texts)), len(wanted))
    return found_


def _overlay(overlay: Overlay, built: Built, shared: Shared) -> Iterator[Finding]:
    journey = built.journey
    language = overlay.name.removesuffix("other").removesuffix(".")
    if language and language not in journey.languages[1:]:
        # A translation that is being written harms nobody until its language is named.
        message = f"'{language}' is not in the journey's languages, so nobody is offered it."
        hint = nearest(language, journey.languages)
        yield found(overlay.mark, "wrong-file", message, hint, level="warning")
    if not overlay.of:
        yield found(overlay.mark, "missing-key", "an overlay says with 'of' for which version it was made.")
    elif overlay.of != journey.version:
        message = f"this was made for version {overlay.of}; the journey has version {journey.version}."
        yield found(overlay.mark, "old-overlay", message, level="warning")
    yield from compared(overlay, journey.texts)


def compared(overlay: Overlay, texts: dict[str, Text]) -> Iterator[Finding]:
    """Each text of an overlay stands for one of the originals, with the same placeholders."""
    for key, text in overlay.texts.items():
        original = texts.get(key)
        if original is None:
            yield found(text.mark, "orphan-text", f"there is no text '{key}'.", nearest(key, texts))
        elif set(text.names) != set(original.names):
            wanted = ", ".join(f"{{{name}}}" for name in original.names) or "none"
            yield found(
                text.mark, "placeholders", f"'{key}' has other placeholders than the original: {wanted}."
            )


def _missing(built: Built, shared: Shared) -> Iterator[Finding]:
    journey = built.journey
    for language in journey.languages[1:]:
        for name, wanted in (
            (language, list(journey.texts)),
            (f"{language}.other", list(journey.overlays.get("other", {}))),
        ):
            there = journey.overlays.get(name, {})
            for key in wanted:
                if key not in there and key in journey.texts:
                    yield found(
                        _place(name, key, built, shared), "missing-text", f"'{key}' has no text in {name}."
                    )


def _place(name: str, key: str, built: Built, shared: Shared) -> Mark:
    """Where a text would be added: the overlay of the file that the original stands in."""
    journey = built.journey
    own = journey.texts[key].mark.file == journey.mark.file
    overlay = (built.overlays if own else shared.overlays).get(name)
    return overlay.mark if overlay is not None else journey.marks.get("languages", journey.mark)


def _certain(site: Site, survey: Survey) -> Iterator[Finding]:
    """A title or label cannot leave a paragraph out, so what it names must be known."""
    unsure = _unsure(site.expression, site, survey)
    if unsure:
        message = f"'{unsure}' may be unknown here, and a {site.use} cannot go without it."
        yield found(site.expression.mark, "uncertain-text", message, "Say it in the body.")


def _unsure(expression: Expression, site: Site, survey: Survey) -> str:
    for node in ast.walk(expression.tree):
        if isinstance(node, ast.Call):
            return ast.unparse(node) if not _counts(node, site, survey) else ""
        if isinstance(node, ast.Attribute) and node.attr != "text":
            return ast.unparse(node)
        if isinstance(node, ast.Name) and not _known(node.id, site, survey):
            return node.id
    return ""


def _counts(node: ast.Call, site: Site, survey: Survey) -> bool:
    named = node.args[0] if node.args else None
    is_count = isinstance(node.func, ast.Name) and node.func.id == "count" and len(node.args) == 1
    return is_count and isinstance(named, ast.Name) and _known(named.id, site, survey)


def _known(name: str, site: Site, survey: Survey) -> bool:
    if name in ("today", "item", "reference"):
        return True
    named = survey.names.get(name)
    if named is None:
        return True
    return named.let is None and certain(named, tuple(one.source for one in site.view.conditions))


def certain(named: Named, conditions: tuple[str, ...]) -> bool:
    """Whether it is told on every way to a place where these conditions hold."""
    if named.ask is not None and (named.ask.optional or named.staff):
        return False
    return all(one.source in conditions for one in named.conditions)
