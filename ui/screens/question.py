"""A question page: one question whose words are the heading, or a few on one page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kiosk.journeys.pages import Field, Page, Problem, Row
from kiosk.language import Words
from ui.fields.field import FieldWidget, Find, Snap
from ui.fields.make import TOUCHED, make_field
from ui.intents import Answered
from ui.pieces.banner import Banner, ErrorSummary
from ui.pieces.rows import ToldPanel
from ui.pieces.text import prose
from ui.screens.screen import Controls, Screen
from ui.theme.look import Look
from ui.tree.roles import labels


class QuestionScreen(Screen):
    """Draws an `ask` or `page` of the engine, with what went wrong, and gives the answer back."""

    def __init__(
        self,
        look: Look,
        words: Words,
        *,
        page: Page,
        find: Find,
        told: tuple[Row, ...],
        problems: tuple[Problem, ...] = (),
        snap: Snap | None = None,
    ) -> None:
        super().__init__(look, words)
        self._page, self._told = page, told
        self.controls = Controls(main=words("Continue"), back=True)
        self._summary: ErrorSummary | None = None
        if problems:
            self._summary = ErrorSummary(look, problems, words)
            self._summary.chosen.connect(self._go_to)
            self.add_to_touch_above(self._summary)
        asks = [field for field in page.fields if isinstance(field, Field)]
        alone = page.kind == "ask" and len(asks) == 1
        title, body = page.title, page.body
        self.asks_one = alone
        if alone:
            title = asks[0].title or title
            body = asks[0].body or body
            if asks[0].optional:
                title = words("{question} (optional)", question=title)
        # The question and the box stand together above the keyboard; there is no room for more between them.
        below = alone and look.metrics.crowded and asks[0].type not in TOUCHED
        heading = self.add_heading(title, caption=page.caption, body="" if below else body)
        if alone:
            labels(heading, f"field:{asks[0].name}")
        if problems:
            self.title = words("Error: {title}", title=title)
        if page.stale:
            text = words("We cannot look this up just now. Type it instead.")
            self.add(Banner(look, "info", text))
        self.fields: list[FieldWidget] = []
        for item in page.fields:
            if isinstance(item, Field):
                widget = make_field(look, words, item, alone, find, snap)
                if look.metrics.crowded and item.type not in TOUCHED:
                    widget.put_hint_below()
                self.fields.append(widget)
                self.add(widget)
            else:
                self.add(Banner(look, "info", item.body, item.title))
        if below and body:
            self.add(prose(body))
        self._show(problems)

    def _show(self, problems: tuple[Problem, ...]) -> None:
        for widget in self.fields:
            own = tuple(problem for problem in problems if problem.name == widget.field.name)
            if own:
                widget.show_problems(own)

    def _go_to(self, problem: Problem) -> None:
        for widget in self.fields:
            if widget.field.name == problem.name:
                widget.target_for(problem).setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def main(self) -> None:
        self.wants.emit(Answered(self._page.name, self._value()))

    def _value(self) -> object:
        if self._page.kind == "ask":
            return self.fields[0].value()
        return {widget.field.name: widget.value() for widget in self.fields}

    def typed(self) -> object:
        return {widget.field.name: widget.typed() for widget in self.fields}

    def restore(self, typed: object) -> None:
        if isinstance(typed, dict):
            for widget in self.fields:
                widget.restore(typed.get(widget.field.name))

    def first_focus(self) -> QWidget | None:
        if self._summary is not None:
            return self._summary.first()
        first = self.fields[0].targets() if self.fields else []
        return first[0] if first else None

    def aside(self) -> QWidget | None:
        return ToldPanel(self.look, self.words, self._told) if self._told else None
