"""What every field is: label, hint, error and the widget one answers with.

On a page with one question the heading is the label and the field shows only what is under it.
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kiosk.journeys.pages import Field, Offer, Option, Problem
from kiosk.language import Words
from ui.pieces.card import LinkCard
from ui.pieces.text import label, prose
from ui.theme.look import Look
from ui.tree.roles import describes, labels

if TYPE_CHECKING:
    from kiosk.camera import CameraProblem
    from kiosk.journeys.values import File

Find = Callable[[str, str], tuple[Option, ...]]
"""(field name, what was typed) -> options of a look-up."""


class Snap(Protocol):
    """Takes a photo of `most_bytes` at most in the background, and then calls with it."""

    def __call__(self, most_bytes: int, then: "Callable[[File | CameraProblem], None]") -> None: ...


class FieldWidget(QWidget):
    """Base of all fields. `alone` when its question is the page's heading."""

    changed = Signal()

    def __init__(self, look: Look, words: Words, field: Field, alone: bool) -> None:
        super().__init__()
        self.look, self.words, self.field = look, words, field
        self.setObjectName(f"field:{field.name}")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look.u(2))
        self._hint: QLabel | None = None
        self.title = field.title
        if field.optional:
            self.title = words("{question} (optional)", question=field.title)
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(field.body)
        if not alone:
            title = label(self.title, "label")
            labels(title, self.objectName())
            self.column.addWidget(title)
            if field.body:
                self._hint = prose(field.body, "quiet")
                describes(self._hint, self.objectName())
                self.column.addWidget(self._hint)
        self.error: QLabel = label("", "error")
        self.error.setObjectName(f"error:{field.name}")
        describes(self.error, self.objectName())
        self.error.hide()
        self.column.addWidget(self.error)
        if field.offer is not None:
            self._add_offer(field.offer)

    def _add_offer(self, offer: Offer) -> None:
        """What was told before in this visit: put in the box when the resident says so, never by itself."""
        title = self.words("Use what you told us before")
        card = LinkCard(self.look, title, offer.text, f"offer:{self.field.name}", icon="history", stays=True)

        def use() -> None:
            self.set_value(offer.value)
            self.targets()[0].setFocus(Qt.FocusReason.OtherFocusReason)
            card.hide()

        card.clicked.connect(use)
        self.column.addWidget(card)

    def put_hint_below(self) -> None:
        """Let the question and the box stand together, and what explains them under both."""
        if self._hint is not None:
            self.column.addWidget(self._hint)

    @abstractmethod
    def value(self) -> object:
        """The answer in the shape of `kiosk.journeys.pages.Field`; None where nothing was entered."""

    @abstractmethod
    def set_value(self, value: object) -> None:
        """Show an answer given before."""

    def typed(self) -> object:
        """All that was entered so far, for `restore` of the same field made anew."""
        return self.value()

    def restore(self, typed: object) -> None:
        """Put back what `typed` gave."""
        if typed is not None:
            self.set_value(typed)

    @abstractmethod
    def targets(self) -> list[QWidget]:
        """The widgets one can focus, first the one an error leads to."""

    def target_for(self, problem: Problem) -> QWidget:
        """Where a problem of this field leads."""
        return self.targets()[0]

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong beside the field, in the words of the summary."""
        text = " ".join(problem.text for problem in problems)
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self.mark(problems)
        for one in (self, *self.targets()):
            # What is wrong first, then what it says of itself: an option what it means, a box its hint.
            own = one.accessibleDescription() or self.field.body
            one.setAccessibleDescription(" ".join(part for part in (text, own) if part))

    def mark(self, problems: tuple[Problem, ...]) -> None:
        """Outline what is wrong. A field without an outline of its own shows the words only."""


def set_state(widget: QWidget, state: str) -> None:
    """Say of a box that something is `wrong` with it, or '', and have it drawn."""
    widget.setProperty("state", state)
    widget.update()
